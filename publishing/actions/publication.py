"""What the public sees: a draft is published. At a time set ahead in ``scheduling``, taken back in ``withdrawal``.

These three are the only writers of ``published_at`` and ``expires_at``.
"""

from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject

from .. import happenings, ledger
from ..choices import Ending, EventKind, RevisionKind, State, Version
from ..lean_rules import expect
from ..models import OldAddress, Publishable, Sitting, Withdrawal
from ..pages import page_of_draft
from ..past import was_ever_public
from ..refusals import Incomplete, Moved, Refusal
from ..saving import save_together
from ..searching import Told, say_what_is_public
from .drafting import lead_on
from .moving import locked, move, now, permission_to_publish, require, require_item
from .review import signers_of
from .revisions import keep_first, snapshot, snapshots


def in_words(moment):
    return date_format(timezone.localtime(moment), "Y-m-d H:i") + " 北京时间"


@transaction.atomic
def publish(*, draft, user, version=None, expire_at=None):
    """Make an approved draft public now, and return the item.

    Raises PermissionDenied, Refusal when the draft is not approved, Moved when the published item changed since it was
    drafted, Incomplete when what was right at its submission no longer is.
    """
    draft = locked(draft, version)
    require(user, permission_to_publish(draft.model), f"公布“{draft.model._meta.verbose_name}”")
    refuse_past(expire_at, "下线时间")
    _require_approved(draft)
    return publish_now(draft, user, expire_at or draft.expire_at)


def publish_now(draft, user, expire_at):
    """Put the locked draft into its form and save it, with all that goes with it. Whether it may be, others ask.

    Raises what ``publish`` raises.
    """
    with happenings.together():
        return _publish(draft, user, expire_at)


def _publish(draft, user, expire_at):
    require_item(draft)
    page = page_of_draft(draft)
    live = page.payload() if page.instance is not None else {}
    if page.instance is not None:
        if live != draft.base:
            raise Moved("公布的内容在起草以后变了。请作者打开草稿保存一次，把两边合在一起，再重新提交。")
        keep_first(page.instance)
    was_live = getattr(page.instance, "is_live", False)
    told = Told(page.instance)
    filled = page.fill(draft.payload)
    filled.request.seconded_by = signers_of(draft)
    if not filled.is_valid():
        raise Incomplete(filled.mistakes())
    old_slug = getattr(page.instance, "slug", "")
    changes = page.difference_of(draft).as_triples()
    item, version = filled.save(), Version.NEW
    if isinstance(item, Publishable) and not draft.form:  # a step of what is withheld does not publish it
        was_public = item.published_at is not None
        was_withdrawn = end_withdrawal(item)
        if not was_live:
            version = Version.AGAIN if was_withdrawn or (draft.object_id and was_ever_public(item)) else Version.FIRST
        make_public(item, expire_at, at=_moment_of(draft))
        if old_slug != item.slug and (was_public or was_withdrawn):
            keep_address(item, old_slug)
    if draft.object_id is None:
        draft.object_id = item.pk
        draft.save(update_fields=["object_id"])
        lead_on(draft, item)
    _move_to_published(draft, user, filled, item, changes)
    snapshot(item=item, kind=RevisionKind.PUBLISHED, user=user, draft=draft, why=draft.why)
    told.published(item)
    if was_live and not item.is_live:  # a type may have a rule of its own, such as a person's consent
        happenings.announce([happenings.withdrawn(item, Ending.WITHDRAWN)])
    else:
        happenings.announce(happenings.published(shown, version) for shown in told.pages(item))
    return item


@transaction.atomic
def publish_new(*, drafts, user):
    """Publish approved drafts of new items of one type together; what ``publish`` does for each, in few statements.

    ``drafts`` are locked. Raises what ``publish`` raises, for the first that refuses, and IntegrityError where two of
    them can't both be; then nothing is written, and one by one it can be told which.
    """
    require(user, permission_to_publish(drafts[0].model), f"公布“{drafts[0].model._meta.verbose_name}”")
    filled = []
    expect(drafts[0].model, ({name: "".join(said[-1:]) for name, said in d.payload["fields"].items()} for d in drafts))
    for draft in drafts:
        _require_approved(draft)
        form = page_of_draft(draft).fill(draft.payload)
        form.request.seconded_by = SimpleLazyObject(partial(signers_of, draft))
        if not form.is_valid():
            raise Incomplete(form.mistakes())
        if isinstance(form.instance, Publishable):
            _set_public(form.instance, draft.expire_at, at=_moment_of(draft))
        filled.append(form)
    items = save_together(filled)
    sat_at = set(Sitting.objects.filter(draft__in=drafts).values_list("draft", flat=True))
    for draft, item, form in zip(drafts, items, filled, strict=True):
        draft.object_id = item.pk
        ledger.update(draft, ["object_id"])
        if draft.pk in sat_at:
            lead_on(draft, item)
        _move_to_published(draft, user, form, item, form.page.difference_of(draft).as_triples())
    snapshots(items=items, kind=RevisionKind.PUBLISHED, user=user, drafts=drafts)
    say_what_is_public(*items)
    version = Version.FIRST if isinstance(items[0], Publishable) else Version.NEW
    happenings.announce(happenings.published(page, version) for item in items for page in Told().pages(item))


def _require_approved(draft):
    if draft.state not in (State.APPROVED, State.SCHEDULED):
        raise Refusal(f"“{draft}”现在是“{draft.state_in_words}”，还不能公布。")


def _move_to_published(draft, user, filled, item, changes):
    comment = " ".join([draft.why, *filled.said]).strip()
    words = {"user": user, "comment": comment, "changes": changes, "item": item}
    move(draft, State.PUBLISHED, kind=EventKind.PUBLISHED, waiting_since=None, **words)


def _moment_of(draft):
    """Now; for a time that was set ahead and has come, that time, however late somebody came to apply it."""
    is_due = draft.state == State.SCHEDULED and draft.publish_at <= now()
    return draft.publish_at if is_due else now()


def make_public(item, expire_at, *, at):
    """Write that the public sees the item from ``at`` on, unless it has seen it already."""
    values = _set_public(item, expire_at, at=at)
    type(item)._default_manager.filter(pk=item.pk).update(**values)


def _set_public(item, expire_at, *, at) -> dict:
    """The same without writing it. Returns what is to be written."""
    values = {"published_at": item.published_at or at, "updated_at": now()}
    if expire_at:
        values["expires_at"] = expire_at
    elif item.expires_at and item.expires_at <= now():
        values["expires_at"] = None  # what is published now is not over already
    for name, value in values.items():
        setattr(item, name, value)
    return values


def keep_address(item, slug):
    """Lead readers of the address name that ``item`` had to its present one, for ever."""
    content_type = ContentType.objects.get_for_model(item)
    OldAddress.objects.update_or_create(content_type=content_type, slug=slug, defaults={"object_id": item.pk})
    # Its present name leads nowhere else.
    OldAddress.objects.filter(content_type=content_type, slug=item.slug).delete()


def end_withdrawal(item) -> int:
    """The item is public again: its open withdrawal ends. Returns how many there were, 0 or 1."""
    open_ones = Withdrawal.objects.filter(
        content_type=ContentType.objects.get_for_model(item), object_id=item.pk, ended_at=None
    )
    return open_ones.update(ended_at=now())


def refuse_past(moment, what):
    """Raises Refusal for a moment that is over. None is no moment."""
    if moment is not None and moment <= now():
        raise Refusal(f"{what}已经过去，请写将来的时间（北京时间）。")
