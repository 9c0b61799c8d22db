"""Pages of enterprises and funds: what a reader finds there, and what nobody may find."""

import pytest

from core.partial_dates import PartialDate
from projects.models import Project
from tests import factories as make
from tests.pages import main_links_of, main_rows_of, main_text_of, query_count

pytestmark = pytest.mark.django_db

YEAR = PartialDate.of(2021, inferred=True)


@pytest.fixture
def enterprise():
    return make.make_enterprise(name="甲公司", slug="jia", summary="做芯片。")


@pytest.fixture
def fund():
    return make.make_fund(name="产业一号", slug="fund-one")


def test_enterprise_shows_where_it_is_with_state_date_and_source(client, enterprise):
    park = make.make_park(name="东园", slug="east")
    source = make.make_source(title="年报")
    make.make_tenancy(
        park, enterprise=enterprise, name="甲中心", state="signed", as_of=YEAR, is_inferred=True, note="由名称推定。",
        source=source, locator="第2段",
    )  # fmt: skip
    answer = client.get("/enterprises/jia/")
    assert main_rows_of(answer, "tr") == [
        "入驻的名称园区状态截至",
        "甲中心推定[1]由名称推定。东园已签约2021年（推定）",
    ]
    assert "从哪天起：未说明" in main_text_of(answer)
    assert "/parks/east/" in main_links_of(answer)
    assert "[1]《年报》，第2段。" in main_text_of(answer)


def test_enterprise_without_tenancy_says_so(client, enterprise):
    assert "入驻情况未说明来源没有写它在哪个园区。" in main_text_of(client.get("/enterprises/jia/"))


def test_enterprise_keeps_investment_and_attraction_apart(client, enterprise, fund):
    make.make_investment(fund, enterprise, relation="invested", amount=20_000_000, amount_qualifier="about")
    make.make_investment(fund, enterprise, relation="attracted")
    answer = client.get("/enterprises/jia/")
    assert main_rows_of(answer, "table") == [
        "获得投资基金金额截至产业一号约2000万元未说明",
        "经基金引进入驻基金截至产业一号未说明",
    ]


def test_column_that_no_row_fills_is_a_sentence(client, fund):
    days = [PartialDate.of(2021, 5), None]
    for place, (name, day) in enumerate(zip("甲乙", days, strict=True)):
        make.make_investment(fund, make.make_enterprise(name=name, slug=f"e{place}"), happened_on=day)
    answer = client.get(fund.get_absolute_url())
    assert main_rows_of(answer, "table") == ["已投资企业日期截至甲2021年5月未说明乙未说明未说明"]
    assert "金额：未说明" in main_text_of(answer)
    fund.investments.update(happened_on=None)
    assert "金额和日期：未说明" in main_text_of(client.get(fund.get_absolute_url()))


def test_enterprise_links_to_all_that_names_it(client, enterprise, fund):
    project = make.make_project()
    make.make_party(project, enterprise, role="owner")
    make.make_investment(fund, enterprise)
    platform = make.make_platform(host=enterprise)
    expert = make.make_expert(employer=enterprise)
    article = make.make_article(enterprises=[enterprise])
    event = make.make_event()
    event.participants.create(enterprise=enterprise, role="cooperation")
    links = main_links_of(client.get("/enterprises/jia/"))
    linked = [project, fund, platform, expert, article, event]
    assert [row for row in linked if row.get_absolute_url() not in links] == []
    for row in [project, fund, platform, expert, article, event]:
        assert (row, enterprise.get_absolute_url() in main_links_of(client.get(row.get_absolute_url()))) == (row, True)


def test_enterprise_shows_sources_that_disagree(client, enterprise):
    make.cite(enterprise, "summary", make.make_source(title="甲报"), locator="第1段")
    make.cite(enterprise, "name", make.make_source(title="乙报"), stance="contradicts", note="乙报写作“甲股份”。")
    text = main_text_of(client.get("/enterprises/jia/"))
    assert "来源有出入名称：乙报写作“甲股份”。[2]" in text
    assert "[1]《甲报》，第1段。[2]《乙报》。" in text


