"""Forms of a project's page: rows that must agree with each other, and values with their metric's unit."""

from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.forms.formsets import DELETION_FIELD_NAME

from core.admin import ChildForm

from ..stage_moves import refusal_of_move
from ..validators import unknown_phase_numbers


class PhaseFormSet(BaseInlineFormSet):
    """The phases. Comes first on the page, and tells the formsets after it which numbers there will be."""

    def clean(self):
        super().clean()
        self.instance.phase_numbers_to_be = [form.cleaned_data.get("number") for form in _kept(self)]


class PhaseChildFormSet(BaseInlineFormSet):
    """Rows that name their phase by its number; a number that no phase has is an error of the row."""

    def clean(self):
        super().clean()
        for form in _kept(self):
            for number in self._unknown(form):
                form.add_error("phase_number", f"没有第{number}期。请先在“分期”里加上，或填 0（整个项目）。")

    def _unknown(self, form):
        used = form.cleaned_data.get("phase_number", 0)
        return unknown_phase_numbers(_phase_numbers_to_be(self.instance), [used])


class StageEntryFormSet(PhaseChildFormSet):
    """Append-only rows. Those that exist can't be mended, so an error of theirs is one of the whole table."""

    def clean(self):
        kept = [number for form in self.initial_forms for number in self._unknown(form)]
        if kept:
            raise ValidationError(f"第{kept[0]}期已有阶段记录，不能删去或改成别的期数。")
        super().clean()
        self._check_moves()

    def _check_moves(self):
        """Each new entry may follow what stood on its day, the other new ones before it included."""
        new = [form for form in self.extra_forms if form.has_changed() and form.is_valid()]
        known = [form.instance for form in self.initial_forms]
        for form in sorted(new, key=lambda form: form.cleaned_data["stated_on"].start):
            row = form.cleaned_data
            words = {name: row.get(name) for name in ("stage", "stated_on", "entered_on")}
            if refusal := refusal_of_move(known, phase_number=row.get("phase_number", 0), **words):
                form.add_error("stage", refusal)
            known.append(form.instance)


class ObservationForm(ChildForm):
    """Shows the metric's unit beside the value."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.metric_id and "value" in self.fields:
            self.fields["value"].widget.unit = self.instance.metric.unit


def _phase_numbers_to_be(project):
    """What ``PhaseFormSet`` left; the stored ones for a person whose page has no phases."""
    if hasattr(project, "phase_numbers_to_be"):
        return project.phase_numbers_to_be
    return list(project.phases.values_list("number", flat=True)) if project.pk else []


def _kept(formset):
    """The rows that will be there after saving: filled in, and not marked for deletion."""
    for form in formset.forms:
        row = getattr(form, "cleaned_data", None)
        if row and not row.get(DELETION_FIELD_NAME):
            yield form
