"""Which sheet is which table, which row is its header, which column is which control. Nothing is skipped silently."""

from collections import Counter
from dataclasses import dataclass, field
from difflib import get_close_matches

from .reading import Sheet, Unreadable
from .references import folded

COMMENT = "#"
"""A row whose first cell begins so is an explanation."""
_HEADER_WITHIN = 20
NOTES = {"说明", "填写说明", "readme"}
"""Sheets for people."""


@dataclass(eq=False, slots=True)
class FileRow:
    """A row of the file: the cells of known columns by the names of their controls, empty ones left out."""

    sheet: str
    number: int
    cells: dict[str, str]
    units: dict[str, str] = field(default_factory=dict)


@dataclass
class Matched:
    """The rows by the prefix of their table ("" for the items), and what is wrong with the file as a whole."""

    rows: dict[str, list[FileRow]] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)


def match(kind, sheets: list[Sheet]) -> Matched:
    """Put the sheets of a file to the tables of a ``tables.Kind``. Their rows are used up."""
    matched = Matched()
    filled = [sheet for sheet in sheets if sheet.rows and folded(sheet.name) not in NOTES]
    if not filled:
        matched.problems.append(("文件", "里面没有一行内容。"))
    for sheet in filled:
        table = kind.table_named(sheet.name)
        if table is None and (not sheet.is_named or len(filled) == 1):
            table = _table_of(kind, sheet)
        if table is None:
            names = "、".join(table.title for table in kind.tables)
            matched.problems.append((sheet.name, f"不知道这张表是什么。表名可以是：{names}；不要导入的请删去。"))
        elif table.prefix in matched.rows:
            matched.problems.append((sheet.name, f"“{table.title}”有两张表。请合成一张。"))
        else:
            _match_sheet(table, sheet, matched)
        sheet.rows.clear()  # of a long file, two of everything would be kept
    return matched


def _table_of(kind, sheet):
    """Of a file with one table without a telling name: the one that knows most of its columns, the items' own first."""

    def known(table):
        return max((_known(table, cells) for _, cells in sheet.rows[:_HEADER_WITHIN]), default=0)

    return max(kind.tables, key=known)


def _known(table, cells):
    return sum(bool(table.column_of(cell)[0]) for cell in cells if cell)


def _match_sheet(table, sheet, matched):
    matched.rows[table.prefix] = []
    header_at = _header_of(table, sheet)
    if header_at is None:
        expected = "、".join(table.headers[:6])
        matched.problems.append((sheet.name, f"没有找到表头。第一行应是列名，例如：{expected}。可以下载模板对照。"))
        return
    number, header = sheet.rows[header_at]
    columns = [table.column_of(cell) if cell else ("", "") for cell in header]
    matched.problems += _column_problems(table, sheet, number, header, columns)
    names = [name for name, _ in columns]
    matched.columns[table.prefix] = list(dict.fromkeys(filter(None, names)))
    units = {name: unit for name, unit in columns if unit}
    for number, cells in sheet.rows[header_at + 1 :]:
        if cells[0].startswith(COMMENT):
            continue
        beyond = [cell for cell in cells[len(header) :] if cell]
        nameless = [cell for cell, (name, _), title in zip(cells, columns, header, strict=False) if cell and not title]
        if beyond or nameless:
            matched.problems.append((f"{sheet.name} 第{number}行", f"“{(beyond + nameless)[0]}”上面没有列名。"))
        said = {name: cell for cell, name in zip(cells, names, strict=False) if cell and name}
        if said:
            matched.rows[table.prefix].append(FileRow(sheet.name, number, said, units))


def _header_of(table, sheet):
    """The first row near the top in which at least two cells, or half of them, are names of columns."""
    for place, (_, cells) in enumerate(sheet.rows[:_HEADER_WITHIN]):
        filled, known = sum(map(bool, cells)), _known(table, cells)
        if known and (known >= 2 or 2 * known >= filled):
            return place
    return None


def _column_problems(table, sheet, number, header, columns):
    where = f"{sheet.name} 第{number}行" if number else sheet.name
    for title, (name, _) in zip(header, columns, strict=True):
        if isinstance(title, Unreadable) and title:
            yield where, f"列名“{title}”：{title.why}"
        elif title and not name:
            yield where, f"没有“{title}”这一列{_like(table, title)}。列名写错了就改过来，不要导入的列请删去。"
    names = Counter(name for name, _ in columns if name)
    for name, times in names.items():
        if times > 1:
            titles = "、".join(title for title, (each, _) in zip(header, columns, strict=True) if each == name)
            yield where, f"有 {times} 列是同一项：{titles}。请只留一列。"
    if table.parent and not names["parent"]:
        yield where, f"缺“{table.parent_label}”这一列：每行属于哪一条，写它的名称或网址名。"
    needed = [name for name in table.key if table.columns.get(name) and table.columns[name].field.required]
    if table.parent is None and {"slug", "name", "title"} & table.columns.keys():
        needed = [] if {"slug", "name", "title"} & names.keys() else ["name" if "name" in table.columns else "title"]
    for name in needed:
        if not names[name] and name not in ("phase_number",):
            yield where, f"缺“{table.columns[name].label}”这一列：要靠它认出是哪一条。"


def _like(table, title):
    near = get_close_matches(title, table.headers, n=1, cutoff=0.5)
    return f"，最接近的是“{near[0]}”" if near else ""
