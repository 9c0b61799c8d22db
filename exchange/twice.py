"""What only one row of a table may say, said by two rows of a file: the database would refuse it only when published.

What tells rows apart (``Table.key``) is not looked at here: two rows that say the same of it are one row, and
``finding`` and ``weighing`` say so.
"""

from collections import defaultdict

from django.core.exceptions import ValidationError

from publishing.payload import DELETE

from .reading import Unreadable


def mark_twice(kind, items):
    """Make the cells of these items' rows unreadable that say what another row says, each with where the other is."""
    for table in kind.tables:
        for names in unique_sets(table):
            _mark(table, names, [(item, row) for item in items for row in _rows(item, table)])


def unique_sets(table) -> list[list[str]]:
    """The controls of which no two rows of the table may say the same, besides those that tell its rows apart."""
    meta = table.model._meta
    apart = {*table.key, *([table.parent.name] if table.parent else [])}
    sets = [[field.name] for field in meta.fields if field.unique and not field.primary_key]
    sets += [list(constraint.fields) for constraint in meta.total_unique_constraints]
    return [names for names in sets if not apart <= set(names)]


def _rows(item, table):
    rows = item.children.get(table.prefix, []) if table.prefix else filter(None, [item.row])
    return [row for row in rows if DELETE not in row.cells]


def _mark(table, names, rows):
    said = defaultdict(list)
    for item, row in rows:
        value = [_value(table, name, item, row) for name in names]
        if all(value):
            said[tuple(value)].append((item, row))
    for alike in said.values():
        for item, row in alike if len(alike) > 1 else []:
            if not table.prefix and item.problems:
                continue  # it has been told of the other row, or of worse
            other = next(each for _, each in alike if each is not row)
            name = next((name for name in reversed(names) if name in row.cells), "parent")
            why = f"和“{other.sheet}”第 {other.number} 行写的一样，只能有一条这样写。"
            row.cells[name] = Unreadable(row.cells[name], why)


def _value(table, name, item, row):
    """The cell as sent, empty where it says nothing or can't be read. Rows of one item have it in common."""
    if table.parent and name == table.parent.name:
        return id(item)
    column, text = table.columns.get(name), row.cells.get(name, "")
    try:
        is_readable = column and text and not isinstance(text, Unreadable)
        return tuple(filter(None, column.read(text, row.units.get(name, "")))) if is_readable else ()
    except ValidationError:
        return ()
