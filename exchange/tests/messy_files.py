"""The rows of ``messy`` as files: a workbook with all that people do to one, and a packet of CSV files in GBK.

Both functions return the file (bytes) and its rows by the name of their sheet and their number in it.
"""

import csv
import datetime as dt
import io
import zipfile

from openpyxl import Workbook

from .messy import HEADERS

EMPTY_LINE_EACH = 50
ODD_SHEETS = {  # that can't be read as a whole, and what is said of each
    "楼栋": ([["测试项目1", "一号楼", "3"]], "没有找到表头"),
    "参与单位": ([["项目", "单 位", "角 色", "联系人"]], "没有“联系人”这一列"),
    "荣誉与认可": ([["名称", "日期"]], "缺“项目”这一列"),
    "杂项": ([["备忘"], ["下周再补"]], "不知道这张表是什么"),
}


def workbook(messy, *, mended):
    """Under a title in merged cells, with empty lines, projects merged down; with odd sheets until it is mended."""
    book, places = Workbook(), {}
    book.remove(book.active)
    for sheet, headers in HEADERS.items():
        page = book.create_sheet(sheet)
        page.append(["株洲经开区重点项目情况表"])
        _merge(page, 1, 1, 1, len(headers))
        page.append(list(headers.values()))
        number, top = 2, 0
        for row in messy.of(sheet):
            number += 2 if number % EMPTY_LINE_EACH == 0 else 1
            places[sheet, number] = row
            cells = row.typed(mended)
            top = number if cells.get("项目", "") is not None else top
            _fill(page, number, [cells[name] for name in headers], row.case.shown)
            if row.is_last:
                _merge(page, top, 1, number, 1)
    for sheet, (lines, _) in ODD_SHEETS.items() if not mended else ():
        page = book.create_sheet(sheet)
        for line in lines:
            page.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue(), places


def _fill(page, number, values, shown):
    for place, value in enumerate(values, start=1):
        if value is None and place > 1:
            _merge(page, number, place - 1, number, place)
        elif value not in (None, ""):
            cell = page.cell(number, place, value)
            if isinstance(value, dt.datetime):
                cell.number_format = shown


def _merge(page, top, left, bottom, right):
    page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def gbk(messy, *, mended):
    """As Chinese Excel saves it, without the projects that only a workbook can hold: with formulas or merged cells."""
    file, places = io.BytesIO(), {}
    left_out = {row.slug for row in messy.of("项目") if _is_for_excel(row, mended)}
    with zipfile.ZipFile(file, "w") as archive:
        for sheet, headers in HEADERS.items():
            text, called = io.StringIO(newline=""), ""
            writer = csv.writer(text)
            writer.writerow(headers.values())
            for row in messy.of(sheet):
                cells = row.typed(mended)
                called = called if cells.get("项目") is None else cells["项目"]
                if row.slug in left_out or _is_for_excel(row, mended):
                    continue
                places[sheet, text.getvalue().count("\n") + 1] = row
                said = cells | ({"项目": called} if "项目" in cells else {})
                writer.writerow([_shown(said[name], row.case.shown) for name in headers])
            archive.writestr(f"{sheet}.csv", text.getvalue().encode("gbk", "ignore"))
    return file.getvalue(), places


def _is_for_excel(row, mended):
    cells = row.typed(mended)
    is_run = any(str(value).startswith(("=", "#")) for value in cells.values())
    return is_run or any(value is None for name, value in cells.items() if name != "项目")


def _shown(value, number_format):
    """What the cell shows, and a CSV file holds."""
    if isinstance(value, dt.datetime):
        month = f"{value.year}年{value.month}月"
        return {"yyyy": f"{value:%Y}", "yyyy-mm-dd": f"{value:%Y-%m-%d}"}.get(number_format, month)
    return str(value)
