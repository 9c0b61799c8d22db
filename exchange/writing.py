"""Tables of text as files: CSV with the mark by which Excel knows UTF-8, a packet of CSVs, XLSX, JSON."""

import csv
import io
import json
import zipfile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from .choices import FileFormat
from .harmless import harmless

CONTENT_TYPES = {
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.ZIP: "application/zip",
    FileFormat.JSON: "application/json",
}
_MARK = "\ufeff"
_HEAD = PatternFill("solid", fgColor="E8EEF4")
_WIDTH = (10, 40)  # of a column, in characters


def write(file, file_format, tables):
    """Write tables to an open binary file. ``tables`` are triples of title, headers and rows (lists of text)."""
    {
        FileFormat.XLSX: _write_xlsx,
        FileFormat.CSV: _write_csv,
        FileFormat.ZIP: _write_zip,
        FileFormat.JSON: _write_json,
    }[FileFormat(file_format)](file, tables)


def _write_csv(file, tables):
    for _, headers, rows in tables:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        text.write(_MARK)
        writer = csv.writer(text)
        writer.writerow(headers)
        writer.writerows([harmless(cell) for cell in row] for row in rows)
        text.detach()
        return


def _write_zip(file, tables):
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for title, headers, rows in tables:
            with archive.open(f"{title}.csv", "w") as part:
                _write_csv(part, [(title, headers, rows)])


def _write_json(file, tables):
    """An empty value is left out: it says nothing."""
    content = {
        title: [{name: cell for name, cell in zip(headers, row, strict=False) if cell} for row in rows]
        for title, headers, rows in tables
    }
    file.write(json.dumps(content, ensure_ascii=False, indent=1).encode())


def _write_xlsx(file, tables):
    book = Workbook(write_only=True)
    for title, headers, rows in tables:
        page = book.create_sheet(title)
        page.freeze_panes = "A2"
        for number, header in enumerate(headers, start=1):
            width = max(_WIDTH[0], min(_WIDTH[1], 2 * len(header) + 4))
            page.column_dimensions[get_column_letter(number)].width = width
        page.append([_head(page, header) for header in headers])
        for row in rows:
            page.append([_text(page, cell) for cell in row])
    book.save(file)


def _head(page, text):
    cell = WriteOnlyCell(page, text)
    cell.font, cell.fill = Font(bold=True), _HEAD
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _text(page, text):
    """Text stays text: numbers and dates as they are written, and nothing is a formula."""
    if not text:
        return None
    cell = WriteOnlyCell(page, harmless(text))
    cell.data_type = "s"
    return cell
