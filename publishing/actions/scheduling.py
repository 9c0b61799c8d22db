"""What happens at a time that was set ahead: a draft is published, a page goes off.

That a time has come is decided in a query (``Draft.due``, ``Publishable.live``); ``apply_due`` writes what follows from
it and may run as often as it likes.
"""

import logging
from collections import Counter
from dataclasses import asdict, dataclass

from django.db import OperationalError, transaction
from django.db.models import Max

from .. import audit, happenings
from ..addresses import publishable_models
from ..choices import Ending, EventKind, State
from ..models import AuditEntry, Draft, ScheduleRun
from ..refusals import Refusal
from .moving import locked, move, now, permission_to_publish, require
from .publication import in_words, publish_now, refuse_past

EXPIRED = "到期下线"

log = logging.getLogger(__name__)


@transaction.atomic
def schedule(*, draft, user, publish_at, expire_at=None, version=None):
    """Publish an approved draft at ``publish_at`` (aware), and take it off at ``expire_at`` if that is given."""
    draft = locked(draft, version)
    require(user, permission_to_publish(draft.model), "定时公布")
    refuse_past(publish_at, "公布时间")
    if expire_at and expire_at <= publish_at:
        raise Refusal("下线时间要晚于公布时间。")
    if draft.state not in (State.APPROVED, State.SCHEDULED):
        raise Refusal(f"“{draft}”现在是“{draft.state_in_words}”，还不能定时公布。")
    said = f"定于 {in_words(publish_at)} 公布" + (f"，{in_words(expire_at)} 下线" if expire_at else "")
    values = {"publish_at": publish_at, "expire_at": expire_at}
    move(draft, State.SCHEDULED, kind=EventKind.SCHEDULED, user=user, comment=f"{said}。", **values)
    return draft


@transaction.atomic
def unschedule(*, draft, user, version=None):
    """Call a scheduled publication off; the draft stays approved."""
    draft = locked(draft, version)
    require(user, permission_to_publish(draft.model), "取消定时")
    if draft.state != State.SCHEDULED:
        raise Refusal(f"“{draft}”没有定时。")
    values = {"publish_at": None, "expire_at": None}
    move(draft, State.APPROVED, kind=EventKind.UNSCHEDULED, user=user, **values)
    return draft


@dataclass(frozen=True)
class Applied:
    """What one run did: how many drafts were published, pages have expired, drafts could not be published."""

    published: int
    expired: int
    failed: int

    def __bool__(self):
        return bool(self.published or self.expired or self.failed)


def apply_due(*, by_timer=True) -> Applied:
    """Publish every scheduled draft whose time has come, and announce what has expired. Idempotent.

    A draft that can't be published goes back to its author with the reason; it does not hold up the others. Whoever
    runs this is not who acts: entries have no address.
    """
    with audit.acting_from(None):
        started = now()
        done = Counter(_apply(key) for key in _keys_due())
        applied = Applied(done["published"], _announce_expired(until=started), done["failed"])
        _note_run(started, applied, by_timer)
    return applied


def _keys_due():
    return list(Draft.objects.due().order_by("publish_at", "pk").values_list("pk", flat=True))


def _apply(key):
    """ "published" or "failed", or "" when somebody else was quicker."""
    try:
        with transaction.atomic():
            draft = _still_due(key)
            if draft is None:
                return ""
            publish_now(draft, _scheduler_of(draft), draft.expire_at)
            return "published"
    except OperationalError:
        raise  # the database is busy or gone: no fault of the draft, which stays due
    except Refusal as refused:
        reason = " ".join(refused.messages)
    except Exception:
        log.exception("Draft %s could not be published", key)
        reason = "程序出错，已记下。请告诉管理员。"
    with transaction.atomic():
        draft = _still_due(key)
        if draft is None:
            return ""
        move(draft, State.SENT_BACK, kind=EventKind.FAILED, user=None, comment=f"到时未能公布：{reason}")
        return "failed"


def _still_due(key):
    draft = locked(Draft(pk=key))
    return draft if draft.state == State.SCHEDULED and draft.publish_at <= now() else None


def _scheduler_of(draft):
    return draft.events.filter(kind=EventKind.SCHEDULED).select_related("by").last().by


def _announce_expired(*, until):
    """Put on record what has expired since the last run, each once, and return how many that were."""
    since = ScheduleRun.objects.aggregate(Max("seen_at"))["seen_at__max"] or until
    return sum(
        _announce(model, key)
        for model in publishable_models()
        for key in model._default_manager.filter(
            expires_at__gt=since, expires_at__lte=until, published_at__isnull=False
        ).values_list("pk", flat=True)
    )


@transaction.atomic
def _announce(model, key):
    item = model._default_manager.select_for_update(of=("self",)).get(pk=key)
    if AuditEntry.objects.of_item(item).filter(verb=EXPIRED, at__gte=item.expires_at).exists():
        return 0  # by a run at the same moment
    audit.record(EXPIRED, user=None, item=item, note=f"下线时间 {in_words(item.expires_at)}")
    happenings.announce([happenings.withdrawn(item, Ending.EXPIRED)])
    return 1


def _note_run(started, applied, by_timer):
    """Runs of the timer that found nothing move the time of its newest row on, so that there are no rows of nothing."""
    last = ScheduleRun.objects.filter(by_timer=True).first() if by_timer and not applied else None
    if last:
        last.seen_at = started
        last.save(update_fields=["seen_at"])
    elif applied or by_timer:
        ScheduleRun.objects.create(by_timer=by_timer, started_at=started, seen_at=started, **asdict(applied))
