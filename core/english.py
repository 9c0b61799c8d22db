"""Content in two languages: Chinese is the record, and some of its texts have their English beside them.

A model gives a text an English column with ``name_en = in_english(name)``. Forms, drafts, review, history, fixtures and
the API then treat it like any other column; what a reader gets is chosen when a page is drawn. Staff work in Chinese.
"""

import re
from functools import cache, reduce
from operator import or_

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CASCADE, Exists, Field, Model, OuterRef, Q
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

SUFFIX = "_en"
LONGER = 3
"""English takes up to so many times the characters of the Chinese that it renders."""

_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def in_english(field: Field) -> Field:
    """The optional column for the English of a text column, which stands right above it in the model's class."""
    args, kwargs = field.deconstruct()[2:]
    kwargs = {name: value for name, value in kwargs.items() if name not in ("unique", "help_text", "validators")}
    if "max_length" in kwargs:
        kwargs["max_length"] *= LONGER
    verbose_name = format_lazy("{}{}", field.verbose_name, _("（英文）"))
    return type(field)(*args, **kwargs | {"verbose_name": verbose_name, "blank": True, "default": ""})


def is_english() -> bool:
    """Whether the page being drawn is in English."""
    return (get_language() or "").startswith("en")


def is_chinese(text: str) -> bool:
    """Whether there is any Chinese in a text."""
    return bool(_CHINESE.search(text))


@cache
def pairs(model: type[Model]) -> tuple[tuple[Field, Field], ...]:
    """The columns of a model that have an English column, each with it, in the model's order."""
    found = []
    for field in model._meta.fields:
        try:
            found.append((field, model._meta.get_field(field.name + SUFFIX)))
        except FieldDoesNotExist:
            continue
    return tuple(found)


def said(row: Model, *fields: str) -> str:
    """The text of the first of these fields that says something, in the reader's language where it is given in that.

    ``said(park, "short_name", "name")`` is, to an English reader, the English short name, else the English name, else
    what a Chinese reader gets.
    """
    names = [field + SUFFIX for field in fields] if is_english() else []
    return next((text for name in (*names, *fields) if (text := getattr(row, name, ""))), "")


@cache
def _children(model):
    """The types whose rows belong to a row of ``model`` and have texts with English, each with its way there."""
    return tuple(
        (relation.related_model, relation.field.name)
        for relation in model._meta.related_objects
        if relation.one_to_many and relation.on_delete is CASCADE and pairs(relation.related_model)
        if relation.related_model is not model
    )


def untranslated(row: Model) -> list[Field]:
    """The columns of a row in which something is said in Chinese alone."""
    return [
        field
        for field, english in pairs(type(row))
        if is_chinese(getattr(row, field.attname)) and not getattr(row, english.attname)
    ]


def has_english(model: type[Model]) -> bool:
    """Whether rows of ``model``, or those that belong to them, have texts that can be given in English."""
    return bool(pairs(model) or _children(model))


def lacking_english(model: type[Model]) -> Q:
    """The condition for rows of ``model`` that say something, they or their children, in Chinese alone.

    A text without any Chinese in it ("IBM") counts as well: databases can't tell.
    """
    own = [~Q(**{field.name: ""}) & Q(**{english.name: ""}) for field, english in pairs(model)]
    children = [
        Q(Exists(child._base_manager.filter(lacking_english(child), **{to_owner: OuterRef("pk")})))
        for child, to_owner in _children(model)
    ]
    return reduce(or_, [*own, *children])
