"""Deleting an item: never while the public sees it, never without a last snapshot from which it can be recovered."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError, prefetch_related_objects

from .. import audit, happenings
from ..binding import admin_of
from ..choices import Ending, EventKind, RevisionKind, State
from ..models import Draft, Publishable
from ..refusals import Refusal
from ..saved_changes import values_of
from ..searching import Told, about_to_delete
from .moving import locked, move, permission_to, permission_to_publish, require
from .revisions import keep_deleted, snapshots


@transaction.atomic
def delete(*, item, user):
    """Delete the item with all that belongs to it; its open drafts are given up, and ``recover`` brings it back.

    Raises PermissionDenied, and Refusal when the public would see it go (``why_kept``) or others refer to it.
    """
    model = type(item)
    require(user, permission_to("delete", model), f"删除“{model._meta.verbose_name}”")
    item = model._default_manager.select_for_update(of=("self",)).filter(pk=item.pk).first()
    if item is None:
        raise Refusal("已经删除了。")
    if words := why_kept([item], user):
        raise Refusal(list(words.values()))
    drafts = Draft.objects.open().filter(content_type=ContentType.objects.get_for_model(model), object_id=item.pk)
    for draft in drafts.order_by("pk"):
        move(locked(draft), State.DISCARDED, kind=EventKind.DISCARDED, user=user, comment="这项内容删除了。")
    keep_deleted(item=item, user=user)
    audit.record("删除", user=user, item=item, changes=values_of(item))
    told = Told(item)
    if isinstance(item, Publishable) and item.published_at:  # what is over without having been taken back
        happenings.announce([happenings.withdrawn(item, Ending.DELETED)])
    try:
        told.about_to_delete()
        item.delete()
    except (ProtectedError, RestrictedError) as error:
        raise Refusal(f"“{item}”还被别处引用，不能删除。") from error
    told.deleted()
    if not isinstance(item, Publishable):
        happenings.announce(map(happenings.published, told.pages()))


@transaction.atomic
def delete_all(*, items, user, payloads=None):
    """Delete many pages of one type that are withheld and have no open drafts: what ``delete`` does for each.

    ``payloads`` are those of ``snapshots``. Raises what ``delete`` raises.
    """
    model = type(items[0])
    require(user, permission_to("delete", model), f"删除“{model._meta.verbose_name}”")
    if words := why_kept(items, user):
        raise Refusal(list(words.values()))
    snapshots(items=items, kind=RevisionKind.DELETED, user=user, why="删除", payloads=payloads)
    prefetch_related_objects(items, *[field.name for field in model._meta.fields if field.is_relation])
    for item in items:
        audit.record("删除", user=user, item=item, changes=values_of(item))
    about_to_delete(items)
    try:
        model._default_manager.filter(pk__in=[item.pk for item in items]).delete()
    except (ProtectedError, RestrictedError) as error:
        raise Refusal("有的还被别处引用，不能删除。") from error


def why_kept(items, user) -> dict:
    """Why items of one type can't be deleted now, in words by key; those that can are not in it."""
    items = list(items)
    if not items:
        return {}
    model = type(items[0])
    if issubclass(model, Publishable):
        return {item.pk: f"“{item}”还在公开。先撤下，再删除。" for item in items if item.is_live}
    own = admin_of(model).why_kept(items)
    return _why_part_is_kept(model, items, user) | _why_reference_is_kept(model, items) | own


def _why_part_is_kept(model, items, user):
    """A row on a public page goes like it came: through a draft of that page's item, where its form has such rows."""
    model_admin = admin_of(model)
    may_publish = user.has_perm(permission_to_publish(model))
    kept = {}
    for item in items:
        owner = model_admin.shown_on(item)
        if owner is None or not owner.is_live:
            continue
        if any(inline.model is model for inline in admin_of(type(owner)).inlines):
            kept[item.pk] = f"“{item}”在“{owner}”的公开页面上。请在“{owner}”的表单里删除这一行，随草稿一起审核。"
        elif not may_publish:
            kept[item.pk] = f"“{item}”在“{owner}”的公开页面上，要由有公布权限的人删除。"
    return kept


def _why_reference_is_kept(model, items):
    """A row that public content has among several (its industries) would vanish from those pages."""
    kept, by_key = {}, {item.pk: item for item in items}
    for relation in model._meta.get_fields():
        if relation.many_to_many and relation.auto_created and issubclass(relation.related_model, Publishable):
            name = relation.field.name
            used = relation.related_model._default_manager.live().filter(**{f"{name}__in": items})
            label = relation.related_model._meta.verbose_name
            for key in used.order_by().values_list(name, flat=True).distinct():
                if key in by_key:
                    kept[key] = f"“{by_key[key]}”还有公开的{label}在用，先从那里去掉。"
    return kept
