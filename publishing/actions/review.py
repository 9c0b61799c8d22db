"""Review (三审): submit, sign, send back, take back, comment, override. Each step is an append-only ``Event``.

Rules: the author can't sign; one person can't sign twice; an edit voids the signatures (``drafting``); an override
needs a reason and is on record. Source of the three steps: 三审三校 as Chinese publishers and government sites keep it.
"""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction

from ..choices import EventKind, State
from ..difference import size_of_new
from ..pages import page_of_draft
from ..refusals import Incomplete, Moved, Refusal
from ..routes import steps_of
from .moving import locked, move, now, permission_to, permission_to_publish, require, require_item


@transaction.atomic
def submit(*, draft, user, version=None, is_asked=False):
    """Freeze the draft and hand it to its first reviewer; with no steps it is approved at once.

    ``is_asked``: its form was filled in with this very payload a moment ago, and found nothing wrong.
    Raises Incomplete with everything that is wrong, Moved when the published item changed since it was drafted,
    Refusal when nothing was changed.
    """
    draft = locked(draft, version)
    require(user, permission_to("change" if draft.object_id else "add", draft.model), "提交")
    if draft.state not in (State.WRITING, State.SENT_BACK):
        raise Refusal(f"“{draft}”现在是“{draft.state_in_words}”，不能提交。")
    require_item(draft)
    page = page_of_draft(draft)
    if not is_asked:
        filled = page.fill(draft.payload)
        if not filled.is_valid():
            raise Incomplete(filled.mistakes())
    if page.instance is not None and page.payload() != draft.base:
        raise Moved("公布的内容在起草以后变了。请打开草稿，保存一次，把两边合在一起。")
    size = size_of_new(page, draft.payload) if page.instance is None else page.difference_of(draft).size
    if not size and getattr(page.instance, "is_live", False):
        raise Refusal("和公布的内容一样，没有要审的改动。")
    steps = steps_of(draft.model, draft.form)
    state = State.IN_REVIEW if steps else State.APPROVED
    values = {"steps": steps, "signed_steps": 0, "size": size, "waiting_since": now()}
    move(draft, state, kind=EventKind.SUBMITTED, user=user, comment=draft.why, **values)
    return draft


def why_not_sign(draft, user) -> str:
    """Why this person can't sign the step that the draft waits for; empty when they can."""
    if draft.step is None:
        return "这份草稿现在不等签字。"
    if not user.has_perm(f"publishing.{draft.step.value}_draft"):
        return f"这一步是{draft.step.label}，要由有{draft.step.label}权限的人签字。"
    if draft.author_id == user.pk or draft.saves.filter(saved_by=user).exists():
        return "这份内容您自己写过，要由别人来审。"
    if user.pk in signers_of(draft):
        return "您已经签过一步，下一步要由别人来签。"
    return ""


def signers_of(draft) -> list[int]:
    """Who has signed since the draft was last submitted, in order (keys of users)."""
    signed = []
    for event in draft.events.order_by("pk"):
        if event.kind == EventKind.SUBMITTED:
            signed = []
        elif event.kind == EventKind.SIGNED:
            signed.append(event.by_id)
    return signed


@transaction.atomic
def sign(*, draft, user, comment="", version=None):
    """Sign the step that the draft waits for; after the last one it waits for its publisher."""
    draft = locked(draft, version)
    step = draft.step
    if refusal := why_not_sign(draft, user):
        if step and not user.has_perm(f"publishing.{step.value}_draft"):
            raise PermissionDenied(refusal)
        raise Refusal(refusal)
    is_last = draft.signed_steps + 1 == len(draft.steps)
    state = State.APPROVED if is_last else State.IN_REVIEW
    values = {"signed_steps": draft.signed_steps + 1, "waiting_since": now()}
    move(draft, state, kind=EventKind.SIGNED, user=user, comment=comment, step=step, **values)
    return draft


@transaction.atomic
def send_back(*, draft, user, comment, version=None):
    """Return the draft to its author with what is to be mended: the reviewer whose step it is, or the publisher."""
    draft = locked(draft, version)
    if not may_send_back(draft, user):
        raise PermissionDenied("现在不由您审，不能退回。")
    if not comment.strip():
        raise Refusal("请写明哪里要改。")
    move(draft, State.SENT_BACK, kind=EventKind.SENT_BACK, user=user, comment=comment, step=draft.step or "")
    return draft


def may_send_back(draft, user) -> bool:
    if draft.step:
        return user.has_perm(f"publishing.{draft.step.value}_draft")
    waits = draft.state in (State.APPROVED, State.SCHEDULED)
    return waits and user.has_perm(permission_to_publish(draft.model))


@transaction.atomic
def take_back(*, draft, user, comment="", version=None):
    """The author's side takes a submitted draft back to go on writing; its signatures are void."""
    draft = locked(draft, version)
    require(user, permission_to("change" if draft.object_id else "add", draft.model), "撤回")
    if draft.state not in (State.IN_REVIEW, State.APPROVED, State.SCHEDULED):
        raise Refusal(f"“{draft}”现在是“{draft.state_in_words}”，没有提交，不用撤回。")
    move(draft, State.WRITING, kind=EventKind.TAKEN_BACK, user=user, comment=comment)
    return draft


@transaction.atomic
def comment(*, draft, user, text):
    """Say something about the draft: a reviewer's question, the author's answer. Nothing moves."""
    draft = locked(draft)
    require(user, permission_to("view", draft.model), "留言")
    if not text.strip():
        raise Refusal("请写下要说的话。")
    move(draft, draft.state, kind=EventKind.COMMENTED, user=user, comment=text)
    return draft


@transaction.atomic
def override(*, draft, user, reason, version=None):
    """Approve without the missing signatures, as a site administrator; the reason is on record for good."""
    draft = locked(draft, version)
    require(user, "publishing.override_draft", "越过审核")
    if draft.state != State.IN_REVIEW:
        raise Refusal("只有审核中的草稿能越过审核。")
    if not reason.strip():
        raise Refusal("越过审核要写明理由，会一直留在记录里。")
    step = draft.step or ""
    move(draft, State.APPROVED, kind=EventKind.OVERRIDDEN, user=user, comment=reason, step=step, waiting_since=now())
    return draft


def reviewers_waited_for(draft):
    """The active people who can sign the step that the draft waits for, without those who may not any more."""
    if draft.step is None:
        return User.objects.none()
    may = User.objects.with_perm(f"publishing.{draft.step.value}_draft", include_superusers=False)
    wrote = draft.saves.values("saved_by")
    return may.exclude(pk__in=wrote).exclude(pk__in=signers_of(draft))
