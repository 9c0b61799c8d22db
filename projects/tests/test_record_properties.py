"""What holds after any sequence of permitted actions: nothing is lost, nothing is moved unseen, nothing is invented."""

import datetime as dt
import inspect
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core.partial_dates import PartialDate, Precision
from projects import actions
from projects.choices import ChangeKind, DateKind, ReasonCode, Stage
from projects.models import (
    Baseline,
    Confirmation,
    DateChange,
    DateChangeRequest,
    Milestone,
    Project,
    StageEntry,
    StatusChange,
)
from projects.record import record_of
from projects.rules.slip import slip_between
from projects.rules.thresholds import Thresholds
from tests import factories

from .days import LONG_AGO, day

LIMITS = Thresholds()
FIRST_DAY = dt.date(2022, 1, 3)
RECORDS = (Baseline, Confirmation, DateChange, DateChangeRequest, StageEntry, StatusChange)
DECISION = {"decision", "decided_by_id", "decided_at"}

partial_dates = st.builds(
    lambda day, precision: PartialDate(precision.floor(day), precision),
    st.dates(dt.date(2021, 6, 1), dt.date(2024, 12, 31)),
    st.sampled_from(Precision),
)
reasons = st.sampled_from(ReasonCode.values)
which = st.integers(0, 2)


