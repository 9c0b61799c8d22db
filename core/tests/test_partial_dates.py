"""Partial dates: reading, writing, and that precision is never invented."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.partial_dates import PartialDate, Precision

D, M, Q, H, Y = Precision

READ = [
    ("2020", "2020", Y),
    ("2020年", "2020", Y),
    ("2020-09", "2020-09", M),
    ("2020/9", "2020-09", M),
    ("2020.09", "2020-09", M),
    ("2020年9月", "2020-09", M),
    (" ２０２０年 ９月 ", "2020-09", M),
    ("2020年9月份", "2020-09", M),
    ("2020-09-15", "2020-09-15", D),
    ("20200915", "2020-09-15", D),
    ("2020年9月15日", "2020-09-15", D),
    ("2020年9月15号", "2020-09-15", D),
    ("2020Q3", "2020-Q3", Q),
    ("2020-q3", "2020-Q3", Q),
    ("2020年第三季度", "2020-Q3", Q),
    ("2020年3季度", "2020-Q3", Q),
    ("2020H2", "2020-H2", H),
    ("2020年下半年", "2020-H2", H),
    ("2021-04-28?", "2021-04-28?", D),
    ("2021年4月28日（推定）", "2021-04-28?", D),
    ("2021？", "2021?", Y),
]


@pytest.mark.parametrize(("text", "iso", "precision"), READ)
def test_partial_date_reads_what_people_write(text, iso, precision):
    date = PartialDate.parse(text)
    assert (date.isoformat(), date.precision) == (iso, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2022年底",
        "2020-13",
        "2021-02-29",
        "2020年第五季度",
        "约2020年",
        "20",
        "2020-09-15T00:00",
        "明年",
        "1899",
        "2200",
    ],
)
def test_partial_date_refuses_what_it_would_have_to_guess(text):
    with pytest.raises(ValueError, match="请写成"):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("2020-02", dt.date(2020, 2, 1), dt.date(2020, 2, 29), "2020年2月"),
        ("2020-Q4", dt.date(2020, 10, 1), dt.date(2020, 12, 31), "2020年第四季度"),
        ("2020-H1", dt.date(2020, 1, 1), dt.date(2020, 6, 30), "2020年上半年"),
        ("2020", dt.date(2020, 1, 1), dt.date(2020, 12, 31), "2020年"),
        ("2020-09-05", dt.date(2020, 9, 5), dt.date(2020, 9, 5), "2020年9月5日"),
    ],
)
def test_partial_date_knows_its_period_and_its_chinese_name(text, start, end, label):
    date = PartialDate.parse(text)
    assert (date.start, date.end, date.label) == (start, end, label)


def test_partial_date_says_that_it_is_inferred():
    assert str(PartialDate.parse("2021-04-28?")) == "2021年4月28日（推定）"


def test_partial_date_refuses_a_start_inside_a_period():
    with pytest.raises(ValueError, match="does not begin"):
        PartialDate(dt.date(2020, 9, 2), Precision.MONTH)


days = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
dates = st.builds(lambda day, p, i: PartialDate(p.floor(day), p, i), days, st.sampled_from(Precision), st.booleans())


@given(dates)
def test_partial_date_survives_every_way_of_writing_it(date):
    assert PartialDate.from_sort_key(date.sort_key) == date
    assert PartialDate.parse(date.isoformat()) == date
    assert PartialDate.parse(str(date)) == date


@given(dates, dates)
def test_partial_dates_sort_by_their_start(one, other):
    assert one.start == other.start or (one < other) == (one.start < other.start)


@given(days, st.sampled_from(Precision))
def test_partial_date_period_holds_the_day_it_was_floored_from(day, precision):
    date = PartialDate(precision.floor(day), precision)
    assert date.start <= day <= date.end
