"""What stands side by side, and how long its bars are; rows in, rows out, no database."""

import pytest

from core.partial_dates import PartialDate
from projects.charts import YEARS, capacity_charts, start_chart
from projects.figures import measures
from projects.light_counts import LightCounts
from projects.models import Metric, Observation, Phase, Project

PB, RACKS = Metric(pk=1, name="冷数据存储能力", unit="PB"), Metric(pk=2, name="机架", unit="架")
HOT = Metric(pk=3, name="热数据存储能力", unit="PB")
LAKE = Project(pk=1, name="数据湖产业园", short_name="数据湖", slug="lake")
LAKE._prefetched_objects_cache = {"phases": [Phase(number=1, name="示范湖"), Phase(number=2, name="二期")]}


def told(nature, value, phase=0, *, metric=PB, label="", as_of="2021", project=LAKE, **fields):
    row = Observation(
        nature=nature, value=value, phase_number=phase, label=label, as_of=PartialDate.parse(as_of), **fields
    )
    # The test's own copies of rows that the database would have brought along.
    row.metric, row.project = metric, project
    return row


def plan(value, phase=0, **fields):
    return told("planned", value, phase, **fields)


def fact(value, phase=0, **fields):
    return told("achieved", value, phase, **fields)


def rows_of(*observations):
    return [
        (row.plan.value if row.plan else None, [reached.value for reached in row.facts])
        for row in measures(observations)
    ]


@pytest.mark.parametrize(
    ("observations", "rows"),
    [
        ([plan(1500)], [(1500, [])]),
        # What a phase has reached stands beside the plan of the whole.
        ([plan(1500), fact(164, 1)], [(1500, [164])]),
        ([plan(1500), fact(20, 2), fact(164, 1)], [(1500, [164, 20])]),
        # Plans of phases stand in rows of their own, and nothing is added up.
        ([plan(900, 1), plan(600, 2), fact(164, 1)], [(900, [164]), (600, [])]),
        ([plan(900, 1), fact(20, 2)], [(900, []), (None, [20])]),
        ([plan(1500), plan(900, 1), fact(164, 1)], [(1500, []), (900, [164])]),
        # The latest word counts, an earlier one does not.
        ([plan(1500), plan(1200, as_of="2019")], [(1500, [])]),
        # Scopes and metrics are never mixed.
        ([plan(1500), fact(20, label="示范")], [(1500, []), (None, [20])]),
        ([plan(1500), fact(20, metric=HOT)], [(1500, []), (None, [20])]),
    ],
)
def test_measures_put_planned_beside_reached(observations, rows):
    assert rows_of(*observations) == rows


def bars_of(*observations):
    return [row.bars and [(bar.kind, bar.y, bar.width) for bar in row.bars.bars] for row in measures(observations)]


def test_bars_of_one_unit_share_a_scale():
    assert bars_of(plan(1500), fact(300, 1), plan(750, metric=HOT), plan(3, metric=RACKS)) == [
        [("fact", 0, 64), ("promise", 0, 320)],
        [("unknown", 0, 160), ("promise", 0, 160)],
        None,
    ]


def test_one_number_alone_has_no_bar():
    assert bars_of(plan(1500)) == [None]
    assert bars_of(plan(1), plan(1, metric=HOT)) == [None, None]
    assert bars_of(plan(0), fact(0, metric=HOT)) == [None, None]
    assert bars_of(plan(5), fact(5, 1)) == [[("fact", 0, 320), ("promise", 0, 320)]]


def test_further_facts_stand_below_the_promise():
    assert bars_of(plan(1600), fact(160, 1), fact(80, 2)) == [
        [("fact", 0, 32), ("promise", 0, 320), ("fact", 16, 16)],
    ]
    assert bars_of(fact(160, 1), fact(80, 2)) == [[("fact", 0, 320), ("fact", 16, 160)]]


def test_hatch_keeps_inside_its_bar():
    (row, _) = measures([plan(1500), plan(20, metric=HOT)])
    numbers = [part.replace("L", " ").split() for part in row.bars.hatch.split("M")[1:]]
    assert {(0 <= float(x1) < float(x2) <= 320, 2 <= float(y2) < float(y1) <= 14) for x1, y1, x2, y2 in numbers} == {
        (True, True)
    }


def test_capacity_has_a_chart_for_each_unit_and_names_scopes():
    charts = capacity_charts([plan(1500, qualifier="about"), fact(164, 1), plan(30_000, metric=RACKS)])
    assert [chart.title for chart in charts] == ["冷数据存储能力，单位PB", "机架，单位架"]
    assert charts[0].desc == "数据湖（冷数据存储能力）：规划约1500PB，示范湖已具备164PB。"
    assert [chart.is_drawn for chart in charts] == [True, False]


def test_years_long_ago_share_a_bar():
    counts = LightCounts(None, {"green": 3}, {}, by_start=dict.fromkeys(range(2001, 2001 + YEARS + 2), 1))
    items = start_chart(counts).items
    assert [(item.name, item.facts[0].size) for item in items[:2]] == [("2003年以前", 2), ("2003年", 1)]
    assert len(items) == YEARS + 1
    assert start_chart(LightCounts(None, {}, {})).items == []


def test_capacity_of_several_kinds_is_named_by_what_they_are_kinds_of():
    storage = Metric(pk=4, name="存储能力", unit="PB")
    titles = [chart.title for chart in capacity_charts([plan(1500), plan(20, metric=HOT), plan(3000, metric=storage)])]
    assert titles == ["存储能力，单位PB"]
    assert [chart.title for chart in capacity_charts([plan(1500), plan(20, metric=HOT)])] == [
        "冷数据存储能力、热数据存储能力，单位PB"
    ]
