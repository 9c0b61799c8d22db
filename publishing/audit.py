"""The one writer of the audit log: who did what, when and from where, before and after.

``publishing.middleware`` says for each request where it comes from; outside of requests (commands) there is no address.
"""

import datetime as dt
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from . import ledger
from .models import AuditEntry

SHORTEST_KEPT = 365
"""Days for which every entry is kept, whatever anybody asks for."""
_BATCH = 1000

_address: ContextVar[str | None] = ContextVar("address", default=None)


@contextmanager
def acting_from(address):
    """Everything recorded inside comes from this IP address (a string, or None)."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def address() -> str | None:
    """Where the present request comes from; None outside of requests."""
    return _address.get()


def record(verb, *, user, item=None, model=None, title="", changes=(), note="", username="") -> AuditEntry:
    """Write one entry for one action. ``changes`` are [what, old, new] in words; ``item`` is the row acted upon.

    Call it inside the action's transaction, so that what was not done is not on record.
    """
    model = model or (item._meta.model if item is not None else None)  # the user of a request is no User
    user = user if user is not None and user.pk else None
    entry = AuditEntry(
        user=user,
        username=(username or (user.get_username() if user else ""))[:150],
        address=_address.get(),
        verb=verb,
        content_type=ContentType.objects.get_for_model(model) if model else None,
        object_id=str(item.pk or "") if item is not None else "",
        title=(title or (str(item) if item is not None else ""))[:200],
        changes=[list(change) for change in changes],
        size=len(changes),
        note=note[:500],
    )
    return ledger.insert(entry)


def prunable(keep_days: int):
    """The entries that are older than ``keep_days`` days. Raises ValueError for fewer than ``SHORTEST_KEPT``."""
    if keep_days < SHORTEST_KEPT:
        raise ValueError(f"操作记录至少保留 {SHORTEST_KEPT} 天，不能只留 {keep_days} 天。")
    try:
        return AuditEntry.objects.filter(at__lt=timezone.now() - dt.timedelta(days=keep_days))
    except OverflowError:
        return AuditEntry.objects.none()


def prune(keep_days: int) -> int:
    """Delete what is older than ``keep_days`` days, in batches, and return how many entries went.

    That is on record itself, with each batch's deletion in one transaction. Raises ValueError as ``prunable`` does.
    """
    old, gone = prunable(keep_days), 0
    while True:
        with transaction.atomic():
            keys = list(old.order_by("at", "pk").values_list("pk", flat=True)[:_BATCH])
            if not keys:
                break
            gone += AuditEntry.objects.filter(pk__in=keys).delete()[0]
    if gone:
        note = f"删去 {gone} 条早于 {keep_days} 天的记录。"
        record("清理操作记录", user=None, model=AuditEntry, title="操作记录", note=note)
    return gone
