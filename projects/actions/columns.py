"""The columns by which lists filter and sort, prepared where their rows are written."""

from collections import defaultdict

from django.db import transaction

from ..choices import AmountKind, MilestoneKind
from ..models import Amount, Milestone, Project

_COLUMNS = ["planned_investment", "planned_investment_qualifier", "started_on", "due_on"]


def refresh_list_columns(*, project):
    """Write the columns by which lists filter and sort, from the project's milestones and amounts.

    * ``planned_investment``: the planned total (元) of the whole project as stated last;
    * ``started_on``: the earliest actual start of construction;
    * ``due_on``: the target in force of the final milestone that has no actual date yet, the latest where several are
      final; an alternative date does not move it, as it does not undo that the target was missed.
    """
    refresh_columns_of([project])


@transaction.atomic
def refresh_columns_of(projects):
    """The same for many projects, with two queries and one statement for what has changed."""
    totals, milestones = {}, defaultdict(list)
    wanted = {"project__in": [project.pk for project in projects]}
    amounts = Amount.objects.filter(kind=AmountKind.PLANNED_TOTAL, phase_number=0, **wanted)
    for amount in amounts.order_by("as_of", "pk"):
        totals[amount.project_id] = amount  # the last one stays
    for milestone in Milestone.objects.filter(**wanted).order_by():
        milestones[milestone.project_id].append(milestone)
    for project in projects:
        _write_columns(project, totals.get(project.pk), milestones[project.pk])
    stored = Project.objects.in_bulk(wanted["project__in"])
    moved = [project for project in projects if _columns(project) != _columns(stored[project.pk])]
    Project.objects.bulk_update(moved, _COLUMNS, batch_size=200)


def _write_columns(project, total, milestones):
    starts = [m.actual for m in milestones if m.kind == MilestoneKind.CONSTRUCTION_START and m.actual]
    targets = [m.rule_dates.target for m in milestones if m.is_final and m.rule_dates.is_awaited]
    project.planned_investment = total.value if total else None
    project.planned_investment_qualifier = total.qualifier if total else ""
    project.started_on = min(starts, default=None)
    project.due_on = max(targets, default=None)


def _columns(project):
    return [getattr(project, name) for name in _COLUMNS]
