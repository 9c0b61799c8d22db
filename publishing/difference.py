"""What changed between two payloads of one form, in the words of its screen: field by field, child rows included.

Rooms next door: ``payload`` merges without words, ``binding`` fills forms in. Here nothing is written.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from django.core.exceptions import ValidationError
from django.forms import BooleanField, ChoiceField, ModelChoiceField, ModelMultipleChoiceField, MultiWidget
from django.forms.formsets import DELETION_FIELD_NAME

from core.widgets import is_key

from .marks import marked
from .payload import ID, key_of
from .series import labels_of, remembered

EMPTY = "（空）"
GONE = "（已不存在）"


@dataclass(frozen=True)
class Change:
    """One field, old beside new. ``name`` is the place of ``payload.Clash``."""

    name: str
    label: str
    old: str
    new: str
    is_text: bool = False

    @property
    def marks(self):
        """The text with what went and what came marked inside the line."""
        return marked(self.old, self.new)


@dataclass(frozen=True)
class RowChange:
    """One child row: ``kind`` is "added", "removed" or "changed"."""

    name: str
    table: str
    title: str
    kind: str
    changes: list[Change]

    @property
    def kind_in_words(self):
        return {"added": "新增", "removed": "删除", "changed": "修改"}[self.kind]


@dataclass(frozen=True)
class Difference:
    """All that changed. Falsy when nothing did."""

    changes: list[Change]
    rows: list[RowChange]

    @property
    def size(self) -> int:
        """How big the change is: fields changed, rows added and removed."""
        inner = sum(len(row.changes) if row.kind == "changed" else 1 for row in self.rows)
        return len(self.changes) + inner

    def __bool__(self):
        return bool(self.changes or self.rows)

    def as_triples(self) -> list[list[str]]:
        """[what, old, new] of each change, as the audit log keeps them."""
        triples = [[change.label, change.old, change.new] for change in self.changes]
        for row in self.rows:
            where = f"{row.table}“{row.title}”"
            if row.kind == "changed":
                triples += [[f"{where}｜{change.label}", change.old, change.new] for change in row.changes]
            else:
                said = "；".join(f"{change.label}：{change.new or change.old}" for change in row.changes)
                triples.append([where, "", said] if row.kind == "added" else [where, said, ""])
        return triples


def difference(page, old: dict, new: dict) -> Difference:
    """What differs between two payloads of the form ``page`` (a ``binding.PageForm``).

    Values that are written differently and mean the same are no change. The names of all rows that are referred to
    come with one query for each model.
    """
    names = _References(page, old, new)
    changes = _changes(page.form.fields, old["fields"], new["fields"], "", names)
    rows = []
    for formset in page.formsets:
        before, after = (side["rows"].get(formset.prefix, []) for side in (old, new))
        rows += _row_changes(formset, before, after, names)
    return Difference(changes, rows)


def size_of_new(page, payload) -> int:
    """The ``size`` of what a new item says, without putting it into words."""
    blank, said = page.payload()["fields"], payload["fields"]
    own = sum(
        not says_nothing(field, name, said) and raw_value(field, name, blank) != raw_value(field, name, said)
        for name, field in page.form.fields.items()
    )
    rows = [
        any(not says_nothing(field, name, row) for name, field in formset.empty_form.fields.items())
        for formset in page.formsets
        for row in payload["rows"].get(formset.prefix, [])
        if not row.get(DELETION_FIELD_NAME)
    ]
    return own + sum(rows)


def _row_changes(formset, before, after, names):
    if not (before or after):
        return
    fields = {name: field for name, field in formset.empty_form.fields.items() if name not in _own(formset)}
    table = str(formset.model._meta.verbose_name)
    titles = {str(form.instance.pk): str(form.instance) for form in formset.initial_forms}
    known = {key_of(row): row for row in before if key_of(row)}
    stays = [row for row in after if not row.get(DELETION_FIELD_NAME)]
    kept = {key_of(row) for row in stays}
    came_before = [row for row in before if not key_of(row)]
    for number, row in enumerate(stays):
        key = key_of(row)
        place = f"{formset.prefix}-{key or f'new{number}'}"
        if key in known:
            changes = _changes(fields, known[key], row, f"{place}-", names)
            if changes:
                yield RowChange(place, table, titles.get(key) or _title(fields, row, names), "changed", changes)
        elif row not in came_before:
            changes = _changes(fields, {}, row, f"{place}-", names)
            # A row in which nothing was filled in is not saved either; one that only its key was sent of stands.
            if changes or key in titles:
                yield RowChange(place, table, titles.get(key) or _title(fields, row, names), "added", changes)
    gone = [row for key, row in known.items() if key not in kept]
    gone += [row for row in came_before if row not in stays]
    for number, row in enumerate(gone):
        key = key_of(row)
        title = titles.get(key) or _title(fields, row, names)
        changes = _changes(fields, row, {}, f"{formset.prefix}-gone{number}-", names)
        yield RowChange(f"{formset.prefix}-{key or f'gone{number}'}", table, title, "removed", changes)


def _own(formset):
    """What a row has for the form's sake and no reader cares about."""
    return {formset.fk.name, DELETION_FIELD_NAME, ID}


def _title(fields, row, names):
    """A row without a name yet: its first two values."""
    said = (words for name, field in fields.items() if (words := in_words(field, name, row, names)))
    return "，".join(islice(said, 2)) or "新的一行"


