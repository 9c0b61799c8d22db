"""What a drawing says of a project: what was promised above, what is known below, and where nobody has said anything.

Dates in, dates out; no pixels (those are ``layout``'s) and no database beyond what a ``ProjectRecord`` holds.
Nothing is invented: what a source dates to a year fills that year, to a month that month; a start that no source gives
is open; and what lies after the last confirmation is silence.
"""

import datetime as dt
from dataclasses import dataclass, replace

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.partial_dates import PartialDate

from ..choices import Stage, Status
from ..record import MilestoneRecord, ProjectRecord
from ..rules.lights import Reason
from ..rules.statements import Statement
from ..rules.verdicts import State
from ..step_words import date_words

EARLY = (Stage.NEGOTIATION, Stage.SIGNED, Stage.APPROVED)
BUILDING = (Stage.UNDER_CONSTRUCTION,)
NEEDS_NO_NEWS = (Reason.FINISHED, Reason.NOT_COMPARABLE, Reason.CANCELLED)
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """A stretch of time from the first day ``start`` to the last day ``end``.

    ``kind`` is one of promise, moved (the promise as it was put off), early, building, done, closed, unstated (known to
    exist, stage not said) and silence.
    """

    kind: str
    start: dt.date
    end: dt.date
    words: str = ""


@dataclass(frozen=True)
class Mark:
    """A milestone's date. ``kind`` is met, planned, due (passed, nothing reported) or former (a target given up)."""

    kind: str
    date: PartialDate
    words: str

    @property
    def is_fact(self) -> bool:
        return self.kind == "met"

    @property
    def key(self) -> tuple[str, PartialDate]:
        """What tells it from the other marks of its strip."""
        return self.kind, self.date


@dataclass(frozen=True)
class Strip:
    """The two lanes of a project or of one of its phases."""

    name: str
    """Name of the phase; empty for the whole project."""
    promise: tuple[Span, ...]
    marks: tuple[Mark, ...]
    fact: tuple[Span, ...]
    open_start: bool
    """Whether no source says when the first known stage began."""
    target: Mark | None
    """The target that the strip's words are about."""
    words: str
    """What was promised, now expected and met, with the precision of the sources; empty when nothing was."""
    brief: str = ""
    """The same without the steps' names, and whether the target has passed."""
    days_overdue: int = 0

    @property
    def days(self) -> list[dt.date]:
        """The first and last days of all that is drawn."""
        spans = [day for span in (*self.promise, *self.fact) for day in (span.start, span.end)]
        return spans + [day for mark in self.marks for day in (mark.date.start, mark.date.end)]


def own_strip(record: ProjectRecord) -> Strip:
    """The project as a whole; of its phases nothing is read."""
    return _strip(record, 0, "")


def strips_of(record: ProjectRecord) -> list[Strip]:
    """The whole project first, then each phase of which something was said by the record's day."""
    phases = list(record.project.phases.all())
    strips = [own_strip(record)]
    strips += [_strip(record, phase.number, str(phase)) for phase in phases]
    return [strip for strip in strips if not strip.name or strip.fact or strip.marks]


def known_entries(record: ProjectRecord, number: int) -> list:
    """The stage entries of a phase (0 is the project) made by the record's day, in the order of saying."""
    said = [
        Statement(None, entry, entry.stated_on, entry.recorded_at, (entry.entered_on or entry.stated_on).start)
        for entry in record.project.stage_entries.all()
        if entry.phase_number == number
    ]
    said = sorted((s for s in said if s.known_from <= record.on), key=lambda s: (s.known_from, s.recorded_at))
    return [statement.value for statement in said]


def key_milestone(record: ProjectRecord, number: int = 0) -> MilestoneRecord | None:
    """The milestone that a phase (0 is the project) is held to: its final one, else the latest with a target."""
    if number == 0 and record.final and record.final.dates.expected:
        return record.final
    promised = [m for m in record.of_phase(number) if m.dates.expected and m.verdict.state is not State.NOT_APPLICABLE]
    final = [m for m in promised if m.milestone.is_final]
    return max(final or promised, key=lambda m: m.dates.expected.end, default=None)


def target_words(dates) -> str:
    """A milestone's dates that still mean something, each with its word and its true precision."""
    current = dates.current if dates.current != dates.original else None
    alternative = None if dates.actual else dates.alternative
    return _("，").join(date_words(replace(dates, current=current, alternative=alternative)))


def stage_words(record: ProjectRecord) -> str:
    """The stage and, where the project does not run, its status."""
    stage = str(Stage(record.stage).label) if record.stage else pgettext("heading", "阶段未说明")
    halted = record.status in (Status.PAUSED, Status.CANCELLED)
    return f"{stage} · {Status(record.status).label}" if halted else stage


