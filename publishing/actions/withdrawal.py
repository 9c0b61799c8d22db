"""What the public has seen and is to see no longer, or again: withdraw with a reason, publish again, set an end."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from .. import audit, happenings, ledger
from ..choices import Ending, RevisionKind, Version
from ..links import problem_of
from ..models import Withdrawal
from ..refusals import Moved, Refusal
from ..searching import say_what_is_public
from .moving import now, permission_to_publish, require
from .publication import end_withdrawal, in_words, make_public, refuse_past
from .revisions import keep_first, snapshot

_TAKEN_BACK = [["公开", "公开", "已撤下"]]


def _locked(item, user, verb, seen):
    """The item as it stands, so that nobody else changes it meanwhile.

    Raises PermissionDenied, and Moved when it changed since ``seen``, its ``updated_at`` when the person decided.
    """
    model = type(item)
    require(user, permission_to_publish(model), f"{verb}“{model._meta.verbose_name}”")
    item = model._default_manager.select_for_update(of=("self",)).filter(pk=item.pk).first()
    if item is None:
        raise Refusal("这项内容已经删除。")
    if seen is not None and item.updated_at != seen:
        raise Moved(f"“{item}”在您查看之后又改过。请重新看过再决定。")
    return item


@transaction.atomic
def withdraw(*, item, user, reason, redirect_to="", seen=None):
    """Take a public page back. Its address answers with the reason (410), or leads to ``redirect_to`` (a local path).

    ``seen`` is the item's ``updated_at`` when the person decided. Returns the Withdrawal. Raises Moved when the item
    changed since; Refusal when it is not public, without a reason, or when ``redirect_to`` leads the public nowhere.
    """
    item = _locked(item, user, "撤下", seen)
    if item.published_at is None:
        raise Refusal(f"“{item}”没有公布，不用撤下。")
    if not reason.strip():
        raise Refusal("请写明为什么撤下，公众打开旧网址时会看到。")
    keep_first(item)
    withdrawal = Withdrawal(
        content_type=ContentType.objects.get_for_model(item),
        object_id=item.pk,
        slug=item.slug,
        reason=reason.strip(),
        redirect_to=redirect_to,
        by=user,
    )
    withdrawal.full_clean(exclude=["by"])
    withdrawal.save()
    type(item)._default_manager.filter(pk=item.pk).update(published_at=None, updated_at=now())
    # Asked last, so that a page is not led to itself, nor to one that goes in the same step.
    if redirect_to and (problem := problem_of(redirect_to)):
        raise Refusal(f"“改看”要写本站公众打得开的网址，以“/”开头：{redirect_to} {problem}。")
    changes = _TAKEN_BACK + ([["改看", "", redirect_to]] if redirect_to else [])
    audit.record("撤下", user=user, item=item, changes=changes, note=reason)
    say_what_is_public(item)
    words = {"notice": withdrawal.reason, "leads_to": redirect_to}
    happenings.announce([happenings.withdrawn(item, Ending.WITHDRAWN, **words)])
    return withdrawal


@transaction.atomic
def withdraw_all(*, items, user, reason):
    """Take many public pages of one type back, for one reason: what ``withdraw`` does for each.

    The caller holds them, and tells the search.
    """
    if not items:
        return
    model = type(items[0])
    require(user, permission_to_publish(model), f"撤下“{model._meta.verbose_name}”")
    content_type, moment = ContentType.objects.get_for_model(model), now()
    for item in items:
        row = {"content_type": content_type, "object_id": item.pk, "slug": item.slug, "reason": reason.strip()}
        ledger.insert(Withdrawal(**row, by=user))
        item.published_at, item.updated_at = None, moment
        audit.record("撤下", user=user, item=item, changes=_TAKEN_BACK, note=reason)
    keys = [item.pk for item in items]
    model._default_manager.filter(pk__in=keys).update(published_at=None, updated_at=moment)
    happenings.announce(happenings.withdrawn(item, Ending.WITHDRAWN, notice=reason.strip()) for item in items)


@transaction.atomic
def republish(*, item, user, seen=None):
    """Make a withdrawn page public again as it was. What was never public needs a draft and its review."""
    item = _locked(item, user, "公布", seen)
    if not end_withdrawal(item):
        raise Refusal(f"“{item}”不是撤下的内容。没有公布过的，要先提交审核。")
    make_public(item, None, at=now())
    snapshot(item=item, kind=RevisionKind.REPUBLISHED, user=user, why="重新公布")
    audit.record("重新公布", user=user, item=item, changes=[["公开", "已撤下", "公开"]])
    say_what_is_public(item)
    happenings.announce([happenings.published(item, Version.AGAIN)])
    return item


@transaction.atomic
def set_expiry(*, item, user, expires_at, seen=None):
    """Take a public page off at ``expires_at`` (aware), or never (None). What is off already is public again."""
    item = _locked(item, user, "定下线时间：", seen)
    if item.published_at is None:
        raise Refusal(f"“{item}”没有公布，不用定下线时间。")
    refuse_past(expires_at, "下线时间")
    old, new = ((in_words(moment) if moment else "不下线") for moment in (item.expires_at, expires_at))
    type(item)._default_manager.filter(pk=item.pk).update(expires_at=expires_at, updated_at=now())
    audit.record("定下线时间", user=user, item=item, changes=[["下线时间", old, new]])
    say_what_is_public(item)
    if not item.is_live:  # as it was till now
        happenings.announce([happenings.published(item, Version.AGAIN)])
    return item
