"""Content in two languages: Chinese is the record, and some of its texts have their English beside them.

A model gives a text an English column with ``name_en = in_english(name)``. Forms, drafts, review, history, fixtures and
the API then treat it like any other column; what a reader gets is chosen when a page is drawn. Staff work in Chinese.
"""

import re
from functools import cache, reduce
from operator import or_

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, Q
from django.utils.text import format_lazy
from django.utils.translation import get_language

SUFFIX = "_en"
LONGER = 3
"""English takes up to so many times the characters of the Chinese that it renders."""

_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def in_english(field: Field) -> Field:
    """The optional column for the English of a text column, which stands right above it in the model's class."""
    _, _, args, kwargs = field.deconstruct()
    kwargs = {name: value for name, value in kwargs.items() if name not in ("unique", "help_text", "validators")}
    if "max_length" in kwargs:
        kwargs["max_length"] *= LONGER
    verbose_name = format_lazy("{}（英文）", field.verbose_name)
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


def untranslated(row: Model) -> list[Field]:
    """The columns of a row in which something is said in Chinese alone."""
    return [field for field, english in pairs(type(row)) if _needs(row, field) and not getattr(row, english.attname)]


def _needs(row, field):
    return is_chinese(getattr(row, field.attname))


def lacking_english(model: type[Model]) -> Q:
    """The condition for rows of ``model`` in which something that has an English column is said in Chinese alone.

    A text without any Chinese in it ("IBM") counts as well: databases can't tell.
    """
    conditions = [~Q(**{field.name: ""}) & Q(**{english.name: ""}) for field, english in pairs(model)]
    return reduce(or_, conditions, Q(pk__in=[]))
