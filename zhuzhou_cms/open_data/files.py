"""Writes the files of a dataset: a CSV for each table, all of them as one XLSX, the API's rows as JSON, and OC4IDS.

One reading of the rows feeds all formats. The same content gives the same bytes. Which of them may be handed out is
``keeping``'s matter, when they are written ``writing``'s.
"""

import csv
import hashlib
import json
from contextlib import ExitStack

from exchange.harmless import harmless

from . import oc4ids, workbooks
from .datasets import Dataset, in_chinese
from .records import items, listed, sources_of
from .tables import Table, all_tables, tables_of

BYTE_ORDER_MARK = "\ufeff"
"""By it, spreadsheets know UTF-8."""
DICTIONARY = "dictionary"
"""The workbook's first sheet."""


def names_of(dataset: Dataset) -> list[str]:
    """The names of the dataset's files. That of OC4IDS is there only while there is a project to tell of."""
    extra = [f"{dataset.key}-oc4ids.json"] if dataset.has_oc4ids else []
    return [f"{dataset.key}.xlsx", f"{dataset.key}.json", *extra, *(f"{t.name}.csv" for t in all_tables(dataset))]


def write(dataset: Dataset, folder) -> dict[str, int]:
    """Write all files into an empty directory. Returns the number of rows of each table."""
    with in_chinese(), ExitStack() as stack:
        sheets = {table.name: _Sheet(table, folder, stack) for table in all_tables(dataset)}
        _write_rows(dataset, folder, sheets)
        rows = {name: sheet.rows for name, sheet in sheets.items()}
    with in_chinese():
        _write_workbook(dataset, folder)
    return rows


def digest_of(path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Sheet:
    """A table's CSV file while it is written."""

    def __init__(self, table: Table, folder, stack):
        self.rows = 0
        self.columns = table.all_columns
        file = stack.enter_context((folder / f"{table.name}.csv").open("w", encoding="utf-8", newline=""))
        file.write(BYTE_ORDER_MARK)
        self.writer = csv.writer(file)
        self.writer.writerow([column.name for column in self.columns])

    def add(self, values):
        self.rows += 1
        self.writer.writerow([_cell(column, value) for column, value in zip(self.columns, values, strict=True)])


def _cell(column, value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return harmless(str(value)) if column.is_text else str(value)


def _write_rows(dataset, folder, sheets):
    items_table, *listings = tables_of(dataset)
    with ExitStack() as stack:
        whole = stack.enter_context(_Lists(folder / f"{dataset.key}.json"))
        package = stack.enter_context(_Lists(folder / f"{dataset.key}-oc4ids.json")) if dataset.has_oc4ids else None
        whole.begin(items_table.member)
        for piece in items(dataset):
            if package:
                _add_projects(package, piece)
            for row in piece:
                whole.add(row)
                for table, values in items_table.lines(row):
                    sheets[table.name].add(values)
        for table, listing in zip(listings, dataset.listings, strict=True):
            whole.begin(table.member)
            for piece in listed(listing):
                for row in piece:
                    whole.add(row)
                    sheets[table.name].add([column.value_in(row) for column in table.columns])


def _add_projects(package, piece):
    if not package.is_begun:
        package.begin("projects", oc4ids.package())
    sources = sources_of(piece)
    for row in piece:
        package.add(oc4ids.project(row, sources))


class _Lists:
    """A JSON file with one object, whose members are lists of any length. It is gone again when it has none."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.file = self.path.open("w", encoding="utf-8")
        self.is_begun = False
        return self

    def begin(self, name, members=()):
        """A further list; before the first of them, other members of the object."""
        self.file.write("\n],\n" if self.is_begun else "{")
        self.file.writelines(f"{_json(key)}:{_json(value)},\n" for key, value in dict(members).items())
        self.file.write(f"{_json(name)}:[")
        self.is_begun, self.before = True, "\n"

    def add(self, row):
        self.file.write(f"{self.before}{_json(row)}")
        self.before = ",\n"

    def __exit__(self, *failure):
        self.file.write("\n]}\n")
        self.file.close()
        if not self.is_begun:
            self.path.unlink()


def _json(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _write_workbook(dataset, folder):
    tables = all_tables(dataset)
    _write_dictionary(tables, folder / "dictionary.part")
    sheets = [(DICTIONARY, folder / "dictionary.part", ())]
    for table in tables:
        figures = [n for n, column in enumerate(table.all_columns) if column.kind in ("integer", "number")]
        sheets.append((_sheet_name(dataset, table), folder / f"{table.name}.csv", figures))
    with (folder / f"{dataset.key}.xlsx").open("wb") as file:
        workbooks.write(file, sheets)
    (folder / "dictionary.part").unlink()


def _sheet_name(dataset, table):
    """The table's name without that of its dataset; a spreadsheet takes 31 characters."""
    return (table.name.removeprefix(f"{dataset.key}-"))[:31]


def _write_dictionary(tables, path):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["table", "column", "title", "meaning", "type", "codes"])
        for table in tables:
            for column in table.all_columns:
                codes = "; ".join(f"{code} {label}" for code, label in column.codes)
                writer.writerow([table.name, column.name, column.title, column.description, column.kind, codes])
