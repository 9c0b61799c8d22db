"""Rows of a content type as tables of text, which the import reads back without a change. Which format: ``writing``."""

from collections import defaultdict

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from .columns import Column

_AT_ONCE = 500


def tables_of(kind, rows, *, with_children=True):
    """Pairs of a ``tables.Table`` and a generator of its rows (lists of text, a cell for each header) for a queryset.

    One query for each table and some hundred items; nothing grows with what is exported but the rows given out.
    """
    yield kind.table, _item_rows(kind.table, rows)
    if with_children:
        for table in kind.children:
            yield table, _child_rows(kind, table, rows)


def _chunks(rows):
    keys = list(rows.order_by(*rows.query.order_by or rows.model._meta.ordering).values_list("pk", flat=True))
    keys = list(dict.fromkeys(keys))
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]


def _item_rows(table, rows):
    several = _several(table)
    for keys in _chunks(rows):
        found = table.model._default_manager.prefetch_related(*several).in_bulk(keys)
        for key in keys:
            if key in found:
                yield [_cell(column, found[key]) for column in table.columns.values()]


def _child_rows(kind, table, rows):
    several, parent = _several(table), table.parent
    for keys in _chunks(rows):
        of_parent = defaultdict(list)
        children = table.model._default_manager.filter(**{f"{parent.name}__in": keys}).prefetch_related(*several)
        for child in children:
            of_parent[getattr(child, parent.attname)].append(child)
        for key in keys:
            named = kind.references.text_of(kind.model, key)
            for child in of_parent.get(key, ()):
                yield [named, *(_cell(column, child) for column in table.columns.values())]


def _several(table):
    names = {field.name for field in table.model._meta.many_to_many}
    return [name for name in table.columns if name in names]


def _cell(column: Column, row) -> str:
    try:
        field = row._meta.get_field(column.name)
    except FieldDoesNotExist:  # asked for on the way only, such as the reason of a move
        return ""
    if isinstance(field, models.ManyToManyField):
        value = [each.pk for each in getattr(row, column.name).all()]
    else:
        value = field.value_from_object(row)
    return column.words(column.posted(value))
