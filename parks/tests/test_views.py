"""Pages of the zone and its parks as a visitor gets them."""

import re

import pytest

from core.partial_dates import PartialDate
from parks.models import BuildingGroup
from parks.views import counted_buildings
from tests.factories import (
    cite,
    make_article,
    make_building_group,
    make_enterprise,
    make_honour,
    make_industry,
    make_infrastructure,
    make_park,
    make_platform,
    make_project,
    make_source,
    make_tenancy,
    make_zone,
)
from tests.pages import links_of, published_words, query_count, text_of

pytestmark = pytest.mark.django_db
LIST = "/parks/"


def test_list_row_says_focus_area_state_and_age(client):
    park = make_park(
        focus="数智产业研发",
        land_area=200_000,
        land_area_qualifier="about",
        build_state="partly_completed",
        last_confirmed_on=PartialDate.parse("2021?"),
    )
    answer = client.get(LIST)
    assert f"{park.name}园区·数智产业研发{published_words(park)}约300亩部分建成截至2021年（推定）" in text_of(answer)
    assert park.get_absolute_url() in links_of(answer)


@pytest.mark.anywhere
def test_list_costs_the_same_at_one_and_at_thirty_parks(client):
    def make():
        make_park(parent=make_park(), industries=[make_industry()])

    make()
    client.get(LIST)
    few = query_count(client, LIST)
    for _ in range(29):
        make()
    assert query_count(client, LIST) == few


def test_list_names_no_withheld_park(client):
    hidden = make_park(published=False)
    shown = make_park(parent=hidden)
    answer = client.get(LIST)
    assert list(answer.context["page_obj"]) == [shown]
    assert hidden.name not in text_of(answer)
    assert hidden.get_absolute_url() not in links_of(answer)


@pytest.mark.parametrize("query", [{"q": "研究"}, {"industry": "chips"}, {"state": ["in_use", "planned"]}])
def test_filter_keeps_what_fits_and_nothing_else(client, query):
    park = make_park(name="研究园", industries=[make_industry(slug="chips")], build_state="in_use")
    make_park(name="健康园", industries=[make_industry()], build_state="preparation")
    assert list(client.get(LIST, query).context["page_obj"]) == [park]


def test_bad_filter_is_told_beside_its_field(client):
    answer = client.get(LIST, {"state": "flying", "page": "-1"})
    assert (answer.status_code, list(answer.context["filter"].form.errors)) == (400, ["state"])
    field = answer.content.decode().split("<legend>建设状态</legend>")[1].split("</fieldset>")[0]
    assert "flying" in field


def test_page_of_a_withheld_park_does_not_exist(client):
    assert client.get(make_park(published=False).get_absolute_url()).status_code == 404


def test_page_says_what_stands_there_and_cites_it(client):
    park = make_park(land_area="3030666.67", phase_count=2, build_state="in_use", build_state_note="一期竣工")
    rows = [
        make_building_group(park, name="标准厂房", count=15, storeys_max=4, floor_area=54_000, source=make_source()),
        make_infrastructure(park, kind="power", name="供电", value=110, unit="千伏", circuits=2, source=make_source()),
        make_honour(park, title="省级园区", awarded_by="省厅", source=make_source()),
        make_tenancy(park, name="运营中心", enterprise=make_enterprise(), is_inferred=True, source=make_source()),
    ]
    area = cite(park, "land_area")
    answer = client.get(park.get_absolute_url())
    text = text_of(answer)
    assert "投用：一期竣工。" in text
    for words in ("4546亩", "分2期", "15栋最多4层5.4万平方米", "110千伏，2回路", "授予者：省厅", "（推定）"):
        assert words in text
    assert {note.document for note in answer.context["footnotes"]} == {row.source for row in rows} | {area.document}


def test_page_draws_its_buildings_and_its_area_beside_others(client):
    park = make_park(land_area=200_000, land_area_qualifier="about")
    large, part = make_park(land_area=3_000_000), make_park(parent=park, land_area=50_000)
    make_park(land_area=400_000, published=False)
    make_park()
    cite(park, "land_area")
    make_building_group(park, name="标准厂房", use="workshop", count=15, state="completed")
    make_building_group(park, name="公寓", use="apartment", state="planned")
    answer = client.get(park.get_absolute_url())
    assert [plot.owner for plot in answer.context["areas"].plots] == [park, part, large]
    assert "约300亩" in text_of(answer)
    assert len(answer.context["pattern"].sheets[0].figures) == 16
    page = answer.content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert re.findall(r"\sstyle=|<style|\son\w+=", page) == []


def test_page_without_an_area_or_anything_beside_it_compares_nothing(client):
    alone = make_park(land_area=200_000)
    assert not client.get(alone.get_absolute_url()).context["areas"].is_drawn
    other = make_park()
    answer = client.get(other.get_absolute_url())
    assert (answer.context["areas"].plots, answer.context["pattern"]) == ([], None)
    assert "有多大" not in text_of(answer)


def test_page_says_unstated_where_the_sources_are_silent(client):
    park = make_park()
    make_building_group(park, name="专家楼", use="expert_housing", state="completed")
    text = text_of(client.get(park.get_absolute_url()))
    for words in ("占地未说明", "分期未说明", "建设状态，来源没有写。", "专家楼未说明未说明未说明建成截至未说明"):
        assert words in text


