"""Which observations speak for the whole zone: chosen in one pass, kept until something is recorded.

The choice is kept as keys of rows, and the rows are asked for anew, so that what was withdrawn since is not shown.
"""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, F, Max, Window
from django.db.models.functions import RowNumber

from .choices import Nature
from .models import Observation, Project

UNITS = 2
"""Charts: metrics of one unit share one."""
BARS = 8
"""Subjects (a project, a metric and a scope) of each chart; those with the largest values."""
FIGURES = 4
"""Metrics of which nobody says what was reached: the largest plan of each."""
KEPT = 24 * 60 * 60  # seconds
_READ = 24
"""The largest values of each metric that one choice looks at."""


@dataclass(frozen=True)
class ZoneCapacity:
    """What is planned and reached in the zone."""

    compared: list[Observation]
    """Observations of metrics that were both planned and reached somewhere;"""
    planned: list[Observation]
    """one of each metric that was only planned."""


def zone_capacity() -> ZoneCapacity:
    """The observations to show: four queries, once after each change two more that read all observations."""
    key = _key()
    chosen = cache.get(key)
    if chosen is None:
        chosen = _choose()
        cache.set(key, chosen, KEPT)
    compared, planned = chosen
    rows = Observation.objects.filter(pk__in=[*compared, *planned], project__in=Project.objects.live())
    rows = {
        row.pk: row for row in rows.select_related("project", "metric", "source").prefetch_related("project__phases")
    }
    return ZoneCapacity(*([rows[pk] for pk in pks if pk in rows] for pks in (compared, planned)))


def _choose() -> tuple[list[int], list[int]]:
    public = Observation.objects.filter(project__in=Project.objects.live())
    natures: dict[int, set] = {}
    for metric, nature in public.order_by().values_list("metric", "nature").distinct():
        natures.setdefault(metric, set()).add(nature)
    rank = Window(RowNumber(), partition_by="metric", order_by=[F("value").desc(), "pk"])
    rows = public.annotate(rank=rank).filter(rank__lte=_READ).order_by("metric__position", "metric__slug", "rank")
    charts: dict[str, dict[tuple, list[int]]] = {}
    planned: dict[int, int] = {}
    sizes = {}
    names = ("pk", "value", "project", "metric", "metric__unit", "label")
    for pk, value, project, metric, unit, label in rows.values_list(*names):
        sizes[pk] = value
        if len(natures[metric]) == len(Nature):
            charts.setdefault(unit, {}).setdefault((project, metric, label), []).append(pk)
        elif Nature.PLANNED in natures[metric]:
            planned.setdefault(metric, pk)
    compared = []
    for subjects in list(charts.values())[:UNITS]:
        by_size = sorted(subjects.values(), key=lambda pks: -max(sizes[pk] for pk in pks))
        compared += [pk for pks in by_size[:BARS] for pk in pks]
    return compared, list(planned.values())[:FIGURES]


def _key() -> str:
    """Changes with the projects that are public and with each row that is added; a row is changed with its project."""
    public = Project.objects.live().aggregate(Count("pk"), Max("updated_at"))
    newest = Observation.objects.aggregate(newest=Max("pk"))["newest"]
    return f"projects.capacity.{hashlib.sha256(repr((sorted(public.items()), newest)).encode()).hexdigest()}"
