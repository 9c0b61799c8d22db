"""What a form that was saved at once has changed, in words: old beside new, child rows included.

Drafts have ``difference`` for that, which compares payloads. Passwords are nowhere: not even that they differ.
"""

import datetime as dt

from django.db.models import JSONField, Model
from django.forms import BooleanField, ChoiceField, ModelChoiceField, ModelMultipleChoiceField, PasswordInput
from django.utils import timezone
from django.utils.formats import date_format

SECRET = {"password", "usable_password", "secret", "previous_secret"}


def changes_of(form, formsets=()) -> list[list[str]]:
    """[what, old, new] for each changed field of a saved model form and for each row of its saved formsets."""
    triples = [[_label(form, name), *_sides(form, name)] for name in _changed(form)]
    for formset in formsets or ():
        table = str(formset.model._meta.verbose_name)
        for row in formset.forms:
            triples += _row_changes(formset, row, f"{table}“{row.instance}”")
    return triples


def additions_of(form, formsets=()) -> list[list[str]]:
    """The same for a new row: what was filled in, whether it was there by default or not."""
    own = [[_label(form, name), "", new] for name in _shown(form) if (new := _sides(form, name)[1])]
    return own + changes_of(form=_Nothing, formsets=formsets)


def values_of(row) -> list[list[str]]:
    """What a row says that is about to go, as [what, old, ""]."""
    triples = []
    for field in row._meta.concrete_fields:
        if field.primary_key or field.name in SECRET or isinstance(field, JSONField):  # data of machines is no word
            continue
        display = getattr(row, f"get_{field.name}_display", None)
        value = _plain(display() if display and field.choices else getattr(row, field.name))
        if value:
            triples.append([str(field.verbose_name), value, ""])
    return triples


class _Nothing:
    """A form in which nothing was changed."""

    changed_data, fields = (), {}


def _row_changes(formset, row, where):
    if row in getattr(formset, "deleted_forms", ()):
        return [[where, _sentence(row, 0), ""]] if row.initial else []
    if not row.has_changed():
        return []
    if row in formset.initial_forms:
        return [[f"{where}｜{_label(row, name)}", *_sides(row, name)] for name in _changed(row)]
    return [[where, "", _sentence(row, 1)]]


def _sentence(row, side):
    said = ((_label(row, name), _sides(row, name)[side]) for name in _shown(row) if name not in ("id", "DELETE"))
    return "；".join(f"{label}：{words}" for label, words in said if words)


def _changed(form):
    return [name for name in form.changed_data if name in _shown(form) and name != "DELETE"]


def _shown(form):
    return [
        name
        for name, field in form.fields.items()
        if name not in SECRET and not isinstance(field.widget, PasswordInput) and name != getattr(form, "fk_name", None)
    ]


def _label(form, name):
    return str(form.fields[name].label or name)


def _sides(form, name):
    field = form.fields[name]
    old = form.get_initial_for_field(field, name)
    new = getattr(form, "cleaned_data", {}).get(name)
    return _in_words(field, old), _in_words(field, new)


def _in_words(field, value):
    if isinstance(field, BooleanField):
        return "是" if value else "否"
    if value is None or value == "":
        return ""
    if isinstance(field, ModelMultipleChoiceField):
        return "、".join(field.label_from_instance(row) for row in _rows(field, value))
    if isinstance(field, ModelChoiceField):
        return "、".join(field.label_from_instance(row) for row in _rows(field, [value]))
    if isinstance(field, ChoiceField):
        labels = {str(key): str(label) for key, label in _flat(field.choices)}
        values = value if isinstance(value, list | tuple) else [value]
        return "、".join(labels.get(str(each), str(each)) for each in values)
    return _plain(value)


def _rows(field, values):
    """The rows themselves: a form's initial values are keys where its cleaned values are rows."""
    values = list(values)
    keys = [each for each in values if not isinstance(each, Model)]
    name = getattr(field, "to_field_name", None) or "pk"
    fetched = list(field.queryset.model._base_manager.filter(**{f"{name}__in": keys})) if keys else []
    return [each for each in values if isinstance(each, Model)] + fetched


def _flat(choices):
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


def _plain(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        moment = timezone.localtime(value) if timezone.is_aware(value) else value
        return date_format(moment, "Y-m-d H:i:s")
    return str(value)
