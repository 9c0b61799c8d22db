"""Pages of projects as a visitor gets them. What is withheld anywhere on the site is in tests/test_no_leaks.py."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from core.partial_dates import PartialDate
from projects.actions import enter_stage, refresh_list_columns
from projects.choices import Status
from projects.models import Project, ProjectHonour
from projects.record import record_of
from projects.rules.thresholds import Thresholds
from projects.rules.verdicts import State
from tests.factories import (
    cite,
    make_amount,
    make_article,
    make_enterprise,
    make_event,
    make_image,
    make_industry,
    make_metric,
    make_milestone,
    make_observation,
    make_park,
    make_party,
    make_phase,
    make_project,
    make_source,
)
from tests.pages import links_of, published_words, query_count, text_of

pytestmark = pytest.mark.django_db
LIST = "/projects/"
date = PartialDate.parse


def full_project(**fields):
    """A project with everything that its row in a list shows."""
    project = make_project(park=make_park(), stage="under_construction", last_confirmed_on=date("2021?"), **fields)
    project.industries.add(make_industry())
    make_amount(project=project, value=2_680_000_000, qualifier="about", source=make_source(), locator="第12段")
    make_milestone(project=project, kind="completion", original_target=date("2022-03"), is_final=True)
    refresh_list_columns(project=project)
    return project


def test_list_row_says_stage_target_investment_and_their_age(client):
    project = full_project()
    answer = client.get(LIST)
    text = text_of(answer)
    (amount,) = project.amounts.all()
    assert [note.document for note in answer.context["footnotes"]] == [amount.source]
    assert (
        f"{project.name}{project.industries.get().name}·{project.park.name}{published_words(project)}"
        "灰灯消息过期，无法判断在建核实于2021年（推定）2022年3月到期未报已过" in text
    )
    assert "约26.8亿元截至2021年" in text
    assert {project.get_absolute_url(), project.park.get_absolute_url()} <= links_of(answer)


@pytest.mark.anywhere
def test_list_costs_the_same_at_one_and_at_thirty_projects(client):
    full_project()
    client.get(LIST)
    cache.clear()
    few = query_count(client, LIST)
    for _ in range(29):
        full_project()
    cache.clear()
    assert query_count(client, LIST) == few
    assert len(client.get(LIST).context["page_obj"]) == 20
    assert len(client.get(LIST, {"page": 2}).context["page_obj"]) == 10


def test_list_starts_with_the_nearest_target_as_its_sort_field_shows(client):
    late, early, silent = (make_project(due_on=date(text) if text else None) for text in ("2027", "2022-03", ""))
    assert list(client.get(LIST).context["page_obj"]) == [early, late, silent]


def test_list_names_no_withheld_project_or_park(client):
    hidden = make_project(published=False)
    shown = make_project(park=make_park(published=False))
    answer = client.get(LIST)
    assert list(answer.context["page_obj"]) == [shown]
    assert {hidden.get_absolute_url(), shown.park.get_absolute_url()} & links_of(answer) == set()
    assert shown.park.name not in text_of(answer)


def test_filters_in_use_can_be_taken_off_one_by_one(client):
    make_project(stage="signed", planned_investment=3_000_000_000)
    answer = client.get(LIST, {"stage": "signed", "investment_min": "20亿元", "sort": "name", "page": 1})
    assert answer.context["filter"].active == [
        ("stage", "阶段", "签约"),
        ("investment_min", "总投资不低于", "20亿元"),
    ]
    page = answer.content.decode()
    assert 'href="?investment_min=20%E4%BA%BF%E5%85%83&amp;sort=name"' in page
    assert 'href="?stage=signed&amp;sort=name"' in page


@pytest.mark.parametrize(("value", "late"), [("true", True), ("false", False)])
def test_overdue_filter_parts_the_list(client, value, late):
    overdue, open_ = make_project(due_on=date("2022-03")), make_project(due_on=date("2199"))
    assert list(client.get(LIST, {"overdue": value}).context["page_obj"]) == [overdue if late else open_]


@pytest.mark.parametrize(
    "day",
    ["2022-07-29", "2022-07-30", "2022-07-31", "2022-08-01"],  # Friday to Monday
)
def test_overdue_projects_are_those_whose_final_target_the_rules_call_missed(day):
    for due in (None, "2022-07-28", "2022-07-29", "2022-07-30", "2022-07", "2022"):
        for status in Status.values:
            project = make_project(status=status)
            target = date(due) if due else None
            make_milestone(
                project=project, kind="completion", original_target=target, is_final=True, stated_on=date("2021")
            )
            refresh_list_columns(project=project)
    today = date(day).start
    missed = [
        project
        for project in Project.objects.with_record()
        if record_of(project, on=today, limits=Thresholds()).final.verdict.state is State.MISSED
    ]
    assert set(missed) == set(Project.objects.overdue(on=today))
    assert len(missed) == {"2022-07-29": 2, "2022-07-30": 2, "2022-07-31": 2, "2022-08-01": 8}[day]


def test_bad_filter_is_told_beside_its_field_whatever_page_is_asked_for(client):
    answer = client.get(LIST, {"park": "abc", "page": "-1"})
    assert (answer.status_code, list(answer.context["filter"].form.errors)) == (400, ["park"])
    field = answer.content.decode().split("<legend>园区</legend>")[1].split("</fieldset>")[0]
    assert "abc" in field


def test_empty_list_says_what_to_do(client):
    make_project()
    assert "没有符合条件的内容" in text_of(client.get(LIST, {"q": "没有这个名字"}))


def test_page_of_a_withheld_project_does_not_exist(client):
    assert client.get(make_project(published=False).get_absolute_url()).status_code == 404


def test_page_leads_with_what_was_promised_and_what_is_known(client):
    project = full_project(status="in_progress")
    enter_stage(project=project, stage="under_construction", stated_on=date("2021?"), user=None)
    text = text_of(client.get(project.get_absolute_url()))
    assert re.search(r"原定2022年3月竣工，目标日已过\d+天，没有收到完成、改期或停止的消息。", text)
    assert re.search(r"最近一次核实是在2021年（推定），至少\d+天前，当时在建。", text)
    assert "超过90天没有核实，不知道现在怎样，所以是灰灯；这不等于没有进展。" in text


def test_page_cites_every_figure(client):
    project = make_project(land_area="146666.67")
    rows = [
        make_amount(project=project, kind="construction", source=make_source()),
        make_observation(project=project, metric=make_metric(unit="架"), value=30_000, source=make_source()),
        make_milestone(project=project, kind="completion", actual=date("2020-09"), source=make_source()),
        make_phase(project=project, number=1, name="一期", land_area="67306.67", source=make_source()),
        make_party(project=project, is_inferred=True, note="由名称推定。", source=make_source()),
        ProjectHonour.objects.create(project=project, title="重点项目", source=make_source()),
        project.building_groups.create(name="机房", count=5, storeys_min=3, storeys_max=4, source=make_source()),
        enter_stage(project=project, stage="signed", stated_on=date("2021"), user=None, source=make_source()),
    ]
    citation = cite(project, "land_area")
    answer = client.get(project.get_absolute_url())
    cited = {note.document for note in answer.context["footnotes"]}
    assert cited == {row.source for row in rows} | {citation.document}
    text = text_of(answer)
    for figure in (
        "3万架",
        "220亩",
        "100.96亩",
        "5栋3至4层",
        "投资方（推定）",
        "其中建设工程整个项目1亿元",
        "2020年9月",
    ):
        assert figure in text
    notes = {int(number) for number in re.findall(r'href="#note-(\d+)"', answer.content.decode())}
    assert notes == set(range(1, len(cited) + 1))


def test_page_adds_no_amounts_up_and_shows_which_are_missing(client):
    project = make_project()
    make_amount(project=project, kind="planned_total", value=8_000_000_000)
    make_amount(project=project, kind="construction", value=4_000_000_000)
    answer = client.get(project.get_absolute_url())
    assert [(row["kind"], row["amount"] and row["amount"].value) for row in answer.context["amounts"]] == [
        ("计划总投资", 8_000_000_000),
        ("其中建设工程", 4_000_000_000),
        ("到位资金", None),
        ("累计完成投资", None),
    ]
    assert "120亿元" not in text_of(answer)


def test_page_puts_planned_beside_achieved(client):
    project, metric = make_project(), make_metric(unit="PB")
    make_observation(project=project, metric=metric, value=100, as_of=date("2019"))
    latest = make_observation(project=project, metric=metric, value=1500, as_of=date("2021"))
    achieved = make_observation(project=project, metric=metric, nature="achieved", value=164, as_of=date("2021"))
    part = make_observation(project=project, metric=metric, label="示范", nature="achieved", value=20)
    measures = client.get(project.get_absolute_url()).context["measures"]
    assert [(row.label, row.plan, row.facts) for row in measures] == [
        ("", latest, (achieved,)),
        ("示范", None, (part,)),
    ]


def test_list_draws_the_progress_of_its_rows(client):
    first, second = full_project(), full_project()
    page = client.get(LIST).content.decode()
    assert page.count('class="strip"') == 3  # the head of the column and a row each
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.index(first.get_absolute_url()) < page.index(second.get_absolute_url())


def test_first_page_of_the_whole_list_says_what_all_come_to(client):
    for _ in range(21):
        full_project()
    answer = client.get(LIST)
    assert answer.context["counts"].total == 21
    assert [chart.name for chart in answer.context["charts"]] == ["stages", "starts"]
    assert "21个项目公布了计划总投资" in text_of(answer)
    for query in ({"page": 2}, {"stage": "under_construction"}, {"stage": "nonsense"}):
        answer = client.get(LIST, query)
        assert ("counts" in answer.context, "概览" in text_of(answer)) == (False, False)


def test_page_draws_money_on_one_scale_and_facts_solid(client):
    project = make_project()
    make_amount(project=project, value=8_000_000_000)
    make_amount(project=project, kind="construction", value=4_000_000_000)
    make_amount(project=project, kind="paid_in", value=2_000_000_000)
    make_amount(project=project, kind="agreed", value=1_000_000_000, currency="USD")
    rows = client.get(project.get_absolute_url()).context["amounts"]
    assert {row["kind"]: row["bars"] and [(bar.kind, bar.width) for bar in row["bars"].bars] for row in rows} == {
        "协议投资": None,
        "计划总投资": [("promise", 320)],
        "其中建设工程": [("promise", 160)],
        "到位资金": [("fact", 80)],
        "累计完成投资": None,
    }


def test_page_tells_no_target_due_that_the_stage_lies_beyond(client):
    project = full_project()
    enter_stage(project=project, stage="under_construction", stated_on=date("2020"), user=None)
    assert "在建到期未报" in text_of(client.get(project.get_absolute_url()))
    enter_stage(project=project, stage="in_production", stated_on=date("2021"), user=None)
    text = text_of(client.get(project.get_absolute_url()))
    assert "投用到期未报" not in text
    assert "来源没有写日期按阶段“投用”，这一步已经过去" in text


def test_page_says_unstated_where_the_sources_are_silent(client):
    text = text_of(client.get(make_project().get_absolute_url()))
    for words in (
        "计划总投资未说明",
        "用地面积未说明",
        "建设周期未说明",
        "所在园区未说明",
        "参与单位未说明",
        "阶段未说明",
    ):
        assert words in text


def test_page_shows_what_sources_say_otherwise(client):
    project = make_project()
    cite(project, "name", stance="contradicts", note="第3段写法不同。")
    assert "来源有出入名称：第3段写法不同。" in text_of(client.get(project.get_absolute_url()))


def test_page_links_what_is_public_and_nothing_else(client):
    project = make_project(park=make_park())
    shown = [make_enterprise(), make_article(), make_event(), project.park]
    hidden = [make_enterprise(published=False), make_article(published=False), make_event(published=False)]
    for enterprise, article, event in (shown[:3], hidden):
        make_party(project=project, enterprise=enterprise)
        article.projects.add(project)
        event.projects.add(project)
    links = links_of(client.get(project.get_absolute_url()))
    assert {row.get_absolute_url() for row in shown} <= links
    assert {row.get_absolute_url() for row in hidden} & links == set()
    for row in shown:
        assert project.get_absolute_url() in links_of(client.get(row.get_absolute_url()))


def test_page_shows_its_picture_with_text_and_size(client):
    image = make_image(alt="工地全景")
    page = client.get(make_project(image=image).get_absolute_url()).content.decode()
    assert re.search(rf'<img src="{image.address}" [^>]+ width="4" height="3" alt="工地全景"', page)


@pytest.mark.anywhere
def test_page_costs_the_same_at_one_and_at_many_child_rows(client):
    project = full_project()

    def grow(number):
        make_phase(project=project, number=number, name=f"第{number}期", source=make_source())
        make_milestone(project=project, phase_number=number, source=make_source())
        make_observation(project=project, phase_number=number, source=make_source())
        make_amount(project=project, phase_number=number, kind="phase", source=make_source())
        make_party(project=project, source=make_source())
        make_article().projects.add(project)
        enter_stage(
            project=project,
            stage="signed",
            phase_number=number,
            stated_on=date("2021"),
            user=None,
            source=make_source(),
        )
        cite(project, "name", locator=f"第{number}段")

    grow(1)
    client.get(project.get_absolute_url())
    few = query_count(client, project.get_absolute_url())
    for number in range(2, 31):
        grow(number)
    assert query_count(client, project.get_absolute_url()) == few


def test_list_is_named_in_the_menu_and_describes_itself(client):
    page = client.get(reverse("projects:list")).content.decode()
    assert re.search(r'<meta name="description" content="[^"]{20,}">', page)
    assert page.count("<h1>") == 1
