"""The forms of an admin page for a series of items: nothing of a form is made, or asked for, twice.

They are Django's own, with the same rules. What is left out is what thousands of forms do over and over: classes made
for each request, fields copied for each row, a query for each reference of each row, a query for each condition on a
row's own values. Nobody looks at these forms; they are filled in by ``binding`` and asked.
"""

from copy import copy, deepcopy
from functools import cache, cached_property, partial

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.models import CheckConstraint
from django.forms import FileField, ModelChoiceField, ModelMultipleChoiceField
from django.forms.formsets import INITIAL_FORM_COUNT, MAX_NUM_FORM_COUNT, MIN_NUM_FORM_COUNT, TOTAL_FORM_COUNT

from .series import ROWS, is_open, once

_CHILDREN, _VALID = "children", "valid"
_PLAIN = (str, bool, type(None))
_MOST_VALUES = 5000  # texts of which is remembered what they mean, for each form


def in_series(model_admin):
    """The admin itself; in a series, a copy that hands out the same form classes again."""
    return model_admin if not is_open() else once(id(model_admin), lambda: _remembering(model_admin))


def _remembering(model_admin):
    acting, forms, formsets = copy(model_admin), {}, {}

    def get_form(request, obj=None, change=False, **kwargs):
        key = _kind_of(request, obj), str(kwargs.get("fields"))
        if key not in forms:
            forms[key] = _lean_form(model_admin.get_form(request, obj, change=change, **kwargs))
        return forms[key]

    def get_formsets_with_inlines(request, obj=None):
        key = _kind_of(request, obj)
        if key not in formsets:
            pairs = list(model_admin.get_formsets_with_inlines(request, obj))
            formsets[key] = [(_lean(formset), inline) for formset, inline in pairs]
        return formsets[key]

    def get_formset_kwargs(request, obj, inline, prefix):
        rows = once((_CHILDREN, type(inline)), lambda: inline.get_queryset(request))
        sent = {"data": request.POST, "files": {}, "save_as_new": False} if request.method == "POST" else {}
        return {"instance": obj, "prefix": prefix, "queryset": rows} | sent

    acting.get_form, acting.get_formsets_with_inlines = get_form, get_formsets_with_inlines
    acting.get_formset_kwargs = get_formset_kwargs
    return acting


def _kind_of(request, obj):
    return request.user.pk, request.user.is_superuser, bool(obj and obj.pk)


def _lean(formset_class):
    """The formset without what it does over and over: its empty form; asking for rows where it is known which exist."""
    empty = cached_property(formset_class.empty_form.fget)
    empty.__set_name__(None, "empty_form")

    def get_queryset(self):
        return formset_class.get_queryset(self) if self.instance.pk else []

    def add_fields(self, form, index):
        """The rows of a new item get the same fields: key, owner, mark of deletion."""
        if index is not None and (added := self.__dict__.get("_added")):
            form.fields.update(added)
            return
        own = set(form.fields)
        formset_class.add_fields(self, form, index)
        if index is not None and self.is_bound and self.instance.pk is None:
            self._added = {name: field for name, field in form.fields.items() if name not in own}

    counts = cached_property(lambda self: _Counts(self) if self.is_bound else formset_class.management_form.func(self))
    counts.__set_name__(None, "management_form")
    names = {"empty_form": empty, "get_queryset": get_queryset, "add_fields": add_fields, "management_form": counts}
    return type(formset_class.__name__, (formset_class,), names | {"form": _lean_form(formset_class.form)})


class _Counts:
    """The management form of child rows that no browser sent, and that is right therefore."""

    def __init__(self, formset):
        names = (TOTAL_FORM_COUNT, INITIAL_FORM_COUNT, MIN_NUM_FORM_COUNT, MAX_NUM_FORM_COUNT)
        self.cleaned_data = {name: int(formset.data[f"{formset.prefix}-{name}"]) for name in names}

    def is_valid(self):
        return True


def _lean_form(form_class):
    """The form class without what it does over and over.

    All forms use the same fields, which Django would copy for each; nobody looks at these forms. A row that was found
    once is found again without a query; one that is missing is asked for each time. A constraint of the table that
    held for some values holds for them again.
    """
    fields = _Fields((name, deepcopy(field)) for name, field in form_class.base_fields.items())
    for field in fields.values():
        if _finds_any_row(field):
            field.to_python = _once(field)
        field.label = field.label and str(field.label)
        field.__class__ = _shared(type(field))

    post_clean = form_class._post_clean
    references = [name for name, field in fields.items() if _finds_any_row(field)]

    def _post_clean(self):
        instance = self.instance
        lean = {
            "clean_fields": partial(_clean_fields, self, references),
            "get_constraints": partial(_constraints, instance),
        }
        instance.__dict__.update(lean)  # before the methods of the same names
        try:
            post_clean(self)
        finally:
            for name in lean:
                del instance.__dict__[name]

    exclusions = form_class._get_validation_exclusions

    def _get_validation_exclusions(self):
        """Asked for several times while the form is cleaned: the same, as long as no further mistake is found."""
        if self.__dict__.get("_excluded", ((None,),))[0] != tuple(self._errors):
            self._excluded = tuple(self._errors), exclusions(self)
        return set(self._excluded[1])

    # The class was made for this series alone.
    form_class.base_fields, form_class._post_clean = fields, _post_clean
    form_class._get_validation_exclusions = _get_validation_exclusions
    if not _has_unique_fields(form_class._meta.model):
        form_class.validate_unique = lambda self: None
    if not any(isinstance(field, FileField) or field.disabled for field in fields.values()):
        _remember_values(form_class, set(fields.values()))
    return form_class