def test_fund_shows_focus_size_and_both_lists(client, fund):
    industry = make.make_industry(name="人工智能")
    fund.industries.add(industry)
    make.cite(fund, "industries", locator="第5段")
    invested, attracted = make.make_enterprise(name="乙公司"), make.make_enterprise(name="丙公司")
    make.make_investment(fund, invested, as_of=YEAR)
    make.make_investment(fund, attracted, relation="attracted")
    answer = client.get("/funds/fund-one/")
    text = main_text_of(answer)
    assert "投资方向人工智能[1]" in text
    assert "规模未说明列名的被投企业1家本站按下表计数列名的引进企业1家本站按下表计数" in text
    assert main_rows_of(answer, "table") == [
        "已投资企业截至乙公司2021年（推定）",
        "经基金引进入驻企业截至丙公司未说明",
    ]


def test_fund_size_is_a_figure_with_its_qualifier_and_source(client):
    fund = make.make_fund(size=5_000_000_000, size_qualifier="at_least")
    make.cite(fund, "size")
    assert "规模至少50亿元[1]" in main_text_of(client.get(fund.get_absolute_url()))
    assert "规模至少50亿元[1]" in main_text_of(client.get("/funds/"))


def test_list_row_names_kind_industry_and_tenancy(client, enterprise):
    enterprise.industries.add(make.make_industry(name="芯片"))
    make.make_tenancy(make.make_park(short_name="东园"), enterprise=enterprise, as_of=YEAR, source=make.make_source())
    assert "甲公司企业·芯片做芯片。已入驻东园，截至2021年（推定）[1]" in main_text_of(client.get("/enterprises/"))


def test_list_is_filtered_and_says_by_what(client, enterprise):
    other = make.make_enterprise(name="乙公司")
    park = make.make_park(name="东园")
    make.make_tenancy(park, enterprise=enterprise)
    answer = client.get("/enterprises/", {"park": park.slug})
    assert list(answer.context["object_list"]) == [enterprise]
    assert "园区：东园" in main_text_of(answer)
    assert other.get_absolute_url() not in main_links_of(answer)


@pytest.mark.parametrize("sort", ["", "name", "confirmed"])
def test_enterprises_of_several_industries_and_states_are_listed_once(client, enterprise, sort):
    chips, health = make.make_industry(slug="chips"), make.make_industry(slug="health")
    enterprise.industries.set([chips, health])
    make.make_tenancy(enterprise=enterprise, state="settled")
    make.make_tenancy(enterprise=enterprise, state="in_talks")
    make.make_enterprise(industries=[make.make_industry()])
    query = {"industry": ["chips", "health"], "tenancy": ["settled", "in_talks"], "kind": "company", "sort": sort}
    answer = client.get("/enterprises/", query)
    assert (answer.status_code, list(answer.context["object_list"])) == (200, [enterprise])


@pytest.mark.parametrize("sort", ["", "name", "size"])
def test_funds_of_an_industry(client, fund, sort):
    fund.industries.add(make.make_industry(slug="chips"))
    make.make_fund(industries=[make.make_industry()])
    answer = client.get("/funds/", {"industry": "chips", "sort": sort, "q": "产业"})
    assert (answer.status_code, list(answer.context["object_list"])) == (200, [fund])


def test_empty_result_helps_on(client, enterprise):
    answer = client.get("/enterprises/", {"q": "没有这家"})
    assert "没有符合条件的内容可以少选几项，或看全部" in main_text_of(answer)
    assert "还没有收录" in main_text_of(client.get("/funds/"))


@pytest.mark.parametrize(
    ("address", "query", "field"),
    [
        ("/enterprises/", "park=abc", "park"),
        ("/enterprises/", "park=%00", "park"),
        ("/enterprises/", "kind=x", "kind"),
        ("/enterprises/", "industry=x&industry=y", "industry"),
        ("/enterprises/", "tenancy=gone", "tenancy"),
        ("/enterprises/", "sort=size", "sort"),
        ("/enterprises/", "q=%00", "q"),
        ("/funds/", "industry=x", "industry"),
        ("/funds/", "sort=x", "sort"),
        ("/funds/", "q=" + "长" * 61, "q"),
    ],
)
def test_bad_filter_is_a_400_with_its_message_at_the_field(client, enterprise, address, query, field):
    answer = client.get(f"{address}?{query}")
    errors = answer.context["filter"].form.errors
    assert (answer.status_code, list(errors)) == (400, [field])
    assert errors[field][0].replace(" ", "") in main_text_of(answer)
    assert enterprise.get_absolute_url() not in main_links_of(answer)


def test_park_filter_finds_tenants_of_the_parts_of_a_park(client):
    part = make.make_park(parent=make.make_park(slug="whole"))
    tenant = make.make_enterprise()
    make.make_tenancy(part, enterprise=tenant)
    make.make_tenancy(make.make_park(), enterprise=make.make_enterprise())
    answer = client.get("/enterprises/", {"park": "whole"})
    assert list(answer.context["object_list"]) == [tenant]


