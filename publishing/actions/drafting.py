"""Saving what was typed: as a draft, or, before it is saved, as what a person at an open form has typed so far."""

import re
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .. import audit, ledger
from ..choices import SUBMITTED_STATES, EventKind, State
from ..models import Draft, DraftSave, Revision, Sitting
from ..payload import digest, merge
from ..refusals import Clashing, Refusal
from .moving import locked, move, permission_to, require

_TOKEN = re.compile(r"draft:[0-9]{1,18}:[0-9]{1,9}|live:[0-9a-f]{64}")


@dataclass(frozen=True)
class Settled:
    """How a person settled clashes: "theirs" or "mine" by the mark of the other side that they saw, and the place."""

    choices: dict[tuple[str, str], str]

    def with_them(self, theirs) -> dict[str, str]:
        """The choices between mine and this other side, by place."""
        return {place: side for (mark, place), side in self.choices.items() if mark == mark_of(theirs)}


def mark_of(payload) -> str:
    """A short name of a payload, to say which other side a choice was about."""
    return digest(payload)[:16]


def token_of(draft=None, live=None) -> str:
    """What a form carries along to say on what it was opened: a version of a draft, or the published payload."""
    return f"draft:{draft.pk}:{draft.version}" if draft else f"live:{digest(live)}"


def is_token(text) -> bool:
    """Whether the text can be a ``token_of`` something."""
    return bool(_TOKEN.fullmatch(text))


@transaction.atomic
def save_draft(*, page, user, payload, draft=None, opened="", settled=None, why=None) -> Draft:
    """Save ``payload`` as the draft of ``page`` (a ``binding.PageForm`` or what has its interface).

    ``draft`` is that of a new item; an existing item's open draft is found, or begun. ``opened`` is the ``token_of``
    what the person was looking at: when somebody else has changed that, both sides' changes are merged, and where
    they clash ``settled`` decides (a ``Settled``). Without it nothing is merged: the caller made ``payload`` of what
    is stored now. A draft in review loses its signatures with the edit.
    Raises Clashing, having written nothing; PermissionDenied without the right to add or change.
    """
    item = page.instance
    require(user, permission_to("change" if item else "add", page.model), f"修改“{page.model._meta.verbose_name}”")
    content_type = ContentType.objects.get_for_model(page.model)
    if item:
        # Two people who begin a draft of the same item do so one after the other.
        page.model._base_manager.select_for_update(of=("self",)).filter(pk=item.pk).values_list("pk").first()
        draft = Draft.objects.of_item(content_type, item.pk, page.form_name).first()
    if draft:
        draft = locked(draft)
        if not draft.is_open:
            raise Refusal(f"这份草稿{draft.get_state_display()}，不能再改。")
    live = page.payload() if item else {}
    token = token_of(draft=draft) if draft else token_of(live=live)
    if opened and opened != token and (draft or item):
        theirs = draft.payload if draft else live
        payload = _merged(_base_of(opened, user, item, content_type, draft, live), theirs, payload, settled)
    if not draft:
        return _create(page, content_type, payload, live, user, why)
    if item and live != draft.base:
        payload = _merged(draft.base, live, payload, settled)
    return _update(draft, page, payload, live, user, why)


def _merged(base, theirs, mine, settled):
    """Both sides in one. What was settled counts only for what the person saw."""
    merged = merge(base, theirs, mine, settled.with_them(theirs) if settled else None)
    if merged.clashes:
        raise Clashing(merged, base, theirs, mine)
    return merged.payload


def _base_of(opened, user, item, content_type, draft, live):
    """The payload that the person was looking at; None when nobody knows any more."""
    if not is_token(opened):
        return None
    kind, _, rest = opened.partition(":")
    if kind == "draft":
        key, _, version = rest.partition(":")
        is_its = Q(draft=draft) if draft else Q()
        if item:
            is_its |= Q(draft__content_type=content_type, draft__object_id=item.pk)
        saved = DraftSave.objects.filter(is_its, draft=int(key), version=int(version)).first()
        return saved.payload if saved else None
    for near in (live, draft.base if draft else live):
        if token_of(live=near) == opened:
            return near
    sitting = Sitting.objects.filter(user=user, opened=opened, base__isnull=False).first()
    if sitting:
        return sitting.base
    if item is None:
        return None
    # Only the newest few can be what somebody has open; each is compared by its content.
    recent = Revision.objects.filter(content_type=content_type, object_id=item.pk).order_by("-pk").only("payload")[:50]
    return next((revision.payload for revision in recent if token_of(live=revision.payload) == opened), None)


