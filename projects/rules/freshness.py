"""How old the news is."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.partial_dates import PartialDate

from .thresholds import Thresholds


class Age(TextChoices):
    """The classes of freshness."""

    FRESH = "fresh", _("消息新")
    AGEING = "ageing", _("消息渐旧")
    STALE = "stale", _("消息过期")
    NEVER = "never", _("从未核实")


@dataclass(frozen=True)
class Freshness:
    """The class, and for how many days at least nothing has been confirmed (None when it never was)."""

    age: Age
    days: int | None = None


def freshness(last_confirmed_on: PartialDate | None, *, on: dt.date, limits: Thresholds) -> Freshness:
    """How fresh the news is on the day ``on``.

    An imprecise confirmation counts from the last day of its period: "2021" is at least as old as 31 December 2021.
    """
    if last_confirmed_on is None:
        return Freshness(Age.NEVER)
    days = max(0, (on - last_confirmed_on.end).days)
    age = Age.FRESH if days <= limits.fresh else Age.AGEING if days <= limits.ageing else Age.STALE
    return Freshness(age, days)
