"""What all projects together come to: counts in, sentences out."""

import datetime as dt

import pytest

from projects.light_counts import LightCounts
from projects.rules.thresholds import Thresholds
from projects.zone_words import light_sentence, promise_sentence


def counts(green=0, yellow=0, red=0, grey=0, *, reasons=None, **fields):
    lights = {"green": green, "yellow": yellow, "red": red, "grey": grey}
    return LightCounts(dt.date(2026, 11, 23), lights, reasons or {}, **fields)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (counts(), "还没有收录项目"),
        (counts(grey=3), "3个项目都没有公开的目标日期"),
        (counts(green=3, promised=2), "公布过目标日期的有2个项目，没有到期未报的"),
        (
            counts(grey=14, promised=2, due=2, due_years=(2022,)),
            "公布过目标日期的只有2个项目，都在2022年到期，此后没有收到完成、改期或停止的消息",
        ),
        (
            counts(grey=3, promised=3, due=3, due_years=(2021, 2022)),
            "公布过目标日期的有3个项目，日期都已过去，此后没有收到完成、改期或停止的消息",
        ),
        (
            counts(green=3, promised=3, due=1, due_years=(2022,)),
            "公布过目标日期的有3个项目，其中1个日期已过，还没有报告实际日期",
        ),
    ],
)
def test_promises_come_to_one_sentence(told, sentence):
    assert promise_sentence(told) == sentence


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (counts(), ""),
        (
            counts(grey=14, reasons={"stale": 14}),
            "14个项目现在全是灰灯。这不是说停了，而是超过90天没有人核实，本站不知道现在怎样。",
        ),
        (
            counts(grey=2, reasons={"stale": 1, "no_plan": 1}),
            "2个项目现在全是灰灯。这不是说停了，而是现有的消息不够判断。",
        ),
        (counts(green=6, red=1), "7个项目里，6个按期，1个明显落后。"),
        (counts(1, 1, 1, 1), "4个项目里，1个按期，1个有偏差，1个明显落后，1个消息太旧或没有可比的计划，无法判断。"),
    ],
)
def test_lights_come_to_one_sentence(told, sentence):
    assert light_sentence(told, Thresholds()) == sentence
