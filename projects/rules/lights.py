"""The status light: one published formula over verdicts, freshness and status.

In this order, the first that holds decides:

1. cancelled: grey;
2. finished (the final milestone is met): by its slip against the original target, for ever, because what is finished
   needs no more news: red above ``red_slip``, yellow above ``yellow_slip``, else green; without an original
   target grey;
3. never confirmed, or stale: grey, because nobody can know;
4. no milestone with a target or actual date: grey, because there is no plan to hold it to;
5. a target missed for more than ``red_overdue`` days, or a slip above ``red_slip``: red;
6. any target missed, a slip above ``yellow_slip``, or paused: yellow;
7. else green.

Slip is always the least that the dates' precision allows, and always against the first promise.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .freshness import Age, Freshness
from .thresholds import Thresholds
from .verdicts import State, Verdict


class Light(TextChoices):
    """The four lights."""

    GREEN = "green", _("绿灯")
    YELLOW = "yellow", _("黄灯")
    RED = "red", _("红灯")
    GREY = "grey", _("灰灯")


class Reason(TextChoices):
    """Why a light shows its colour."""

    CANCELLED = "cancelled", _("已取消")
    FINISHED = "finished", _("已完成")
    NOT_COMPARABLE = "not_comparable", _("已完成，没有原定日期可比")
    STALE = "stale", _("消息过期，无法判断")
    NO_PLAN = "no_plan", _("没有公开的计划")
    LONG_OVERDUE = "long_overdue", _("到期很久，没有消息")
    OVERDUE = "overdue", _("到期未报")
    SLIPPED = "slipped", _("比原计划晚")
    PAUSED = "paused", pgettext_lazy("status", "暂停")
    ON_PLAN = "on_plan", pgettext_lazy("light", "按期")


@dataclass(frozen=True)
class Shown:
    """A light with its reason."""

    light: Light
    reason: Reason


def _by_slip(days: int, limits: Thresholds) -> Light:
    if days > limits.red_slip:
        return Light.RED
    return Light.YELLOW if days > limits.yellow_slip else Light.GREEN


def light(
    verdicts: Sequence[Verdict],
    *,
    final: Verdict | None,
    freshness: Freshness,
    status: str,
    limits: Thresholds,
) -> Shown:
    """The light of a project with these milestone ``verdicts``; ``final`` is the verdict of its final milestone."""
    if status == "cancelled":
        return Shown(Light.GREY, Reason.CANCELLED)
    if final and final.state is State.MET:
        if final.slip is None:
            return Shown(Light.GREY, Reason.NOT_COMPARABLE)
        return Shown(_by_slip(final.slip.least_days, limits), Reason.FINISHED)
    if freshness.age in (Age.STALE, Age.NEVER):
        return Shown(Light.GREY, Reason.STALE)
    if all(verdict.state in (State.UNKNOWN, State.NOT_APPLICABLE) for verdict in verdicts):
        return Shown(Light.GREY, Reason.NO_PLAN)
    missed = max((v.days_overdue for v in verdicts if v.state is State.MISSED), default=0)
    slipped = _by_slip(max((v.slip.least_days for v in verdicts if v.slip), default=0), limits)
    if missed > limits.red_overdue:
        return Shown(Light.RED, Reason.LONG_OVERDUE)
    if slipped is Light.RED:
        return Shown(Light.RED, Reason.SLIPPED)
    if missed:
        return Shown(Light.YELLOW, Reason.OVERDUE)
    if slipped is Light.YELLOW:
        return Shown(Light.YELLOW, Reason.SLIPPED)
    if status == "paused":
        return Shown(Light.YELLOW, Reason.PAUSED)
    return Shown(Light.GREEN, Reason.ON_PLAN)
