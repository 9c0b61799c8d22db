"""The drafts of a batch go their way as one: each verb is done to every draft, or to none.

Who may do what is asked for each draft by ``publishing.actions``; what refuses is told for all drafts at once.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count

from publishing import actions as one
from publishing import happenings
from publishing.actions.moving import permission_to_publish
from publishing.actions.review import may_send_back, why_not_sign
from publishing.binding import admin_of
from publishing.choices import OPEN_STATES, State
from publishing.ledger import ledger
from publishing.models import Draft, Publishable
from publishing.saving import can_save_together
from publishing.series import forget

from ..choices import WHEN, BatchState, Verb
from ..models import Batch
from ..refusals import BatchRefused
from .moves import locked, move

_AT_ONCE = 200  # drafts in memory
_GOING = (BatchState.DRAFTED, BatchState.IN_REVIEW, BatchState.SENT_BACK, BatchState.APPROVED)
# The first of these states that any draft of the batch is in is where the batch stands.
_BY_DRAFTS = {
    State.WRITING: BatchState.DRAFTED,
    State.SENT_BACK: BatchState.SENT_BACK,
    State.IN_REVIEW: BatchState.IN_REVIEW,
    State.SCHEDULED: BatchState.APPROVED,
    State.APPROVED: BatchState.APPROVED,
    State.PUBLISHED: BatchState.PUBLISHED,
    State.DISCARDED: BatchState.DISCARDED,
}


def drafts_by_state(batch) -> dict[str, int]:
    """How many drafts of the batch are in each state."""
    rows = Draft.objects.filter(pk__in=batch.items.values("draft")).order_by().values_list("state")
    return dict(rows.annotate(Count("pk")))


def stage_of(batch) -> BatchState:
    """Where the batch stands. A draft of it may have gone on by itself, so its drafts are asked."""
    if batch.state not in _GOING:
        return BatchState(batch.state)
    found = drafts_by_state(batch)
    return next((stage for state, stage in _BY_DRAFTS.items() if state in found), BatchState(batch.state))


@transaction.atomic
def submit(*, batch, user, work):
    """Submit all drafts that are being written or were sent back."""
    states = (State.WRITING, State.SENT_BACK)
    # The check has asked its form, and what it stood on was the same when it became a draft. Publishing asks again.
    act = lambda draft: one.submit(draft=draft, user=user, is_asked=draft.version == 1)  # noqa: E731
    return _each(batch, user, work, Verb.SUBMIT, states, act)


@transaction.atomic
def sign(*, batch, user, work, comment=""):
    """Sign the step that each draft waits for."""
    act = lambda draft: one.sign(draft=draft, user=user, comment=comment)  # noqa: E731
    return _each(batch, user, work, Verb.SIGN, (State.IN_REVIEW,), act)


@transaction.atomic
def send_back(*, batch, user, work, comment):
    """Send all drafts back to their author."""
    states = (State.IN_REVIEW, State.APPROVED, State.SCHEDULED)
    act = lambda draft: one.send_back(draft=draft, user=user, comment=comment)  # noqa: E731
    return _each(batch, user, work, Verb.SEND_BACK, states, act)


@transaction.atomic
def override(*, batch, user, work, comment):
    """Approve all drafts without the missing signatures; the reason is on record with each."""
    act = lambda draft: one.override(draft=draft, user=user, reason=comment)  # noqa: E731
    return _each(batch, user, work, Verb.OVERRIDE, (State.IN_REVIEW,), act)


@transaction.atomic
def publish(*, batch, user, work):
    """Publish all drafts, once every one is approved."""
    states = (State.APPROVED, State.SCHEDULED)
    act = lambda draft: one.publish(draft=draft, user=user)  # noqa: E731
    new = lambda drafts: one.publish_new(drafts=drafts, user=user)  # noqa: E731
    return _each(batch, user, work, Verb.PUBLISH, states, act, together=new, which=_is_new(batch))


@transaction.atomic
def discard(*, batch, user, work):
    """Give the batch up, with all of its drafts that are not published."""
    batch = locked(batch)
    if batch.state not in _GOING:
        _require_state(batch, Verb.DISCARD)
        if user.pk != batch.by_id and not user.has_perm("exchange.undo_batch"):
            raise PermissionDenied("只有上传的人能放弃这一批。")
        move(batch, BatchState.DISCARDED, user=user, verb="导入：放弃")
        return batch
    return _each(batch, user, work, Verb.DISCARD, OPEN_STATES, lambda draft: one.discard(draft=draft, user=user))


@transaction.atomic
def undo(*, batch, user, work, comment):
    """Take back what publishing the batch has changed: changed items are what they were, new ones are gone.

    The items are taken in the opposite order. Raises BatchRefused with each item that has moved since.
    """
    if not user.has_perm("exchange.undo_batch"):
        raise PermissionDenied("您没有撤销批量导入的权限。")
    if not comment.strip():
        raise BatchRefused(["请写明为什么撤销。"])
    why = f"撤销第 {batch.pk} 批导入：{comment.strip()}"
    act = lambda draft: one.undo(draft=draft, user=user, why=why[:300])  # noqa: E731
    new = lambda drafts: one.undo_new(drafts=drafts, user=user, why=why[:300])  # noqa: E731
    words = {"to": BatchState.UNDONE, "note": why, "turned": True}
    return _each(batch, user, work, Verb.UNDO, (State.PUBLISHED,), act, together=new, which=_was_new(batch), **words)


def _require_state(batch, verb):
    stage = stage_of(batch)
    if stage not in WHEN[verb]:
        raise BatchRefused([f"这一批现在是“{stage.label}”，不能{verb.label}。"])


def _was_new(batch):
    """Which drafts have brought pages of their own, and can be undone together."""
    is_possible = issubclass(batch.model, Publishable)
    return lambda draft: is_possible and not draft.base


def _is_new(batch):
    """Which drafts can be published together: those of new items, where the form's saving allows it."""
    is_possible = can_save_together(admin_of(batch.model))
    return lambda draft: is_possible and draft.object_id is None


