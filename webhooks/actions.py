"""What staff do to endpoints and deliveries beyond filling in a form. Nothing here tells a secret to a log."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from publishing import audit

from . import sending, starting
from .choices import TEST, State
from .models import Delivery, Endpoint, Message
from .payloads import payload
from .signing import new_secret

OLD_SECRET_LASTS = dt.timedelta(hours=24)
"""For how long both secrets sign after a change, so that the receiver can change over without losing anything."""


def _locked(endpoint, user):
    if not user.has_perm("webhooks.change_endpoint"):
        raise PermissionDenied("您没有管理推送地址的权限。")
    return Endpoint.objects.select_for_update(of=("self",)).get(pk=endpoint.pk)


@transaction.atomic
def rotate_secret(*, endpoint, user) -> Endpoint:
    """Give the endpoint a new secret; the old one signs beside it for ``OLD_SECRET_LASTS``. Raises PermissionDenied."""
    endpoint = _locked(endpoint, user)
    endpoint.previous_secret, endpoint.secret = endpoint.secret, new_secret()
    endpoint.previous_until = timezone.now() + OLD_SECRET_LASTS
    endpoint.save(update_fields=["secret", "previous_secret", "previous_until"])
    audit.record("更换推送密钥", user=user, item=endpoint)
    return endpoint


@transaction.atomic
def show_secret(*, endpoint, user) -> list[str]:
    """The secrets in force, newest first; that they were looked at is on record. Raises PermissionDenied."""
    endpoint = _locked(endpoint, user)
    audit.record("查看推送密钥", user=user, item=endpoint)
    return endpoint.secrets()


@transaction.atomic
def resume(*, endpoint, user) -> int:
    """Send again to an endpoint that was paused: what has waited is due now. Returns how many deliveries that is.

    Raises PermissionDenied, ValidationError for one that is not paused.
    """
    endpoint = _locked(endpoint, user)
    if not endpoint.paused_at:
        raise ValidationError("这个地址没有暂停。")
    endpoint.paused_at, endpoint.failing_since, endpoint.pause_reason = None, None, ""
    endpoint.save(update_fields=["paused_at", "failing_since", "pause_reason"])
    waiting = endpoint.deliveries.filter(state=State.WAITING).update(next_at=timezone.now())
    audit.record("恢复推送", user=user, item=endpoint, note=f"{waiting} 条等待发送。")
    transaction.on_commit(starting.start, robust=True)
    return waiting


@transaction.atomic
def resend(*, delivery, user) -> Delivery:
    """Have a delivery that is done with sent again, under the same name. Raises PermissionDenied, ValidationError."""
    if not user.has_perm("webhooks.resend_delivery"):
        raise PermissionDenied("您没有重新推送的权限。")
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if delivery.state == State.WAITING:
        raise ValidationError("这一条还在等待发送。")
    delivery.state, delivery.tries, delivery.next_at = State.WAITING, 0, timezone.now()
    delivery.save(update_fields=["state", "tries", "next_at"])
    audit.record("重新推送", user=user, item=delivery)
    transaction.on_commit(starting.start, robust=True)
    return delivery


def send_test(*, endpoint, user) -> Delivery:
    """Send a test at once, also to an endpoint that is off or paused, and return how it went. Raises PermissionDenied.

    Waits for the receiver, and so stands in no transaction.
    """
    with transaction.atomic():
        endpoint = _locked(endpoint, user)
        message = Message(event=TEST, title=endpoint.name)
        message.payload = payload(message, {"note": "这是一条测试，不代表任何内容有变动。"})
        message.save(force_insert=True)
        delivery = sending.hold(Delivery.objects.create(message=message, endpoint=endpoint))
        audit.record("测试推送", user=user, item=endpoint)
    sending.send(delivery)
    return delivery
