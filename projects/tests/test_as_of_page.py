"""The project page as of a day: what was said by then, nothing else, and today's page for today."""

import datetime as dt

import pytest
from django.utils import timezone

from core.partial_dates import PartialDate
from projects.actions import enter_stage
from projects.models import ProjectHonour
from tests.factories import (
    make_amount,
    make_article,
    make_date_change,
    make_event,
    make_metric,
    make_milestone,
    make_observation,
    make_phase,
    make_project,
    make_source,
)
from tests.pages import main_of, query_count, text_of

pytestmark = pytest.mark.django_db
date = PartialDate.parse


def told(**fields):
    """A project with something said in 2021 and something said in 2022, of every kind that has a time."""
    project = make_project(last_confirmed_on=date("2022-06-01"), **fields)
    project.confirmations.create(previous=date("2021-05"), stated_on=date("2022-06-01"))
    completion = make_milestone(
        project=project,
        kind="completion",
        original_target=date("2021-12"),
        current_target=date("2022-08"),
        is_final=True,
        stated_on=date("2021-03"),
    )
    make_date_change(completion, old=None, new=date("2022-08"), stated_on=date("2021-11"))
    make_milestone(project=project, kind="full_capacity", original_target=date("2030"), stated_on=date("2022-02"))
    metric = make_metric(unit="PB")
    for number, (stage, said) in enumerate([("signed", "2021-03"), ("under_construction", "2022-02")], 1):
        enter_stage(project=project, stage=stage, stated_on=date(said), user=None)
        make_phase(project=project, number=number, name=f"第{number}部分", as_of=date(said))
        make_amount(project=project, value=number * 100_000_000, as_of=date(said))
        make_observation(project=project, metric=metric, value=number * 70, as_of=date(said))
        ProjectHonour.objects.create(project=project, title=f"称号{number}", awarded_on=date(said))
        make_article(title=f"文章{number}", occurred_on=date(said)).projects.add(project)
        make_event(name=f"赛事{number}", starts_on=date(said)).projects.add(project)
    return project


EARLY = ["1亿元", "70PB", "第1部分", "称号1", "文章1", "赛事1"]
LATE = ["2亿元", "140PB", "第2部分", "称号2", "文章2", "赛事2"]


def page(client, project, day):
    return client.get(project.get_absolute_url(), {"as_of": day})


def test_page_as_of_a_day_shows_what_was_said_by_then(client):
    project = told()
    answer = page(client, project, "2021-06-30")
    text = text_of(answer)
    assert answer.status_code == 200
    assert [words for words in EARLY if words not in text] == []
    assert [words for words in LATE if words in text] == []
    record = answer.context["record"]
    assert (record.stage, str(record.last_confirmed_on), record.moves) == ("signed", "2021年5月", 0)
    assert [row.milestone.kind for row in record.milestones] == ["completion"]
    assert "这是按2021年6月30日以前的说法显示的" in text
    assert "原定2021年12月竣工。最近一次核实是在2021年5月，至少30天前，当时已签约。" in text
    assert "绿灯按期" in text


def test_page_as_of_a_later_day_shows_what_was_said_since(client):
    text = text_of(page(client, told(), "2022-06-30"))
    assert [words for words in ["2亿元", "第2部分", "称号2", "文章2", "赛事2", "2030年"] if words not in text] == []
    assert "比原定晚8个月" in text


def test_page_as_of_today_is_the_live_page(client):
    project = told()
    live = client.get(project.get_absolute_url())
    asked = page(client, project, timezone.localdate().isoformat())
    assert main_of(asked) == main_of(live)
    assert "以前的说法显示的" not in text_of(live)


def test_form_keeps_the_day_that_was_asked_for(client):
    project = told()
    assert 'value="2021-06-30"' in page(client, project, "2021-06-30").content.decode()
    assert f'value="{timezone.localdate()}"' in client.get(project.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("abc", "“abc”不是能识别的日期。"),
        ("2021-13-01", "“2021-13-01”不是能识别的日期。"),
        ("1989-12-31", "最早可以看1990年1月1日。"),
        ("2199-01-01", "最晚可以看今天"),
        ("<b>", "“&lt;b&gt;”不是能识别的日期。"),
        ("\0", "不是能识别的日期。"),
    ],
)
@pytest.mark.parametrize("address", ["project", "/projects/lights/"])
def test_a_day_that_cannot_be_shown_is_a_400_that_says_why(client, address, asked, words):
    address = told().get_absolute_url() if address == "project" else address
    answer = client.get(address, {"as_of": asked})
    assert answer.status_code == 400
    assert words in text_of(answer)
    assert "record" not in answer.context
    assert f'action="{address}"' in answer.content.decode()


def test_a_day_before_anything_was_said_is_a_404_that_says_so(client):
    project = told()
    answer = page(client, project, "2021-02-28")
    text = text_of(answer)
    assert answer.status_code == 404
    assert "到2021年2月28日为止，还没有来源说到这个项目。后来才说的，不往前算。" in text
    assert f'href="{project.get_absolute_url()}"' in answer.content.decode()
    assert [words for words in EARLY + LATE if words in text] == []


def test_a_project_of_which_nothing_was_ever_said_has_a_page_of_today(client):
    answer = client.get(make_project().get_absolute_url())
    assert answer.status_code == 200
    assert "灰灯消息过期，无法判断" in text_of(answer)


def test_a_withheld_project_does_not_exist_on_any_day(client):
    assert page(client, told(published=False), "2021-06-30").status_code == 404


@pytest.mark.anywhere
def test_reading_a_day_costs_the_same_at_one_and_at_many_changes(client):
    project = told()
    milestone = project.milestones.get(kind="completion")
    address = f"{project.get_absolute_url()}?as_of=2022-06-30"
    make_date_change(milestone, source=make_source())
    project.status_changes.create(
        previous="planned", status="in_progress", stated_on=date("2021-03"), source=make_source()
    )
    client.get(address)
    few = query_count(client, address)
    for number in range(29):
        recorded = timezone.now() + dt.timedelta(seconds=number)
        make_date_change(milestone, source=make_source(), recorded_at=recorded)
        project.confirmations.create(stated_on=date("2022-01-01"), recorded_at=recorded)
    assert query_count(client, address) == few
