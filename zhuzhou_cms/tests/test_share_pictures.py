"""Pictures that go with links: what they say, that they are drawn once, and that nothing breaks them."""

import io
import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from PIL import Image

from core import share_picture
from core.partial_dates import PartialDate
from core.share_picture import Words, draw, lines
from tests import factories as make
from tests.pages import query_count
from zhuzhou_cms import share_pictures
from zhuzhou_cms.share_pictures import KINDS, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

MAKERS = {
    "zoneprofile": make.make_zone, "park": make.make_park, "project": make.make_project,
    "enterprise": make.make_enterprise, "industryfund": make.make_fund, "talentprogram": make.make_program,
    "expert": make.make_expert, "researchplatform": make.make_platform, "article": make.make_article,
    "event": make.make_event,
}  # fmt: skip
date = PartialDate.parse


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()
    share_picture.font.cache_clear()
    share_picture.font_path.cache_clear()
    yield
    cache.clear()
    share_picture.font.cache_clear()
    share_picture.font_path.cache_clear()


@pytest.fixture
def no_fonts(monkeypatch, tmp_path):
    monkeypatch.setattr(share_picture, "FONT_DIRECTORIES", [tmp_path, tmp_path / "nowhere"])
    return tmp_path


def picture_of(answer):
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    picture = Image.open(io.BytesIO(answer.content))
    picture.load()
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    return picture.convert("RGB")


def open_graph_of(client, address):
    found = re.findall(r'<meta property="([^"]+)" content="([^"]*)"', client.get(address).content.decode())
    assert len(dict(found)) == len(found)
    return {name: unescape(content) for name, content in found}


def test_every_type_has_a_picture_that_its_page_names(client):
    assert set(MAKERS) == set(KINDS)
    for kind, maker in MAKERS.items():
        row = maker()
        told = open_graph_of(client, row.get_absolute_url())
        assert told["og:image"] == f"http://testserver/og/{kind}/{row.slug}.png"
        picture_of(client.get(f"/og/{kind}/{row.slug}.png"))


def test_page_of_content_says_what_it_is(client, settings):
    settings.SITE_OWNER = settings.SITE_OWNER | {"domain": "www.zone.example"}
    park = make.make_park(name='A"<b>', summary="一个园区。")
    page = f"http://www.zone.example{park.get_absolute_url()}"
    assert open_graph_of(client, park.get_absolute_url()) == {
        "og:url": page,
        "og:image": f"http://www.zone.example/og/park/{park.slug}.png",
        "og:type": "article",
        "og:title": 'A"<b>',
        "og:description": 'A"<b>：占地、楼栋、基础设施、入驻单位与项目。一个园区。',
        "og:site_name": "株洲经开区",
        "og:locale": "zh_CN",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": 'A"<b>，株洲经开区',
    }


def test_list_and_home_show_the_sites_picture(client):
    assert open_graph_of(client, "/parks/")["og:title"] == "园区"
    told = open_graph_of(client, "/")
    assert (told["og:title"], told["og:type"]) == ("株洲经开区", "website")
    assert told["og:image"] == "http://testserver/og/site/home.png"
    picture_of(client.get("/og/site/home.png"))


def test_project_says_its_sentence_and_shows_its_steps():
    project = make.make_project(name="园")
    make.make_stage_entry(project, stage="under_construction", stated_on=date("2021-04"))
    stated = {"stated_on": date("2020")}
    make.make_milestone(project, kind="signing", actual=date("2020-09"), **stated)
    make.make_milestone(project, kind="completion", original_target=date("2022-03"), **stated)
    make.make_milestone(project, kind="full_capacity", original_target=date("2199"), **stated)
    make.make_milestone(project, kind="topping_out", **stated)
    make.make_milestone(project, kind="approval", not_applicable=True, **stated)
    words = words_of("project", project.slug)
    assert (words.kicker, words.title, words.site) == ("项目 · 在建", "园", "株洲经开区（演示站）")
    assert words.sentence.startswith("原定2022年3月竣工，目标日已过")
    assert re.fullmatch(r"最后核实：未说明，截至\d{4}年\d+月\d+日", words.as_of)
    assert words.cells == ("solid", "due", "dashed", "hatched")


