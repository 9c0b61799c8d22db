"""A project as it stood on a day: told step by step, it gives back each earlier day."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.partial_dates import PartialDate
from projects import actions
from projects.models import Project
from projects.record import record_of
from projects.rules.freshness import Age
from projects.rules.lights import Reason
from projects.rules.thresholds import Thresholds
from projects.rules.verdicts import State
from tests import factories

from .days import LONG_AGO, day

pytestmark = pytest.mark.django_db

LIMITS = Thresholds()
date = PartialDate.parse
REASON = {"reason_code": "supply", "justification": "设备晚到。"}


def record(project, on, limits=LIMITS):
    loaded = Project.objects.with_card().with_record().get(pk=project.pk)
    return record_of(loaded, on=dt.date.fromisoformat(on), limits=limits)


@pytest.fixture
def told():
    """A project that is signed, planned, moved, missed, given an alternative date, paused, resumed, completed late."""
    user, source = factories.make_staff(), factories.make_source()
    with day("2021-01-10"):
        project = factories.make_project(published_at=LONG_AGO)
        actions.enter_stage(project=project, stage="signed", stated_on=date("2021-01-10"), user=user)
        actions.confirm(project=project, user=user)
    with day("2021-02-01"):
        milestone = factories.make_milestone(project, kind="completion", is_final=True)
        words = {"milestone": milestone, "user": user}
        actions.change_date(date_kind="original_target", new=date("2021-09"), **words)
    with day("2021-05-06"):
        actions.change_date(date_kind="current_target", new=date("2021-11"), **words, **REASON)
        actions.enter_stage(project=project, stage="under_construction", stated_on=date("2021-05"), user=user)
        actions.confirm(project=project, user=user)
    with day("2021-12-10"):
        actions.confirm(project=project, user=user)
        actions.change_date(
            date_kind="alternative_date",
            new=date("2022-03"),
            reason_code="weather",
            justification="雨季长。",
            **words,
        )
    with day("2022-01-05"):
        actions.pause(
            project=project, reason_code="land", summary="等手续。", review_due=dt.date(2022, 3, 1), user=user
        )
    with day("2022-02-20"):
        new = {milestone: date("2022-06")}
        actions.resume(project=project, targets=new, summary="手续齐了。", user=user)
        actions.confirm(project=project, user=user)
    with day("2022-07-20"):
        actions.change_date(date_kind="actual", new=date("2022-07"), source=source, **words)
        actions.enter_stage(project=project, stage="completed", stated_on=date("2022-07-20"), user=user)
        actions.complete(project=project, user=user)
    return project


TOLD = [
    # day, stage, status, expected, state, slip, moves, age, reason
    ("2021-01-10", "signed", "in_progress", None, None, None, 0, Age.FRESH, Reason.NO_PLAN),
    ("2021-02-01", "signed", "in_progress", "2021-09", State.PLANNED, "按期", 0, Age.FRESH, Reason.ON_PLAN),
    ("2021-04-30", "signed", "in_progress", "2021-09", State.PLANNED, "按期", 0, Age.STALE, Reason.STALE),
    # The source of the new stage says "May", so it may have said so on the first.
    ("2021-05-01", "under_construction", "in_progress", "2021-09", State.PLANNED, "按期", 0, Age.STALE, Reason.STALE),
    (
        "2021-05-06",
        "under_construction",
        "in_progress",
        "2021-11",
        State.MOVED,
        "晚2个月",
        1,
        Age.FRESH,
        Reason.SLIPPED,
    ),
    ("2021-12-09", "under_construction", "in_progress", "2021-11", State.MISSED, "晚2个月", 1, Age.STALE, Reason.STALE),
    (
        "2021-12-10",
        "under_construction",
        "in_progress",
        "2022-03",
        State.MISSED,
        "晚6个月",
        2,
        Age.FRESH,
        Reason.OVERDUE,
    ),
    ("2022-01-05", "under_construction", "paused", "2022-03", State.SUSPENDED, "晚6个月", 2, Age.FRESH, Reason.SLIPPED),
    (
        "2022-02-20",
        "under_construction",
        "in_progress",
        "2022-06",
        State.MOVED,
        "晚9个月",
        3,
        Age.FRESH,
        Reason.SLIPPED,
    ),
    ("2022-07-19", "under_construction", "in_progress", "2022-06", State.MISSED, "晚9个月", 3, Age.STALE, Reason.STALE),
    ("2022-07-20", "completed", "complete", "2022-07", State.MET, "晚10个月", 3, Age.STALE, Reason.FINISHED),
    ("2030-01-01", "completed", "complete", "2022-07", State.MET, "晚10个月", 3, Age.STALE, Reason.FINISHED),
]


def row(found, on):
    """What the table says of a day, from the record."""
    milestone = found.final
    dates = milestone and milestone.dates
    known = dates and (dates.actual or dates.expected)
    slip = milestone and milestone.verdict.slip
    return (
        on,
        found.stage,
        found.status,
        known and known.isoformat(),
        milestone and milestone.verdict.state,
        slip and slip.words,
        found.moves,
        found.freshness.age,
        found.shown.reason,
    )


def test_record_gives_back_each_earlier_day(told):
    assert [row(record(told, line[0]), line[0]) for line in TOLD] == TOLD


def test_record_is_none_before_anything_was_said(told):
    assert record(told, "2021-01-09") is None


def test_record_names_the_change_that_gave_the_status(told):
    assert [record(told, on).status_change for on in ("2021-12-31",)] == [None]
    assert record(told, "2022-02-19").status_change.review_due == dt.date(2022, 3, 1)
    assert record(told, "2022-02-20").status_change.summary == "手续齐了。"


@pytest.mark.parametrize(
    ("on", "explanation"), [("2021-12-09", ""), ("2021-12-10", "雨季长。"), ("2022-07-20", "雨季长。")]
)
def test_record_explains_a_miss_once_somebody_had(told, on, explanation):
    assert record(told, on).final.explanation == explanation


def test_record_lists_the_changes_known_by_the_day(told):
    kinds = [change.kind for change in record(told, "2022-01-01").final.changes]
    assert kinds == ["first", "extension", "alternative"]


def test_record_of_yesterday_does_not_depend_on_what_is_written_today(told):
    before = [row(record(told, line[0]), line[0]) for line in TOLD if line[0] < "2022-08"]
    with day("2022-08-01"):
        words = {"milestone": told.milestones.get(), "user": factories.make_staff()}
        actions.correct_date(date_kind="original_target", new=date("2021-10"), justification="录错了。", **words)
        actions.correct_date(date_kind="actual", new=None, justification="其实还没有。", **words)
        actions.confirm(project=told, user=words["user"])
    assert [row(record(told, line[0]), line[0]) for line in TOLD if line[0] < "2022-08"] == before
    assert record(told, "2022-08-01").final.dates.actual is None


@pytest.mark.parametrize(
    ("stated_on", "on", "known"),
    [("2021", "2020-12-31", False), ("2021", "2021-01-01", True), ("2021-05", "2021-04-30", False)],
)
def test_imprecise_source_counts_from_its_first_day(stated_on, on, known):
    project = factories.make_project()
    factories.make_milestone(project, original_target=date("2022-03"), stated_on=date(stated_on))
    assert (record(project, on) is not None) == known


def test_actual_date_is_not_known_before_it_began():
    project = factories.make_project()
    factories.make_milestone(project, actual=date("2021-04-28"), stated_on=date("2021"))
    states = [record(project, on).milestones[0].verdict.state for on in ("2021-04-27", "2021-04-28")]
    assert states == [State.UNKNOWN, State.MET]


def test_later_record_of_an_older_source_does_not_turn_time_back():
    """What was recorded later replaces what was recorded before, and not from an earlier day than that."""
    user = factories.make_staff()
    project = factories.make_project(published_at=LONG_AGO)
    milestone = factories.make_milestone(project, original_target=date("2023-01"), stated_on=date("2021-06"))
    with day("2022-03-15"):
        words = {"milestone": milestone, "date_kind": "current_target", "user": user} | REASON
        actions.change_date(new=date("2023-03"), stated_on=date("2022-03"), **words)
        actions.change_date(new=date("2023-05"), stated_on=date("2022-01"), **words)
    expected = [record(project, on).milestones[0].dates.current for on in ("2022-02-28", "2022-03-01")]
    assert expected == [None, date("2023-05")]


def test_confirmation_before_the_first_record_is_still_known():
    user = factories.make_staff()
    project = factories.make_project(last_confirmed_on=date("2021-05"))
    with day("2022-03-15"):
        actions.confirm(project=project, user=user)
    days = ("2021-04-30", "2021-05-01", "2022-03-14", "2022-03-15")
    found = [record(project, on) for on in days]
    assert [each and str(each.last_confirmed_on.isoformat()) for each in found] == [
        None,
        "2021-05",
        "2021-05",
        "2022-03-15",
    ]


def test_stage_of_an_older_source_found_later_does_not_turn_the_record_back():
    project = factories.make_project()
    with day("2022-03-15"):
        for stage, said in (("under_construction", "2021-06"), ("signed", "2020-06")):
            actions.enter_stage(project=project, stage=stage, stated_on=date(said), user=None)
    stages = [record(project, on).stage for on in ("2020-06-01", "2021-05-31", "2021-06-01")]
    assert stages == ["signed", "signed", "under_construction"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"stated_on": PartialDate.parse("2022-04")}, "stated_on"),
        ({"stated_on": PartialDate.parse("2022-03"), "entered_on": PartialDate.parse("2022-03-16")}, "entered_on"),
    ],
)
def test_stage_of_a_day_ahead_is_refused(words, field):
    project = factories.make_project()
    with day("2022-03-15"), pytest.raises(ValidationError) as caught:
        actions.enter_stage(project=project, stage="signed", user=None, **words)
    assert list(caught.value.message_dict) == [field]
    assert project.stage_entries.count() == 0


def test_final_is_the_milestone_awaited_longest():
    project = factories.make_project()
    factories.make_milestone(
        project, original_target=date("2021"), actual=date("2021"), is_final=True, stated_on=date("2021")
    )
    late = factories.make_milestone(project, original_target=date("2024"), is_final=True, stated_on=date("2021"))
    factories.make_milestone(project, original_target=date("2023"), is_final=True, stated_on=date("2021"))
    factories.make_milestone(project, original_target=date("2029"), stated_on=date("2021"))
    assert record(project, "2022-01-01").final.milestone == late


def test_thresholds_reach_the_light():
    project = factories.make_project(last_confirmed_on=date("2022-01-01"))
    factories.make_milestone(project, original_target=date("2023"), stated_on=date("2021"))
    reasons = [record(project, "2022-03-15", Thresholds(ageing=days)).shown.reason for days in (72, 73)]
    assert reasons == [Reason.STALE, Reason.ON_PLAN]


@pytest.mark.anywhere
def test_records_cost_the_same_for_one_project_and_for_thirty(django_assert_num_queries):
    source = factories.make_source()

    def make():
        project = factories.make_project(industries=[factories.make_industry()])
        factories.make_date_change(factories.make_milestone(project, source=source), source=source)
        factories.make_stage_entry(project, source=source)
        factories.make_amount(project, source=source)

    def load():
        rows = Project.objects.live().with_card().with_record()
        return [record_of(project, on=dt.date(2026, 1, 1), limits=LIMITS) for project in rows]

    make()
    with CaptureQueriesContext(connection) as few:
        load()
    for _ in range(29):
        make()
    with django_assert_num_queries(len(few)):
        assert len(load()) == 30
