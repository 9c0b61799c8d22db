"""Pages of talent programs, experts and platforms: what a reader finds there, and whom nobody may find."""

import datetime as dt

import pytest

from core.partial_dates import PartialDate
from tests import factories as make
from tests.pages import main_links_of, main_rows_of, main_text_of, query_count

pytestmark = pytest.mark.django_db

YEAR = PartialDate.of(2021, inferred=True)


@pytest.fixture
def program():
    program = make.make_program(name="引才待遇", slug="benefits")
    source = make.make_source(title="晚报")
    make.make_benefit(
        program, kind="research_funding", name="科研经费", audience="顶尖人才", amount=10_000_000, position=1,
        amount_qualifier="at_most", as_of=YEAR, source=source, locator="第6段",
    )  # fmt: skip
    make.make_benefit(program, kind="housing", name="专家楼", conditions="家具齐全。", position=2)
    return program


def test_program_shows_benefits_large_and_as_a_table(client, program):
    answer = client.get("/talent/programs/benefits/")
    text = main_text_of(answer)
    assert "顶尖人才最高1000万元科研经费[1]截至2021年（推定）" in text
    assert "给谁：未说明专家楼住房截至未说明" in text
    assert main_rows_of(answer, "tr") == [
        "待遇类别给谁金额条件与说明",
        "科研经费[1]科研经费顶尖人才最高1000万元未说明",
        "专家楼住房未说明未说明家具齐全。",
    ]
    assert "[1]《晚报》，第6段。" in text


def test_program_says_what_its_source_leaves_out(client, program):
    text = main_text_of(client.get("/talent/programs/benefits/"))
    assert "文号未说明生效未说明失效未说明" in text
    assert "是否仍然有效：未说明" in text
    assert "政策原文未收录政策解读未收录" in text
    assert "申请资格和办法未说明" in text


def test_program_says_which_half_of_the_way_in_is_left_out(client, program):
    program.eligibility = "博士。"
    program.save()
    text = main_text_of(client.get("/talent/programs/benefits/"))
    assert "谁可以申请博士。怎样申请申请办法未说明受理部门、申报时间和材料，来源都没有写。" in text
    program.eligibility, program.how_to_apply = "", "网上申请。"
    program.save()
    assert "怎样申请申请资格未说明" in main_text_of(client.get("/talent/programs/benefits/"))


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "state"),
    [
        (None, None, None),
        (PartialDate.of(2020), None, None),  # nothing says that it ended, nor that it did not
        (None, PartialDate.of(2021, 6), None),
        (None, PartialDate.of(2021, 5), "ended"),
        (PartialDate.of(2021, 7), None, "ahead"),
        (PartialDate.of(2021, 6), PartialDate.of(2023), None),  # in force from some day of this very month
        (PartialDate.of(2021, 5), PartialDate.of(2021, 7), "in_force"),
    ],
)
def test_program_is_in_force_when_both_dates_say_so(valid_from, valid_until, state):
    program = make.make_program(valid_from=valid_from, valid_until=valid_until)
    assert program.validity(on=dt.date(2021, 6, 15)) == state


def test_program_shows_whether_it_is_in_force(client, program):
    program.valid_until = PartialDate.of(2021, 5)
    program.save()
    assert "引才待遇已失效" in main_text_of(client.get("/talent/programs/benefits/"))


def test_program_leads_to_its_policy_and_to_what_interprets_it(client, program):
    policy = make.make_article(title="引才办法", column="policy")
    reading = make.make_article(title="引才问答", column="interpretation", interprets=policy)
    news = make.make_article(title="引才大会", column="news")
    for article in (policy, reading, news):
        article.programs.add(program)
    text = main_text_of(client.get("/talent/programs/benefits/"))
    assert "政策原文引才办法政策解读引才问答最后核实" in text


def test_program_names_who_is_there_already(client, program):
    expert, platform, hidden = (
        make.make_expert(),
        make.make_platform(),
        make.make_expert(withdrawn_on=dt.date(2026, 1, 1)),
    )
    links = main_links_of(client.get("/talent/programs/benefits/"))
    assert {expert.get_absolute_url(), platform.get_absolute_url()} <= links
    assert hidden.get_absolute_url() not in links


def test_program_shows_eligibility_application_and_validity(client, program):
    program.eligibility, program.how_to_apply = "博士。\n\n全职。", "网上申请。"
    program.document_number, program.valid_from = "株〔2021〕1号", PartialDate.of(2021, 3)
    program.save()
    make.cite(program, "eligibility")
    text = main_text_of(client.get("/talent/programs/benefits/"))
    assert "文号株〔2021〕1号生效2021年3月失效未说明" in text
    assert "谁可以申请博士。全职。[2]怎样申请网上申请。" in text


