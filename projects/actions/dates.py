"""Moving a milestone's dates: each move is checked by ``rules.changes`` and written with its record."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from core.api.values import PartialDateSerializer
from publishing import happenings
from publishing.choices import Happened
from publishing.past import was_ever_public

from ..choices import ChangeKind, DateKind, Decision
from ..models import Baseline, DateChange, DateChangeRequest, Milestone
from ..rules.changes import Refused, check_change, check_correction, check_replanned, direction, require_reason
from ..thresholds import thresholds
from .columns import refresh_list_columns
from .recording import locked_project, refusals_as_errors, stated_or_today

NOT_ALONE = "提出改期的人不能自己决定，请另一个人来。"


@transaction.atomic
def change_date(
    *,
    milestone,
    date_kind,
    new,
    user,
    reason_code="",
    justification="",
    stated_on=None,
    source=None,
    locator="",
    approved_by=None,
):
    """Change one date of ``milestone`` (a ``DateKind``) to ``new`` (a ``PartialDate`` or None) under the rules.

    Returns the ``DateChange``; the ``DateChangeRequest`` when the target is so near that a second person must agree;
    None when there is nothing to change. ``approved_by`` is the second person where one has agreed already.
    ``stated_on`` is today unless given. Raises ValidationError by field, with what to do instead; PermissionDenied when
    the second person is the first.
    """
    if approved_by is not None and approved_by == user:
        raise PermissionDenied(NOT_ALONE)
    milestone = _locked(milestone)
    if new in (getattr(milestone, date_kind), _in_force(milestone, date_kind)):
        return None
    allowed = _check(milestone, date_kind, new, reason_code, justification, has_source=source is not None)
    words = {"reason_code": reason_code, "justification": justification, "source": source, "locator": locator}
    words["stated_on"] = stated_or_today(stated_on)
    if allowed.needs_second_person and approved_by is None:
        request = DateChangeRequest(
            milestone=milestone, old=milestone.rule_dates.target, new=new, recorded_by=user, **words
        )
        request.full_clean()
        request.save()
        return request
    second = approved_by if allowed.needs_second_person else None
    return _write(milestone, date_kind, new, kind=allowed.kind, user=user, approved_by=second, **words)


@transaction.atomic
def approve_change(*, request, user):
    """Carry out a waiting ``DateChangeRequest`` as its second person, and return the ``DateChange``.

    Raises PermissionDenied for the person who asked, ValidationError when it is decided already, or when in the
    meantime the target was changed or has passed, or the step has happened.
    """
    request = _decide(request, user, Decision.APPROVED)
    milestone = _locked(request.milestone)
    if milestone.rule_dates.target != request.old:
        raise ValidationError("目标在此期间已经改过。请不同意这一条，按现在的目标重新提出。")
    words = (request.reason_code, request.justification)
    allowed = _check(milestone, DateKind.CURRENT_TARGET, request.new, *words)
    return _write(
        milestone,
        DateKind.CURRENT_TARGET,
        request.new,
        kind=allowed.kind,
        user=request.recorded_by,
        approved_by=user,
        reason_code=request.reason_code,
        justification=request.justification,
        stated_on=request.stated_on,
        source=request.source,
        locator=request.locator,
    )


@transaction.atomic
def reject_change(*, request, user):
    """Refuse a waiting ``DateChangeRequest`` as its second person; nothing but the decision is written."""
    return _decide(request, user, Decision.REJECTED)


@transaction.atomic
def correct_date(*, milestone, date_kind, new, justification, user, stated_on=None, source=None, locator=""):
    """Mend a date that was recorded wrongly; the mistake stays on record. Returns the ``DateChange`` or None."""
    milestone = _locked(milestone)
    if getattr(milestone, date_kind) == new:
        return None
    with refusals_as_errors():
        allowed = check_correction(
            milestone.rule_dates, date_kind, new, on=timezone.localdate(), justification=justification
        )
    return _write(
        milestone,
        date_kind,
        new,
        kind=allowed.kind,
        user=user,
        reason_code="data_correction",
        justification=justification,
        stated_on=stated_or_today(stated_on),
        source=source,
        locator=locator,
    )


@transaction.atomic
def rebaseline(*, project, targets, document, justification, reason_code, user, locator="", stated_on=None):
    """Plan ``project`` anew on the ground of ``document`` and return the ``Baseline``.

    ``targets`` maps milestones to their new targets; those that have no new one stay as they are. The original
    targets stay, so that the slip against the first promise does. Raises ValidationError without a document, a reason
    or any new target, and for milestones that have happened or were never promised.
    """
    if document is None:
        raise ValidationError({"source": "重定基线要有文件为据。请选出来源文件。"})
    with refusals_as_errors():
        require_reason(reason_code, justification)
    baselines = locked_project(project).baselines
    wanted = [(_locked(milestone), new) for milestone, new in targets.items() if new]
    changed = [(milestone, new) for milestone, new in wanted if milestone.rule_dates.target != new]
    if not changed:
        raise ValidationError("重定基线至少要改一个目标。")
    for milestone, new in changed:
        if milestone.project_id != project.pk:
            raise ValidationError(f"{milestone.title}：不属于这个项目。")
        try:
            allowed = check_replanned(milestone.rule_dates, new, on=timezone.localdate())
        except Refused as refused:
            raise ValidationError(f"{milestone.title}：{refused.message}") from refused
    latest = baselines.order_by("-number").first()
    words = {"stated_on": stated_or_today(stated_on), "source": document, "locator": locator}
    baseline = Baseline(
        project=project,
        number=latest.number + 1 if latest else 1,
        justification=justification,
        recorded_by=user,
        **words,
    )
    baseline.full_clean()
    baseline.save()
    for milestone, new in changed:
        _replan(
            milestone,
            new,
            kind=allowed.kind,
            user=user,
            baseline=baseline,
            reason_code=reason_code,
            justification=justification,
            **words,
        )
    return baseline


def move_after_pause(*, milestone, new, user, justification, stated_on):
    """A new target for a milestone of a project that runs again; the freeze of a passed target does not hold here."""
    milestone = _locked(milestone)
    return _replan(
        milestone,
        new,
        kind=direction(milestone.rule_dates.target, new),
        user=user,
        reason_code="project_pause",
        justification=justification,
        stated_on=stated_on,
    )


def _locked(milestone):
    return Milestone.objects.select_for_update(of=("self",)).select_related("project").get(pk=milestone.pk)


def _in_force(milestone, date_kind):
    """What the date is now. A target that was never moved is the original one."""
    return milestone.rule_dates.target if date_kind == DateKind.CURRENT_TARGET else getattr(milestone, date_kind)


def _check(milestone, date_kind, new, reason_code, justification, *, has_source=False):
    with refusals_as_errors():
        return check_change(
            milestone.rule_dates,
            date_kind,
            new,
            on=timezone.localdate(),
            published=was_ever_public(milestone.project),
            limits=thresholds(),
            reason_code=reason_code,
            justification=justification,
            has_source=has_source,
        )


def _decide(request, user, decision):
    request = DateChangeRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.decision:
        raise ValidationError("这一条已经有决定了。")
    if request.recorded_by_id == user.pk:
        raise PermissionDenied(NOT_ALONE)
    request.decision, request.decided_by, request.decided_at = decision, user, timezone.now()
    request.save()
    return request


def _replan(milestone, new, **words):
    """A new target, and no alternative date any longer: that one stood in for the target which is replaced."""
    change = _write(milestone, DateKind.CURRENT_TARGET, new, **words)
    if milestone.alternative_date:
        _write(milestone, DateKind.ALTERNATIVE_DATE, None, **words)
    return change


def _write(milestone, date_kind, new, *, user, **words):
    """The record and the present value together."""
    change = DateChange(
        milestone=milestone,
        date_kind=date_kind,
        old=getattr(milestone, date_kind),
        new=new,
        recorded_by=user,
        **words,
    )
    change.full_clean()
    change.save()
    setattr(milestone, date_kind, new)
    if change.kind == ChangeKind.ALTERNATIVE:
        milestone.missed_explanation = words["justification"]
    milestone.save()
    refresh_list_columns(project=milestone.project)
    happenings.announce([happenings.Happening(Happened.DATE_CHANGED, milestone.project, _said(change))])
    return change


def _said(change):
    """What the public is told of the change, in the words of the API; its page says the same."""
    row, date = change.milestone, PartialDateSerializer().to_representation
    words = {name: getattr(change, name) for name in ("date_kind", "kind", "reason_code", "justification")}
    return {
        "milestone": {"phase_number": row.phase_number, "kind": row.kind, "title": row.title},
        "change": words
        | {"reason_code": change.reason_code or None}
        | {side: value and date(value) for side, value in (("old", change.old), ("new", change.new))}
        | {"stated_on": date(change.stated_on)},
    }
