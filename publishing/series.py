"""Many items of one type, one after the other: what of their forms is the same for all is made once.

Django makes a form's classes anew for each request, and asks for each reference of each row whether its row exists.
For one item that is nothing; for thousands it is most of the time. Outside of ``series()`` nothing here does anything.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from functools import cache, cached_property

from django.forms import ModelChoiceField, ModelMultipleChoiceField

_ROWS = "rows"
_open: ContextVar[dict | None] = ContextVar("open_series", default=None)


@contextmanager
def series():
    """Inside, a type's form is made once for new items and once for existing ones, with all rights or with nobody's.

    Whoever opens it writes nothing meanwhile that others' forms would have to know: no person's rights, no choices.
    """
    if _open.get() is not None:
        yield
        return
    token = _open.set({})
    try:
        yield
    finally:
        _open.reset(token)


def once(key, make):
    """What ``make`` gives; in a series, what it gave the first time."""
    kept = _open.get()
    if kept is None:
        return make()
    if key not in kept:
        kept[key] = make()
    return kept[key]


def in_series(model_admin):
    """The admin itself; in a series, a copy that hands out the same form classes again."""
    return model_admin if _open.get() is None else once(id(model_admin), lambda: _remembering(model_admin))


def _remembering(model_admin):
    acting, forms, formsets = copy(model_admin), {}, {}

    def get_form(request, obj=None, change=False, **kwargs):
        key = _kind_of(request, obj), str(kwargs.get("fields"))
        if key not in forms:
            forms[key] = model_admin.get_form(request, obj, change=change, **kwargs)
            _share(forms[key])
        return forms[key]

    def get_formsets_with_inlines(request, obj=None):
        key = _kind_of(request, obj)
        if key not in formsets:
            pairs = list(model_admin.get_formsets_with_inlines(request, obj))
            formsets[key] = [(_lean(formset, is_new=key[-1] is False), inline) for formset, inline in pairs]
            for formset, _ in pairs:
                _share(formset.form)
        return formsets[key]

    acting.get_form, acting.get_formsets_with_inlines = get_form, get_formsets_with_inlines
    return acting


def _kind_of(request, obj):
    return request.user.pk, request.user.is_superuser, bool(obj and obj.pk)


def _lean(formset_class, is_new):
    """The formset without what it does over and over: its empty form; for a new item, asking the database for rows."""
    empty = cached_property(formset_class.empty_form.fget)
    empty.__set_name__(None, "empty_form")
    names = {"empty_form": empty} | ({"get_queryset": lambda self: []} if is_new else {})
    return type(formset_class.__name__, (formset_class,), names)


def _share(form_class):
    """All forms of the class use the same fields, which Django would copy for each; nobody looks at these forms.

    A row that was found once is found again without a query. One that is missing is asked for each time.
    """
    for field in form_class.base_fields.values():
        is_one = isinstance(field, ModelChoiceField) and not isinstance(field, ModelMultipleChoiceField)
        if is_one and not field.get_limit_choices_to():
            field.to_python = _once(field)
        field.__class__ = _shared(type(field))


@cache
def _shared(field_class):
    return type(field_class.__name__, (field_class,), {"__deepcopy__": lambda self, memo: self})


def _once(field):
    ask, name = type(field).to_python, field.to_field_name

    def to_python(value):
        if not isinstance(value, str) or not value:
            return ask(field, value)
        found = once((_ROWS, field.queryset.model), dict)
        if (name, value) not in found:
            found[name, value] = ask(field, value)
        return found[name, value]

    return to_python


def forget(model):
    """A row of the model was written: what forms remember of its rows may be true no longer."""
    once((_ROWS, model), dict).clear()