def _each(batch, user, work, verb, states, act, *, together=None, which=None, to=None, note="", turned=False):
    """Do ``act`` to each draft that is in one of ``states``. Whatever refuses, refuses for all.

    ``together`` does the same to many drafts at once, to those that ``which`` picks; without it ``act`` is called for
    each, and what it writes is written together.
    """
    together = together or (lambda drafts: [act(draft) for draft in drafts])
    which = which or (lambda draft: True)
    batch = locked(batch)
    _require_state(batch, verb)
    drafts = Draft.objects.filter(pk__in=batch.items.values("draft"), state__in=states)
    keys = list(drafts.order_by("-pk" if turned else "pk").values_list("pk", flat=True))
    if not keys:
        raise BatchRefused([f"这一批里没有能{verb.label}的。"])
    reasons = []
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        reasons += _done(some, act, None if reasons else together, which)
        work.at(start + len(some), len(keys))
    if reasons:
        raise BatchRefused(reasons)
    stage = to or next((stage for state, stage in _BY_DRAFTS.items() if state in drafts_by_state(batch)), batch.state)
    move(batch, stage, user=user, verb=f"导入：{verb.label}", note=note or f"{len(keys)} 项")
    return batch


def _done(keys, act, together, which) -> list[str]:
    """Deal with these drafts in their order; one by one where ``together`` is None. Returns why some refused."""
    drafts = {draft.pk: draft for draft in one.locked_drafts(pk__in=keys)}
    drafts = [drafts[key] for key in keys if key in drafts]
    several = [draft for draft in drafts if which(draft)]
    others = [draft for draft in drafts if not which(draft)]
    rest = others if several and together and _done_together(together, several) else drafts
    with happenings.together():
        return _done_one_by_one(act, rest)


def _done_together(act, drafts) -> bool:
    """Whether the drafts could be dealt with together. If not, nothing is written, and one by one it shows why."""
    try:
        with ledger(drafts), happenings.together():
            act(drafts)
    except (ValidationError, PermissionDenied, IntegrityError):
        forget(drafts[0].model)  # what was free may be taken by now
        return False
    return True


def _done_one_by_one(act, drafts) -> list[str]:
    """Returns why drafts refused; after that, the transaction is to be taken back."""
    reasons = []
    for draft in drafts:
        try:
            act(draft)
        except (ValidationError, PermissionDenied) as refused:
            messages = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
            reasons += [f"{draft.title}：{message}" for message in messages]
    return reasons


def verbs_for(batch: Batch, user) -> list[Verb]:
    """What this person is offered to do with the batch now. The actions ask again."""
    stage, model = stage_of(batch), batch.model
    drafts = Draft.objects.filter(pk__in=batch.items.values("draft"), state__in=OPEN_STATES)
    draft = drafts.select_related("content_type", "author").first()
    label, name = model._meta.app_label, model._meta.model_name
    may_write = user.has_perm(f"{label}.add_{name}") or user.has_perm(f"{label}.change_{name}")
    may_publish = user.has_perm(permission_to_publish(model))
    may = {
        Verb.CHECK: may_write and user.pk == batch.by_id,
        Verb.CONFIRM: may_write and user.pk == batch.by_id and not batch.wrong and bool(batch.changes),
        Verb.SUBMIT: may_write,
        Verb.SIGN: bool(draft and not why_not_sign(draft, user)),
        Verb.SEND_BACK: bool(draft and may_send_back(draft, user)),
        Verb.OVERRIDE: user.has_perm("publishing.override_draft"),
        Verb.PUBLISH: may_publish,
        Verb.DISCARD: may_write and (user.pk == batch.by_id or stage in _GOING),
        Verb.UNDO: may_publish and user.has_perm("exchange.undo_batch"),
    }
    return [verb for verb in Verb if may[verb] and stage in WHEN[verb]]
