"""Files that are no tables, too large, or made to harm; and cells that a spreadsheet would run."""

import io
import zipfile

import pytest

from exchange.harmless import harmless, meant
from exchange.reading import FileRefused, read_file
from exchange.reading.files import MOST_COLUMNS

from .files import workbook


def packed(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "."), content)
    return file.getvalue()


REFUSED = {
    "empty": (b"", "文件是空的。"),
    "old Excel": (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "这是老格式的 .xls"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, "文件既不是 UTF-8"),
    "cut off": (workbook(项目=[["名称"]])[:-200], "文件打不开"),
    "a bomb": (packed(a__csv=b"0" * 50_000_000), "文件解开以后大得反常"),
    "something else packed": (packed(a__exe=b"MZ"), "压缩包里每个文件都应是一张 CSV 表"),
    "a broken workbook": (packed(**{"[Content_Types]__xml": "<x/>"}), "这个 Excel 文件打不开"),
    "broken JSON": (b'[{"a": 1', "JSON 第 1 行"),
    "a name twice": ('[{"名称": "甲", "名称": "乙"}]'.encode(), "JSON 里同一条写了两次“名称”。"),
    "deep JSON": (b"[" * 100_000, "JSON 套得太深"),
    "no rows": (b'{"a": 1}', "JSON 的“a”应是一列对象"),
    "too wide": (b"a," * (MOST_COLUMNS + 5) + b"b", "列，最多 200 列。"),
    "an open quote": ('名称\n"甲'.encode(), "第 2 行读不下去"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_table_is_refused_in_words(content, words):
    with pytest.raises(FileRefused) as refused:
        read_file(io.BytesIO(content), "x")

    assert words in str(refused.value)


def test_number_that_excel_has_cut_is_not_taken():
    (sheet,) = read_file(io.BytesIO(workbook(项目=[["国家统一项目代码"], [202043020039030123.0]])), "x.xlsx")

    assert "Excel 已经改掉了后面几位" in sheet.rows[1][1][0].why


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@a", "'=1", "''=", "'abc", "abc", "", "'"])
def test_harmless_cells_are_read_back_as_they_were(text):
    written = harmless(text)

    assert (meant(written), written[:1] in tuple("=+-@")) == (text, False)