def _create(page, content_type, payload, live, user, why):
    draft = Draft.objects.create(
        content_type=content_type,
        object_id=page.instance.pk if page.instance else None,
        form=page.form_name,
        title=page.title_of(payload)[:200],
        payload=payload,
        base=live,
        author=user,
        why=why or "",
    )
    _keep_begun(draft, page, user)
    return draft


@transaction.atomic
def begin(*, page, user, payloads, why="") -> list[Draft]:
    """Begin a draft of a new item for each payload of ``page``, a form without an instance: what ``save_draft`` does.

    Raises PermissionDenied without the right to add.
    """
    require(user, permission_to("add", page.model), f"新增“{page.model._meta.verbose_name}”")
    drafts = Draft.objects.bulk_create(
        Draft(
            content_type=ContentType.objects.get_for_model(page.model),
            form=page.form_name,
            title=page.title_of(payload)[:200],
            payload=payload,
            author=user,
            why=why,
        )
        for payload in payloads
    )
    for draft in drafts:
        _keep_begun(draft, page, user)
    return drafts


def _keep_begun(draft, page, user):
    ledger.insert(DraftSave(draft=draft, version=1, payload=draft.payload, saved_by=user))
    audit.record("起草", user=user, model=page.model, item=page.instance, title=draft.title, note=draft.why)


def _update(draft, page, payload, live, user, why):
    is_same = payload == draft.payload and live == draft.base
    draft.base = live
    if why is not None:
        draft.why = why
    if is_same:
        draft.save(update_fields=["why"])
        return draft
    voids = draft.state in SUBMITTED_STATES
    if voids:
        move(draft, State.WRITING, kind=EventKind.VOIDED, user=user, comment="提交以后又改了内容，已有的签字作废。")
    draft.payload, draft.title = payload, page.title_of(payload)[:200]
    draft.version += 1
    draft.save()
    DraftSave.objects.create(draft=draft, version=draft.version, payload=payload, saved_by=user)
    if not voids:
        audit.record("保存草稿", user=user, model=page.model, item=page.instance, title=draft.title, note=draft.why)
    return draft


@transaction.atomic
def discard(*, draft, user, version=None):
    """Give a draft up. Its content is kept, and ``reopen`` brings it back."""
    draft = locked(draft, version)
    require(user, permission_to("change" if draft.object_id else "add", draft.model), "放弃草稿")
    move(draft, State.DISCARDED, kind=EventKind.DISCARDED, user=user)
    return draft


@transaction.atomic
def reopen(*, draft, user, version=None):
    """Go on with a draft that was given up. Raises Refusal when the item has another open one."""
    draft = locked(draft, version)
    require(user, permission_to("change" if draft.object_id else "add", draft.model), "重新打开草稿")
    if draft.object_id:
        if Draft.objects.of_item(draft.content_type, draft.object_id, draft.form).exists():
            raise Refusal("这项内容已有另一份没有办完的草稿。请先办完或放弃它。")
        if draft.item() is None:
            raise Refusal("这项内容已经删除。请先在“已删除的内容”里找回它。")
    move(draft, State.WRITING, kind=EventKind.REOPENED, user=user)
    return draft


@transaction.atomic
def leave_typing(
    *,
    user,
    place,
    content_type,
    object_id=None,
    form="",
    draft=None,
    payload=None,
    opened="",
    base=None,
    begins=True,
):
    """Keep what a person has typed and not saved (``payload``; None when they only look), and that they are there.

    ``base`` is the payload that they had opened, where no saved draft has it; it stays as it is unless what they
    typed ``begins`` with this. Returns the ``Sitting``. There is one for each person and place.
    """
    moment = timezone.now()
    values = {"content_type": content_type, "object_id": object_id, "form": form, "draft": draft, "seen_at": moment}
    if payload is not None:
        values |= {"payload": payload, "typed_at": moment, "opened": opened}
        values |= {"base": base} if begins else {}
    sitting, _ = Sitting.objects.update_or_create(user=user, place=place, defaults=values)
    return sitting


@transaction.atomic
def forget_typing(*, user, place, content_type, draft=None):
    """What was typed at a place is saved or given up. ``draft``: it became this draft of a new item."""
    values = {"payload": None, "base": None, "opened": "", "typed_at": None}
    if draft is None:
        Sitting.objects.filter(user=user, place=place).update(**values)
        return
    values |= {"draft": draft, "content_type": content_type, "seen_at": timezone.now()}
    Sitting.objects.update_or_create(user=user, place=place, defaults=values)


def lead_on(draft, item):
    """What people have typed at the form of a new item's draft belongs to the item now that there is one."""
    at_draft = Sitting.objects.filter(draft=draft, place__endswith=f":draft-{draft.pk}")
    at_draft.update(place=f"{item._meta.label_lower}:{item.pk}", object_id=item.pk, draft=None)