def test_program_list_names_each_benefit(client, program):
    text = main_text_of(client.get("/talent/programs/"))
    assert "科研经费：顶尖人才，最高1000万元[1]专家楼：给谁未说明，金额未说明" in text


def test_talent_page_leads_to_programs_experts_and_platforms(client, program):
    expert, platform = make.make_expert(), make.make_platform()
    links = main_links_of(client.get("/talent/"))
    rows = [row.get_absolute_url() for row in (program, expert, platform)]
    lists = ["/talent/programs/", "/talent/experts/", "/talent/platforms/"]
    assert [link for link in [*rows, *lists] if link not in links] == []


def test_talent_page_without_rows_says_so(client):
    assert "还没有收录人才政策" in main_text_of(client.get("/talent/"))


def test_expert_shows_titles_place_and_basis(client):
    platform, employer = make.make_platform(name="研究院"), make.make_enterprise(name="甲公司")
    expert = make.make_expert(
        name="王某", field="数控", platform=platform, employer=employer, name_basis_note="见晚报第6段。"
    )
    source = make.make_source(title="晚报")
    make.make_expert_title(expert, name="院士", awarded_by="工程院", source=source)
    make.make_expert_title(expert, name="教授", awarded_on=PartialDate.of(2019), source=source)
    answer = client.get(expert.get_absolute_url())
    text = main_text_of(answer)
    assert "领域数控科研平台研究院所在企业甲公司区外任职未说明" in text
    assert main_rows_of(answer, "tr") == ["头衔授予者日期", "院士[1]工程院未说明", "教授[1]未说明2019年"]
    assert "依据《个人信息保护法》：已合法公开（第二十七条）说明见晚报第6段。" in text
    assert {platform.get_absolute_url(), employer.get_absolute_url()} <= main_links_of(answer)
    assert "王某院士、教授[1]领域：数控·研究院·甲公司" in main_text_of(client.get("/talent/experts/"))
    assert expert.get_absolute_url() in main_links_of(client.get(platform.get_absolute_url()))


def test_titles_of_which_nothing_more_is_said_are_a_list(client):
    expert = make.make_expert()
    make.make_expert_title(expert, name="院士", source=make.make_source())
    answer = client.get(expert.get_absolute_url())
    assert main_rows_of(answer, "tr") == []
    assert "院士[1]谁授予、哪天授予：未说明" in main_text_of(answer)


def test_where_a_consent_is_kept_is_not_public(client):
    expert = make.make_expert(name_basis="consent", name_basis_note="三楼档案柜")
    text = main_text_of(client.get(expert.get_absolute_url()))
    assert "《个人信息保护法》：本人同意（第十三条第一项）" in text
    assert "档案柜" not in text


def test_platform_shows_park_host_experts_and_contradiction(client):
    park, host = make.make_park(name="东园"), make.make_enterprise(name="甲公司")
    platform = make.make_platform(name="研究院", kind="research_institute", park=park, host=host)
    make.cite(platform, "park", make.make_source(title="甲报"))
    make.cite(platform, "park", make.make_source(title="乙报"), stance="contradicts", note="乙报列在西园。")
    expert = make.make_expert(platform=platform)
    answer = client.get(platform.get_absolute_url())
    text = main_text_of(answer)
    assert "来源有出入所在园区：乙报列在西园。[1]类别研究院所在园区东园[2]依托单位甲公司" in text
    rows = {row.get_absolute_url() for row in (park, host, expert)}
    assert rows <= main_links_of(answer)
    for row in (park, host):
        assert platform.get_absolute_url() in main_links_of(client.get(row.get_absolute_url()))
    assert "来源有出入" in main_text_of(client.get("/talent/platforms/"))


@pytest.mark.parametrize(
    "change",
    [{"name_basis": "", "name_basis_note": ""}, {"withdrawn_on": dt.date(2026, 1, 1)}, {"published": False}],
    ids=["no basis", "withdrawn", "withheld"],
)
def test_expert_who_may_not_be_named_is_nowhere(client, change):
    platform, employer = make.make_platform(), make.make_enterprise()
    expert = make.make_expert(name="秘密人", platform=platform, employer=employer, **change)
    assert client.get(expert.get_absolute_url()).status_code == 404
    addresses = [
        "/", "/talent/", "/talent/experts/", "/talent/experts/?q=秘密", "/talent/platforms/", "/enterprises/",
        platform.get_absolute_url(), employer.get_absolute_url(),
    ]  # fmt: skip
    for address in addresses:
        answer = client.get(address)
        assert (address, answer.status_code, "秘密人" in answer.content.decode()) == (address, 200, False)
    assert expert.get_absolute_url() not in main_links_of(client.get("/search/?q=秘密人"))