class Told(RuleBasedStateMachine):
    """One public project with three milestones, at which people do whatever comes to mind, day after day.

    Each rule tries an action. A refusal must leave nothing behind; what is accepted must add its rows and change none.
    """

    @initialize(dates=st.lists(partial_dates, min_size=3, max_size=3), final=which)
    def start(self, dates, final):
        self.today = FIRST_DAY
        self.typed = set()
        self.seen = {model: {} for model in RECORDS}
        self.project = factories.make_project(published_at=LONG_AGO)
        self.milestones = [
            factories.make_milestone(
                self.project,
                original_target=self.type(date) if number < 2 else None,
                is_final=number == final,
                stated_on=self.type(PartialDate(self.today)),
            )
            for number, date in enumerate(dates)
        ]
        self.people = [factories.make_staff(), factories.make_staff()]
        self.source = factories.make_source()
        self.promised = {milestone.pk: milestone.original_target for milestone in self.milestones}
        with day(self.today.isoformat()):
            actions.refresh_list_columns(project=self.project)

    def type(self, date):
        """``date``, remembered as one that a person typed."""
        self.typed.add(date)
        return date

    def attempt(self, action, adds, **words):
        """Run the action as the first person. ``adds`` are the models of which it may add rows when it is accepted."""
        before, columns = self.rows(), self.columns()
        self.typed.add(PartialDate(self.today))  # the day on which somebody said it, where no other is given
        try:
            with day(self.today.isoformat()):
                result = action(**{"user": self.people[0]} | words)
        except ValidationError:
            assert (self.rows(), self.columns()) == (before, columns), "a refusal left something behind"
            return None
        added = {model for model in RECORDS if self.rows()[model].keys() - before[model].keys()}
        assert added <= set(adds)
        assert bool(added) == (result is not None)
        return result

    def rows(self):
        """Every record of the project by key."""
        owner = {DateChange: "milestone__project", DateChangeRequest: "milestone__project"}
        return {
            model: {
                row["id"]: row for row in model.objects.filter(**{owner.get(model, "project"): self.project}).values()
            }
            for model in RECORDS
        }

    def columns(self):
        """The present values that stand beside the records, and what lists sort by."""
        milestones = Milestone.objects.filter(project=self.project).order_by("pk").values(*DateKind)
        names = ("stage", "status", "last_confirmed_on", "due_on", "started_on")
        return [Project.objects.filter(pk=self.project.pk).values(*names).get(), *milestones]

    # --- What people do ---

    @rule(days=st.integers(1, 120))
    def wait(self, days):
        self.today += dt.timedelta(days=days)

    @rule(number=which, date_kind=st.sampled_from(DateKind), new=st.none() | partial_dates, reason=reasons)
    def change(self, number, date_kind, new, reason):
        self.attempt(
            actions.change_date,
            [DateChange, DateChangeRequest],
            milestone=self.milestones[number],
            date_kind=date_kind,
            new=self.type(new),
            reason_code=reason,
            justification="有理由。",
            source=self.source,
        )

    @rule(number=which, ahead=st.integers(0, 500), precision=st.sampled_from(Precision), said=st.integers(0, 60))
    def move(self, number, ahead, precision, said):
        """A target or alternative date that lies ahead, whichever the rules let move; its source may be older."""
        new = PartialDate(precision.floor(self.today + dt.timedelta(days=ahead)), precision)
        for date_kind in (DateKind.CURRENT_TARGET, DateKind.ALTERNATIVE_DATE):
            self.attempt(
                actions.change_date,
                [DateChange, DateChangeRequest],
                milestone=self.milestones[number],
                date_kind=date_kind,
                new=self.type(new),
                reason_code="supply",
                justification="设备晚到。",
                stated_on=self.type(PartialDate(self.today - dt.timedelta(days=said))),
            )

    @rule(number=which, ago=st.integers(0, 60), precision=st.sampled_from(Precision))
    def report(self, number, ago, precision):
        self.attempt(
            actions.change_date,
            [DateChange],
            milestone=self.milestones[number],
            date_kind=DateKind.ACTUAL,
            new=self.type(PartialDate(precision.floor(self.today - dt.timedelta(days=ago)), precision)),
            source=self.source,
        )

    @rule(number=which, date_kind=st.sampled_from(DateKind), new=st.none() | partial_dates)
    def correct(self, number, date_kind, new):
        self.attempt(
            actions.correct_date,
            [DateChange],
            milestone=self.milestones[number],
            date_kind=date_kind,
            new=self.type(new),
            justification="录错了。",
        )

    @rule(new=st.lists(st.none() | partial_dates, min_size=3, max_size=3), reason=reasons)
    def replan(self, new, reason):
        self.attempt(
            actions.rebaseline,
            [Baseline, DateChange],
            project=self.project,
            targets=dict(zip(self.milestones, map(self.type, new), strict=True)),
            document=self.source,
            justification="重新排了工期。",
            reason_code=reason,
        )

    @rule(action=st.sampled_from([actions.approve_change, actions.reject_change]))
    def decide(self, action):
        waiting = DateChangeRequest.objects.filter(milestone__project=self.project, decision="").first()
        if waiting:
            self.attempt_decision(action, waiting)

    def attempt_decision(self, action, waiting):
        before, columns = self.rows(), self.columns()
        try:
            with day(self.today.isoformat()):
                action(request=waiting, user=self.people[1])
        except ValidationError:
            assert (self.rows(), self.columns()) == (before, columns), "a refusal left something behind"

    @rule(days=st.integers(0, 100))
    def pause(self, days):
        self.attempt(
            actions.pause,
            [StatusChange],
            project=self.project,
            reason_code="land",
            summary="等手续。",
            review_due=self.today + dt.timedelta(days=days),
        )

    @rule(new=st.lists(partial_dates, min_size=3, max_size=3))
    def resume(self, new):
        self.attempt(
            actions.resume,
            [StatusChange, DateChange],
            project=self.project,
            targets=dict(zip(self.milestones, map(self.type, new), strict=True)),
            summary="手续齐了。",
        )

    @rule(ago=st.integers(0, 200))
    def cancel(self, ago):
        if ago == 0:  # seldom, since little can follow
            self.attempt(actions.cancel, [StatusChange], project=self.project, reason="投资方退出。")

    @rule()
    def complete(self):
        self.attempt(actions.complete, [StatusChange], project=self.project)

    @rule(ago=st.integers(-5, 300), precision=st.sampled_from(Precision))
    def confirm(self, ago, precision):
        said = PartialDate(precision.floor(self.today - dt.timedelta(days=ago)), precision)
        self.attempt(actions.confirm, [Confirmation], project=self.project, stated_on=self.type(said))

    @rule(stage=st.sampled_from([stage for stage in Stage if stage]), said=partial_dates, entered=partial_dates)
    def enter_stage(self, stage, said, entered):
        self.attempt(
            actions.enter_stage,
            [StageEntry],
            project=self.project,
            stage=stage,
            stated_on=self.type(said),
            entered_on=self.type(entered),
        )

    # --- What holds ---

    @invariant()
    def record_holds(self):
        if not hasattr(self, "project"):  # before the start
            return
        project = Project.objects.with_card().with_record().get(pk=self.project.pk)
        found = record_of(project, on=self.today, limits=LIMITS)
        self.check_that_as_of_today_is_the_live_page(project, found)
        self.check_that_no_record_is_lost(self.rows())
        self.check_that_the_first_promise_moves_by_a_recorded_correction_alone(project)
        self.check_that_slip_is_counted_from_the_first_promise(found)
        self.check_that_no_precision_is_invented()
        self.check_that_no_day_sees_what_was_said_later(record_of(project, on=FIRST_DAY, limits=LIMITS))

    def check_that_as_of_today_is_the_live_page(self, project, found):
        assert (found.stage, found.status, found.last_confirmed_on) == (
            project.stage,
            project.status,
            project.last_confirmed_on,
        )
        assert [(each.dates, each.explanation) for each in found.milestones] == [
            (each.rule_dates, each.missed_explanation) for each in project.milestones.all()
        ]

    def check_that_no_record_is_lost(self, now):
        for model, rows in now.items():
            for key, before in self.seen[model].items():
                fixed = before.keys() - (set() if before.get("decision", "x") else DECISION)
                assert {name: rows[key][name] for name in fixed} == {name: before[name] for name in fixed}
        self.seen = now

    def check_that_the_first_promise_moves_by_a_recorded_correction_alone(self, project):
        for milestone in project.milestones.all():
            promised = self.promised[milestone.pk]
            changes = [each for each in milestone.date_changes.all() if each.date_kind == DateKind.ORIGINAL_TARGET]
            for change in sorted(changes, key=lambda change: change.pk):
                allowed = [ChangeKind.CORRECTION] if promised else [ChangeKind.FIRST, ChangeKind.CORRECTION]
                assert (change.old, change.kind in allowed) == (promised, True)
                promised = change.new
            assert milestone.original_target == promised

    def check_that_slip_is_counted_from_the_first_promise(self, found):
        for each in found.milestones:
            row = each.milestone
            reached = row.actual or row.rule_dates.expected
            expected = slip_between(row.original_target, reached) if row.original_target and reached else None
            assert each.verdict.slip == expected

    def check_that_no_precision_is_invented(self):
        rows = [row for rows in self.seen.values() for row in rows.values()] + self.columns()
        assert {value for row in rows for value in row.values() if isinstance(value, PartialDate)} <= self.typed

    def check_that_no_day_sees_what_was_said_later(self, found):
        said = [change.stated_on.start for each in found.milestones for change in each.changes]
        said += [found.status_change.stated_on.start] if found.status_change else []
        assert [start for start in said if start > found.on] == []


@pytest.mark.django_db
def test_record_holds_whatever_people_do():
    # Many on SQLite, to come upon what is wrong in the rules; on PostgreSQL a few, to see each of them work there.
    examples = 15 if connection.vendor == "sqlite" else 5
    run_state_machine_as_test(Told, settings=settings(max_examples=examples, stateful_step_count=20, deadline=None))


def test_machine_tries_every_writer():
    """Whoever adds a writer has to add it to what people do above."""
    tried = set(re.findall(r"actions\.(\w+)", inspect.getsource(Told)))
    assert tried == set(actions.__all__) - {"write_stage", "refresh_columns_of"}