def test_park_and_state_filter_speak_of_the_same_tenancy(client):
    east, west = make.make_park(slug="east"), make.make_park(slug="west")
    tenant = make.make_enterprise()
    make.make_tenancy(east, enterprise=tenant, state="settled")
    make.make_tenancy(west, enterprise=tenant, state="in_talks")
    found = {
        (park, state): list(client.get("/enterprises/", {"park": park, "tenancy": state}).context["object_list"])
        for park in ("east", "west")
        for state in ("settled", "in_talks")
    }
    assert found == {
        ("east", "settled"): [tenant],
        ("east", "in_talks"): [],
        ("west", "settled"): [],
        ("west", "in_talks"): [tenant],
    }


@pytest.mark.parametrize("page", ["-1", "0", "abc", "2"])
def test_page_that_is_not_there_is_a_404(client, enterprise, page):
    assert client.get("/enterprises/", {"page": page}).status_code == 404


def test_withheld_enterprise_is_nowhere(client, fund):
    hidden = make.make_enterprise(name="秘密公司", published=False)
    park, project, event = make.make_park(), make.make_project(), make.make_event()
    make.make_tenancy(park, enterprise=hidden, name="秘密公司中心")
    make.make_party(project, hidden)
    make.make_investment(fund, hidden)
    event.participants.create(enterprise=hidden, role="attendee")
    platform, expert = make.make_platform(host=hidden), make.make_expert(employer=hidden)
    article = make.make_article(enterprises=[hidden])
    assert client.get(hidden.get_absolute_url()).status_code == 404
    owners = [row.get_absolute_url() for row in (park, project, event, fund, platform, expert, article)]
    lists = ["/enterprises/", "/funds/", "/talent/", "/talent/experts/", "/talent/platforms/"]
    pages = {address: client.get(address) for address in [*owners, *lists, "/search/?q=秘密公司"]}
    assert {answer.status_code for answer in pages.values()} == {200}
    assert [a for a, answer in pages.items() if hidden.get_absolute_url() in main_links_of(answer)] == []
    assert [a for a, answer in pages.items() if "秘密" in main_text_of(answer) and "search" not in a] == []


def test_withheld_parents_are_not_named_by_an_enterprise(client, enterprise):
    make.make_tenancy(make.make_park(name="秘密园", published=False), enterprise=enterprise)
    make.make_party(make.make_project(name="秘密项目", published=False), enterprise)
    make.make_investment(make.make_fund(name="秘密基金", published=False), enterprise)
    assert Project.objects.live().count() == 0
    for address in ("/enterprises/", "/enterprises/jia/"):
        assert (address, "秘密" in main_text_of(client.get(address))) == (address, False)


def _enterprise_with_all():
    enterprise = make.make_enterprise(industries=[make.make_industry()])
    make.make_tenancy(enterprise=enterprise, source=make.make_source())
    make.cite(enterprise, "name")


def _fund_with_all():
    fund = make.make_fund(industries=[make.make_industry()])
    make.cite(fund, "industries")
    make.make_investment(fund)


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("address", "make_one"), [("/enterprises/", _enterprise_with_all), ("/funds/", _fund_with_all)]
)
def test_list_takes_the_same_queries_for_1_and_30_rows(client, address, make_one):
    make_one()
    one = query_count(client, address)
    for _ in range(29):
        make_one()
    assert query_count(client, address) == one


@pytest.mark.anywhere
def test_details_take_the_same_queries_for_1_and_30_children(client, enterprise, fund):
    def more():
        other = make.make_enterprise()
        make.make_tenancy(enterprise=enterprise, source=make.make_source())
        make.make_party(make.make_project(), enterprise, source=make.make_source())
        make.make_investment(make.make_fund(), enterprise, source=make.make_source())
        make.make_investment(fund, other, source=make.make_source())
        make.make_expert_title(make.make_expert(employer=enterprise, platform=make.make_platform(host=enterprise)))
        make.make_article(enterprises=[enterprise])
        make.make_event().participants.create(enterprise=enterprise, role="attendee", source=make.make_source())
        make.cite(enterprise, "name")

    addresses = ["/enterprises/jia/", "/funds/fund-one/"]
    more()
    one = [query_count(client, address) for address in addresses]
    for _ in range(29):
        more()
    assert [query_count(client, address) for address in addresses] == one
