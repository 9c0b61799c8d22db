"""Snapshots of what was public: taken with each publication, compared, restored as a draft, recovered after deletion.

The rows are kept as Django serialises them, keys included, so that what comes back is what was there: the record of a
project's dates, which no form can type again, among it.
"""

from collections import defaultdict

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.python import Serializer
from django.db import IntegrityError, connection, models, transaction

from .. import audit, happenings, ledger
from ..binding import admin_of
from ..choices import RevisionKind
from ..difference import difference
from ..models import Draft, Publishable, Revision
from ..pages import page_of, payloads_of
from ..refusals import Refusal
from ..searching import Told, say_what_is_public
from .drafting import save_draft, token_of
from .moving import permission_to, permission_to_publish, require


class _Rows(Serializer):
    """Rows one by one: the links of a many-to-many field are rows of their own, which keep their keys."""

    def handle_m2m_field(self, obj, field):
        pass


def snapshot(*, item, kind, user, draft=None, why="") -> Revision:
    """Keep the item as it stands, with all rows that belong to it. One row, one query for each kind of child."""
    return snapshots(items=[item], kind=kind, user=user, drafts=[draft], why=why)[0]


def snapshots(*, items, kind, user, drafts=None, why="", payloads=None) -> list[Revision]:
    """The same for many items of one type, in no more queries. ``drafts`` are theirs, in the same order.

    ``payloads`` are those of the items' forms by key, where they are at hand.
    """
    model = type(items[0])
    content_type = ContentType.objects.get_for_model(model)
    known = Revision.objects.filter(content_type=content_type, object_id__in=[item.pk for item in items])
    latest = dict(known.order_by().values_list("object_id").annotate(models.Max("number")))
    rows, payloads = rows_of_all(items), payloads or payloads_of(model, user or _nobody(), items)
    return [
        ledger.insert(
            Revision(
                content_type=content_type,
                object_id=item.pk,
                number=latest.get(item.pk, 0) + 1,
                kind=kind,
                title=str(item)[:200],
                payload=payloads[item.pk],
                rows=_Rows().serialize(rows[item.pk]),
                why=(draft.why if draft and not why else why)[:300],
                draft=draft,
                by=user,
            )
        )
        for item, draft in zip(items, drafts or [None] * len(items), strict=True)
    ]


def _nobody():
    return get_user_model()(username="")


def keep_first(item):
    """Keep an item that was public before anything was published from here, such as one that came by fixture."""
    content_type = ContentType.objects.get_for_model(item)
    if not Revision.objects.filter(content_type=content_type, object_id=item.pk).exists():
        snapshot(item=item, kind=RevisionKind.FOUND, user=None, why="第一次在这里修改以前的样子")


def rows_of(item) -> list[models.Model]:
    """The item and all rows that go when it goes, parents before children."""
    return rows_of_all([item])[item.pk]


def rows_of_all(items) -> dict[int, list[models.Model]]:
    """The same for many items of one type, by their keys. One query for each kind of row, however many items."""
    model = type(items[0])
    rows = {item.pk: [item] for item in items}
    level = {model: {item.pk: {item.pk} for item in items}}  # model -> key -> the keys of the items that it belongs to
    seen = {(pk, model, pk) for pk in rows}
    while level:
        below = {}
        for parent, owners in level.items():
            for relation in _owned_by(parent):
                child, field = relation.related_model, relation.field
                for row in child._base_manager.filter(**{f"{field.name}__in": list(owners)}).order_by("pk"):
                    for owner in owners[getattr(row, field.attname)]:
                        if (owner, child, row.pk) not in seen:
                            seen.add((owner, child, row.pk))
                            rows[owner].append(row)
                            below.setdefault(child, {}).setdefault(row.pk, set()).add(owner)
        level = below
    return rows


def _owned_by(model):
    """The relations from rows that are deleted together with theirs of ``model``: children, and links either way."""
    for relation in model._meta.get_fields(include_hidden=True):
        is_owner = relation.auto_created and (relation.one_to_many or relation.one_to_one)
        if is_owner and relation.on_delete is models.CASCADE:
            yield relation


