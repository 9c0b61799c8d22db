"""The admin of a content type for a series of items: its forms' classes are made once, nothing is done over and over.

Nobody looks at these forms; they are filled in by ``binding`` and asked. The forms themselves are in ``lean_forms``.
"""

from copy import copy
from functools import cached_property, partial

from django.forms.formsets import INITIAL_FORM_COUNT, MAX_NUM_FORM_COUNT, MIN_NUM_FORM_COUNT, TOTAL_FORM_COUNT

from .lean_forms import lean_form
from .series import is_open, once

_CHILDREN = "children"


def in_series(model_admin):
    """The admin itself; in a series, a copy that hands out the same form classes again."""
    return model_admin if not is_open() else once(id(model_admin), lambda: _remembering(model_admin))


def _remembering(model_admin):
    acting, forms, formsets = copy(model_admin), {}, {}

    def get_form(request, obj=None, change=False, **kwargs):
        key = _kind_of(request, obj), str(kwargs.get("fields"))
        if key not in forms:
            forms[key] = lean_form(model_admin.get_form(request, obj, change=change, **kwargs))
        return forms[key]

    def get_formsets_with_inlines(request, obj=None):
        key = _kind_of(request, obj)
        if key not in formsets:
            pairs = list(model_admin.get_formsets_with_inlines(request, obj))
            formsets[key] = [(_lean(formset), inline) for formset, inline in pairs]
        return formsets[key]

    def get_formset_kwargs(request, obj, inline, prefix):
        all_rows = partial(inline.get_queryset, request)
        has_rows = obj.pk is not None
        rows = once((_CHILDREN, type(inline), has_rows), all_rows if has_rows else lambda: _none(all_rows()))
        sent = {"data": request.POST, "files": {}, "save_as_new": False} if request.method == "POST" else {}
        return {"instance": obj, "prefix": prefix, "queryset": rows} | sent

    acting.get_form, acting.get_formsets_with_inlines = get_form, get_formsets_with_inlines
    acting.get_formset_kwargs = get_formset_kwargs
    return acting


def _kind_of(request, obj):
    return request.user.pk, request.user.is_superuser, bool(obj and obj.pk)


def _none(rows):
    """No rows, and of them none: the same for each new item."""
    nothing = rows.none()
    nothing.none = lambda: nothing
    return nothing


def _lean(formset_class):
    """The formset without what it does over and over: its empty form; asking for rows where it is known which exist."""
    empty = cached_property(formset_class.empty_form.fget)
    empty.__set_name__(None, "empty_form")
    added = {}
    form_class = lean_form(formset_class.form, added)

    def get_form_kwargs(self, index):
        return formset_class.get_form_kwargs(self, index) | {"label_suffix": ""}

    def get_queryset(self):
        return formset_class.get_queryset(self) if self.instance.pk else []

    def add_fields(self, form, index):
        """All new rows get the same fields for their key and the mark of deletion, and their own owner."""
        is_new = index is None or (self.is_bound and self.instance.pk is None)
        if not is_new:
            formset_class.add_fields(self, form, index)
            return
        if not added:
            own = set(form.fields)
            formset_class.add_fields(self, form, index)
            added.update((name, field) for name, field in form.fields.items() if name not in own)
        if "_owner" not in self.__dict__:
            self._pk_field, self._owner = self.model._meta.pk, copy(added[self.fk.name])
            self._owner.parent_instance, self._owner.initial = self.instance, self.instance.pk
        form.fields.update(added)
        form.fields[self.fk.name] = self._owner

    def validate_unique(self):
        """Of a single row there is none alike."""
        if len(self.forms) > 1:
            formset_class.validate_unique(self)

    counts = cached_property(lambda self: _Counts(self) if self.is_bound else formset_class.management_form.func(self))
    counts.__set_name__(None, "management_form")
    lean = (get_queryset, get_form_kwargs, add_fields, validate_unique)
    names = {each.__name__: each for each in lean} | {"empty_form": empty, "management_form": counts}
    return type(formset_class.__name__, (formset_class,), names | {"form": form_class})


class _Counts:
    """The management form of child rows that no browser sent, and that is right therefore."""

    def __init__(self, formset):
        names = (TOTAL_FORM_COUNT, INITIAL_FORM_COUNT, MIN_NUM_FORM_COUNT, MAX_NUM_FORM_COUNT)
        self.cleaned_data = {name: int(formset.data[f"{formset.prefix}-{name}"]) for name in names}

    def is_valid(self):
        return True
