"""The board as a visitor gets it. What it draws is in test_board.py, what is withheld in tests/test_no_leaks.py."""

import re

import pytest

from core.partial_dates import PartialDate
from projects import board_view
from projects.actions import refresh_list_columns
from tests.factories import (
    make_date_change,
    make_milestone,
    make_park,
    make_phase,
    make_project,
    make_source,
    make_stage_entry,
)
from tests.pages import links_of, main_of, query_count, text_of

pytestmark = pytest.mark.django_db
BOARD = "/projects/board/"
date = PartialDate.parse


def promised_project(target="2022-03", **fields):
    """A project confirmed in 2021, with a final target."""
    project = make_project(last_confirmed_on=date("2021"), **fields)
    make_stage_entry(project, stage="under_construction", stated_on=date("2021"), entered_on=date("2020-09"))
    make_milestone(
        project,
        kind="completion",
        original_target=date(target),
        is_final=True,
        stated_on=date("2021"),
        source=make_source(),
        locator="第3段",
    )
    refresh_list_columns(project=project)
    return project


def shown(answer):
    return [record.project for record in answer.context["records"]]


def test_board_draws_each_project_and_says_the_same_in_a_table(client):
    project = promised_project(park=make_park())
    answer = client.get(BOARD)
    text = text_of(answer)
    assert answer.status_code == 200
    assert shown(answer) == [project]
    assert "图上1个项目。公布过目标日期的1个，其中1个日期已过" in text
    assert "原定2022年3月，竣工" in text
    assert re.search(r"在建2020年9月起在建竣工2022年3月未改动到期未报已过\d+天未说明2021年", text)
    assert project.get_absolute_url() in links_of(answer)
    assert [note.locator for note in answer.context["footnotes"]] == ["第3段"]


def test_board_of_a_past_day_shows_projects_on_plan(client):
    promised_project()
    answer = client.get(BOARD, {"as_of": "2021-06-30"})
    assert [(light.value, count) for light, count in answer.context["lights"]] == [
        ("green", 1),
        ("yellow", 0),
        ("red", 0),
        ("grey", 0),
    ]
    assert "截至2021年6月30日，图上1个项目。公布过目标日期的1个。" in text_of(answer)
    assert "到期未报已过" not in text_of(answer)


def test_board_of_a_day_before_all_news_says_so(client):
    promised_project()
    answer = client.get(BOARD, {"as_of": "2020-12-31"})
    assert (answer.status_code, shown(answer)) == (200, [])
    assert "到这一天为止，还没有来源说到这些项目" in text_of(answer)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"as_of": "2999-01-01"}, "最晚可以看今天"),
        ({"as_of": "昨天"}, "不是能识别的日期"),
        ({"as_of": "1980-01-01"}, "最早可以看"),
        ({"light": "blue"}, "blue"),
        ({"stage": "delayed"}, "delayed"),
        ({"group": "owner"}, "owner"),
        ({"park": "nowhere", "page": "-1"}, "筛选条件读不出来"),
    ],
)
def test_board_refuses_what_it_cannot_read(client, query, message):
    promised_project()
    answer = client.get(BOARD, query)
    assert answer.status_code == 400
    assert message in text_of(answer)


def test_board_filters_by_the_light_and_stage_of_the_day(client):
    late, early = promised_project("2022-03"), promised_project("2021-03")
    make_stage_entry(late, stage="completed", stated_on=date("2022"))
    day = {"as_of": "2021-08-31"}
    assert shown(client.get(BOARD, day | {"light": "green"})) == [late]
    assert shown(client.get(BOARD, day | {"light": "red"})) == [early]
    assert shown(client.get(BOARD, day | {"stage": "under_construction"})) == [early, late]
    assert shown(client.get(BOARD, day | {"stage": "completed"})) == []
    assert shown(client.get(BOARD, {"stage": "completed"})) == [late]


def test_board_too_large_for_lights_asks_to_be_narrowed(client, monkeypatch):
    monkeypatch.setattr(board_view, "MOST_RECORDS", 1)
    promised_project()
    promised_project()
    answer = client.get(BOARD, {"light": "grey"})
    assert answer.status_code == 400
    assert "超过1个项目，请先选园区或产业。" in text_of(answer)
    assert len(shown(client.get(BOARD))) == 2


def test_board_groups_by_public_park_with_the_rest_last(client):
    second, first = make_park(position=2), make_park(position=1)
    hidden = make_park(position=0, published=False)
    rows = [promised_project(park=park) for park in (None, second, hidden, first)]
    answer = client.get(BOARD, {"group": "park"})
    assert [group.title for group in answer.context["drawing"].groups] == [first.name, second.name, "园区未说明"]
    assert sorted(project.pk for project in shown(answer)) == sorted(project.pk for project in rows)
    assert hidden.name not in text_of(answer)


def test_board_shows_no_withheld_project(client):
    hidden = promised_project(published=False)
    answer = client.get(BOARD)
    assert shown(answer) == []
    assert hidden.get_absolute_url() not in links_of(answer)


def full_project():
    """A project with ten milestones, a phase, a change and a park."""
    project = promised_project(park=make_park())
    make_stage_entry(project, stage="completed", phase_number=make_phase(project).number, stated_on=date("2021"))
    for number in range(9):
        milestone = make_milestone(project, original_target=date(f"202{number}-06"), source=make_source())
    make_date_change(milestone, source=make_source())


# One of them asks for scheduled drafts whose time has come.
@pytest.mark.anywhere
@pytest.mark.parametrize(("query", "cost"), [("?group=park", 15), ("?light=grey&as_of=2023-06-30", 14)])
def test_board_costs_the_same_at_one_and_at_thirty_projects(client, query, cost):
    full_project()
    client.get(BOARD + query)
    few = query_count(client, BOARD + query)
    for _ in range(29):
        full_project()
    assert query_count(client, BOARD + query) == few == cost


def test_board_is_paged(client, monkeypatch):
    monkeypatch.setattr(board_view.BoardView, "paginate_by", 2)
    rows = [promised_project(f"202{number}") for number in (2, 3, 4)]
    assert shown(client.get(BOARD)) == rows[:2]
    assert shown(client.get(BOARD, {"page": 2})) == rows[2:]
    assert client.get(BOARD, {"page": 3}).status_code == 404


@pytest.mark.parametrize("count", [1, 21])
def test_drawings_have_unique_ids_and_no_inline_style(client, count):
    for _ in range(count):
        promised_project()
    page = main_of(client.get(BOARD))
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="#|url\(#|aria-labelledby="|aria-describedby=")(board-[\w-]+)', page)) <= set(ids)
    assert re.findall(r"\sstyle=|<style|<script|\son\w+=", page) == []


def test_park_page_draws_its_projects(client):
    park = make_park()
    project = promised_project(park=park)
    answer = client.get(park.get_absolute_url())
    assert answer.context["drawing"].name == "park"
    assert [row.record.project for row in answer.context["drawing_table"]] == [project]
    assert "同一张图的数据表" in text_of(answer)
    assert client.get(make_park().get_absolute_url()).context["drawing"] is None


def test_project_page_draws_the_day_that_is_asked_for(client):
    project = promised_project()
    signs = []
    for query in ({}, {"as_of": "2021-06-30"}):
        answer = client.get(project.get_absolute_url(), query)
        (row,) = answer.context["drawing"].groups[0].sheets[0][0].rows
        signs.append([sign.kind for sign in row.lanes[0].signs])
    assert signs == [["due"], ["planned"]]
