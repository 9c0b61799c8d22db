"""The rules of changing a date, as tables of cases: dates in, kind of record or refusal out."""

import datetime as dt

import pytest

from core.partial_dates import PartialDate
from projects.choices import ChangeKind, DateKind
from projects.rules.changes import Allowed, Refused, check_change, check_correction, check_pause
from projects.rules.thresholds import Thresholds
from projects.rules.verdicts import Dates

ON = dt.date(2022, 3, 15)
LIMITS = Thresholds()
REASON = {"reason_code": "supply", "justification": "设备晚到。"}


def dates(**values):
    return Dates(**{name: PartialDate.parse(v) if isinstance(v, str) else v for name, v in values.items()})


def change(known, date_kind, new, *, published=True, **words):
    new = new and PartialDate.parse(new)
    return check_change(known, date_kind, new, on=ON, published=published, limits=LIMITS, **words)


PASSED = dates(original="2022-02")
AHEAD = dates(original="2022-09")
NEAR = dates(original="2022-04-14")

ALLOWED = [
    # known, which date, new, published, record, second person
    (dates(), "original_target", "2022-09", True, ChangeKind.FIRST, False),
    (dates(), "original_target", "2021-09", True, ChangeKind.FIRST, False),  # an old promise, found late
    (AHEAD, "original_target", "2022-10", False, ChangeKind.FIRST, False),
    (AHEAD, "current_target", "2022-10", True, ChangeKind.EXTENSION, False),
    (AHEAD, "current_target", "2022-08", True, ChangeKind.ACCELERATION, False),
    (AHEAD, "current_target", "2022-09-10", True, ChangeKind.ACCELERATION, False),
    (AHEAD, "current_target", "2022", True, ChangeKind.EXTENSION, False),
    (AHEAD, "current_target", "2022-03", True, ChangeKind.ACCELERATION, False),  # this month may still be meant
    (dates(original="2022-01", current="2022-09"), "current_target", "2022-10", True, ChangeKind.EXTENSION, False),
    (NEAR, "current_target", "2022-05", True, ChangeKind.EXTENSION, True),
    (NEAR, "current_target", "2022-04-01", True, ChangeKind.ACCELERATION, True),
    (NEAR, "current_target", "2022-05", False, ChangeKind.EXTENSION, False),
    (dates(original="2022-04-15"), "current_target", "2022-05", True, ChangeKind.EXTENSION, False),
    (dates(original="2022-03-15"), "current_target", "2022-05", True, ChangeKind.EXTENSION, True),  # due today
    (dates(original="2022-03"), "current_target", "2022-05", True, ChangeKind.EXTENSION, True),
    (PASSED, "alternative_date", "2022-09", True, ChangeKind.ALTERNATIVE, False),
    (dates(original="2022-02", alternative="2022-09"), "alternative_date", None, True, ChangeKind.ALTERNATIVE, False),
    (dates(original="2022-01", current="2022-02"), "alternative_date", "2022", True, ChangeKind.ALTERNATIVE, False),
    (PASSED, "actual", "2022-03", True, ChangeKind.REPORT, False),
    (AHEAD, "actual", "2022-03-15", True, ChangeKind.REPORT, False),
    (dates(), "actual", "2021", True, ChangeKind.REPORT, False),
]


@pytest.mark.parametrize(("known", "date_kind", "new", "published", "kind", "second"), ALLOWED)
def test_change_goes_on_record_as_what_it_is(known, date_kind, new, published, kind, second):
    allowed = change(known, date_kind, new, published=published, has_source=True, **REASON)
    assert allowed == Allowed(kind, second)