@transaction.atomic
def restore(*, revision, user, opened="") -> Draft:
    """Begin a draft that makes the item again what it was in ``revision``; it goes through review like any other.

    Raises Refusal while another draft of the item is open: nothing that was typed is overwritten.
    """
    item = revision.item()
    if item is None:
        raise Refusal("这项内容已经删除。请先找回它。")
    if Draft.objects.of_item(revision.content_type, item.pk).exists():
        raise Refusal("这项内容有一份没有办完的草稿。请先办完或放弃它，再恢复旧版。")
    page = page_of(revision.model, user, item)
    payload = page.back_to(revision.payload)
    if not difference(page, page.payload(), payload):
        raise Refusal(f"第 {revision.number} 版和现在的内容一样，不用恢复。")
    why = f"恢复为第 {revision.number} 版（{revision.at:%Y-%m-%d}）"
    return save_draft(page=page, user=user, payload=payload, opened=token_of(live=page.payload()), why=why)


@transaction.atomic
def recover(*, revision, user):
    """Bring a deleted item back with its children and citations, keys included, withheld until it is published again.

    Links to what is gone by now are left out, and the new revision says so. Raises PermissionDenied, and Refusal when
    it is not deleted, when its address name is taken, or when rows that it refers to are gone.
    """
    model = revision.model
    require(user, permission_to("delete", model), f"找回“{model._meta.verbose_name}”")
    if revision.item() is not None:
        raise Refusal("这项内容没有删除。要回到旧版，请用“恢复”。")
    try:
        with transaction.atomic():
            lost = _write_back(revision)
            _refuse_unreviewed(revision.item(), user)
    except (ValidationError, IntegrityError) as error:
        words = " ".join(error.messages) if isinstance(error, ValidationError) else "它引用的内容有的已经不在。"
        raise Refusal(f"不能找回“{revision.title}”：{words}") from error
    item = revision.item()
    why = f"找回第 {revision.number} 版" + (f"；{lost} 处关联没有找回，对方已经删除" if lost else "")
    snapshot(item=item, kind=RevisionKind.RECOVERED, user=user, why=why)
    audit.record("找回", user=user, item=item, note=why)
    say_what_is_public(item)
    if not isinstance(item, Publishable):
        happenings.announce(map(happenings.published, Told(item).pages()))
    return item


def _write_back(revision):
    """Write the rows as they were; returns how many links were left out because their other end is gone."""
    found = [each.object for each in serializers.deserialize("python", revision.rows, ignorenonexistent=True)]
    item, *others = found
    if isinstance(item, Publishable):
        item.published_at = None
    item.validate_unique()
    item.validate_constraints()
    links = [row for row in others if row._meta.auto_created]
    rows = [item, *(row for row in others if not row._meta.auto_created)]
    for row in rows:
        row.save_base(raw=True, force_insert=True)  # as it was: no time of change, no other field is written anew
    loose = _loose(links)
    for link in links:
        if link not in loose:
            link.save_base(raw=True, force_insert=True)
    # References are checked at the end of a transaction; here, so that it can still be said in words.
    connection.check_constraints(table_names=sorted({row._meta.db_table for row in found}))
    return len(loose)


def _refuse_unreviewed(item, user):
    """What has a page comes back withheld. A row on another's public page is public at once, so who may publish it."""
    owner = None if isinstance(item, Publishable) else admin_of(type(item)).shown_on(item)
    if owner is not None and owner.is_live and not user.has_perm(permission_to_publish(type(item))):
        raise Refusal(f"它会立刻出现在“{owner}”的公开页面上，要由有公布权限的人找回。")


def _loose(links):
    """The links with an end that does not exist. One query for each model at their ends."""
    ends = [(link, field) for link in links for field in link._meta.fields if field.is_relation]
    wanted = defaultdict(set)
    for link, field in ends:
        wanted[field.related_model].add(getattr(link, field.attname))
    there = {
        model: set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
        for model, keys in wanted.items()
    }
    return [link for link, field in ends if getattr(link, field.attname) not in there[field.related_model]]


@transaction.atomic
def keep_deleted(*, item, user):
    """Take the last snapshot of an item that is about to be deleted."""
    snapshot(item=item, kind=RevisionKind.DELETED, user=user, why="删除")
