"""The day that a reader asks for."""

import datetime as dt

import pytest

from projects.as_of import read_as_of

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("params", "day"),
    [
        ({}, TODAY),
        ({"as_of": ""}, TODAY),
        ({"as_of": "2026-11-23"}, TODAY),
        ({"as_of": " 2021-06-30 "}, dt.date(2021, 6, 30)),
        ({"as_of": "1990-01-01"}, dt.date(1990, 1, 1)),
        ({"as_of": "2024-02-29"}, dt.date(2024, 2, 29)),
    ],
)
def test_read_as_of_answers_the_day(params, day):
    assert read_as_of(params, TODAY) == (day, "")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("abc", "“abc”不是能识别的日期。请写成 2021-06-30 这样。"),
        ("2021", "“2021”不是能识别的日期。请写成 2021-06-30 这样。"),
        ("20210630", "“20210630”不是能识别的日期。请写成 2021-06-30 这样。"),
        ("2021-W26-3", "“2021-W26-3”不是能识别的日期。请写成 2021-06-30 这样。"),
        ("２０２１-06-30", "“２０２１-06-30”不是能识别的日期。请写成 2021-06-30 这样。"),
        ("2021-02-30", "“2021-02-30”不是能识别的日期。请写成 2021-06-30 这样。"),
        ("2021-06-30\0", "“2021-06-30\0”不是能识别的日期。请写成 2021-06-30 这样。"),
        ("0000-00-00", "“0000-00-00”不是能识别的日期。请写成 2021-06-30 这样。"),
        ("9" * 60, f"“{'9' * 40}”不是能识别的日期。请写成 2021-06-30 这样。"),
        ("1989-12-31", "最早可以看1990年1月1日。"),
        ("2026-11-24", "最晚可以看今天（2026-11-23）。以后的日子还没有人说过什么。"),
    ],
)
def test_read_as_of_says_what_is_wrong(text, error):
    assert read_as_of({"as_of": text}, TODAY) == (TODAY, error)