REFUSED = [
    # known, which date, new, words, field, beginning of the message
    (AHEAD, "original_target", "2022-10", REASON, "original_target", "原定日期公布以后不再改。"),
    (AHEAD, "original_target", None, REASON, "original_target", "原定日期公布以后不再改。"),
    (dates(), "current_target", "2022-10", REASON, "current_target", "还没有原定日期。"),
    (dates(original="2022-09", actual="2022-03"), "current_target", "2022-10", REASON, "current_target", "这一步已经"),
    (PASSED, "current_target", "2022-10", REASON, "current_target", "目标日已过，“现定”不再改。请写“另行预计”"),
    (dates(original="2022-03-14"), "current_target", "2022-10", REASON, "current_target", "目标日已过"),
    (AHEAD, "current_target", None, REASON, "current_target", "目标不能清空。"),
    (AHEAD, "current_target", "2022-02", REASON, "current_target", "新的目标不能在今天以前。"),
    (AHEAD, "current_target", "2022-10", {"justification": "晚"}, "reason_code", "改日期要选一个原因。"),
    (AHEAD, "current_target", "2022-10", REASON | {"justification": " \n"}, "justification", "改日期要写明理由"),
    (AHEAD, "alternative_date", "2022-10", REASON, "alternative_date", "目标日还没有过。要改期请改“现定”。"),
    (dates(original="2022-03"), "alternative_date", "2022-10", REASON, "alternative_date", "目标日还没有过。"),
    (dates(), "alternative_date", "2022-10", REASON, "alternative_date", "目标日还没有过。"),
    (PASSED, "alternative_date", "2022-02", REASON, "alternative_date", "另行预计的日期不能在今天以前。"),
    (PASSED, "alternative_date", "2022-10", {}, "reason_code", "改日期要选一个原因。"),
    (dates(original="2022-02", actual="2022-03"), "alternative_date", "2022-10", REASON, "alternative_date", "这一步"),
    (PASSED, "actual", "2022-03-16", {"has_source": True}, "actual", "实际日期不能晚于今天。"),
    (PASSED, "actual", "2022-04", {"has_source": True}, "actual", "实际日期不能晚于今天。"),
    (PASSED, "actual", "2022-03-01", {}, "actual", "实际日期要有来源。"),
    (dates(actual="2022-02"), "actual", "2022-01", {"has_source": True}, "actual", "实际日期已经记录。"),
    (dates(not_applicable=True), "actual", "2022-01", {"has_source": True}, "actual", "这个里程碑标了“不适用”"),
]


@pytest.mark.parametrize(("known", "date_kind", "new", "words", "field", "message"), REFUSED)
def test_change_that_is_refused_says_where_and_what_to_do(known, date_kind, new, words, field, message):
    with pytest.raises(Refused) as refused:
        change(known, date_kind, new, **words)
    assert (refused.value.field, refused.value.message[: len(message)]) == (field, message)


def test_change_tables_hold_every_kind_of_date():
    assert {row[1] for row in ALLOWED} == {row[1] for row in REFUSED} == set(DateKind)


@pytest.mark.parametrize("days", [0, 10])
def test_second_person_is_asked_within_the_threshold_alone(days):
    limits = Thresholds(second_person=days)
    words = {"on": ON, "published": True, "limits": limits} | REASON
    for ahead in (days, days + 1):
        known = Dates(original=PartialDate(ON + dt.timedelta(days=ahead)))
        allowed = check_change(known, "current_target", PartialDate.of(2023), **words)
        assert (ahead, allowed.needs_second_person) == (ahead, ahead <= days)


@pytest.mark.parametrize(
    ("date_kind", "new", "justification", "field"),
    [
        ("original_target", "2030", " ", "justification"),
        ("actual", "2022-03-16", "录错了月份。", "actual"),
    ],
)
def test_correction_is_refused_when_it_is_silent_or_impossible(date_kind, new, justification, field):
    with pytest.raises(Refused) as refused:
        check_correction(dates(), date_kind, PartialDate.parse(new), on=ON, justification=justification)
    assert refused.value.field == field


@pytest.mark.parametrize("date_kind", DateKind)
@pytest.mark.parametrize("new", ["2021", None])
def test_correction_mends_any_date_and_calls_itself_one(date_kind, new):
    allowed = check_correction(dates(), date_kind, new and PartialDate.parse(new), on=ON, justification="录错了年份。")
    assert allowed == Allowed(ChangeKind.CORRECTION)


PAUSE = {"reason_code": "land", "summary": "等土地手续。", "review_due": dt.date(2022, 6, 13)}


@pytest.mark.parametrize("days", [1, 90])
def test_pause_may_be_reviewed_from_tomorrow_to_the_limit(days):
    assert check_pause(**PAUSE | {"review_due": ON + dt.timedelta(days=days)}, on=ON, limits=LIMITS) is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason_code": ""}, "reason_code"),
        ({"summary": " "}, "summary"),
        ({"review_due": None}, "review_due"),
        ({"review_due": ON}, "review_due"),
        ({"review_due": ON + dt.timedelta(days=91)}, "review_due"),
    ],
)
def test_pause_without_its_words_is_refused(wrong, field):
    with pytest.raises(Refused) as refused:
        check_pause(**PAUSE | wrong, on=ON, limits=LIMITS)
    assert refused.value.field == field
