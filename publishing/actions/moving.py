"""What every action on a draft begins and ends with: the locked draft, the right, the move, the record."""

from django.core.exceptions import PermissionDenied

from .. import audit, ledger
from ..choices import MOVES, STAYING, EventKind, State
from ..models import Draft, Event, Publishable
from ..refusals import Moved, Refusal


def locked(draft, version=None) -> Draft:
    """The draft as it stands now, so that nobody else moves it meanwhile.

    Raises Moved when it is not the version that the person was looking at.
    """
    draft = ledger.held(draft) or locked_drafts(pk=draft.pk).get()
    if version is not None and draft.version != version:
        raise Moved(f"“{draft}”在您查看之后又改过（第 {draft.version} 版）。请重新看过再决定。")
    return draft


def locked_drafts(**conditions):
    """The drafts that fulfil the conditions, as they stand now and so that nobody else moves them meanwhile."""
    rows = Draft.objects.select_for_update(of=("self",)).select_related("content_type", "author")
    return rows.filter(**conditions).order_by("pk")


def require(user, permission, what):
    """Raises PermissionDenied with what the person may not do."""
    if not user.has_perm(permission):
        raise PermissionDenied(f"您没有{what}的权限。")


def require_item(draft):
    """Raises Refusal when what the draft changes was deleted meanwhile."""
    if draft.object_id is not None and draft.item() is None:
        raise Refusal("这项内容已经删除，对它的修改不能再提交或公布。请先找回它。")


def permission_to(verb, model) -> str:
    """The name of the permission to "add", "change" or "view" rows of a model."""
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"


def permission_to_publish(model) -> str:
    """Of rows with a page of their own, the model's permission; of all others, the one for drafts as such."""
    return permission_to("publish", model) if issubclass(model, Publishable) else "publishing.publish_draft"


def move(draft, state, *, kind, user, comment="", step="", changes=(), item=None, **values):
    """Bring the draft into ``state``, with the row of its record and the entry in the audit log.

    ``changes`` are what the public sees differently, as [what, old, new]; ``item`` is the draft's, where it is at hand.
    Raises Refusal when there is no such move.
    """
    stays = state == draft.state and kind in STAYING
    if not stays and state not in MOVES[State(draft.state)]:
        raise Refusal(f"“{draft}”现在是“{draft.state_in_words}”，不能{EventKind(kind).label}。")
    was, before = draft.state, draft.state_in_words
    draft.state = state
    if state != was and state in (State.WRITING, State.SENT_BACK):
        since = now() if state == State.SENT_BACK else None
        values = {"signed_steps": 0, "waiting_since": since, "publish_at": None, "expire_at": None} | values
    for name, value in values.items():
        setattr(draft, name, value)
    draft.waits_for = draft.waits
    ledger.update(draft, ["state", "waits_for", *values])
    event = Event(
        draft=draft, kind=kind, step=step, comment=comment, version=draft.version, digest=draft.digest, by=user
    )
    ledger.insert(event)
    moved = [["进度", before, draft.state_in_words]] if before != draft.state_in_words else []
    audit.record(
        EventKind(kind).label,
        user=user,
        model=draft.model,
        item=item or draft.item(),
        title=draft.title,
        changes=[*moved, *changes],
        note=comment,
    )
    return event


now = ledger.now