def test_withheld_neighbours_are_not_named(client, program):
    park, host = make.make_park(name="秘密园", published=False), make.make_enterprise(name="秘密厂", published=False)
    hidden = make.make_platform(name="秘密院", published=False)
    platform = make.make_platform(park=park, host=host)
    expert = make.make_expert(platform=hidden, employer=host)
    for address in [
        "/talent/", "/talent/experts/", "/talent/platforms/", platform.get_absolute_url(), expert.get_absolute_url(),
    ]:  # fmt: skip
        answer = client.get(address)
        assert (address, answer.status_code, "秘密" in answer.content.decode()) == (address, 200, False)
    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_withheld_program_is_nowhere(client):
    program = make.make_program(name="秘密政策", published=False)
    make.make_benefit(program, name="秘密待遇")
    assert client.get(program.get_absolute_url()).status_code == 404
    for address in ("/talent/", "/talent/programs/"):
        assert (address, "秘密" in client.get(address).content.decode()) == (address, False)


@pytest.mark.parametrize(
    ("address", "query", "field"),
    [
        ("/talent/programs/", "benefit=gold", "benefit"),
        ("/talent/programs/", "sort=x", "sort"),
        ("/talent/experts/", "platform=x", "platform"),
        ("/talent/experts/", "field=" + "长" * 61, "field"),
        ("/talent/experts/", "q=%00", "q"),
        ("/talent/platforms/", "kind=x", "kind"),
        ("/talent/platforms/", "park=%00", "park"),
    ],
)
def test_bad_filter_is_a_400_with_its_message_at_the_field(client, address, query, field):
    answer = client.get(f"{address}?{query}")
    errors = answer.context["filter"].form.errors
    assert (answer.status_code, list(errors)) == (400, [field])
    assert errors[field][0].replace(" ", "") in main_text_of(answer)


@pytest.mark.parametrize("sort", ["", "name", "confirmed"])
def test_lists_are_filtered_and_sorted(client, program, sort):
    park = make.make_park()
    platform = make.make_platform(name="研究院", kind="research_institute", park=park)
    expert = make.make_expert(name="王某", field="数控", platform=platform)
    make.make_program(), make.make_platform(), make.make_expert()
    for address, query, row in [
        ("/talent/programs/", {"q": "引才", "benefit": ["housing", "research_funding"]}, program),
        ("/talent/experts/", {"q": "王", "field": "数", "platform": platform.slug}, expert),
        ("/talent/platforms/", {"q": "研究", "kind": "research_institute", "park": park.slug}, platform),
    ]:
        answer = client.get(address, {**query, "sort": sort})
        assert (answer.status_code, list(answer.context["object_list"])) == (200, [row])


def test_park_filter_finds_platforms_of_the_parts_of_a_park(client):
    platform = make.make_platform(park=make.make_park(parent=make.make_park(slug="whole")))
    make.make_platform(park=make.make_park())
    assert list(client.get("/talent/platforms/", {"park": "whole"}).context["object_list"]) == [platform]


def test_withheld_platform_is_no_filter_value(client):
    hidden = make.make_platform(published=False)
    assert client.get("/talent/experts/", {"platform": hidden.slug}).status_code == 400


def _program():
    program = make.make_program()
    make.make_benefit(program, source=make.make_source())


def _expert():
    platform = make.make_platform(park=make.make_park())
    expert = make.make_expert(platform=platform, employer=make.make_enterprise())
    make.make_expert_title(expert, source=make.make_source())
    make.cite(expert, "name")


def _platform():
    platform = make.make_platform(park=make.make_park(), host=make.make_enterprise())
    make.cite(platform, "park")


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("address", "make_one"),
    [("/talent/programs/", _program), ("/talent/experts/", _expert), ("/talent/platforms/", _platform)],
)
def test_list_takes_the_same_queries_for_1_and_30_rows(client, address, make_one):
    make_one()
    one = query_count(client, address)
    for _ in range(29):
        make_one()
    assert query_count(client, address) == one


@pytest.mark.anywhere
def test_pages_take_the_same_queries_for_1_and_30_children(client, program):
    platform = make.make_platform(park=make.make_park())
    expert = make.make_expert(platform=platform)

    def more():
        make.make_benefit(program, source=make.make_source())
        make.make_expert_title(expert, source=make.make_source())
        make.make_expert_title(make.make_expert(platform=platform), source=make.make_source())
        make.cite(make.make_platform(park=make.make_park()), "park")
        make.make_article(programs=[program])
        for row in (program, expert, platform):
            make.cite(row, "name")

    addresses = ["/talent/", *(row.get_absolute_url() for row in (program, platform, expert))]
    more()
    one = [query_count(client, address) for address in addresses]
    for _ in range(29):
        more()
    assert [query_count(client, address) for address in addresses] == one
