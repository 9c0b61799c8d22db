"""A project as it stood on a day: what had been said by then, and what the rules make of it.

Computed from the append-only rows alone, for today as for any other day, so that today's page and the page as of today
are the same thing. Reads nothing but what ``ProjectQuerySet.with_record()`` has brought along, and writes nothing.
"""

import datetime as dt
from dataclasses import dataclass

from core.partial_dates import PartialDate

from .choices import RUNNING, ChangeKind, DateKind
from .models import Milestone, Project
from .rules.freshness import Freshness, freshness
from .rules.lights import Shown, light
from .rules.statements import Statement, fold
from .rules.thresholds import Thresholds
from .rules.verdicts import Dates, State, Verdict, judge


@dataclass(frozen=True)
class MilestoneRecord:
    """A milestone as it stood: its dates then, what they meant, and the changes known by then."""

    milestone: Milestone
    dates: Dates
    verdict: Verdict
    changes: tuple
    explanation: str
    """Why the target was missed, as far as anybody had said."""

    @property
    def day(self) -> dt.date | None:
        """The last day of what is known or expected, for ordering."""
        known = self.dates.actual or self.dates.expected
        return known.end if known else None

    @property
    def moves(self) -> int:
        """How often the target was moved; reports, first statements, corrections and withdrawals are no moves."""
        counted = (ChangeKind.EXTENSION, ChangeKind.ACCELERATION, ChangeKind.REBASELINE, ChangeKind.ALTERNATIVE)
        return sum(change.kind in counted and change.new is not None for change in self.changes)


@dataclass(frozen=True)
class ProjectRecord:
    """A project as it stood on the day ``on``."""

    project: Project
    on: dt.date
    stage: str
    stage_entry: object
    """The row that said the stage; None when nobody had."""
    status: str
    status_change: object
    """The row that gave the status; None when it was never changed by then."""
    milestones: tuple[MilestoneRecord, ...]
    last_confirmed_on: PartialDate | None
    freshness: Freshness
    final: MilestoneRecord | None
    shown: Shown

    @property
    def is_silent(self) -> bool:
        """Whether nobody had said anything of the project by then."""
        return not (self.milestones or self.stage_entry or self.last_confirmed_on)

    @property
    def missed(self) -> list[MilestoneRecord]:
        """The missed milestones, the longest overdue first."""
        missed = [m for m in self.milestones if m.verdict.state is State.MISSED]
        return sorted(missed, key=lambda m: -m.verdict.days_overdue)

    @property
    def moves(self) -> int:
        """How often a target of the project was moved."""
        return sum(milestone.moves for milestone in self.milestones)

    def of_phase(self, number: int) -> list[MilestoneRecord]:
        """The milestones of one phase; 0 is the whole project."""
        return [m for m in self.milestones if m.milestone.phase_number == number]


def record_of(project: Project, *, on: dt.date, limits: Thresholds) -> ProjectRecord | None:
    """``project`` as it stood on the day ``on``; None when nobody had said anything of it by then."""
    record = known_of(project, on=on, limits=limits)
    return None if record.is_silent else record


def known_of(project: Project, *, on: dt.date, limits: Thresholds) -> ProjectRecord:
    """The same, with an empty record when nobody had said anything: for pages that show the project all the same."""
    status, status_change = _status(project, on)
    running = status in RUNNING
    milestones = tuple(
        _milestone(milestone, on, running, limits)
        for milestone in project.milestones.all()
        if milestone.stated_on.start <= on
    )
    entry = stage_entry_of(project.stage_entries.all(), on=on)
    confirmed = _last_confirmed(project, on)
    age = freshness(confirmed, on=on, limits=limits)
    final = _final(milestones)
    shown = light(
        [m.verdict for m in milestones],
        final=final.verdict if final else None,
        freshness=age,
        status=status,
        limits=limits,
    )
    return ProjectRecord(
        project=project,
        on=on,
        stage=entry.stage if entry else "",
        stage_entry=entry,
        status=status,
        status_change=status_change,
        milestones=milestones,
        last_confirmed_on=confirmed,
        freshness=age,
        final=final,
        shown=shown,
    )


