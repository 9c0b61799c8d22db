"""The rules of models for a series of items: the same, asked with fewer queries; what held holds for equal values."""

from functools import partial

from django.db import DEFAULT_DB_ALIAS
from django.db.models import CharField, CheckConstraint, UniqueConstraint

from .series import FREE, is_open, known_in, once

_VALID = "valid"


def asking_seldom(form_class):
    """``validate_unique`` without the query where there is nothing to ask, or the answer is known (``expect``)."""
    validate_unique, model = form_class.validate_unique, form_class._meta.model
    if not _has_unique_fields(model):
        return lambda self: None
    names = [field.name for field in _unique_fields(model)]

    def _validate_unique(self):
        free = once((FREE, model), dict)
        is_known = names and self.instance.pk is None
        if not (is_known and all(getattr(self.instance, name) in free.get(name, ()) for name in names)):
            validate_unique(self)

    return _validate_unique


def expect(model, texts):
    """Ask once for many new items which of what they say that only one may say is taken.

    ``texts`` has a mapping for each of them, from the names of controls to what they say.
    """
    if not is_open():
        return
    texts = list(texts)
    for field in _unique_fields(model):
        if not isinstance(field, CharField):
            continue  # what a text says of a number, its form has to read first
        said = {str(text[field.name]) for text in texts if text.get(field.name)}
        taken = model._default_manager.filter(**{f"{field.name}__in": said}).values_list(field.name, flat=True)
        once((FREE, model), dict)[field.name] = said.difference(taken)


def _unique_fields(model):
    """The fields of which no two rows have the same; none where ``Model.validate_unique`` asks for more than those."""
    if model._meta.unique_together or model._meta.get_parent_list() or any(map(_is_dated, model._meta.fields)):
        return []
    return [field for field in model._meta.fields if field.unique and not field.primary_key]


def _has_unique_fields(model):
    """Whether ``Model.validate_unique`` has anything to ask; ``Meta.constraints`` are asked elsewhere."""
    own = [field for parent in (model, *model._meta.get_parent_list()) for field in parent._meta.local_fields]
    is_single = any(not field.primary_key and (field.unique or _is_dated(field)) for field in own)
    return is_single or bool(model._meta.unique_together)


def _is_dated(field):
    return any(getattr(field, name) for name in ("unique_for_date", "unique_for_month", "unique_for_year"))


def clean_fields(form, references, exclude=None):
    """``Model.clean_fields``, which does not look again for rows that the form's own fields have just found."""
    found = [name for name in references if form.cleaned_data.get(name) is not None]
    type(form.instance).clean_fields(form.instance, exclude={*(exclude or ()), *found})


def constraints_of(instance):
    """``Model.get_constraints``, with conditions on a row's own values that remember for which of them they held."""
    model = type(instance)
    make = lambda: [(each, list(map(_lean_constraint, found))) for each, found in model.get_constraints(instance)]  # noqa: E731
    return once((_VALID, model), make)


def _lean_constraint(constraint):
    if isinstance(constraint, CheckConstraint):
        return _Remembering(constraint)
    return _OfFields(constraint) if isinstance(constraint, UniqueConstraint) and constraint.fields else constraint


class _OfFields:
    """A constraint of which nothing is asked where one of its fields is left out, not even a query begun."""

    def __init__(self, constraint):
        self.constraint, self.fields = constraint, constraint.fields

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        if not set(exclude or ()).intersection(self.fields):
            self.constraint.validate(model, instance, exclude=exclude, using=using)


class _Remembering:
    def __init__(self, constraint):
        self.constraint, self.names = constraint, sorted(constraint.condition.referenced_base_fields)
        self.held = {}

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        values = tuple(repr(getattr(instance, model._meta.get_field(name).attname)) for name in self.names)
        key = values, tuple(name for name in self.names if name in (exclude or ()))
        known_in(self.held, key, partial(self.constraint.validate, model, instance, exclude=exclude, using=using))
