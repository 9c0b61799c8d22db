"""The columns by which lists filter and sort, prepared where their rows are written."""

from django.db import transaction

from ..choices import AmountKind, MilestoneKind
from ..models import Project


@transaction.atomic
def refresh_list_columns(*, project):
    """Write the columns by which lists filter and sort, from the project's milestones and amounts.

    * ``planned_investment``: the planned total (元) of the whole project as stated last;
    * ``started_on``: the earliest actual start of construction;
    * ``due_on``: the target in force of the final milestone that has no actual date yet, the latest where several are
      final; an alternative date does not move it, as it does not undo that the target was missed.
    """
    total = project.amounts.filter(kind=AmountKind.PLANNED_TOTAL, phase_number=0).order_by("-as_of", "-pk").first()
    milestones = list(project.milestones.all())
    starts = [m.actual for m in milestones if m.kind == MilestoneKind.CONSTRUCTION_START and m.actual]
    targets = [m.rule_dates.target for m in milestones if m.is_final and m.rule_dates.is_awaited]
    project.planned_investment = total.value if total else None
    project.planned_investment_qualifier = total.qualifier if total else ""
    project.started_on = min(starts, default=None)
    project.due_on = max(targets, default=None)
    Project.objects.filter(pk=project.pk).update(
        planned_investment=project.planned_investment,
        planned_investment_qualifier=project.planned_investment_qualifier,
        started_on=project.started_on,
        due_on=project.due_on,
    )