def stage_entry_of(entries, *, on: dt.date, phase_number: int = 0):
    """The entry that gives the stage of the project (or phase) on the day ``on``, or None."""
    statements = [_stage_statement(entry) for entry in entries if entry.phase_number == phase_number]
    return fold(statements, by=on).get("stage")


def stage_entries_by(entries, *, on: dt.date) -> list:
    """The entries of ``entries`` that had been said by the day ``on``, in their order."""
    return [entry for entry in entries if _stage_statement(entry).known_from <= on]


def _stage_statement(entry):
    return Statement("stage", entry, entry.stated_on, entry.recorded_at, _not_before(entry.entered_on))


def _milestone(milestone, on, running, limits) -> MilestoneRecord:
    changes = sorted(milestone.date_changes.all(), key=lambda change: (change.recorded_at, change.pk))
    known, values = [], {}
    for kind in DateKind:
        of_kind = [change for change in changes if change.date_kind == kind]
        first = of_kind[0].old if of_kind else getattr(milestone, kind)
        steps = [(milestone.stated_on, first, None), *((c.stated_on, c.new, c) for c in of_kind)]
        for change, value in _said_by(on, steps, is_actual=kind is DateKind.ACTUAL):
            values[kind] = value
            known += [change] if change else []
    dates = Dates(
        original=values.get(DateKind.ORIGINAL_TARGET),
        current=values.get(DateKind.CURRENT_TARGET),
        alternative=values.get(DateKind.ALTERNATIVE_DATE),
        actual=values.get(DateKind.ACTUAL),
        not_applicable=milestone.not_applicable,
    )
    known.sort(key=lambda change: (change.recorded_at, change.pk))
    explained = [change.justification for change in known if change.kind == ChangeKind.ALTERNATIVE]
    explanation = explained[-1] if explained else ("" if _was_explained(changes) else milestone.missed_explanation)
    verdict = judge(dates, on=on, running=running, holidays=limits.holidays)
    return MilestoneRecord(milestone, dates, verdict, tuple(known), explanation)


def _was_explained(changes):
    return any(change.kind == ChangeKind.ALTERNATIVE for change in changes)


def _said_by(on, steps, *, is_actual=False):
    """The steps (stated on, value, row) that had been said by ``on``, in the order in which they were recorded.

    A later record never counts from an earlier day than the one before it: it replaces that one.
    """
    earliest = dt.date.min
    for stated_on, value, row in steps:
        not_before = value.start if is_actual and value else dt.date.min
        earliest = max(earliest, stated_on.start, not_before)
        if earliest <= on:
            yield row, value


def _status(project, on) -> tuple[str, object]:
    """The status, and the change that gave it (None where nothing had changed it by then)."""
    changes = sorted(project.status_changes.all(), key=lambda change: (change.recorded_at, change.pk))
    status = changes[0].previous if changes else project.status
    said = _said_by(on, [(change.stated_on, change.status, change) for change in changes])
    return [(status, None), *((value, change) for change, value in said)][-1]


def _last_confirmed(project, on) -> PartialDate | None:
    records = sorted(project.confirmations.all(), key=lambda record: (record.recorded_at, record.pk))
    before = records[0].previous if records else project.last_confirmed_on
    said = [date for date in [before, *(record.stated_on for record in records)] if date and date.start <= on]
    return max(said, key=lambda date: date.end, default=None)


def _final(milestones) -> MilestoneRecord | None:
    """The final milestone; of several the one still awaited longest, or when all are met the one that slipped most."""
    finals = [m for m in milestones if m.milestone.is_final and m.verdict.state is not State.NOT_APPLICABLE]
    awaited = [m for m in finals if m.verdict.state is not State.MET]
    if awaited:
        return max(awaited, key=lambda m: m.day or dt.date.min)
    return max(finals, key=lambda m: m.verdict.slip.least_days if m.verdict.slip else -1, default=None)


def _not_before(entered_on):
    return entered_on.start if entered_on else dt.date.min
