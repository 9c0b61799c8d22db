"""Workbooks (XLSX), row by row: what a person sees in a cell, and why it can't be used where that is so.

openpyxl's streaming reader keeps memory small and leaves out merged cells; those are read off the sheet's XML here.
"""

import datetime as dt
import re
import zipfile
from decimal import Decimal

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from ..harmless import meant
from .sheets import EDGES, FileRefused, Sheet, Unreadable, without_empty

_CHUNK = 1024 * 1024
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z0-9:]{1,40})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
# What of a number format is not about the date: words in quotes, colours and languages in brackets, escaped signs.
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
_MOST_DIGITS = 15  # Excel keeps no more
_MOST_MERGED = 10_000
NOT_WORKED_OUT = "这一格是公式，文件里没有存下算好的值。请在 Excel 里打开保存一次，或改成数值。"


def read_workbook(file) -> list[Sheet]:
    """All visible sheets. Raises FileRefused for what Excel would not open either."""
    from .files import MOST_ROWS

    try:
        book = load_workbook(file, read_only=True, data_only=True)
        left, sheets = MOST_ROWS, []
        for page in book.worksheets:
            if page.sheet_state == "visible":
                sheets.append(_read_sheet(file, book, page, left))
                left -= len(sheets[-1].rows)
        book.close()
    except FileRefused:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, SyntaxError, OSError) as error:
        raise FileRefused("这个 Excel 文件打不开，可能没有传完。请用 Excel 打开，另存一份再上传。") from error
    return sheets


def _read_sheet(file, book, page, most):
    from .files import MOST_COLUMNS

    merged, has_formulas = _marks_of(book, page)
    page.reset_dimensions()
    pages = [page.iter_rows()]
    if has_formulas:
        formulas = load_workbook(file, read_only=True, data_only=False)[page.title]
        formulas.reset_dimensions()
        pages.append(formulas.iter_rows())
    sheet, spread = Sheet(page.title), _Spread(merged)
    for number, both in enumerate(zip(*pages, strict=True), start=1):
        cells = [_text(cell, formula) for cell, formula in zip(both[0], both[-1], strict=False)]
        filled = without_empty(spread.over(number, cells))
        if filled:
            sheet.rows.append((number, filled))
        if len(filled) > MOST_COLUMNS:
            raise FileRefused(f"“{page.title}”第 {number} 行有 {len(filled)} 列，最多 {MOST_COLUMNS} 列。")
        if len(sheet.rows) > most:
            raise FileRefused("文件的行数太多。请分成几个文件。")
    return sheet


def _marks_of(book, page):
    """The merged ranges of a sheet, and whether it has formulas; read piece by piece."""
    merged, has_formulas, tail = set(), False, b""
    with book._archive.open(page._worksheet_path) as part:
        while piece := part.read(_CHUNK):
            text = tail + piece
            if b"<!DOCTYPE" in text:
                raise FileRefused("这个 Excel 文件里有不该有的内容，没有读。")
            has_formulas = has_formulas or bool(_FORMULA.search(text))
            merged.update(_MERGED.findall(text))
            tail = text[-200:]
    if len(merged) > _MOST_MERGED:
        raise FileRefused(f"“{page.title}”里合并单元格太多。请取消合并再上传。")
    return [range_boundaries(ref.decode()) for ref in merged], has_formulas


class _Spread:
    """Merged cells: down a column, the value holds for each row; across columns, nobody can tell for which."""

    def __init__(self, ranges):
        self.starting = {}
        for left, top, right, bottom in ranges:
            self.starting.setdefault(top, []).append((left, right, bottom))
        self.open = []

    def over(self, number, cells):
        if number not in self.starting and not self.open:
            return cells
        for left, right, bottom in self.starting.get(number, []):
            value = cells[left - 1] if left <= len(cells) else ""
            if right > left and value:
                value = Unreadable(value, "这一格和旁边的列合并了，看不出是哪一列的。请取消合并。")
            self.open.append((left, bottom, value))
        is_filled = any(cells)  # a line left empty in a merged range is still an empty line
        for left, _, value in self.open:
            if value and is_filled:
                cells += [""] * (left - len(cells))
                cells[left - 1] = value
        self.open = [each for each in self.open if each[1] > number]
        return cells


def _text(cell, formula):
    value = cell.value
    if value is None:
        if isinstance(formula.value, str) and formula.data_type == "f":
            return Unreadable(formula.value, NOT_WORKED_OUT)
        return ""
    if cell.data_type == "e":
        return Unreadable(str(value), "这一格的公式出错了。")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime | dt.date):
        return _day(value, cell.number_format or "")
    if isinstance(value, int | float):
        return _number(value)
    return meant(str(value).replace("\0", "").replace("_x000D_", "").replace("\r\n", "\n").strip(EDGES))


def _number(value):
    if abs(value) >= 10**_MOST_DIGITS:
        return Unreadable(f"{value:.0f}", "数字超过 15 位，Excel 已经改掉了后面几位。请把这一格设为“文本”，重新填。")
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    # What was typed, and not what the computer's fraction makes of it.
    return f"{Decimal(repr(round(value, 12))):f}"


def _day(value, number_format):
    """Excel turns "2022年3月" into a day and shows the month; as exact as it is shown, so exact it is meant."""
    shown = _LITERAL.sub("", number_format).lower()
    if "y" in shown and "d" not in shown:
        return f"{value:%Y-%m}" if "m" in shown else f"{value:%Y}"
    if isinstance(value, dt.datetime) and (value.hour or value.minute or value.second):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return f"{value:%Y-%m-%d}"
