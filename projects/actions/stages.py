"""How far a project or phase is said to be."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ..models import Project, StageEntry
from ..record import stage_entry_of
from ..stage_moves import refusal_of_move
from .recording import locked_project, stated_or_today


@transaction.atomic
def enter_stage(
    *,
    project,
    stage,
    stated_on,
    user,
    phase_number=0,
    entered_on=None,
    source=None,
    locator="",
    note="",
    is_correction=False,
):
    """Record that a source says ``project`` (or one phase of it) is at ``stage``, and return the ``StageEntry``.

    ``stated_on`` and ``entered_on`` are ``PartialDate``s. The project's (or phase's) present stage becomes that of
    the entry stated last, so that an older source found later does not turn the record back. ``user`` is None only
    for content that comes with the site. Raises ValidationError when the entry is not valid or exists already, and, if
    it is not ``is_correction``, when the stage can't follow what was on record for that day.
    """
    stated_or_today(stated_on)
    project = locked_project(project)
    if entered_on and entered_on.start > timezone.localdate():
        raise ValidationError({"entered_on": "进入日期不能晚于今天。"})
    words = {"stage": stage, "stated_on": stated_on, "entered_on": entered_on, "phase_number": phase_number}
    entry = StageEntry(project=project, source=source, locator=locator, note=note, recorded_by=user, **words)
    entry.full_clean()
    if not is_correction and (refusal := refusal_of_move(project.stage_entries.all(), **words)):
        raise ValidationError({"stage": refusal})
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
