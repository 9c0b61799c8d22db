"""How many public projects show which light and are at which stage, how many were moved, and by how much: for the first
page, the list and the page on the lights. One pass over all records, kept until something is recorded.
"""

import datetime as dt
import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from statistics import median_low

from django.core.cache import cache
from django.db.models import Count, Max

from .choices import MilestoneKind, Stage
from .models import Confirmation, DateChange, Milestone, Project, StageEntry, StatusChange
from .record import ProjectRecord, record_of
from .rules import RULES_VERSION
from .rules.lights import Light
from .rules.thresholds import Thresholds

CHUNK = 500  # projects that are in memory at once
KEPT = 24 * 60 * 60  # seconds
_APPENDED = (Milestone, DateChange, StageEntry, StatusChange, Confirmation)


@dataclass(frozen=True)
class LightCounts:
    """The counts of one day."""

    on: dt.date
    by_light: dict[str, int]
    """All lights by name, in their order."""
    by_reason: dict[str, int]
    """Only reasons that occur."""
    moved: int = 0
    """Projects with a target that was moved."""
    median_days: int | None = None
    """Of the moved ones: at least so many days later than first promised in the median; negative is earlier."""
    silent: int = 0
    """Public projects of which nothing had been said by then; they are in no other count."""
    by_stage: dict[str, int] = field(default_factory=dict)
    """All stages in their order, last those of which no source says the stage ("")."""
    by_start: dict[int, int] = field(default_factory=dict)
    """Projects by the year in which they were actually begun, from the first to the last such year."""
    promised: int = 0
    """Projects with a target;"""
    due: int = 0
    """those of them with one that has passed with nothing reported."""
    due_years: tuple[int, ...] = ()
    """The years in which such targets ended, each once."""
    priced: int = 0
    """Projects whose planned total is known, whatever the day, silent ones included."""

    @property
    def total(self) -> int:
        return sum(self.by_light.values())

    @property
    def started(self) -> int:
        """Projects of which a source says when they were begun."""
        return sum(self.by_start.values())

    @property
    def earlier_days(self) -> int:
        """How many days earlier at most, where the median is negative."""
        return max(0, -(self.median_days or 0))


def light_counts(*, on: dt.date, limits: Thresholds) -> LightCounts:
    """The counts for the day ``on``, as cached while nothing was recorded since.

    Cost: six queries that read no project rows but ask for counts and maxima decide whether the cached answer holds.
    Else every public project is judged once, in chunks of ``CHUNK`` with a constant number of queries, so that memory
    does not grow with the number of projects. A project with ten milestones, each moved once, takes some four
    milliseconds: 300 of them about a second, once after each change of the record.
    """
    key = _key(on, limits)
    counts = cache.get(key)
    if counts is None:
        counts = _count(_records(on, limits), on)
        cache.set(key, counts, KEPT)
    return counts


def _records(on, limits):
    projects = Project.objects.live().with_record().order_by("pk")
    for project in projects.iterator(chunk_size=CHUNK):
        yield project, record_of(project, on=on, limits=limits)


def _count(records, on) -> LightCounts:
    lights, reasons, stages, starts, slips = Counter(), Counter(), Counter(), Counter(), []
    moved = silent = promised = due = priced = 0
    due_years = set()
    for project, record in records:
        priced += project.planned_investment is not None
        if record is None:
            silent += 1
            continue
        lights[record.shown.light.value] += 1
        reasons[record.shown.reason.value] += 1
        stages[record.stage] += 1
        promised += any(m.dates.target for m in record.milestones)
        due += bool(record.missed)
        due_years |= {m.dates.target.end.year for m in record.missed}
        if year := _start_year(record):
            starts[year] += 1
        if record.moves:
            moved += 1
            slips += [days for days in [_slip_days(record)] if days is not None]
    return LightCounts(
        on=on,
        by_light={light.value: lights[light.value] for light in Light},
        by_reason=dict(reasons),
        moved=moved,
        median_days=median_low(slips) if slips else None,
        silent=silent,
        by_stage={stage: stages[stage] for stage in (*filter(None, Stage.values), "")},
        by_start={year: starts[year] for year in range(min(starts), max(starts) + 1)} if starts else {},
        promised=promised,
        due=due,
        due_years=tuple(sorted(due_years)),
        priced=priced,
    )


def _slip_days(record: ProjectRecord) -> int | None:
    """By how many days at least the final milestone is later than first promised; of the one that slipped most where
    the final one is not known."""
    if record.final and record.final.verdict.slip:
        return record.final.verdict.slip.least_days
    return max((m.verdict.slip.least_days for m in record.milestones if m.verdict.slip), default=None)


def _start_year(record: ProjectRecord) -> int | None:
    """The year in which the project was begun, by the same rule as the prepared column ``started_on``."""
    starts = [m.dates.actual for m in record.milestones if m.milestone.kind == MilestoneKind.CONSTRUCTION_START]
    begun = min(filter(None, starts), default=None)
    return begun.start.year if begun else None


def _key(on, limits) -> str:
    """Changes with whatever the counts depend on: the day, the rules, and the latest change of what they read."""
    public = Project.objects.live().aggregate(Count("pk"), Max("updated_at"))
    newest = [model.objects.aggregate(newest=Max("pk"))["newest"] for model in _APPENDED]
    numbers = sorted(limits.holidays), replace(limits, holidays=frozenset())  # a set has no order of its own
    parts = (on, RULES_VERSION, numbers, sorted(public.items()), newest)
    return f"projects.counts.{hashlib.sha256(repr(parts).encode()).hexdigest()}"