def test_page_lists_who_is_there_by_state_with_those_of_its_parts(client):
    park = make_park()
    part = make_park(parent=park)
    rows = {state: make_tenancy(part, state=state, enterprise=make_enterprise()) for state in ("settled", "signed")}
    own = make_tenancy(park, state="in_talks")
    left = make_tenancy(park, state="left")
    answer = client.get(park.get_absolute_url())
    assert [list(answer.context[name]) for name in ("settled", "signed", "in_talks")] == [
        [rows["settled"]],
        [rows["signed"]],
        [own],
    ]
    assert left.name not in text_of(answer)
    assert "入驻1个，签约1个，在谈1个" in text_of(answer)
    assert {part.get_absolute_url(), rows["signed"].enterprise.get_absolute_url()} <= links_of(answer)
    assert list(client.get(part.get_absolute_url()).context["settled"]) == [rows["settled"]]


def test_page_says_that_more_are_there_than_it_lists(client, monkeypatch):
    monkeypatch.setattr("enterprises.panels.LISTED", 2)
    park = make_park()
    for _ in range(2):
        make_tenancy(park)
    assert "入驻2个，签约0个，在谈0个" in text_of(client.get(park.get_absolute_url()))
    make_tenancy(park)
    assert "入驻超过2个，签约0个，在谈0个" in text_of(client.get(park.get_absolute_url()))


def test_page_links_both_ways_and_only_to_what_is_public(client):
    park = make_park()
    part = make_park(parent=park)
    shown = [
        part,
        make_project(park=park),
        make_project(park=part),
        make_platform(park=part),
        make_article(parks=[park]),
    ]
    hidden = [
        make_park(parent=park, published=False),
        make_project(park=park, published=False),
        make_platform(park=park, published=False),
        make_article(parks=[park], published=False),
    ]
    hidden_tenant = make_tenancy(park, enterprise=make_enterprise(published=False))
    answer = client.get(park.get_absolute_url())
    links = links_of(answer)
    assert {row.get_absolute_url() for row in shown} <= links
    assert {row.get_absolute_url() for row in [*hidden, hidden_tenant.enterprise]} & links == set()
    assert hidden_tenant.name not in text_of(answer)
    for row in (part, shown[1], shown[4]):
        assert park.get_absolute_url() in links_of(client.get(row.get_absolute_url()))


def test_page_shows_what_sources_say_otherwise_of_it_and_of_its_parts(client):
    park = make_park()
    part = make_park(parent=park)
    cite(part, "parent", stance="contradicts", note="另一段列在别的园区。")
    for row in (park, part):
        assert "来源有出入属于哪个园区：另一段列在别的园区。" in text_of(client.get(row.get_absolute_url()))


def test_page_of_a_part_leads_back_to_its_park(client):
    part = make_park(parent=make_park())
    crumbs = client.get(part.get_absolute_url()).context["crumbs"]
    assert crumbs == [("园区", LIST), (part.parent.name, part.parent.get_absolute_url()), (part.name, "")]


@pytest.mark.anywhere
def test_page_costs_the_same_at_one_and_at_many_child_rows(client):
    park = make_park()

    def grow():
        part = make_park(parent=park, industries=[make_industry()])
        for owner in (park, part):
            cite(owner, "name")
            make_tenancy(owner, enterprise=make_enterprise(), source=make_source())
            make_project(park=owner, industries=[make_industry()])
            cite(make_platform(park=owner), "kind")
        make_building_group(park, source=make_source())
        make_infrastructure(park, source=make_source())
        make_honour(park, source=make_source())
        make_article(parks=[park])

    grow()
    client.get(park.get_absolute_url())
    few = query_count(client, park.get_absolute_url())
    for _ in range(14):
        grow()
    assert query_count(client, park.get_absolute_url()) == few


@pytest.mark.parametrize(
    ("groups", "total"),
    [
        ([], None),
        ([{"count": 7}], None),
        ([{"count": 7}, {"count": 13}], 20),
        ([{"count": 7}, {"count": None}], None),
        ([{"count": 7}, {"count": 13, "phase_number": 1}], None),
        ([{"count": 7, "state": "planned"}, {"count": 13, "state": "completed"}], None),
    ],
)
def test_buildings_are_added_up_only_where_none_is_counted_twice(groups, total):
    assert counted_buildings([BuildingGroup(**group) for group in groups]) == total


def test_zone_page_says_where_and_what_it_is_and_cites_it(client):
    zone = make_zone(location="三市之间", role="产业链承载地", industries=[make_industry(name="人工智能")])
    own = make_infrastructure(None, kind="network", name="5G网络", note="覆盖全区", source=make_source())
    honour = make_honour(None, title="多次报道", source=make_source())
    inside = make_infrastructure(make_park(), name="园区道路")
    location = cite(zone, "location")
    answer = client.get("/zone/")
    text = text_of(answer)
    for words in ("产业链承载地。", "区位三市之间", "主导产业人工智能", "5G网络网络覆盖全区", "多次报道"):
        assert words in text
    assert inside.name not in text
    assert {note.document for note in answer.context["footnotes"]} == {own.source, honour.source, location.document}
    assert inside.park.get_absolute_url() in links_of(answer)


def test_zone_page_says_how_its_projects_are_doing(client):
    make_zone()
    make_project(last_confirmed_on=PartialDate.parse("2021"))
    text = text_of(client.get("/zone/"))
    assert "灰灯无法判断1" in text
    assert "1个项目都没有公开的目标日期。1个项目现在全是灰灯。" in text


def test_zone_page_does_not_exist_before_it_is_published(client):
    make_zone(published=False)
    assert client.get("/zone/").status_code == 404


@pytest.mark.anywhere
def test_zone_page_costs_the_same_at_one_and_at_thirty_rows(client):
    make_zone()

    def grow():
        make_infrastructure(None, source=make_source())
        make_honour(None, source=make_source())
        cite(make_park(industries=[make_industry()]), "land_area")

    grow()
    client.get("/zone/")
    few = query_count(client, "/zone/")
    for _ in range(29):
        grow()
    assert query_count(client, "/zone/") == few
