"""An XLSX file out of CSV files: the same bytes for the same content, in memory that does not grow with its rows.

openpyxl stamps the present time into each file and is some ten times slower; what a sheet of plain cells needs of
ECMA-376 is little.
"""

import csv
import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from core.plain_text import printable

LONGEST = 32_767
"""Characters that a spreadsheet takes in a cell; a longer text is cut off there and ends in ``CUT``."""
CUT = "……"
MOST_DIGITS = 15
"""What a spreadsheet keeps of a number; a longer one stays text."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
    '</fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf fontId="0"/><xf fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write(file, sheets):
    """Write to an open binary file. ``sheets`` are triples of name, CSV file (a path) and the places of its numbers."""
    sheets = list(sheets)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        numbers = range(1, len(sheets) + 1)
        for name, text in _frame([name for name, *_ in sheets]).items():
            with archive.open(_entry(name), "w") as part:
                part.write(text.encode())
        for number, (_, path, figures) in zip(numbers, sheets, strict=True):
            with (
                archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as part,
                path.open(encoding="utf-8-sig", newline="") as lines,
            ):
                _write_sheet(io.BufferedWriter(part, 1 << 16), csv.reader(lines), set(figures))


def _entry(name):
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _frame(names):
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    styles = f'<Relationship Id="rId{len(names) + 1}" Type="{_LINKS}/styles" Target="styles.xml"/>'
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        for n in range(1, len(names) + 1)
    )
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{parts}</Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}{styles}'
        "</Relationships>",
        "xl/styles.xml": _STYLES,
    }


def _write_sheet(part, rows, figures):
    view = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView>'
    width = '<sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="200" width="18" customWidth="1"/></cols>'
    part.write(f'{_HEAD}<worksheet xmlns="{_MAIN}">{view}</sheetViews>{width}<sheetData>'.encode())
    for number, row in enumerate(rows):
        style = ' s="1"' if number == 0 else ""
        cells = "".join(_cell(text, number > 0 and place in figures, style) for place, text in enumerate(row))
        part.write(f"<row>{cells}</row>".encode())
    part.write(b"</sheetData></worksheet>")
    part.flush()


def _cell(text, is_figure, style):
    if not text:
        return "<c/>"
    if is_figure and sum(map(str.isdigit, text)) <= MOST_DIGITS:
        return f"<c><v>{text}</v></c>"
    text = printable(text)
    text = text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{escape(text)}</t></is></c>'
