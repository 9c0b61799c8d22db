"""Sends what is due. May be run as often as one likes, by several at once, and be killed at any moment.

Who sends a delivery first holds it: a short transaction moves its next try on by ``HELD``, and only then, outside of
any transaction, the call is made. What a killed sender held is due again after that time; the receiver may then get it
twice, under the same name.
"""

import datetime as dt
import json
import logging
import time

from django.db import connection, transaction
from django.utils import timezone

from publishing import audit
from publishing.choices import Happened

from .calling import call
from .choices import State
from .models import Delivery, Endpoint, Message
from .retries import GONE, PAUSE_AFTER, delay_after
from .signing import headers

HELD = dt.timedelta(minutes=5)
"""For how long a delivery is one sender's: longer than any call can take (``checks`` bounds the timeout)."""
LONGEST_RUN = 240  # seconds; the next run of the timer goes on
_BATCH = 1000

log = logging.getLogger(__name__)


def send_due() -> dict[str, int]:
    """Send what is due, and return how many deliveries came to which ``State``.

    An endpoint that fails is left alone for the rest of the run, so that it does not hold up the others.
    """
    until, failed, counts = time.monotonic() + LONGEST_RUN, set(), {}
    while time.monotonic() < until and (delivery := _held(failed)):
        send(delivery)
        counts[delivery.state] = counts.get(delivery.state, 0) + 1
        if delivery.error and delivery.state != State.DROPPED:
            failed.add(delivery.endpoint_id)
    return counts


@transaction.atomic
def _held(failed):
    """The delivery that is due longest, held for this sender; None when there is none."""
    rows = Delivery.objects.due().exclude(endpoint__in=failed).select_related("message", "endpoint")
    rows = rows.select_for_update(of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked)
    delivery = rows.order_by("next_at", "pk").first()
    return delivery and hold(delivery)


def hold(delivery):
    """Begin a try of the delivery, which the caller has locked."""
    now = timezone.now()
    delivery.tries, delivery.last_at, delivery.next_at = delivery.tries + 1, now, now + HELD
    delivery.save(update_fields=["tries", "last_at", "next_at"])
    return delivery


def send(delivery):
    """Make the call of a delivery that is held, and write down what came of it."""
    message, endpoint = delivery.message, delivery.endpoint
    if not _may_be_told(message):
        _finish(delivery, State.DROPPED, error="内容已经不再公开，没有发出。")
        return
    body = json.dumps(message.payload, ensure_ascii=False, separators=(",", ":")).encode()
    signed = headers(message.name, int(timezone.now().timestamp()), body, endpoint.secrets())
    kind = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "zone-webhooks/1"}
    answer = call(endpoint.url, body, kind | signed)
    if answer.is_success:
        state, next_at = State.DELIVERED, None
    else:
        # A test is looked at while it is made: nobody waits for a second one.
        delay = None if message.content_type_id is None else delay_after(delivery.tries)
        state, next_at = (State.WAITING, timezone.now() + delay) if delay else (State.GIVEN_UP, None)
    _finish(
        delivery,
        state,
        next_at=next_at,
        status_code=answer.status,
        error=answer.error,
        milliseconds=answer.milliseconds,
        answer=answer.text,
    )
    if message.content_type_id is not None:
        _note_health(endpoint, answer)


def _may_be_told(message):
    """Whether what the message says is public still. That something is not any more may always be told."""
    if message.content_type_id is None or message.event == Happened.WITHDRAWN:
        return True
    model = message.content_type.model_class()
    return model is not None and model._default_manager.live().filter(pk=message.object_id).exists()


def _finish(delivery, state, *, next_at=None, **values):
    values |= {"state": state, "next_at": next_at}
    for name, value in values.items():
        setattr(delivery, name, value)
    # Another sender has it by now if this one was held up for longer than ``HELD``: then that one's word counts.
    Delivery.objects.filter(pk=delivery.pk, tries=delivery.tries, state=State.WAITING).update(**values)


@transaction.atomic
def _note_health(endpoint, answer):
    """Since when everything fails; after days of that, or when the receiver wants no more, stop and say so."""
    rows = Endpoint.objects.select_for_update(of=("self",)).filter(pk=endpoint.pk)
    endpoint, now = rows.first(), timezone.now()
    if endpoint is None or endpoint.paused_at:
        return
    if answer.is_success:
        if endpoint.failing_since:
            rows.update(failing_since=None)
        return
    since = endpoint.failing_since or now
    reason = "对方答复 410，不再接收。" if answer.status == GONE else ""
    if not reason and now - since >= PAUSE_AFTER:
        reason = f"从 {timezone.localtime(since):%Y-%m-%d %H:%M} 起一直没有送达。最近一次：{answer.error}"
    if not reason:
        rows.update(failing_since=since)
        return
    rows.update(failing_since=since, paused_at=now, pause_reason=reason[:200])
    audit.record("暂停推送", user=None, item=endpoint, note=reason)
    log.warning("Webhooks to endpoint %s are paused: it has failed for too long, or answered 410", endpoint.pk)


def forget_old(keep_days: int) -> int:
    """Delete messages older than ``keep_days`` days with their deliveries, sent or not; return how many messages."""
    old, gone = Message.objects.filter(at__lt=timezone.now() - dt.timedelta(days=keep_days)), 0
    while keys := list(old.order_by("at").values_list("pk", flat=True)[:_BATCH]):
        Message.objects.filter(pk__in=keys).delete()
        gone += len(keys)
    return gone
