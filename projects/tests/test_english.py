"""What the record says in English: the sentences, rows and files that tell how a project stands. No database."""

import datetime as dt

import pytest
from django.utils.translation import override

from core.english import is_chinese
from projects import as_of, headline, timeline
from projects.light_counts import LightCounts
from projects.models import Milestone, Phase, StatusChange
from projects.rules.freshness import Age
from projects.rules.lights import Light, Reason
from projects.rules.slip import duration, slip_between
from projects.rules.verdicts import State
from projects.step_words import step_title
from projects.zone_words import board_sentence, light_sentence, moved_sentence, promise_sentence

from .records import LIMITS, TODAY, change, date, record, step

FRESH = {"confirmed": "2026-11-20"}


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("promised", "later", "words"),
    [
        ("2022-03", "2022-04", "1 month later than the original target"),
        ("2022-03", "2022-11", "8 months later than the original target"),
        ("2022-03-10", "2022-03-09", "1 day earlier than the original target"),
        ("2020-03-10", "2023-03-10", "1,095 days later than the original target"),
        ("2022", "2022-03", "9 months earlier to 2 months later than the original target"),
        ("2020-08", "2021", "5 to 16 months later than the original target"),
        ("2022-03", "2022-03", "on time"),
    ],
)
def test_slip_is_compared_with_the_original_target(promised, later, words):
    assert timeline.slip_words(slip_between(date(promised), date(later))) == words


def test_durations_have_a_singular():
    assert [duration(1), duration(90), duration(0)] == ["1 day", "90 days", "0 days"]


@pytest.mark.parametrize(
    ("told", "sentences"),
    [
        (
            record(
                step("completion", original="2022-03"),
                step("production_start", original="2022-03", final=True),
                stage="under_construction",
                confirmed="2021?",
            ),
            [
                "Completion, start of operation: original target March 2022, passed 1,698 days ago, "
                "with no news of completion, a new date or a halt",
                "Last confirmed 2021 (inferred), at least 1,788 days ago, when it was under construction",
                "Grey light: not confirmed for more than 90 days, so the present state is unknown; "
                "this does not mean that there is no progress",
            ],
        ),
        (
            record(step("completion", original="2026-03", current="2026-10", final=True), **FRESH),
            [
                "Completion: original target March 2026, current target October 2026, passed 23 days ago, "
                "7 months later than the original target, actual date not yet reported",
                "Last confirmed 20 November 2026, 3 days ago, with no stage given by the sources",
                "Red light: completion is at least 184 days later than the original target, "
                "above the limit of 180 days",
            ],
        ),
        (
            record(step("construction_start", actual="2020-09", original="2020-09"), **FRESH),
            [
                "Construction start: September 2020, on time, with no dates for later steps in the sources",
                "Last confirmed 20 November 2026, 3 days ago, with no stage given by the sources",
                "Green light: no target is due and unreported, "
                "and no date is more than 30 days later than the original target",
            ],
        ),
    ],
)
def test_headline_says_promise_news_and_reason(told, sentences):
    assert [sentence.text for sentence in headline.build(told, LIMITS)] == sentences


def test_moves_have_a_singular():
    once = change("extension", "2026-12", "2027-01")
    told = record(step("completion", original="2026-12", current="2027-01", changes=[once]), **FRESH)
    assert headline.promise(told).text == (
        "Completion: original target December 2026, current target January 2027, "
        "1 month later than the original target, moved once"
    )


def test_halt_tells_the_records_own_words_apart():
    halted = StatusChange(status="paused", reason_code="land", summary="等用地。")
    sentence = headline.halt(record(status="paused", change=halted))
    assert (sentence.own, sentence.quoted) == ("The project is on hold: Land, ", "等用地")


def test_every_light_and_reason_has_english():
    labels = map(str, [*Light.labels, *Reason.labels, *State.labels, *Age.labels, *headline.STAGE_WORDS.values()])
    assert [label for label in labels if is_chinese(label)] == []


def test_timeline_row_of_a_moved_target():
    once = change("extension", "2026-06", "2027-03")
    moved = step("completion", original="2026-06", current="2027-03", changes=[once])
    row, _today = sorted(timeline.build([moved], timeline.Setting(TODAY), steps=()), key=lambda row: row.kind)
    assert (row.title, row.tag, row.original.text, row.current.text, row.current.note, row.actual.text) == (
        "Completion",
        "Date moved",
        "June 2026",
        "March 2027",
        "moved once, 9 months later than the original target",
        "not yet due",
    )


def test_timeline_marks_say_the_days():
    rows = timeline.build([], timeline.Setting(TODAY, last_confirmed_on=date("2021")), steps=())
    assert [(row.title, row.notes) for row in rows] == [
        ("Last confirmed 2021", ("No news since.",)),
        ("Today, 23 November 2026", ()),
    ]


def test_steps_of_a_phase_name_it():
    milestone = Milestone(kind="completion", phase_number=1)
    assert step_title(milestone, [Phase(number=1, name="一期", name_en="phase 1")]) == "completion (phase 1)"
    assert step_title(milestone, []) == "completion (phase 1)"


def counts(green=0, yellow=0, red=0, grey=0, *, reasons=None, **fields):
    lights = {"green": green, "yellow": yellow, "red": red, "grey": grey}
    return LightCounts(TODAY, lights, reasons or {}, **fields)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (counts(), "No projects recorded yet"),
        (counts(grey=3), "None of the 3 projects has a published target date"),
        (
            counts(grey=14, promised=2, due=2, due_years=(2022,)),
            "Only 2 projects have a published target date; all fell due in 2022, "
            "with no news since of completion, a new date or a halt",
        ),
        (
            counts(green=3, promised=1, due=1, due_years=(2022,)),
            "Only 1 project has a published target date; it fell due in 2022, "
            "with no news since of completion, a new date or a halt",
        ),
        (
            counts(green=3, promised=3, due=1, due_years=(2022,)),
            "3 projects have a published target date; 1 of these dates has passed "
            "and the actual date is not yet reported",
        ),
    ],
)
def test_promises_come_to_one_sentence(told, sentence):
    assert promise_sentence(told) == sentence


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (
            counts(grey=14, reasons={"stale": 14}),
            "All 14 projects now have a grey light. This does not mean that work has stopped: nothing has been "
            "confirmed for more than 90 days, so this site does not know how things stand.",
        ),
        (counts(green=6, red=1), "Of 7 projects: 6 on schedule, 1 well behind."),
    ],
)
def test_lights_come_to_one_sentence(told, sentence):
    assert light_sentence(told, LIMITS) == sentence


def test_moves_come_to_one_sentence():
    assert moved_sentence(counts(green=2, moved=1, median_days=40)) == (
        "1 project has had a target date moved; the median is at least 40 days later than the original target."
    )


def test_board_comes_to_one_sentence():
    assert board_sentence(shown=14, promised=2, due=1, on=TODAY, is_today=True) == (
        "Today, 23 November 2026: 14 projects on the board. 2 have a published target date; "
        "1 of these dates has passed, with no news of completion, a new date or a halt."
    )
    assert board_sentence(shown=1, promised=1, due=0, on=dt.date(2021, 6, 30), is_today=False) == (
        "As of 30 June 2021: 1 project on the board. 1 has a published target date."
    )


def test_unreadable_day_is_told():
    assert as_of.read_as_of({"as_of": "1800-01-01"}, TODAY)[1] == (
        "The earliest day that can be shown is 1 January 1990."
    )
