"""What is known of a milestone on a day: met, planned, moved, missed, or nothing."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.partial_dates import PartialDate

from .slip import Slip, slip_between


class State(TextChoices):
    """The verdicts; the value is their stable name in API and CSS. Readers are told "not reported", never "failed"."""

    MET = "met", _("已发生")
    PLANNED = "planned", pgettext_lazy("state", "原定")
    MOVED = "moved", _("已改期")
    MISSED = "missed", _("到期未报")
    SUSPENDED = "suspended", _("停止计算")
    UNKNOWN = "unknown", _("未说明")
    NOT_APPLICABLE = "not_applicable", _("不适用")


@dataclass(frozen=True)
class Dates:
    """A milestone's four dates. ``current`` is None while the original target has never been changed."""

    original: PartialDate | None = None
    current: PartialDate | None = None
    alternative: PartialDate | None = None
    actual: PartialDate | None = None
    not_applicable: bool = False

    @property
    def target(self) -> PartialDate | None:
        """The target in force: the current one, else the original."""
        return self.current or self.original

    @property
    def is_awaited(self) -> bool:
        """Whether a target stands and is not reached yet."""
        return bool(self.target and not self.actual and not self.not_applicable)

    @property
    def expected(self) -> PartialDate | None:
        """When the milestone is now expected: the alternative date, else the target in force."""
        return self.alternative or self.target


@dataclass(frozen=True)
class Verdict:
    """What the dates say on one day."""

    state: State
    slip: Slip | None = None
    """From the original target to the actual date, or to the date now expected; None where one is not known."""
    missed_since: dt.date | None = None
    """The first working day after the target in force ended; only for MISSED."""
    days_overdue: int = 0
    """Days since the last day of the target in force; only for MISSED."""


def first_working_day_after(day: dt.date, holidays=frozenset()) -> dt.date:
    """The first day after ``day`` that is neither at a weekend nor one of ``holidays``."""
    day += dt.timedelta(days=1)
    while day.weekday() >= 5 or day in holidays:
        day += dt.timedelta(days=1)
    return day


def last_working_day(day: dt.date, holidays=frozenset()) -> dt.date:
    """``day`` itself when it is a working day, else the last one before it.

    A target is missed on ``day`` exactly when its last day lies before this one; so that a query can ask it.
    """
    while day.weekday() >= 5 or day in holidays:
        day -= dt.timedelta(days=1)
    return day


def judge(dates: Dates, *, on: dt.date, running: bool = True, holidays=frozenset()) -> Verdict:
    """What is known of a milestone on the day ``on``. ``running`` is False for a paused or cancelled project.

    A target is missed from the first working day after the last day of its period, as long as there is no actual
    date, the milestone applies and the project runs. An alternative date does not undo that: it only says what is
    expected instead.
    """
    if dates.not_applicable:
        return Verdict(State.NOT_APPLICABLE)
    reached = dates.actual or dates.expected
    slip = slip_between(dates.original, reached) if dates.original and reached else None
    if dates.actual:
        return Verdict(State.MET, slip)
    if dates.target is None:
        return Verdict(State.PLANNED if dates.alternative else State.UNKNOWN, slip)
    since = first_working_day_after(dates.target.end, holidays)
    if since <= on:
        if not running:
            return Verdict(State.SUSPENDED, slip)
        return Verdict(State.MISSED, slip, since, (on - dates.target.end).days)
    moved = dates.target != dates.original and dates.original is not None
    return Verdict(State.MOVED if moved else State.PLANNED, slip)
