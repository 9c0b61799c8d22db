"""The timeline's rows: dates in, rows out."""

import datetime as dt

import pytest

from core.partial_dates import PartialDate
from projects import timeline
from projects.choices import MilestoneKind
from projects.models import Milestone

TODAY = dt.date(2026, 11, 23)


def milestone(kind, **dates):
    parsed = {name: PartialDate.parse(value) if isinstance(value, str) else value for name, value in dates.items()}
    return Milestone(kind=kind, **parsed)


@pytest.mark.parametrize(
    ("dates", "today", "state"),
    [
        ({}, TODAY, timeline.UNKNOWN),
        ({"original_target": "2022-03"}, dt.date(2022, 3, 31), timeline.PLANNED),
        ({"original_target": "2022-03"}, dt.date(2022, 4, 1), timeline.DUE),
        ({"original_target": "2022"}, dt.date(2022, 12, 31), timeline.PLANNED),
        ({"original_target": "2022-03", "current_target": "2027"}, TODAY, timeline.PLANNED),
        ({"original_target": "2022-03", "alternative_date": "2027"}, TODAY, timeline.PLANNED),
        ({"original_target": "2022-03", "actual": "2022-05"}, TODAY, timeline.DONE),
        ({"original_target": "2022-03", "not_applicable": True}, TODAY, timeline.NOT_APPLICABLE),
    ],
)
def test_state_follows_from_the_dates(dates, today, state):
    assert timeline.state_of(milestone(MilestoneKind.COMPLETION, **dates), today) == state


def test_build_tells_a_project_from_first_step_to_last():
    rows = timeline.build(
        [
            milestone(MilestoneKind.PRODUCTION_START, original_target="2022-03"),
            milestone(MilestoneKind.CONSTRUCTION_START, actual="2020-09"),
            milestone(MilestoneKind.COMPLETION, original_target="2022-03"),
        ],
        today=TODAY,
        last_confirmed_on=PartialDate.parse("2021?"),
    )
    assert [(row.title, row.state, row.solid) for row in rows] == [
        ("签约", "unknown", False),
        ("立项或备案", "unknown", False),
        ("开工", "done", True),
        ("2021年（推定）最后一次核实", "unknown", False),
        ("竣工", "due", False),
        ("投产或投用", "due", False),
        ("今天2026年11月23日", "unknown", False),
        ("达产", "unknown", False),
    ]


@pytest.mark.parametrize(
    ("stage", "titles"),
    [
        ("", ["2021年最后一次核实", "今天2026年11月23日", "签约", "开工", "投产或投用"]),
        ("signed", ["签约", "2021年最后一次核实", "今天2026年11月23日", "开工", "投产或投用"]),
        ("in_production", ["签约", "开工", "投产或投用", "2021年最后一次核实", "今天2026年11月23日"]),
    ],
)
def test_build_puts_undated_steps_before_the_confirmation_when_the_stage_lies_beyond_them(stage, titles):
    steps = (MilestoneKind.SIGNING, MilestoneKind.CONSTRUCTION_START, MilestoneKind.PRODUCTION_START)
    rows = timeline.build([], today=TODAY, last_confirmed_on=PartialDate.parse("2021"), stage=stage, steps=steps)
    assert [row.title for row in rows] == titles


def test_build_counts_the_days_since_the_target_ended():
    (row,) = (
        row
        for row in timeline.build(
            [milestone(MilestoneKind.COMPLETION, original_target="2022-03")], today=TODAY, steps=()
        )
        if row.kind == "milestone"
    )
    assert (row.original, row.current, row.actual, row.tag) == ("2022年3月", "未改动", "未报", "到期未报")
    assert row.note == "目标日已过1698天，没有收到消息"


def test_build_shows_a_moved_target_beside_the_promise():
    row = timeline.build(
        [milestone(MilestoneKind.COMPLETION, original_target="2022-03", current_target="2022-Q4")],
        today=dt.date(2022, 1, 1),
        steps=(),
    )[-1]
    assert (row.original, row.current, row.actual, row.state) == ("2022年3月", "2022年第四季度", "", "planned")
