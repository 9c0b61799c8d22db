"""Everything that writes a project's status: one writer per fact, history row and current value together."""

from django.core.exceptions import ValidationError
from django.db import transaction

from .choices import AmountKind, MilestoneKind
from .models import Project, StageEntry


@transaction.atomic
def enter_stage(*, project, stage, stated_on, user, phase_number=0, entered_on=None, source=None, locator="", note=""):
    """Record that a source says ``project`` (or one phase of it) is at ``stage``, and return the ``StageEntry``.

    ``stated_on`` and ``entered_on`` are ``PartialDate``s. The project's (or phase's) present stage becomes that of
    the entry stated last, so that an older source found later does not turn the record back. ``user`` is None only
    for content that comes with the site. Raises ValidationError when the entry is not valid or exists already.
    """
    entry = StageEntry(
        project=project,
        phase_number=phase_number,
        stage=stage,
        entered_on=entered_on,
        stated_on=stated_on,
        source=source,
        locator=locator,
        note=note,
        recorded_by=user,
    )
    entry.full_clean()
    entry.save()
    write_stage(project=project, phase_number=phase_number)
    return entry


def write_stage(*, project, phase_number=0):
    """Set the present stage from the append-only entries: the one stated last, and of those the one recorded last."""
    latest = (
        project.stage_entries.filter(phase_number=phase_number).order_by("-stated_on", "-recorded_at", "-pk").first()
    )
    stage = latest.stage if latest else ""
    if phase_number == 0:
        project.stage = stage
        Project.objects.filter(pk=project.pk).update(stage=stage)
    elif not project.phases.filter(number=phase_number).update(stage=stage):
        raise ValidationError(f"这个项目没有第{phase_number}期。")


@transaction.atomic
def refresh_list_columns(*, project):
    """Write the columns by which lists filter and sort, from the project's milestones and amounts.

    * ``planned_investment``: the planned total (元) of the whole project as stated last;
    * ``started_on``: the earliest actual start of construction;
    * ``due_on``: the effective target of the final milestone that has no actual date yet, the latest where several
      are final.
    """
    total = project.amounts.filter(kind=AmountKind.PLANNED_TOTAL, phase_number=0).order_by("-as_of", "-pk").first()
    milestones = list(project.milestones.all())
    starts = [m.actual for m in milestones if m.kind == MilestoneKind.CONSTRUCTION_START and m.actual]
    awaited = [m for m in milestones if m.is_final and not m.not_applicable and not m.actual]
    targets = [m.effective_target for m in awaited if m.effective_target]
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
