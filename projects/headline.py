"""The sentences that lead a project's page: what was promised, what is known, how old that is. Pure values in and out.

The wording is fair: a target that has passed without an actual date is a lack of news and not a failure.
"""

import datetime as dt
from dataclasses import dataclass, field

from core.partial_dates import PartialDate

from .choices import MilestoneKind, ReasonCode, Stage, Status
from .timeline import DONE, DUE, PLANNED, state_of, steps_behind

STAGE_WORDS = {
    Stage.NEGOTIATION: "在谈",
    Stage.SIGNED: "已签约",
    Stage.APPROVED: "在做前期工作",
    Stage.UNDER_CONSTRUCTION: "在建",
    Stage.COMPLETED: "已竣工",
    Stage.IN_PRODUCTION: "已投用",
    Stage.AT_CAPACITY: "已达产",
    Stage.CLOSED: "已终止",
}
_LAST = {MilestoneKind.PRODUCTION_START, MilestoneKind.FULL_CAPACITY}


@dataclass(frozen=True)
class Sentence:
    """A sentence without its full stop, and the rows (milestones, a stage entry) whose sources it rests on."""

    text: str
    rows: list = field(default_factory=list)


def promise(milestones, *, today: dt.date, stage: str = "") -> Sentence:
    """What was promised for the whole project and how that stands on the day ``today``.

    The latest target that has passed without an actual date comes first, then the next one that lies ahead, then what
    happened last.
    """
    by_state = {state: [m for m in milestones if state_of(m, today) == state] for state in (DUE, PLANNED, DONE)}
    behind = steps_behind(stage)
    if unreported := [m for m in by_state[DUE] if m.kind not in behind] or by_state[DUE]:
        latest = max(unreported, key=lambda m: m.effective_target.end)
        group = [m for m in unreported if m.effective_target == latest.effective_target]
        days = (today - latest.effective_target.end).days
        known = "来源没有写实际日期" if latest.kind in behind else f"目标日已过{days}天，没有收到完成、改期或停止的消息"
        return Sentence(f"{_target_words(latest)}{_titles(group)}，{known}", group)
    if ahead := by_state[PLANNED]:
        nearest = min(ahead, key=lambda m: m.effective_target.end)
        group = [m for m in ahead if m.effective_target == nearest.effective_target]
        return Sentence(f"{_target_words(nearest)}{_titles(group)}", group)
    if by_state[DONE]:
        last = max(by_state[DONE], key=lambda m: m.actual.end)
        more = "" if last.kind in _LAST else "，后面各步的日期来源没有写"
        return Sentence(f"{last.actual}{last.title}{more}", [last])
    return Sentence("什么时候开工、什么时候建成，来源没有写")


def last_news(*, last_confirmed_on: PartialDate | None, stage: str, stage_entry=None) -> Sentence:
    """When a source last confirmed the project, and at which stage it was then. ``stage_entry`` is cited."""
    rows = [stage_entry] if stage_entry else []
    if last_confirmed_on is None:
        known = f"登记的阶段是“{Stage(stage).label}”" if stage else "阶段来源没有写"
        return Sentence(f"最近一次核实的日期没有记录，{known}", rows)
    known = f"当时{STAGE_WORDS[Stage(stage)]}" if stage else "到了哪个阶段，来源没有写"
    return Sentence(f"最近一次核实是在{last_confirmed_on}，{known}", rows)


def halt(*, status: str, pause_reason: str = "", pause_summary: str = "", cancel_reason: str = "") -> Sentence | None:
    """That the project is paused or cancelled, and why; None when it is neither."""
    if status == Status.PAUSED:
        reasons = [str(ReasonCode(pause_reason).label) if pause_reason else "", pause_summary.rstrip("。")]
        return Sentence("：".join(filter(None, ["项目已暂停", "，".join(filter(None, reasons))])))
    if status == Status.CANCELLED:
        return Sentence("：".join(filter(None, ["项目已取消", cancel_reason.rstrip("。")])))
    return None


def build(project, milestones, *, today: dt.date, stage_entry=None) -> list[Sentence]:
    """The leading sentence and those that follow it. ``milestones`` are those of the whole project."""
    halted = halt(
        status=project.status,
        pause_reason=project.pause_reason,
        pause_summary=project.pause_summary,
        cancel_reason=project.cancel_reason,
    )
    first = halted or promise(milestones, today=today, stage=project.stage)
    news = last_news(last_confirmed_on=project.last_confirmed_on, stage=project.stage, stage_entry=stage_entry)
    return [first, news]


def _target_words(milestone):
    if milestone.alternative_date:
        return f"另行预计{milestone.alternative_date}"
    return f"{'现定' if milestone.current_target else '原定'}{milestone.effective_target}"


def _titles(milestones):
    return "、".join(dict.fromkeys(milestone.title for milestone in milestones))
