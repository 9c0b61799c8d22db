"""The leading sentences of a project's page: dates and stage in, words out."""

import datetime as dt

import pytest

from core.partial_dates import PartialDate
from projects import headline
from projects.models import Milestone, Project, StageEntry

TODAY = dt.date(2026, 11, 23)


def milestone(kind, **dates):
    return Milestone(kind=kind, **{name: PartialDate.parse(value) for name, value in dates.items()})


BUILT_BY_MARCH = [
    milestone("construction_start", actual="2020-09"),
    milestone("completion", original_target="2022-03"),
    milestone("production_start", original_target="2022-03"),
]


@pytest.mark.parametrize(
    ("milestones", "stage", "text"),
    [
        (
            BUILT_BY_MARCH,
            "under_construction",
            "原定2022年3月竣工、投产或投用，目标日已过1698天，没有收到完成、改期或停止的消息",
        ),
        (BUILT_BY_MARCH, "in_production", "原定2022年3月竣工、投产或投用，来源没有写实际日期"),
        (
            BUILT_BY_MARCH,
            "completed",
            "原定2022年3月投产或投用，目标日已过1698天，没有收到完成、改期或停止的消息",
        ),
        (
            [milestone("completion", original_target="2022-03", current_target="2026-10")],
            "",
            "现定2026年10月竣工，目标日已过23天，没有收到完成、改期或停止的消息",
        ),
        ([milestone("completion", original_target="2022-03", alternative_date="2027")], "", "另行预计2027年竣工"),
        (
            [milestone("completion", original_target="2027-03"), milestone("full_capacity", original_target="2028")],
            "",
            "原定2027年3月竣工",
        ),
        (
            [milestone("construction_start", actual="2021-04-28?")],
            "",
            "2021年4月28日（推定）开工，后面各步的日期来源没有写",
        ),
        ([milestone("production_start", actual="2024-05")], "", "2024年5月投产或投用"),
        ([Milestone(kind="signing", not_applicable=True)], "", "什么时候开工、什么时候建成，来源没有写"),
        ([], "in_production", "什么时候开工、什么时候建成，来源没有写"),
    ],
)
def test_promise_says_what_was_promised_and_what_is_known(milestones, stage, text):
    assert headline.promise(milestones, today=TODAY, stage=stage).text == text


def test_promise_rests_on_the_milestones_that_it_names():
    sentence = headline.promise(BUILT_BY_MARCH, today=TODAY, stage="under_construction")
    assert [row.kind for row in sentence.rows] == ["completion", "production_start"]


@pytest.mark.parametrize(
    ("confirmed", "stage", "text"),
    [
        ("2021?", "under_construction", "最近一次核实是在2021年（推定），当时在建"),
        ("2021", "", "最近一次核实是在2021年，到了哪个阶段，来源没有写"),
        (None, "signed", "最近一次核实的日期没有记录，登记的阶段是“签约”"),
        (None, "", "最近一次核实的日期没有记录，阶段来源没有写"),
    ],
)
def test_last_news_says_how_old_it_is(confirmed, stage, text):
    date = PartialDate.parse(confirmed) if confirmed else None
    assert headline.last_news(last_confirmed_on=date, stage=stage).text == text


def test_last_news_rests_on_the_stage_entry():
    entry = StageEntry(stage="signed")
    assert headline.last_news(last_confirmed_on=None, stage="signed", stage_entry=entry).rows == [entry]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"status": "paused"}, "项目已暂停"),
        ({"status": "paused", "pause_reason": "land", "pause_summary": "等待供地。"}, "项目已暂停：用地，等待供地"),
        ({"status": "cancelled", "cancel_reason": "投资方退出。"}, "项目已取消：投资方退出"),
    ],
)
def test_a_halt_leads_instead_of_the_promise(fields, text):
    first, second = headline.build(Project(**fields), BUILT_BY_MARCH, today=TODAY)
    assert (first.text, second.text) == (text, "最近一次核实的日期没有记录，阶段来源没有写")


def test_every_stage_has_its_words():
    assert {stage.value for stage in headline.STAGE_WORDS} == {
        value for value, _ in Project.stage.field.choices if value
    }
