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
from enum import StrEnum

from .freshness import Age, Freshness
from .thresholds import Thresholds
from .verdicts import State, Verdict


class Light(StrEnum):
    """The four lights."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"

    @property
    def label(self) -> str:
        return {"green": "绿灯", "yellow": "黄灯", "red": "红灯", "grey": "灰灯"}[self.value]


class Reason(StrEnum):
    """Why a light shows its colour."""

    CANCELLED = "cancelled"
    FINISHED = "finished"
    NOT_COMPARABLE = "not_comparable"
    STALE = "stale"
    NO_PLAN = "no_plan"
    LONG_OVERDUE = "long_overdue"
    OVERDUE = "overdue"
    SLIPPED = "slipped"
    PAUSED = "paused"
    ON_PLAN = "on_plan"

    @property
    def label(self) -> str:
        return {
            "cancelled": "已取消",
            "finished": "已完成",
            "not_comparable": "已完成，没有原定日期可比",
            "stale": "消息过期，无法判断",
            "no_plan": "没有公开的计划",
            "long_overdue": "到期很久，没有消息",
            "overdue": "到期未报",
            "slipped": "比原计划晚",
            "paused": "暂停",
            "on_plan": "按期",
        }[self.value]


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
