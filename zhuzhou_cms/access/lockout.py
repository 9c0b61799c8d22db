"""How many wrong passwords are too many. There is no table of tries here: the audit log has them already.

Two limits, on one name each, so that nobody is shut out by what was tried on others:

* ``PAIR``: one name from one address;
* ``NAME``: one name from wherever. It does not hold at addresses from which this person has logged in lately:
  otherwise a stranger could keep somebody out by trying on purpose.

What is tried while it is locked is refused unread, leaves no entry and prolongs nothing. A lock ends by time, or when
an administrator ends it.
"""

import datetime as dt
import math
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from publishing import audit
from publishing.models import AuditEntry

IN, FAILED = "登录", "登录失败"  # the words of publishing.logins
LOCKED, UNLOCKED = "登录锁定", "解除登录锁定"
COOL_OFF = dt.timedelta(minutes=15)
MOST_PLACES = 20
KNOWN = dt.timedelta(days=30)
"""For this long after a login its address is one of the person's own."""


@dataclass(frozen=True)
class Limit:
    """So many wrong passwords within so long."""

    failures: int
    within: dt.timedelta


PAIR = Limit(5, dt.timedelta(minutes=15))
NAME = Limit(20, dt.timedelta(hours=1))


def locked_until(username: str, address: str | None, now=None) -> dt.datetime | None:
    """When this name may be tried from this address again; None when now. The name need not be anybody's."""
    now = now or timezone.now()
    username = username[:150]
    failures = AuditEntry.objects.filter(verb=FAILED, username=username, at__lte=now)
    freed = _freed_at(username)
    here = AuditEntry.objects.filter(verb=IN, username=username, address=address)
    last = here.filter(at__gt=now - KNOWN).values_list("at", flat=True).order_by("-at").first()
    ends = [_end(failures.filter(address=address), PAIR, [freed, last], now)]
    if last is None:
        ends.append(_end(failures, NAME, [freed], now))
    return max((end for end in ends if end and end > now), default=None)


def locks_of(user, now=None) -> list[tuple[str, dt.datetime]]:
    """Where this person's name is locked and until when, the longest first; "" for all places not known."""
    now = now or timezone.now()
    username, freed = user.get_username(), _freed_at(user.get_username())
    failures = AuditEntry.objects.filter(verb=FAILED, username=username, at__lte=now)
    recent = failures.filter(at__gt=now - COOL_OFF - PAIR.within).order_by("address")
    places = list(recent.values_list("address", flat=True).distinct()[:MOST_PLACES])
    ends = [(address or "未知地址", locked_until(username, address, now)) for address in places]
    name_end = _end(failures, NAME, [freed], now)
    if name_end and name_end > now:
        ends.append(("", name_end))
    return sorted(((place, end) for place, end in ends if end), key=lambda lock: lock[1], reverse=True)


def note_if_locked(username: str, address: str | None) -> dt.datetime | None:
    """Put on record that the try just made was one too many; returns until when, or None."""
    until = locked_until(username, address)
    if until:
        note = f"输错密码次数过多，锁定到 {timezone.localtime(until):%H:%M:%S}。"
        user = get_user_model().objects.filter(username=username).first()
        audit.record(LOCKED, user=None, username=username, item=user, title=username, note=note)
    return until


def unlock(*, user, of) -> bool:
    """End all locks of the person ``of``; on record. Returns False when there was none."""
    if not locks_of(of):
        return False
    audit.record(UNLOCKED, user=user, item=of)
    return True


def in_words(until: dt.datetime, now=None) -> str:
    """What the login page says while it is locked."""
    minutes = max(1, math.ceil((until - (now or timezone.now())).total_seconds() / 60))
    return f"输错的次数太多，登录暂时锁定。请过 {minutes} 分钟再试；急用的话，请管理员在“用户”里解除锁定。"


def _end(failures, limit, since, now):
    """When the latest lock under this limit ends or ended; ``since`` are moments before which nothing counts."""
    start = max([now - limit.within - COOL_OFF, *(moment for moment in since if moment)])
    newest = failures.filter(at__gt=start).order_by("-at")
    moments = list(newest.values_list("at", flat=True)[: limit.failures])
    if len(moments) < limit.failures or moments[0] - moments[-1] > limit.within:
        return None
    return moments[0] + COOL_OFF


def _freed_at(username):
    person = get_user_model().objects.filter(username=username).values_list("pk", flat=True).first()
    if person is None:
        return None
    kind = ContentType.objects.get_for_model(get_user_model())
    entries = AuditEntry.objects.filter(content_type=kind, object_id=str(person), verb=UNLOCKED)
    return entries.order_by("-at").values_list("at", flat=True).first()