def _remember_values(form_class, shared):
    """Have the forms of new rows remember what a field made of a text: thousands of rows say the same in most cells."""
    cleaned, changed = {}, {}
    # Rows that are referred to are remembered by ``_once``, until one of them is written.
    plain = {field for field in shared if not isinstance(field, ModelChoiceField)}
    clean_fields, changed_data = form_class._clean_fields, form_class.changed_data.func
    own = [name for name in dir(form_class) if name.startswith("clean_")]

    def _clean_fields(self):
        if self.instance.pk is not None:
            clean_fields(self)
            return
        for name, field, value in _sent(self):
            try:
                self.cleaned_data[name] = _known(cleaned, plain, field, value, field.clean)
                if f"clean_{name}" in own:
                    self.cleaned_data[name] = getattr(self, f"clean_{name}")()
            except ValidationError as error:
                self.add_error(name, error)

    def _changed_data(self):
        if self.instance.pk is not None or self.initial:
            return changed_data(self)
        return [
            name
            for name, field, value in _sent(self)
            if _known(changed, shared, field, value, partial(_has_changed, self, name, field))
        ]

    form_class._clean_fields = _clean_fields
    form_class.changed_data = cached_property(_changed_data)
    form_class.changed_data.__set_name__(form_class, "changed_data")


def _sent(form):
    data, files, prefix = form.data, form.files, f"{form.prefix}-" if form.prefix else ""
    for name, field in form.fields.items():
        yield name, field, field.widget.value_from_datadict(data, files, prefix + name)


def _has_changed(form, name, field, value):
    return field.has_changed(form.get_initial_for_field(field, name), value)


def _known(memory, shared, field, value, make):
    """What ``make`` gives for the value, remembered for the fields that all forms share. Errors are not."""
    if field not in shared or not isinstance(value, _PLAIN):
        return make(value)
    key = field, value
    if key not in memory:
        if len(memory) > _MOST_VALUES:
            memory.clear()
        memory[key] = make(value)
    return memory[key]


def _has_unique_fields(model):
    """Whether ``Model.validate_unique`` has anything to ask; ``Meta.constraints`` are asked elsewhere."""
    dated = ("unique_for_date", "unique_for_month", "unique_for_year")
    own = [field for parent in (model, *model._meta.get_parent_list()) for field in parent._meta.local_fields]
    is_single = any(not field.primary_key and (field.unique or any(getattr(field, d) for d in dated)) for field in own)
    return is_single or bool(model._meta.unique_together)


class _Fields(dict):
    def __deepcopy__(self, memo):
        return dict(self)


def _finds_any_row(field):
    is_one = isinstance(field, ModelChoiceField) and not isinstance(field, ModelMultipleChoiceField)
    return is_one and not field.get_limit_choices_to()


def _clean_fields(form, references, exclude=None):
    """``Model.clean_fields``, which does not look again for rows that the form's own fields have just found."""
    found = [name for name in references if form.cleaned_data.get(name) is not None]
    type(form.instance).clean_fields(form.instance, exclude={*(exclude or ()), *found})


def _constraints(instance):
    """``Model.get_constraints``, with conditions on a row's own values that remember for which of them they held."""
    kept = type(instance).get_constraints(instance)
    return [(model, [_remembering_constraint(each) for each in constraints]) for model, constraints in kept]


def _remembering_constraint(constraint):
    if not isinstance(constraint, CheckConstraint):
        return constraint
    return once((_VALID, constraint.name), lambda: _Remembering(constraint))


class _Remembering:
    def __init__(self, constraint):
        self.constraint, self.names = constraint, sorted(constraint.condition.referenced_base_fields)
        self.held = set()

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        values = tuple(repr(getattr(instance, model._meta.get_field(name).attname)) for name in self.names)
        key = values, tuple(name for name in self.names if name in (exclude or ()))
        if key not in self.held:
            self.constraint.validate(model, instance, exclude=exclude, using=using)
            self.held.add(key)


@cache
def _shared(field_class):
    return type(field_class.__name__, (field_class,), {"__deepcopy__": lambda self, memo: self})


def _once(field):
    ask, name = type(field).to_python, field.to_field_name

    def to_python(value):
        if not isinstance(value, str) or not value:
            return ask(field, value)
        found = once((ROWS, field.queryset.model), dict)
        if (name, value) not in found:
            found[name, value] = ask(field, value)
        return found[name, value]

    return to_python
