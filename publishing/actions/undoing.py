"""Taking back what a publication has changed: the item is what it was before, by a further entry of its record."""

from django.db import transaction

from .. import audit, happenings
from ..binding import admin_of
from ..choices import RevisionKind, State
from ..difference import difference
from ..models import Draft, Publishable, Revision
from ..pages import page_of, payloads_of
from ..refusals import Incomplete, Moved, Refusal
from ..searching import Told
from .deleting import delete, delete_all
from .moving import locked, permission_to_publish, require
from .publication import keep_address
from .review import signers_of
from .revisions import snapshot
from .withdrawal import withdraw, withdraw_all


@transaction.atomic
def undo_new(*, drafts, user, why):
    """Delete the new pages that these locked drafts of one type have brought; what ``undo`` does for each.

    Raises what ``undo`` raises, for the first that refuses; then nothing is written, and one by one it shows which.
    """
    model, content_type = drafts[0].model, drafts[0].content_type
    require(user, permission_to_publish(model), f"撤销“{model._meta.verbose_name}”的公布")
    found = model._default_manager.select_for_update(of=("self",)).in_bulk([draft.object_id for draft in drafts])
    revisions = Revision.objects.filter(content_type=content_type, object_id__in=found).order_by("number")
    latest = {revision.object_id: revision for revision in revisions.defer("rows")}
    payloads = payloads_of(model, user, list(found.values())) if found else {}
    for draft in drafts:
        revision = latest.get(draft.object_id)
        if draft.state != State.PUBLISHED or draft.form or revision is None or revision.number != 1:
            raise Refusal(f"“{draft}”不是新增的。")
        if revision.draft_id != draft.pk or payloads[draft.object_id] != revision.payload:
            raise Moved("公布以后又改过。")
    if Draft.objects.open().filter(content_type=content_type, object_id__in=found).exists():
        raise Moved("公布以后有人又起了草稿，还没有办完。")
    items = [found[draft.object_id] for draft in drafts]
    withdraw_all(items=[item for item in items if item.published_at], user=user, reason=why)
    delete_all(items=items, user=user, payloads=payloads)


@transaction.atomic
def undo(*, draft, user, why):
    """Make the item again what it was before ``draft`` was published; one that the draft brought is deleted.

    What comes back was reviewed and public before, so it needs no second review. Returns the item, None when it is
    gone. Raises PermissionDenied, Moved when the item has changed since, Refusal for what can't be taken back.
    """
    with happenings.together():
        return _undo(locked(draft), user, why)


def _undo(draft, user, why):
    model = draft.model
    require(user, permission_to_publish(model), f"撤销“{model._meta.verbose_name}”的公布")
    if draft.state != State.PUBLISHED or draft.form:
        raise Refusal(f"“{draft}”没有公布，不用撤销。")
    item = draft.item()
    if item is None:
        raise Moved("公布以后已经删除。")
    before = _before(draft, item, page_of(model, user, item))
    if before is None:
        if getattr(item, "published_at", None):
            withdraw(item=item, user=user, reason=why)
        delete(item=type(item)._default_manager.get(pk=item.pk), user=user)
        return None
    return _turn_back(draft, item, before, user, why)


def _before(draft, item, page):
    """The revision to go back to, None when the draft brought the item. Raises Moved when something came since."""
    revisions = Revision.objects.filter(content_type=draft.content_type, object_id=item.pk).order_by("-number")
    latest = revisions.first()
    if latest is None or latest.draft_id != draft.pk or page.payload() != latest.payload:
        raise Moved("公布以后又改过。")
    if Draft.objects.open().filter(content_type=draft.content_type, object_id=item.pk).exists():
        raise Moved("公布以后有人又起了草稿，还没有办完。")
    return revisions.filter(number__lt=latest.number).first()


def _turn_back(draft, item, before, user, why):
    told, slug = Told(item), getattr(item, "slug", "")
    live = page_of(type(item), user, item).payload()
    admin_of(type(item)).undo_record(item, before.payload, user=user, why=why)
    page = page_of(type(item), user, type(item)._default_manager.get(pk=item.pk))
    filled = page.fill(page.back_to(before.payload))
    filled.request.seconded_by = signers_of(draft)
    if not filled.is_valid():
        raise Incomplete(filled.mistakes())
    item = filled.save()
    page = page_of(type(item), user, type(item)._default_manager.get(pk=item.pk))
    if left := difference(page, before.payload, page.payload()).as_triples():
        raise Refusal(f"有 {len(left)} 处按规则只增不改，撤不回：{'、'.join(what for what, _, _ in left[:3])}。")
    if slug != getattr(item, "slug", ""):
        keep_address(item, slug)
    if isinstance(item, Publishable) and before.rows[0]["fields"]["published_at"] is None and item.published_at:
        withdraw(item=item, user=user, reason=why)
    snapshot(item=item, kind=RevisionKind.PUBLISHED, user=user, why=why)
    changes = difference(page, live, before.payload).as_triples()
    audit.record("撤销公布", user=user, item=item, changes=changes, note=why)
    told.published(item)
    happenings.announce(map(happenings.published, told.pages(item)))
    return item
