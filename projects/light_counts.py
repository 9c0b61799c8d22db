"""How many public projects show which light, how many were moved, and by how much: for the page on the lights and the
first page.
"""

import datetime as dt
import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from statistics import median_low

from django.core.cache import cache
from django.db.models import Count, Max

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

    @property
    def total(self) -> int:
        return sum(self.by_light.values())

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
        yield record_of(project, on=on, limits=limits)


def _count(records, on) -> LightCounts:
    lights, reasons, slips, moved, silent = Counter(), Counter(), [], 0, 0
    for record in records:
        if record is None:
            silent += 1
            continue
        lights[record.shown.light.value] += 1
        reasons[record.shown.reason.value] += 1
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
    )


def _slip_days(record: ProjectRecord) -> int | None:
    """By how many days at least the final milestone is later than first promised; of the one that slipped most where
    the final one is not known."""
    if record.final and record.final.verdict.slip:
        return record.final.verdict.slip.least_days
    return max((m.verdict.slip.least_days for m in record.milestones if m.verdict.slip), default=None)


def _key(on, limits) -> str:
    """Changes with whatever the counts depend on: the day, the rules, and the latest change of what they read."""
    public = Project.objects.live().aggregate(Count("pk"), Max("updated_at"))
    newest = [model.objects.aggregate(newest=Max("pk"))["newest"] for model in _APPENDED]
    numbers = sorted(limits.holidays), replace(limits, holidays=frozenset())  # a set has no order of its own
    parts = (on, RULES_VERSION, numbers, sorted(public.items()), newest)
    return f"projects.light_counts.{hashlib.sha256(repr(parts).encode()).hexdigest()}"
