"""The controls of a form: their names, and what a browser sends for them. Whole forms are bound in ``binding``."""

from collections.abc import Hashable
from decimal import Decimal

from django.contrib.admin.widgets import AutocompleteMixin
from django.forms import CheckboxInput, MultiWidget
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import InlineForeignKeyField, model_to_dict
from django.forms.widgets import ChoiceWidget

from .payload import ID
from .series import remembered


def row_names(formset, form):
    """The controls of a child row. Of a row that is only to be looked at, a browser sends nothing but its key."""
    if form.instance.pk and not formset.may_change:
        return [ID]
    own = {formset.fk.name, DELETION_FIELD_NAME}
    return [name for name in names_of(form) if name not in own]


def names_of_stored(formset):
    """The controls of the formset's stored rows."""
    return row_names(formset, formset.empty_form) if formset.may_change else [ID]


def names_of(form):
    """The controls of a form."""
    return [name for field in form for name in control_names(field)]


def control_names(field):
    """The names under which a browser sends a bound field: a date with its parts has several."""
    widget = inner(field.field.widget)
    if isinstance(widget, MultiWidget):
        return [field.name + suffix for suffix in widget.widgets_names]
    return [field.name]


def inner(widget):
    """The widget itself, without the frame that the admin puts around references."""
    return getattr(widget, "widget", widget)


def completed(sent, form, names):
    """``sent`` with ``[]`` for those of the controls ``names`` that send nothing when they are empty, and no others."""
    silent = {name for field in form if _is_silent(field) for name in control_names(field)}
    return {name: sent.get(name, []) for name in names if name in sent or name in silent}


def _is_silent(field):
    """Whether a browser sends nothing for the control when nothing is ticked or chosen."""
    widget = inner(field.field.widget)
    return isinstance(widget, CheckboxInput | ChoiceWidget | MultiWidget)


def values_of(form, names=None):
    """What a browser would send for the form as it stands; of the controls ``names`` only, where they are given."""
    values = {}
    for field in form:
        values |= posted(inner(field.field.widget), field.name, field.value())
    return {name: value for name, value in values.items() if names is None or name in names}


def values_of_row(form, row, names):
    """What ``values_of`` gives of these controls for the form of a stored row; ``form`` is that of another."""
    initial = model_to_dict(row, fields=form.fields) | {ID: row.pk}
    values = {}
    for name, field in form.fields.items():
        if isinstance(field, InlineForeignKeyField):
            continue  # the row's owner: no control, and a field of its own for each form
        shown = initial.get(name, field.initial)
        shown = shown() if callable(shown) else shown
        values |= _shown(field, name, shown)
    return {name: value for name, value in values.items() if name in names}


def _shown(field, name, value):
    make = lambda: posted(inner(field.widget), name, field.prepare_value(value))  # noqa: E731
    # Of numbers with other zeros at their end, and of lists, it is not told that they are the same.
    is_plain = name != ID and not isinstance(value, Decimal) and isinstance(value, Hashable)
    return remembered((_shown, field), (type(value), value), make) if is_plain else make()


def _sends_nothing_for_none(widget):
    """Whether a choice has no empty option: one of several, and a reference that must be there."""
    is_needed = isinstance(widget, AutocompleteMixin) and widget.is_required
    return is_needed or getattr(widget, "allow_multiple_selected", False)


def posted(widget, name, value):
    """What a browser sends for a control that shows ``value``."""
    if isinstance(widget, MultiWidget):
        parts = widget.decompress(value)
        pairs = zip(widget.widgets, widget.widgets_names, parts, strict=True)
        return {key: sent for inner, suffix, part in pairs for key, sent in posted(inner, name + suffix, part).items()}
    if isinstance(widget, CheckboxInput):
        return {name: ["on"] if widget.check_test(value) else []}
    shown = widget.format_value(value)
    if isinstance(shown, list | tuple):
        return {name: [str(each) for each in shown if each or not _sends_nothing_for_none(widget)]}
    return {name: ["" if shown is None else str(shown).replace("\r\n", "\n")]}
