"""How far a project or phase is said to be."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ..models import Project, StageEntry
from ..record import stage_entry_of
from .recording import locked_project, stated_or_today


@transaction.atomic
def enter_stage(*, project, stage, stated_on, user, phase_number=0, entered_on=None, source=None, locator="", note=""):
    """Record that a source says ``project`` (or one phase of it) is at ``stage``, and return the ``StageEntry``.

    ``stated_on`` and ``entered_on`` are ``PartialDate``s. The project's (or phase's) present stage becomes that of
    the entry stated last, so that an older source found later does not turn the record back. ``user`` is None only
    for content that comes with the site. Raises ValidationError when the entry is not valid or exists already.
    """
    stated_or_today(stated_on)
    project = locked_project(project)
    if entered_on and entered_on.start > timezone.localdate():
        raise ValidationError({"entered_on": "进入日期不能晚于今天。"})
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
    """Set the present stage to what the append-only entries say of today (``record.stage_entry_of``)."""
    entry = stage_entry_of(project.stage_entries.all(), on=timezone.localdate(), phase_number=phase_number)
    stage = entry.stage if entry else ""
    if phase_number == 0:
        project.stage = stage
        Project.objects.filter(pk=project.pk).update(stage=stage)
    elif not project.phases.filter(number=phase_number).update(stage=stage):
        raise ValidationError(f"这个项目没有第{phase_number}期。")
