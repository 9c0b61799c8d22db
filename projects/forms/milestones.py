"""A milestone in its project's form. A change of a date asks for its reason in the same row and becomes a record."""

from dataclasses import replace

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils import timezone
from django.utils.functional import cached_property

from core.admin import ChildForm
from core.forms import PartialDateFormField
from core.partial_dates import PartialDate
from publishing.past import was_ever_public

from .. import actions
from ..choices import DateKind, ReasonCode
from ..models import DateChangeRequest
from ..rules.changes import Refused, check_change
from ..rules.verdicts import Dates
from ..thresholds import thresholds
from .rows import PhaseChildFormSet

# Where the rules' words for what was typed wrongly stand in this form.
FIELD_OF = {
    "reason_code": "change_reason",
    "justification": "change_justification",
    "stated_on": "change_stated_on",
}
NAME_OF = {  # of a date in ``rules.verdicts.Dates``
    DateKind.ORIGINAL_TARGET: "original",
    DateKind.CURRENT_TARGET: "current",
    DateKind.ALTERNATIVE_DATE: "alternative",
    DateKind.ACTUAL: "actual",
}
ORIGINAL_IS_FIXED = "已公布，不再改。要改期请改“现定”；当初录错了，用页首的“更正日期”，会留下记录。"


class MilestoneForm(ChildForm):
    """The row, with the reason for what it changes. ``save_dates`` writes the changes after the row was saved."""

    change_reason = forms.ChoiceField(
        label="改期原因", choices=[("", "---------"), *ReasonCode.choices], required=False, help_text="改了目标才选。"
    )
    change_justification = forms.CharField(
        label="改期理由", max_length=300, required=False, help_text="改了目标才写，公众会看到。"
    )
    change_stated_on = PartialDateFormField(
        label="何时这样说", required=False, help_text="这次改动的来源日期；留空就是今天。"
    )

    def __init__(self, *args, project_is_known=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.project_is_known = project_is_known
        self.stored = self.instance.rule_dates if self.instance.pk else Dates()
        self.changes = []
        if self.is_public and self.stored.original and "original_target" in self.fields:
            field = self.fields["original_target"]
            field.widget.attrs["readonly"] = True  # it is sent along, and the rule answers for whoever forges it
            field.help_text = ORIGINAL_IS_FIXED

    @property
    def is_public(self):
        """Whether the milestone was made public: what was withdrawn since was said all the same."""
        return bool(self.instance.pk and self.project_is_known)

    def clean(self):
        row = super().clean()
        if row.get(DELETION_FIELD_NAME) or any(kind in self.errors for kind in DateKind):
            return row
        if self.is_public:
            self._keep_what_is_public(row)
        said = row.get("change_stated_on")
        if said and said.start > timezone.localdate():
            self.add_error("change_stated_on", "来源日期不能晚于今天。")
        if self.instance.pk:
            self._check_changes(row)
        else:
            self._check_new(row)
        return row

    def _keep_what_is_public(self, row):
        if row.get("not_applicable") and not self.instance.not_applicable and any(self.stored_dates):
            self.add_error(
                "not_applicable",
                "这个里程碑的日期已经公布，不能直接标“不适用”。请先用“更正日期”把日期改为空，理由会留在记录里。",
            )
        if row.get("stated_on") and row["stated_on"] != self.instance.stated_on:
            self.add_error("stated_on", "公布以后不再改：以往哪天知道什么，都按它计算。")

    def _check_new(self, row):
        """A new milestone is stated as it is; only what nobody can know yet, or has no source, is refused."""
        new = Dates(*(row.get(kind) for kind in DateKind), not_applicable=bool(row.get("not_applicable")))
        self._ask(Dates(not_applicable=new.not_applicable), DateKind.ACTUAL, new.actual, row)
        for kind, value in ((DateKind.CURRENT_TARGET, new.current), (DateKind.ALTERNATIVE_DATE, new.alternative)):
            if value and new.original is None:
                self.add_error(kind, "还没有原定日期。第一次公布的目标请写在“原定”里。")
            elif value and self.project_is_known:
                self.add_error(kind, "请先把原定日期作为新的里程碑保存，再在这一行里改期，理由会留在记录里。")

    def _check_changes(self, row):
        dates = replace(self.stored, not_applicable=bool(row.get("not_applicable")))
        for kind in DateKind:
            new = row.get(kind)
            if kind not in self.fields or _stays(dates, kind, new):
                continue
            allowed = self._ask(dates, kind, new, row)
            if allowed is None:
                continue
            self.changes.append((kind, new))
            if not allowed.needs_second_person:
                dates = replace(dates, **{NAME_OF[kind]: new})
            elif self._has_open_request():
                self.add_error(kind, "这个里程碑已经有一个改期在等第二人同意。请先请人决定，再提出新的。")

    def _ask(self, dates, kind, new, row):
        """The rule's answer, or None with the refusal beside the field that is to be mended."""
        if _stays(dates, kind, new):
            return None
        try:
            return check_change(
                dates,
                kind,
                new,
                on=timezone.localdate(),
                published=self.is_public,
                limits=thresholds(),
                reason_code=row.get("change_reason", ""),
                justification=row.get("change_justification", ""),
                has_source=bool(row.get("source")),
            )
        except Refused as refused:
            field = FIELD_OF.get(refused.field, refused.field)
            self.add_error(field if field in self.fields else NON_FIELD_ERRORS, refused.message)
            return None

    @property
    def stored_dates(self):
        """The four dates as they stand in the database, in the order of ``DateKind``."""
        return [getattr(self.stored, name) for name in NAME_OF.values()]

    def _has_open_request(self):
        return DateChangeRequest.objects.filter(milestone=self.instance, decision="").exists()

    def _source_of(self, kind):
        """The row's source, unless it is that of the original promise: that one says nothing of a later move."""
        is_said_there = kind == DateKind.ACTUAL or "source" in self.changed_data
        return {name: self.cleaned_data[name] for name in ("source", "locator")} if is_said_there else {}

    def save(self, commit=True):
        """Save all but the dates of a milestone that exists: those are moved by ``save_dates``.

        A source that is given together with a move is the move's: the first promise keeps its own.
        """
        if self.instance.pk:
            for kind, value in zip(DateKind, self.stored_dates, strict=True):
                setattr(self.instance, kind, value)
            if self.changes and self.is_public:
                self.instance.source_id = self.initial.get("source")
                self.instance.locator = self.initial.get("locator", "")
        return super().save(commit)

    def save_dates(self, *, user, approved_by=None) -> list[DateChangeRequest]:
        """Write the row's date changes with their records. Returns the requests that wait for a second person.

        ``approved_by`` is somebody else who agreed to the row already.
        """
        row = self.cleaned_data
        written = [
            actions.change_date(
                milestone=self.instance,
                date_kind=kind,
                new=new,
                user=user,
                approved_by=approved_by,
                reason_code=row["change_reason"],
                justification=row["change_justification"],
                stated_on=row["change_stated_on"] or PartialDate(timezone.localdate()),
                **self._source_of(kind),
            )
            for kind, new in self.changes
        ]
        return [record for record in written if isinstance(record, DateChangeRequest)]


class MilestoneFormSet(PhaseChildFormSet):
    """The milestones. What the public was told does not go away without a trace."""

    @cached_property
    def project_is_known(self):
        """Whether the public knows the project, from today's page or from an earlier one."""
        return was_ever_public(self.instance)

    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"project_is_known": self.project_is_known}

    def clean(self):
        super().clean()
        going = [form for form in self.initial_forms if self._should_delete_form(form)]
        keys = [form.instance.pk for form in going]
        on_record = Q(date_changes__isnull=False) | Q(change_requests__isnull=False)
        moved = set(self.model.objects.filter(on_record, pk__in=keys).values_list("pk", flat=True)) if keys else set()
        refusals = [f"{form.instance.title}：{refusal}" for form in going if (refusal := _why_kept(form, moved))]
        if refusals:
            # Errors of the whole table: Django does not look at those of a row that is to go.
            raise ValidationError(refusals)

    def save_dates(self, *, user, approved_by=None):
        """Write the date changes of all rows, and return the requests that wait for a second person.

        ``approved_by`` is somebody else who agreed to them already: then nothing waits.
        """
        requests = []
        for form in self.initial_forms:
            if not self._should_delete_form(form):
                requests += form.save_dates(user=user, approved_by=approved_by)
        return requests


def _why_kept(form, moved):
    if form.instance.pk in moved:
        return "已经改过日期，记录要保留，不能删除。没有这一步了，请用“更正日期”把日期改为空。"
    if form.is_public and any(form.stored_dates):
        return "日期已经公布，不能删除。录错了请用“更正日期”把日期改为空，理由会留在记录里。"
    return ""


def _stays(dates, kind, new):
    """Whether the date remains what it is. To write the original target as the present one moves nothing."""
    return new == getattr(dates, NAME_OF[kind]) or (kind == DateKind.CURRENT_TARGET and new == dates.target)
