"""Whether a project runs, and whether what is on record about it still holds."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ..choices import RUNNING, Status
from ..models import Confirmation, StatusChange
from ..rules.changes import check_pause
from ..thresholds import thresholds
from .dates import move_after_pause
from .recording import locked_project, refusals_as_errors, stated_or_today


@transaction.atomic
def pause(*, project, reason_code, summary, review_due, user, source=None, locator="", stated_on=None):
    """Pause a running ``project`` until ``review_due`` (a day) at the latest, and return the ``StatusChange``."""
    project = locked_project(project)
    if project.status not in RUNNING:
        raise ValidationError(f"项目现在是“{project.get_status_display()}”，只有计划或进行中的项目能暂停。")
    with refusals_as_errors():
        check_pause(
            reason_code=reason_code,
            summary=summary,
            review_due=review_due,
            on=timezone.localdate(),
            limits=thresholds(),
        )
    project.pause_reason, project.pause_summary, project.pause_review_due = reason_code, summary, review_due
    return _write(
        project,
        Status.PAUSED,
        user,
        stated_on,
        reason_code=reason_code,
        summary=summary,
        review_due=review_due,
        source=source,
        locator=locator,
    )


@transaction.atomic
def resume(*, project, targets, summary, user, source=None, locator="", stated_on=None):
    """Let a paused ``project`` run again, with new dates, and return the ``StatusChange``.

    ``targets`` maps milestones to new targets: every milestone that has a target and no actual date needs one that
    lies ahead, because the pause has made the old one meaningless.
    """
    project = locked_project(project)
    if project.status != Status.PAUSED:
        raise ValidationError("只有暂停的项目能恢复。")
    if not summary.strip():
        raise ValidationError({"summary": "恢复要写一句说明，公众会看到。"})
    today = timezone.localdate()
    awaited = [m for m in project.milestones.all() if m.rule_dates.is_awaited]
    missing = [m.title for m in awaited if not targets.get(m) or targets[m].end < today]
    if missing:
        raise ValidationError(f"恢复要给出今天以后的新目标：{'、'.join(missing)}。")
    project.pause_reason, project.pause_summary, project.pause_review_due = "", "", None
    change = _write(project, Status.IN_PROGRESS, user, stated_on, summary=summary, source=source, locator=locator)
    for milestone in awaited:
        if targets[milestone] != milestone.rule_dates.target:
            move_after_pause(
                milestone=milestone,
                new=targets[milestone],
                user=user,
                justification=summary,
                stated_on=change.stated_on,
            )
    return change


@transaction.atomic
def cancel(*, project, reason, user, source=None, locator="", stated_on=None):
    """Cancel ``project``; its page stays. Returns the ``StatusChange``."""
    project = locked_project(project)
    if project.status in (Status.CANCELLED, Status.COMPLETE):
        raise ValidationError(f"项目已经是“{project.get_status_display()}”。")
    if not reason.strip():
        raise ValidationError({"reason": "取消要写明原因，公众会看到。"})
    project.cancel_reason = reason
    return _write(project, Status.CANCELLED, user, stated_on, summary=reason, source=source, locator=locator)


@transaction.atomic
def complete(*, project, user, source=None, locator="", stated_on=None):
    """Say that nothing more is to come: every milestone that applies has its actual date. Returns the record."""
    project = locked_project(project)
    if project.status not in RUNNING:
        raise ValidationError(f"项目现在是“{project.get_status_display()}”，不能标为已完成。")
    awaited = [m.title for m in project.milestones.all() if not m.actual and not m.not_applicable]
    if awaited:
        raise ValidationError(f"还没有实际日期：{'、'.join(awaited)}。")
    return _write(project, Status.COMPLETE, user, stated_on, source=source, locator=locator)


@transaction.atomic
def confirm(*, project, user, source=None, locator="", note="", stated_on=None):
    """Record that what is said of ``project`` was still true on ``stated_on`` (today unless given).

    An older day than the last one is recorded but does not turn the project's freshness back.
    """
    project = locked_project(project)
    stated_on = stated_or_today(stated_on)
    record = Confirmation(
        project=project,
        previous=project.last_confirmed_on,
        stated_on=stated_on,
        note=note,
        source=source,
        locator=locator,
        recorded_by=user,
    )
    record.full_clean()
    record.save()
    if project.last_confirmed_on is None or project.last_confirmed_on.end < stated_on.end:
        project.last_confirmed_on = stated_on
        project.save(update_fields=["last_confirmed_on", "updated_at"])
    return record


def _write(project, status, user, stated_on, **words):
    """The record and the present value together."""
    change = StatusChange(
        project=project,
        previous=project.status,
        status=status,
        stated_on=stated_or_today(stated_on),
        recorded_by=user,
        **words,
    )
    change.full_clean()
    change.save()
    project.status = status
    project.save()
    return change