def _strip(record, number, name) -> Strip:
    milestones = [m for m in record.of_phase(number) if m.verdict.state is not State.NOT_APPLICABLE]
    key = key_milestone(record, number)
    fact, is_open = _fact(record, number)
    marks = _marks(milestones)
    words, brief, target = "", "", None
    if key:
        together = _("、").join(m.milestone.title for m in milestones if m.dates == key.dates)
        dates, is_due = target_words(key.dates), key.verdict.state is State.MISSED
        words = capfirst(_("%(dates)s，%(steps)s") % {"dates": dates, "steps": together})
        brief = capfirst(_("%(dates)s，到期未报") % {"dates": dates} if is_due else dates)
        kind = "met" if key.dates.actual else "due" if is_due else "planned"
        target = Mark(kind, key.dates.actual or key.dates.expected, words)
    return Strip(
        name=name,
        promise=_promise(key, milestones) if key else (),
        marks=marks,
        fact=fact,
        open_start=is_open,
        target=target,
        words=words,
        brief=brief,
        days_overdue=key.verdict.days_overdue if key else 0,
    )


def _promise(key, milestones) -> tuple[Span, ...]:
    """The dashed stretch up to the first target, and from there to where it was put off.

    It begins with the earliest dated step before the target; without one it has no beginning and is not drawn.
    """
    dates, spans = key.dates, []
    first = dates.original or dates.expected
    others = [m.dates.actual or m.dates.original for m in milestones if m is not key]
    before = [date.start for date in others if date and date.start < first.start]
    if before:
        spans.append(Span("promise", min(before), first.end))
    if dates.expected.end > first.end:
        spans.append(Span("moved", first.end + ONE_DAY, dates.expected.end))
    return tuple(spans)


def _marks(milestones) -> tuple[Mark, ...]:
    titles: dict[tuple[str, PartialDate], list[str]] = {}
    for record in milestones:
        dates, title = record.dates, record.milestone.title
        reached = dates.actual or dates.expected
        if reached is None:
            continue
        kind = "met" if dates.actual else "due" if record.verdict.state is State.MISSED else "planned"
        titles.setdefault((kind, reached), []).append(title)
        for former in {dates.original, dates.target} - {None, reached}:
            titles.setdefault(("former", former), []).append(title)
    order = ["former", "met", "planned", "due"]
    marks = []
    for (kind, date), names in titles.items():
        words = _("%(date)s%(steps)s") % {"date": date, "steps": _("、").join(names)}
        marks.append(Mark(kind, date, capfirst(words)))
    return tuple(sorted(marks, key=lambda mark: (order.index(mark.kind), mark.date.sort_key)))


def _fact(record, number) -> tuple[tuple[Span, ...], bool]:
    """The stages known, each as far as it is known, with silence between and after; and whether the start is open."""
    entries, on = known_entries(record, number), record.on
    confirmed = record.last_confirmed_on
    if not entries:
        if number or confirmed is None:
            return (), False
        known = Span("unstated", confirmed.start, min(confirmed.end, on), pgettext("heading", "阶段未说明"))
        return _with_silence([known], record), True
    # (first day, whether a source gives it, entry). A later word on an earlier day replaces what it precedes.
    steps = []
    for entry in entries:
        start = (entry.entered_on or entry.stated_on).start
        steps = [step for step in steps if step[0] < start]
        if not (steps and steps[-1][2].stage == entry.stage and not entry.entered_on):
            steps.append((start, entry.entered_on is not None, entry))
    heard = _heard(record, entries)
    spans = []
    for (start, _is_given, entry), after in zip(steps, [*steps[1:], None], strict=True):
        limit = after[0] - ONE_DAY if after else on
        own = [date.end for date in (entry.stated_on, entry.entered_on) if date]
        last = max([*own, *(day for day in heard if day <= limit)])
        end = limit if after and after[1] else min(last, limit)
        spans.append(Span(_kind(entry.stage), start, end, str(Stage(entry.stage).label)))
    return _with_silence(spans, record), not steps[0][1]


def _heard(record, entries) -> list[dt.date]:
    """The last days of all periods for which somebody vouched, by the record's day."""
    said = [entry.stated_on for entry in entries] + [entry.entered_on for entry in entries if entry.entered_on]
    said += [confirmation.stated_on for confirmation in record.project.confirmations.all()]
    said += [record.last_confirmed_on] if record.last_confirmed_on else []
    return [min(date.end, record.on) for date in said if date.start <= record.on]


def _with_silence(spans, record) -> tuple[Span, ...]:
    drawn = []
    for span in spans:
        if drawn and span.start > drawn[-1].end + ONE_DAY:
            drawn.append(Span("silence", drawn[-1].end + ONE_DAY, span.start - ONE_DAY))
        drawn.append(span)
    last = drawn[-1]
    if last.end < record.on and last.kind != "closed" and record.shown.reason not in NEEDS_NO_NEWS:
        drawn.append(Span("silence", last.end + ONE_DAY, record.on))
    return tuple(drawn)


def _kind(stage) -> str:
    if stage in EARLY:
        return "early"
    if stage in BUILDING:
        return "building"
    return "closed" if stage == Stage.CLOSED else "done"
