"""The values of a draft one by one: where each stands, what it is now, what it was before. Nothing is judged here."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME

from core.forms import AreaFormField, MoneyFormField, PartialDateFormField

from .difference import known_by_text, raw_value, says_nothing
from .payload import ID, key_of

# Fields of text whose text is a name for machines, a number or a date.
_NOT_PROSE = (forms.SlugField, forms.URLField, MoneyFormField, AreaFormField, PartialDateFormField)
_FIGURES = (forms.IntegerField, MoneyFormField, AreaFormField)  # decimal numbers are a sort of Django's IntegerField
# Numbers that order rows or give them their name.
_NAMES = {"position", "number", "phase_number"}
_MOST_DIGITS = 30


@dataclass(frozen=True, eq=False)
class Value:
    """One control of a draft's form that was filled in or emptied. ``row`` is the child row that it stands in."""

    name: str
    field: forms.Field
    sent: dict
    sent_before: dict
    row: "Row | None" = None

    @property
    def label(self):
        return str(self.field.label or self.name)

    @property
    def where(self):
        return f"{self.row.where}｜{self.label}" if self.row else self.label

    @cached_property
    def now(self):
        return _meaning(self.field, self.name, self.sent)

    @cached_property
    def before(self):
        return _meaning(self.field, self.name, self.sent_before)

    @property
    def is_changed(self):
        return self.now != self.before

    @property
    def is_text(self):
        is_prose = isinstance(self.field, forms.CharField) and not isinstance(self.field, _NOT_PROSE)
        return is_prose and isinstance(self.now, str)

    @property
    def is_figure(self):
        return isinstance(self.field, _FIGURES) and self.name not in _NAMES

    def in_words(self, value):
        return str(self.field.prepare_value(value))


@dataclass(frozen=True, eq=False)
class Row:
    """A child row that stays or comes. ``sent`` are its controls as in the payload, ``stored`` is its present name."""

    prefix: str
    table: str
    sent: dict
    fields: dict[str, forms.Field]
    stored: str = ""

    @property
    def may_have_source(self):
        return "source" in self.fields

    @cached_property
    def title(self):
        """A row without a name yet is called by the first text or number in it."""
        values = (Value(name, field, self.sent, {}) for name, field in self.fields.items())
        said = (value for value in values if (value.is_text or value.is_figure) and value.now is not None)
        return self.stored or next((value.in_words(value.now)[:30] for value in said), "新的一行")

    @property
    def where(self):
        return f"{self.table}“{self.title}”"


def _meaning(field, name, sent):
    """What the control says, as the field reads it; None for nothing, and for what the field can't read."""
    if says_nothing(field, name, sent):
        return None
    if isinstance(field, forms.ModelChoiceField | forms.MultiValueField):
        # Keys of rows, and what stands in several controls, are not looked up.
        return raw_value(field, name, sent) or None
    return known_by_text(_read, field, name, sent)


def _read(field, raw):
    try:
        value = field.to_python(raw)
    except (ValidationError, ValueError):
        return None
    if isinstance(value, Decimal) and not (value.is_finite() and abs(value.adjusted()) <= _MOST_DIGITS):
        return None
    return None if value in field.empty_values else value


class Reading:
    """The values of the payload ``new`` of the form ``page``, beside those of ``old`` ({} for a new item)."""

    def __init__(self, page, old, new):
        self.page, self.new = page, new
        self.rows, self.values = [], list(self._of_fields(page.form.fields, new["fields"], old.get("fields", {})))
        for formset in page.formsets:
            if after := new["rows"].get(formset.prefix):
                self._read_rows(formset, old.get("rows", {}).get(formset.prefix, []), after)

    @staticmethod
    def _of_fields(fields, new, old, row=None):
        for name, field in fields.items():
            if says_nothing(field, name, new) and says_nothing(field, name, old):
                continue
            value = Value(name, field, new, old, row)
            if value.now is not None or value.before is not None:
                yield value

    def _read_rows(self, formset, before, after):
        own = {formset.fk.name, DELETION_FIELD_NAME, ID}
        fields = {name: field for name, field in formset.empty_form.fields.items() if name not in own}
        titles = {str(form.instance.pk): str(form.instance) for form in formset.initial_forms}
        known = {key_of(row): row for row in before if key_of(row)}
        table = str(formset.model._meta.verbose_name)
        for sent in after:
            if sent.get(DELETION_FIELD_NAME):
                continue
            key = key_of(sent)
            old = known.get(key, {}) if key else next((row for row in before if row == sent), {})
            row = Row(formset.prefix, table, sent, fields, titles.get(key, ""))
            values = list(self._of_fields(fields, sent, old, row))
            if values:
                self.rows.append(row)
                self.values += values

    def of_row(self, row):
        return [value for value in self.values if value.row is row]
