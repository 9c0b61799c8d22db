"""The rules of the status record, as tables of cases and as properties."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.partial_dates import PartialDate, Precision
from projects.choices import Stage
from projects.rules.completeness import REQUIREMENTS, Known, missing
from projects.rules.freshness import Age, Freshness, freshness
from projects.rules.lights import Light, Reason, Shown, light
from projects.rules.slip import Slip, slip_between
from projects.rules.stages import ALLOWED_MOVES, may_move
from projects.rules.statements import Statement, fold
from projects.rules.thresholds import Thresholds
from projects.rules.verdicts import Dates, State, Verdict, first_working_day_after, judge

LIMITS = Thresholds()
date = PartialDate.parse


@pytest.mark.parametrize(
    ("promised", "later", "words"),
    [
        ("2022-03-10", "2022-03-10", "按期"),
        ("2022-03-10", "2022-03-13", "晚3天"),
        ("2022-03-10", "2022-03-01", "早9天"),
        ("2022-03", "2022-11", "晚8个月"),
        ("2022-03", "2022-03", "按期"),
        ("2022-Q1", "2022-Q3", "晚2个季度"),
        ("2022-H1", "2023-H1", "晚2个半年"),
        ("2022", "2023", "晚1年"),
        ("2022-03", "2022-05-10", "晚40至70天"),
        ("2022-03", "2022-02-10", "早19至49天"),
        ("2022-03", "2022-03-10", "早21天至晚9天"),
        ("2022", "2023-03", "晚3至14个月"),
        ("2022-Q4", "2022-11", "早1个月至晚1个月"),
    ],
)
def test_slip_is_as_exact_as_both_dates(promised, later, words):
    assert slip_between(date(promised), date(later)).words == words


days = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))
partial = st.builds(lambda day, p: PartialDate(p.floor(day), p), days, st.sampled_from(Precision))


@given(partial, partial, st.data())
def test_slip_bounds_hold_for_every_day_that_the_dates_may_mean(promised, later, data):
    one = data.draw(st.dates(promised.start, promised.end))
    other = data.draw(st.dates(later.start, later.end))
    slip = slip_between(promised, later)
    assert slip.least_days <= (other - one).days <= slip.most_days


@given(partial, partial)
def test_slip_is_exact_only_for_equally_exact_dates(promised, later):
    slip = slip_between(promised, later)
    assert slip.low <= slip.high
    if slip.is_exact:
        assert promised.precision == later.precision


@pytest.mark.parametrize(
    ("day", "holidays", "first"),
    [
        (dt.date(2022, 3, 31), [], dt.date(2022, 4, 1)),
        (dt.date(2022, 4, 1), [], dt.date(2022, 4, 4)),
        (dt.date(2022, 4, 1), [dt.date(2022, 4, 4), dt.date(2022, 4, 5)], dt.date(2022, 4, 6)),
    ],
)
def test_first_working_day_skips_weekends_and_holidays(day, holidays, first):
    assert first_working_day_after(day, frozenset(holidays)) == first


VERDICTS = [
    # dates, day, running, verdict, days overdue
    ({}, "2022-04-01", True, State.UNKNOWN, 0),
    ({"original": "2022-03"}, "2022-03-31", True, State.PLANNED, 0),
    ({"original": "2022-03"}, "2022-04-01", True, State.MISSED, 1),
    ({"original": "2022-04-01"}, "2022-04-03", True, State.PLANNED, 0),  # a Friday: the weekend is not yet late
    ({"original": "2022-04-01"}, "2022-04-04", True, State.MISSED, 3),
    ({"original": "2022"}, "2023-01-01", True, State.PLANNED, 0),  # a Sunday
    ({"original": "2022"}, "2023-01-02", True, State.MISSED, 2),
    ({"original": "2022-03"}, "2022-04-01", False, State.SUSPENDED, 0),
    ({"original": "2022-03", "current": "2022-05"}, "2022-04-01", True, State.MOVED, 0),
    ({"original": "2022-03", "current": "2022-05"}, "2022-06-01", True, State.MISSED, 1),
    ({"original": "2022-03", "current": "2022-03"}, "2022-03-01", True, State.PLANNED, 0),
    ({"original": "2022-03", "alternative": "2023"}, "2022-04-01", True, State.MISSED, 1),
    ({"original": "2022-03", "actual": "2022-05"}, "2022-06-01", True, State.MET, 0),
    ({"actual": "2022-05"}, "2022-06-01", True, State.MET, 0),
    ({"original": "2022-03", "not_applicable": True}, "2022-06-01", True, State.NOT_APPLICABLE, 0),
]


@pytest.mark.parametrize(("dates", "day", "running", "state", "overdue"), VERDICTS)
def test_verdict_follows_from_the_dates_alone(dates, day, running, state, overdue):
    parsed = Dates(**{name: date(value) if isinstance(value, str) else value for name, value in dates.items()})
    verdict = judge(parsed, on=dt.date.fromisoformat(day), running=running)
    assert (verdict.state, verdict.days_overdue) == (state, overdue)


def test_verdict_of_a_late_actual_keeps_the_slip_against_the_first_promise():
    dates = Dates(original=date("2022-03"), current=date("2022-10"), actual=date("2022-11"))
    assert judge(dates, on=dt.date(2023, 1, 1)).slip.words == "晚8个月"


def test_missed_verdict_says_since_when():
    verdict = judge(Dates(original=date("2022-04-01")), on=dt.date(2022, 5, 1))
    assert (verdict.missed_since, verdict.days_overdue) == (dt.date(2022, 4, 4), 30)


@given(partial, days)
def test_nothing_is_missed_before_its_period_has_ended(target, day):
    verdict = judge(Dates(original=target), on=day)
    assert verdict.state is not State.MISSED or day > target.end


@pytest.mark.parametrize(
    ("confirmed", "day", "expected"),
    [
        (None, "2022-01-01", Freshness(Age.NEVER)),
        ("2022-01-01", "2022-01-31", Freshness(Age.FRESH, 30)),
        ("2022-01-01", "2022-02-01", Freshness(Age.AGEING, 31)),
        ("2022-01-01", "2022-04-01", Freshness(Age.AGEING, 90)),
        ("2022-01-01", "2022-04-02", Freshness(Age.STALE, 91)),
        ("2021?", "2021-07-01", Freshness(Age.FRESH, 0)),
        ("2021?", "2026-11-23", Freshness(Age.STALE, 1788)),
    ],
)
def test_freshness_counts_from_the_end_of_the_confirmation(confirmed, day, expected):
    confirmed = confirmed and date(confirmed)
    assert freshness(confirmed, on=dt.date.fromisoformat(day), limits=LIMITS) == expected


FRESH, STALE = Freshness(Age.FRESH, 0), Freshness(Age.STALE, 400)


def slipped(days, state=State.MOVED):
    return Verdict(state, Slip(days, days, Precision.DAY, days, days))


def missed(days):
    return Verdict(State.MISSED, days_overdue=days)


PLANNED, UNKNOWN = Verdict(State.PLANNED), Verdict(State.UNKNOWN)

LIGHTS = [
    # verdicts, final, freshness, status, light, reason
    ([PLANNED], PLANNED, FRESH, "in_progress", Light.GREEN, Reason.ON_PLAN),
    ([], None, FRESH, "in_progress", Light.GREY, Reason.NO_PLAN),
    ([UNKNOWN], UNKNOWN, FRESH, "in_progress", Light.GREY, Reason.NO_PLAN),
    ([PLANNED], PLANNED, STALE, "in_progress", Light.GREY, Reason.STALE),
    ([PLANNED], PLANNED, Freshness(Age.NEVER), "in_progress", Light.GREY, Reason.STALE),
    ([missed(500)], missed(500), STALE, "in_progress", Light.GREY, Reason.STALE),
    ([PLANNED], PLANNED, FRESH, "cancelled", Light.GREY, Reason.CANCELLED),
    ([PLANNED], PLANNED, FRESH, "paused", Light.YELLOW, Reason.PAUSED),
    ([PLANNED, missed(1)], PLANNED, FRESH, "in_progress", Light.YELLOW, Reason.OVERDUE),
    ([PLANNED, missed(90)], PLANNED, FRESH, "in_progress", Light.YELLOW, Reason.OVERDUE),
    ([PLANNED, missed(91)], PLANNED, FRESH, "in_progress", Light.RED, Reason.LONG_OVERDUE),
    ([slipped(30)], None, FRESH, "in_progress", Light.GREEN, Reason.ON_PLAN),
    ([slipped(31)], None, FRESH, "in_progress", Light.YELLOW, Reason.SLIPPED),
    ([slipped(180)], None, FRESH, "in_progress", Light.YELLOW, Reason.SLIPPED),
    ([slipped(181)], None, FRESH, "in_progress", Light.RED, Reason.SLIPPED),
    ([slipped(-50)], None, FRESH, "in_progress", Light.GREEN, Reason.ON_PLAN),
    ([slipped(0, State.MET)], slipped(0, State.MET), STALE, "complete", Light.GREEN, Reason.FINISHED),
    ([slipped(200, State.MET)], slipped(200, State.MET), STALE, "complete", Light.RED, Reason.FINISHED),
    ([Verdict(State.MET)], Verdict(State.MET), STALE, "complete", Light.GREY, Reason.NOT_COMPARABLE),
]


@pytest.mark.parametrize(("verdicts", "final", "age", "status", "shown", "reason"), LIGHTS)
def test_light_follows_the_published_formula(verdicts, final, age, status, shown, reason):
    result = light(verdicts, final=final, freshness=age, status=status, limits=LIMITS)
    assert result == Shown(shown, reason)


def test_light_table_shows_every_reason():
    assert {row[5] for row in LIGHTS} == set(Reason)


def statement(subject, value, stated_on, minute=0, **more):
    recorded = dt.datetime(2026, 1, 1, 0, minute, tzinfo=dt.UTC)
    return Statement(subject, value, date(stated_on), recorded, **more)


FOLDS = [
    # statements, by, values
    ([], "2022-01-01", {}),
    ([statement("a", 1, "2021?")], "2020-12-31", {}),
    ([statement("a", 1, "2021?")], "2021-01-01", {"a": 1}),
    ([statement("a", 1, "2021"), statement("a", 2, "2022-05")], "2022-04-30", {"a": 1}),
    ([statement("a", 1, "2021"), statement("a", 2, "2022-05")], "2022-05-01", {"a": 2}),
    # An old source found later does not turn the record back.
    ([statement("a", 2, "2022-05"), statement("a", 1, "2021", minute=9)], "2023-01-01", {"a": 2}),
    ([statement("a", 1, "2021"), statement("a", 2, "2021", minute=9)], "2021-06-01", {"a": 2}),
    ([statement("a", 1, "2021", not_before=dt.date(2021, 4, 28))], "2021-04-27", {}),
    ([statement("a", 1, "2021"), statement("b", 5, "2022")], "2022-01-01", {"a": 1, "b": 5}),
]


@pytest.mark.parametrize(("statements", "by", "values"), FOLDS)
def test_fold_gives_what_had_been_said_by_the_day(statements, by, values):
    assert fold(statements, by=dt.date.fromisoformat(by)) == values


@given(st.permutations([statement("a", n, f"20{20 + n % 3}", minute=n) for n in range(6)]))
def test_fold_does_not_depend_on_the_order_of_rows(statements):
    assert fold(statements, by=dt.date(2030, 1, 1)) == {"a": 5}


@pytest.mark.parametrize("stage", list(Stage))
def test_stages_only_move_forward_and_closed_is_the_end(stage):
    order = list(Stage)
    assert all(order.index(after) > order.index(stage) for after in ALLOWED_MOVES[stage])
    assert may_move(stage, stage)
    assert not may_move(Stage.CLOSED, stage) or stage is Stage.CLOSED


COMPLETE = Known(
    fields=frozenset({"summary", "industries", "park", "national_code", "land_area"}),
    actual=frozenset({"signing", "approval", "construction_start", "completion", "production_start", "full_capacity"}),
    targeted=frozenset({"completion"}),
    amounts=frozenset({"planned_total"}),
    roles=frozenset({"owner"}),
)


@pytest.mark.parametrize(
    ("stage", "codes"),
    [
        ("", []),
        ("negotiation", ["summary", "industries"]),
        ("signed", ["summary", "industries", "investor", "investment", "signed_on"]),
        ("closed", []),
    ],
)
def test_completeness_asks_for_more_at_each_stage(stage, codes):
    assert [requirement.code for requirement in missing(Known(), stage)] == codes


@pytest.mark.parametrize("stage", ["signed", "approved", "under_construction", "completed", "at_capacity"])
def test_completeness_is_reached_when_all_is_known(stage):
    assert missing(COMPLETE, stage) == []


def test_completeness_at_capacity_asks_for_everything():
    assert missing(Known(), "at_capacity") == REQUIREMENTS