def _changes(fields, old, new, where, names):
    changes = []
    for name, field in fields.items():
        if old.get(name) == new.get(name) or (name not in new and new) or (name not in old and old):
            continue
        if says_nothing(field, name, old) and says_nothing(field, name, new):
            continue
        before, after = (in_words(field, name, side, names) for side in (old, new))
        if before != after:
            is_text = not isinstance(field, ChoiceField | ModelChoiceField | BooleanField)
            changes.append(Change(where + name, str(field.label or name), before, after, is_text))
    return changes


def in_words(field, name, values, names) -> str:
    """The value of one control as a person reads it, empty for no value."""
    if says_nothing(field, name, values):
        return ""
    if isinstance(field, ModelMultipleChoiceField):
        return "、".join(names.name(field, key) for key in raw_value(field, name, values) or [])
    if isinstance(field, ModelChoiceField):
        raw = raw_value(field, name, values)
        return names.name(field, raw) if raw else ""
    return known_by_text(_in_words, field, name, values)


def known_by_text(read, field, name, values):
    """What ``read`` makes of the control's raw value; in a series, what it made of the same text."""
    make = lambda: read(field, raw_value(field, name, values))  # noqa: E731
    # The texts of a widget with several controls stand under other names.
    return make() if isinstance(field.widget, MultiWidget) else remembered((read, field), tuple(values[name]), make)


def _in_words(field, raw):
    if isinstance(field, BooleanField):
        return "是" if raw else ""
    if isinstance(field, ChoiceField):
        return str(dict(_flat(field.choices)).get(raw, raw)) if raw else ""
    if raw in (None, ""):
        return ""
    try:
        return str(field.prepare_value(field.to_python(raw)))
    except (ValidationError, ValueError):
        return str(raw)


def raw_value(field, name, values):
    """What the field's widget makes of the payload's strings."""
    return field.widget.value_from_datadict(_Sent(values), {}, name)


def says_nothing(field, name, values) -> bool:
    """Whether the control is empty, or not there, as can be told without asking its widget."""
    return not any(values.get(name, ())) and not isinstance(field.widget, MultiWidget)


class _Sent(Mapping):
    """The values of a payload as widgets read what a browser sent."""

    def __init__(self, values):
        self.getlist = lambda name: values.get(name, [])
        self._values = values

    def __getitem__(self, name):
        sent = self._values[name]
        return sent[-1] if sent else []

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)


def _flat(choices):
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


class _References:
    """The names of all rows that payloads refer to, fetched with one query for each model."""

    def __init__(self, page, *payloads):
        wanted = defaultdict(set)
        self.labels = {}
        tables = [("", page.form.fields), *((f.prefix, f.empty_form.fields) for f in page.formsets)]
        for prefix, fields in tables:
            chosen = {name: field for name, field in fields.items() if isinstance(field, ModelChoiceField)}
            for payload in payloads:
                rows = payload["rows"].get(prefix, []) if prefix else [payload["fields"]]
                for row in rows:
                    for name, field in chosen.items():
                        if name != ID and hasattr(field.queryset, "model"):
                            wanted[field.queryset.model].update(filter(is_key, row.get(name, [])))
        for model, keys in wanted.items():
            self.labels[model] = labels_of(model, keys)

    def name(self, field, key):
        return self.labels.get(field.queryset.model, {}).get(str(key), GONE)


class WordsAt:
    """The labels and values of single places (``payload.Clash.place``) in the words of the screen."""

    def __init__(self, page, *payloads):
        self.names = _References(page, *(payload for payload in payloads if payload))
        self.fields = {"": page.form.fields}
        self.tables, self.titles = {}, {}
        for formset in sorted(page.formsets, key=lambda each: len(each.prefix), reverse=True):
            self.fields[formset.prefix] = formset.empty_form.fields
            self.tables[formset.prefix] = str(formset.model._meta.verbose_name)
            self.titles |= {f"{formset.prefix}-{f.instance.pk}": str(f.instance) for f in formset.initial_forms}

    def _parts(self, place):
        """Prefix, key and name of a place; key and name are empty where there is none."""
        for prefix in self.tables:
            if place.startswith(f"{prefix}-"):
                key, _, name = place.removeprefix(f"{prefix}-").partition("-")
                return prefix, key, name
        return "", "", place

    def label(self, place, row=None):
        """Where the place is. ``row`` is what the child row says there, should it have no name yet."""
        prefix, key, name = self._parts(place)
        if not prefix:
            return self._label("", name)
        title = self.titles.get(f"{prefix}-{key}") or _title(self._shown(prefix), row or {}, self.names)
        where = f"{self.tables[prefix]}“{title}”"
        return f"{where}｜{self._label(prefix, name)}" if name else where

    def _label(self, prefix, name):
        field = self.fields[prefix].get(name)
        return str(field.label or name) if field else name

    def _shown(self, prefix):
        return {name: field for name, field in self.fields[prefix].items() if name not in {DELETION_FIELD_NAME, ID}}

    def value(self, place, values):
        """What one side of a clash says: the field's value or, for a whole row, all of it, or that it is gone."""
        prefix, _, name = self._parts(place)
        if values is None:
            return "（已删除）"
        if name:
            return self._words(prefix, name, values)
        said = {each: self._words(prefix, each, values) for each in self._shown(prefix)}
        return "；".join(f"{self._label(prefix, each)}：{words}" for each, words in said.items() if words)

    def _words(self, prefix, name, values):
        field = self.fields[prefix].get(name)
        return in_words(field, name, values, self.names) if field else "、".join(values.get(name, []))