@pytest.mark.parametrize(
    ("fields", "as_of", "cells"),
    [
        ({}, "最后核实：未说明", ("hatched",)),
        ({"last_confirmed_on": date("2021-04")}, "最后核实：2021年4月", ("solid",)),
    ],
)
def test_row_says_when_it_was_true(fields, as_of, cells):
    park = make.make_park(focus="做大数据。", **fields)
    words = words_of("park", park.slug)
    assert (words.kicker, words.sentence, words.as_of, words.cells) == ("园区", "做大数据。", as_of, cells)


def test_what_is_not_public_has_no_picture(client):
    hidden = [maker(published=False) for maker in MAKERS.values()]
    hidden += [make.make_expert(name_basis="", name_basis_note=""), make.make_expert(withdrawn_on="2026-01-01")]
    for row in hidden:
        assert client.get(f"/og/{row._meta.model_name}/{row.slug}.png").status_code == 404


@pytest.mark.parametrize("name", ["site/other", "park/nowhere", "user/admin", "draft/1"])
def test_unknown_name_is_not_found(client, name):
    assert client.get(f"/og/{name}.png").status_code == 404


def test_picture_is_drawn_once_and_sent_once(client, monkeypatch):
    drawn = []
    monkeypatch.setattr(share_pictures, "draw", lambda words: drawn.append(words) or b"png")
    park = make.make_park()
    address = f"/og/park/{park.slug}.png"
    first = client.get(address)
    assert client.get(address).content == b"png"
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, len(drawn)) == (304, b"", 1)
    type(park).objects.update(name="新名")
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200
    assert [words.title for words in drawn] == [park.name, "新名"]


def test_picture_costs_the_same_at_one_and_at_thirty_milestones(client):
    project = make.make_project()
    make.make_milestone(project, original_target=date("2022"))
    few = query_count(client, f"/og/project/{project.slug}.png")
    for _ in range(29):
        make.make_milestone(project, original_target=date("2022"))
    assert query_count(client, f"/og/project/{project.slug}.png") == few


def test_without_fonts_there_is_a_picture_without_words(no_fonts, client):
    park = make.make_park()
    picture = picture_of(client.get(f"/og/park/{park.slug}.png"))
    (no_fonts / "simhei.ttf").write_bytes(b"not a font")
    share_picture.font_path.cache_clear()
    assert share_picture.font_path(False) is None
    ink = tuple(bytes.fromhex(share_picture.INK[1:]))
    assert ink not in {colour for _, colour in picture.getcolors(1200 * 630)}


@pytest.mark.parametrize("title", ["", "一" * 500, "W" * 500, "😀\u202e\x07甲", "a b " * 100])
@pytest.mark.parametrize("cells", [(), ("solid",), ("due", "dashed", "hatched") * 10])
def test_any_words_make_a_picture(title, cells):
    words = Words(title, title, title, title, title, cells)
    assert Image.open(io.BytesIO(draw(words))).size == (1200, 630)


def test_words_stay_within_their_lines():
    type_ = share_picture.font(36)
    if type_ is None:
        pytest.skip("this machine has no Chinese type to measure")
    told = lines("原定2022年3月竣工，目标日已过1714天，没有收到完成、改期或停止的消息。" * 4, type_, 600, 3)
    assert (len(told), told[-1][-1]) == (3, "…")
    assert [line for line in told if line[0] in "，。、"] == []
    assert max(type_.getlength(line) for line in told) <= 600 + 36


def test_colours_are_those_of_the_pages():
    tokens = Path(settings.BASE_DIR, "static/css/tokens.css").read_text("utf-8").partition("@media")[0]
    names = {"PAPER": "tint", "INK": "ink", "INK_2": "ink-2", "INK_3": "ink-3", "MAIN": "main", "MAIN_MID": "main-mid",
             "ZHU": "zhu", "HATCH": "hatch", "RULE": "rule"}  # fmt: skip
    for name, token in names.items():
        assert re.search(rf"--{token}: (#[0-9a-f]{{6}});", tokens)[1] == getattr(share_picture, name), name
