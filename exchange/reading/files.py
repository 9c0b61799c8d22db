"""Which format a file has, by what is in it and not by its name; CSV and JSON. Workbooks are in ``workbooks``."""

import csv
import io
import json
import zipfile
from pathlib import PurePath

from ..harmless import meant
from .sheets import EDGES, FileRefused, Sheet, Unreadable, without_empty

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_PARTS = 1000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CHARACTERS = 32_767  # what Excel holds in a cell
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
HOW_TO_SAVE = "请在 Excel 或 WPS 里“另存为”.xlsx 或 CSV 再上传。"


def read_file(file, name) -> list[Sheet]:
    """The tables in an open binary file. ``name`` is what the person called it.

    Raises FileRefused for what is no table, is too large, or would become too large when it is unpacked.
    """
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    if size > MOST_BYTES:
        raise FileRefused(f"文件有 {size / 1024 / 1024:.0f} MB，最多 {MOST_BYTES // 1024 // 1024} MB。请分成几个文件。")
    head = file.read(8)
    file.seek(0)
    if not head:
        raise FileRefused("文件是空的。")
    if head.startswith(_OLD_EXCEL):
        raise FileRefused(f"这是老格式的 .xls，或者文件有密码。{HOW_TO_SAVE}")
    if head.startswith(b"PK"):
        sheets = _packed(file)
    elif head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        sheets = _json(file.read())
    else:
        stem = PurePath(name).stem
        sheets = [Sheet(stem, _csv_rows(file.read()), is_named=False)]
    rows = sum(len(sheet.rows) for sheet in sheets)
    if rows > MOST_ROWS:
        raise FileRefused(f"文件有 {rows} 行，一次最多 {MOST_ROWS} 行。请分成几个文件。")
    return sheets


def _packed(file):
    from .workbooks import read_workbook

    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _refuse_bombs(parts)
            names = {part.filename for part in parts}
            if "[Content_Types].xml" in names:
                file.seek(0)
                return read_workbook(file)
            tables = [part for part in parts if part.filename.lower().endswith(".csv")]
            others = [part.filename for part in parts if part not in tables and not part.is_dir()]
            if not tables or others:
                what = f"里面有别的文件：{'、'.join(others[:3])}" if others else "里面没有 CSV 文件"
                raise FileRefused(f"压缩包里每个文件都应是一张 CSV 表；{what}。")
            return [Sheet(PurePath(_name_of(part)).stem, _csv_rows(archive.read(part))) for part in tables]
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, NotImplementedError, EOFError, KeyError) as error:
        raise FileRefused(f"文件打不开：可能没有传完、有密码，或者不是表格。{HOW_TO_SAVE}") from error


def _name_of(part):
    """Windows packs Chinese names in GBK and says nothing of it; Python then reads them as code page 437."""
    if part.flag_bits & 0x800:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return part.filename


def _refuse_bombs(parts):
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileRefused("文件解开以后太大，没有读。请分成几个文件，或者另存为 CSV。")
    for part in parts:
        if part.file_size > 10 * 1024 * 1024 and part.file_size > 200 * max(part.compress_size, 1):
            raise FileRefused("文件解开以后大得反常，没有读。请重新另存一份再上传。")


# --- CSV --------------------------------------------------------------------------------------------------------------


def _csv_rows(data):
    text = _decoded(data)
    if "\0" in text:
        raise FileRefused(f"这不是表格文件。{HOW_TO_SAVE}")
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",\t;，", key=first.count)
    csv.field_size_limit(MOST_CHARACTERS * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, start = [], 1
    try:
        for cells in reader:
            filled = without_empty([cell.strip(EDGES) for cell in cells])
            if filled:
                rows.append((start, [_cell(cell) for cell in filled]))
            _bound(filled, start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise FileRefused(f"第 {reader.line_num} 行读不下去：引号没有配对，或者一格太长。") from error
    return rows


def _decoded(data):
    """UTF-8 with or without its mark, UTF-16 with it, or what Chinese Excel writes (GBK, a part of GB18030)."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            encodings = [encoding]
            break
    else:
        encodings = ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if sum(character < " " and character not in "\t\r\n" for character in text[:4000]) > len(text[:4000]) / 50:
            break
        return text
    raise FileRefused(f"文件既不是 UTF-8 也不是 GBK 编码的文字，或者不是表格。{HOW_TO_SAVE}")


def _cell(text):
    if len(text) > MOST_CHARACTERS:
        return Unreadable(text[:50] + "…", f"一格有 {len(text)} 个字，最多 {MOST_CHARACTERS} 个。")
    return meant(text)


def _bound(cells, number):
    if len(cells) > MOST_COLUMNS:
        raise FileRefused(f"第 {number} 行有 {len(cells)} 列，最多 {MOST_COLUMNS} 列。")


# --- JSON -------------------------------------------------------------------------------------------------------------


def _json(data):
    """``[{column: value}]`` for the one table, or ``{table: [{column: value}]}``."""
    try:
        content = json.loads(_decoded(data), object_pairs_hook=_once_each, parse_float=str, parse_int=str)
    except json.JSONDecodeError as error:
        raise FileRefused(f"JSON 第 {error.lineno} 行第 {error.colno} 个字读不下去。") from error
    except RecursionError as error:
        raise FileRefused("JSON 套得太深，不是表格。") from error
    tables = content if isinstance(content, dict) else {"": content}
    return [_json_sheet(name, rows) for name, rows in tables.items()]


def _once_each(pairs):
    found = {}
    for name, value in pairs:
        if name in found:
            raise FileRefused(f"JSON 里同一条写了两次“{name}”。")
        found[name] = value
    return found


def _json_sheet(name, rows):
    where = f"“{name}”" if name else "文件"
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FileRefused(f'JSON 的{where}应是一列对象，例如 [{{"名称": "…"}}]。')
    header = list(dict.fromkeys(column for row in rows for column in row))
    _bound(header, 1)
    lines = [(number, [_json_cell(row.get(column)) for column in header]) for number, row in enumerate(rows, start=1)]
    return Sheet(name, [(0, header), *lines] if header else [], is_named=bool(name))


def _json_cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "\n".join(map(_json_cell, value))
    if isinstance(value, dict):
        return Unreadable("{…}", "这里应是一个值，不是对象。")
    text = str(value).replace("\0", "").strip(EDGES)
    return text if len(text) <= MOST_CHARACTERS else Unreadable(text[:50] + "…", "这一格太长。")
