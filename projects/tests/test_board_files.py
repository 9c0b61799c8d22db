"""The board as CSV and SVG: the same rows as on the page, complete in themselves, harmless to open."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from django.conf import settings

from core.partial_dates import PartialDate
from projects import board_view
from projects.board_files import HEAD, harmless
from projects.board_paint import COLOURS, LOOKS, attributes_of
from tests.factories import make_park, make_phase, make_project, make_stage_entry
from tests.pages import query_count, text_of

from .test_board_page import full_project, promised_project

CSV, SVG = "/projects/board.csv", "/projects/board.svg"
SVG_NAME = "{http://www.w3.org/2000/svg}"
date = PartialDate.parse


def lines_of(answer):
    """The lines of a CSV file as dicts by their head."""
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.django_db
def test_csv_says_what_the_table_says(client):
    project = promised_project(park=make_park())
    silent = make_project(last_confirmed_on=date("2021"))
    answer = client.get(CSV)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="board-\d{4}-\d\d-\d\d\.csv"', answer["Content-Disposition"])
    assert answer.content.startswith(b"\xef\xbb\xbf")
    first, second = lines_of(answer)
    assert list(first) == HEAD
    assert (first["项目"], first["网址"]) == (project.name, f"http://testserver{project.get_absolute_url()}")
    assert (first["园区"], first["阶段"], first["目标"]) == (project.park.name, "在建", "竣工")
    assert (first["原定"], first["现预计"], first["实际"]) == ("2022年3月", "未改动", "到期未报")
    assert int(first["到期未报已过天数"]) > 1000
    source = project.milestones.get().source
    assert (first["最后核实"], first["出处"]) == ("2021年", f"《{source.title}》第3段")
    assert (second["项目"], second["园区"], second["原定"], second["出处"]) == (silent.name, "未说明", "未说明", "")


@pytest.mark.django_db
def test_files_answer_the_questions_of_the_page(client):
    late, early = promised_project("2022-03"), promised_project("2021-03")
    asked = {"as_of": "2021-08-31", "light": "red"}
    (line,) = lines_of(client.get(CSV, asked))
    assert (line["项目"], line["截至"], line["状态灯"]) == (early.name, "2021-08-31", "红灯")
    drawn = client.get(SVG, asked).content.decode()
    assert (early.name in drawn, late.name in drawn) == (True, False)
    assert "挂图作战，2021年8月31日" in drawn
    assert "as_of=2021-08-31" in drawn


@pytest.mark.parametrize("address", [CSV, SVG])
@pytest.mark.parametrize(
    ("query", "message"),
    [({"as_of": "昨天"}, "不是能识别的日期"), ({"as_of": "2999-01-01"}, "最晚可以看今天"), ({"light": "blue"}, "blue")],
)
@pytest.mark.django_db
def test_files_refuse_what_they_cannot_read_with_a_page(client, address, query, message):
    promised_project()
    answer = client.get(address, query)
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert message in text_of(answer)
    assert 'action="/projects/board.' not in answer.content.decode()


@pytest.mark.django_db
def test_csv_of_too_many_projects_asks_to_be_narrowed(client, monkeypatch):
    monkeypatch.setattr(board_view, "MOST_RECORDS", 1)
    promised_project()
    assert client.get(CSV).status_code == 200
    promised_project()
    answer = client.get(CSV)
    assert answer.status_code == 400
    assert "超过1个项目，请先选园区或产业。" in text_of(answer)


@pytest.mark.django_db
def test_csv_has_all_pages_and_svg_the_one_asked_for(client, monkeypatch):
    monkeypatch.setattr(board_view.BoardView, "paginate_by", 1)
    rows = [promised_project(f"202{number}") for number in (2, 3)]
    assert [line["项目"] for line in lines_of(client.get(CSV, {"page": 2}))] == [row.name for row in rows]
    drawn = client.get(SVG, {"page": 2}).content.decode()
    assert [row.name in drawn for row in rows] == [False, True]


@pytest.mark.anywhere
@pytest.mark.django_db
@pytest.mark.parametrize("address", [CSV, SVG])
def test_files_cost_the_same_at_one_and_at_thirty_projects(client, address):
    full_project()
    client.get(address)
    few = query_count(client, address)
    for _ in range(29):
        full_project()
    assert query_count(client, address) == few


@pytest.mark.django_db
@pytest.mark.parametrize("address", [CSV, SVG])
def test_files_name_no_withheld_project_or_park(client, address):
    hidden = promised_project(published=False, name="没公开的项目")
    promised_project(park=make_park(published=False, name="没公开的园区"))
    text = client.get(address, {"group": "park"}).content.decode()
    assert (hidden.name in text, "没公开的园区" in text) == (False, False)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'=1"),
        ("两\r\n行", "两 行"),
        ("2022年3月", "2022年3月"),
        (1698, "1698"),
    ],
)
def test_cells_are_harmless(cell, written):
    assert harmless(cell) == written


# --- The drawing ------------------------------------------------------------------------------------------------------


@pytest.fixture
def drawn(client, db):
    """The file of a board on which everything occurs that a drawing knows."""
    project = promised_project(park=make_park(), name="<甲>&乙")
    make_stage_entry(project, stage="completed", phase_number=make_phase(project).number, stated_on=date("2021"))
    promised_project("2030")
    return client.get(SVG, {"group": "park"}).content.decode()


def test_svg_is_complete_in_itself(drawn):
    root = ET.fromstring(drawn)
    assert root.tag == f"{SVG_NAME}svg"
    assert re.findall(r"\sclass=|\sstyle=|<style|<script|var\(|currentColor|\son\w+=", drawn) == []
    outside = {value for name, value in re.findall(r'\s((?:xlink:)?href)="([^"#][^"]*)"', drawn)}
    assert {address.startswith("http://testserver/") for address in outside} == {True}
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", drawn)) <= set(ids)
    assert set(re.findall(r'\shref="#([^"]+)"', drawn)) <= set(ids)
    assert "<甲>&乙" in "".join(root.itertext())


def test_svg_has_its_parts_under_each_other(drawn):
    sheets = [child for child in ET.fromstring(drawn) if child.tag == f"{SVG_NAME}svg"]
    assert len(sheets) == 2
    top, below = ((float(sheet.get("y")), float(sheet.get("height"))) for sheet in sheets)
    assert top[0] + top[1] <= below[0]
    height = float(ET.fromstring(drawn).get("height"))
    assert below[0] + below[1] < height


def test_every_shape_and_text_of_the_svg_has_its_look(drawn):
    """What no look was written into would be black."""
    shapes = {f"{SVG_NAME}{tag}" for tag in ("rect", "path", "circle", "text")}
    bare = [
        element.attrib
        for element in ET.fromstring(drawn).iter()
        if element.tag in shapes and not {"fill", "stroke"} & set(element.attrib)
    ]
    assert bare == []


def declarations(css, name):
    """What the style sheets say of a class: property → value, tokens by their names."""
    found = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        simple = [each.strip().split(" ")[-1] for each in selectors.split(",")]
        if f".{name}" in simple and ".cover" not in selectors:
            found |= dict(re.findall(r"([\w-]+):\s*([^;]+);", body))
    return {key: re.sub(r"var\(--([\w-]+)\)", r"\1", value.strip()) for key, value in found.items()}


def test_looks_of_the_file_are_those_of_the_pages():
    styles = Path(settings.BASE_DIR) / "static" / "css"
    css = "".join((styles / name).read_text(encoding="utf-8") for name in ("parts.css", "board.css"))
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    assert {name: declarations(css, name) for name in LOOKS} == LOOKS
    tokens = (styles / "tokens.css").read_text(encoding="utf-8").split("@media")[0]
    assert {name: re.search(rf"--{name}: (#\w+);", tokens)[1] for name in COLOURS} == COLOURS


def test_the_sign_of_a_light_has_its_colour():
    assert attributes_of("path", ["light-fill"], "red")["fill"] == COLOURS["zhu"]
    assert attributes_of("path", ["light-line"], "grey")["stroke"] == COLOURS["grey"]
