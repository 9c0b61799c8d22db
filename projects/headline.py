"""The sentences that lead a project's page: what was promised, what is known, how old that is, and why its light is so.

Record in, sentences out; what is missed or late is the verdict of the rules. The wording is fair: a target that has
passed without an actual date is a lack of news and not a failure.
"""

from dataclasses import dataclass, field

from core.partial_dates import Precision

from .choices import MilestoneKind, ReasonCode, Stage, Status
from .record import MilestoneRecord, ProjectRecord
from .rules.freshness import Age
from .rules.lights import Reason
from .rules.thresholds import Thresholds
from .rules.verdicts import State
from .timeline import slip_words, steps_behind

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
    """A sentence without its full stop, and the rows (milestones, changes, a stage entry) whose sources it rests on."""

    text: str
    rows: list = field(default_factory=list)


def build(record: ProjectRecord, limits: Thresholds) -> list[Sentence]:
    """What leads the page: the promise (or the halt) and its state, the last news, the reason of the light."""
    return [halt(record) or promise(record), last_news(record), light_reason(record, limits)]


def promise(record: ProjectRecord) -> Sentence:
    """What was promised and how that stands.

    What is finished comes first, then the latest target that was missed, then the step that slipped most where the
    light is about that, then the next target that lies ahead, then what happened last.
    """
    if record.shown.reason in (Reason.FINISHED, Reason.NOT_COMPARABLE):
        return _finished(record.final, record)
    behind = steps_behind(record.stage)
    if missed := _in_state(record, State.MISSED):
        return _unreported([m for m in missed if m.milestone.kind not in behind] or missed, behind, record)
    if record.shown.reason is Reason.SLIPPED and (most := _latest(record)):
        return _finished(most, record) if most.dates.actual else _ahead([most], record)
    if ahead := _in_state(record, State.PLANNED, State.MOVED):
        nearest = min(ahead, key=lambda m: m.dates.expected.end)
        return _ahead([m for m in ahead if m.dates == nearest.dates], record)
    if done := _in_state(record, State.MET):
        last = max(done, key=lambda m: m.dates.actual.end)
        told = _finished(last, record)
        more = "" if last.milestone.kind in _LAST else "，后面各步的日期来源没有写"
        return Sentence(told.text + more, told.rows)
    return Sentence("什么时候开工、什么时候建成，来源没有写")


def is_due(record: ProjectRecord) -> bool:
    """Whether a target has passed of which the stage does not say that it was reached."""
    behind = steps_behind(record.stage)
    return any(m.milestone.phase_number or m.milestone.kind not in behind for m in record.missed)


def last_news(record: ProjectRecord) -> Sentence:
    """When a source last confirmed the project, how long ago that is at least, and at which stage it was then."""
    rows = [record.stage_entry] if record.stage_entry else []
    confirmed, stage = record.last_confirmed_on, record.stage
    told = record.stage_entry.stated_on if record.stage_entry else None
    if told and confirmed and confirmed.end < told.end:
        # Only the stage is that new: the sentence must not claim it of the older confirmation.
        return Sentence(f"{told}的来源说{STAGE_WORDS[Stage(stage)]}，全部内容最近一次核实是在{confirmed}", rows)
    if confirmed is None:
        known = f"登记的阶段是“{Stage(stage).label}”" if stage else "阶段来源没有写"
        return Sentence(f"最近一次核实的日期没有记录，{known}", rows)
    days = record.freshness.days
    ago = f"，{'' if confirmed.precision is Precision.DAY else '至少'}{days}天前" if days else ""
    known = f"当时{STAGE_WORDS[Stage(stage)]}" if stage else "到了哪个阶段，来源没有写"
    return Sentence(f"最近一次核实是在{confirmed}{ago}，{known}", rows)


def halt(record: ProjectRecord) -> Sentence | None:
    """That the project is paused or cancelled, and why; None when it is neither."""
    if record.status not in (Status.PAUSED, Status.CANCELLED):
        return None
    change, project = record.status_change, record.project
    if record.status == Status.CANCELLED:
        reasons = [change.summary if change else project.cancel_reason]
    else:
        code = change.reason_code if change else project.pause_reason
        summary = change.summary if change else project.pause_summary
        reasons = [str(ReasonCode(code).label) if code else "", summary]
    words = "，".join(reason.rstrip("。") for reason in reasons if reason)
    head = "项目已取消" if record.status == Status.CANCELLED else "项目已暂停"
    return Sentence("：".join(filter(None, [head, words])), [change] if change else [])


def light_reason(record: ProjectRecord, limits: Thresholds) -> Sentence:
    """Why the light is as it is, with the number that decided."""
    light = record.shown.light.label
    latest = _latest(record)
    late = f"{_titles([latest], record)}比原定至少晚{latest.verdict.slip.least_days}天" if latest else ""
    limit = limits.red_slip if record.shown.light == "red" else limits.yellow_slip
    never = record.freshness.age is Age.NEVER
    unheard = "没有核实过的日期" if never else f"超过{limits.ageing}天没有核实"
    words = {
        Reason.CANCELLED: f"已取消的项目不再判断，所以是{light}",
        Reason.FINISHED: f"已完成，按实际与原定相差多少亮灯，所以是{light}",
        Reason.NOT_COMPARABLE: f"已完成，但没有原定日期可比，所以是{light}",
        Reason.STALE: f"{unheard}，不知道现在怎样，所以是{light}；这不等于没有进展",
        Reason.NO_PLAN: f"没有公开的目标日期可比，所以是{light}",
        Reason.LONG_OVERDUE: f"目标日过了{limits.red_overdue}天以上仍没有实际日期，所以是{light}",
        Reason.OVERDUE: f"有目标到期，还没有报告实际日期，所以是{light}",
        Reason.SLIPPED: f"{late}，超过{limit}天，所以是{light}",
        Reason.PAUSED: f"项目暂停，所以是{light}",
        Reason.ON_PLAN: f"没有到期未报的目标，比原定也没有晚过{limits.yellow_slip}天，所以是{light}",
    }
    return Sentence(words[record.shown.reason])


def _latest(record) -> MilestoneRecord | None:
    """The milestone that is later than first promised by most days, or None where nothing can be compared."""
    slipped = [m for m in record.milestones if m.verdict.slip]
    return max(slipped, key=lambda m: m.verdict.slip.least_days, default=None)


def _in_state(record, *states) -> list[MilestoneRecord]:
    """The milestones in these states: those of the whole project, or else those of its phases."""
    found = [m for m in record.milestones if m.verdict.state in states]
    return [m for m in found if m.milestone.phase_number == 0] or found


def _unreported(missed, behind, record):
    latest = max(missed, key=lambda m: (m.dates.target.end, m.dates.target.sort_key))
    group = [m for m in missed if m.dates == latest.dates]
    parts = [f"{_target_words(latest.dates)}{_titles(group, record)}"]
    if latest.milestone.kind in behind:
        parts.append("来源没有写实际日期")
    else:
        parts.append(f"目标日已过{latest.verdict.days_overdue}天")
        if latest.dates.alternative:
            parts += [f"另行预计{latest.dates.alternative}", slip_words(latest.verdict.slip)]
        elif record.freshness.age is Age.FRESH:
            parts += [slip_words(latest.verdict.slip) if latest.dates.current else "", "还没有报告实际日期"]
        else:
            parts.append("没有收到完成、改期或停止的消息")
    return Sentence("，".join(filter(None, parts)), _cited(group))


def _ahead(group, record):
    first = group[0]
    moved = slip_words(first.verdict.slip) if first.dates.current or first.dates.alternative else ""
    count = f"改过{first.moves}次" if first.moves else ""
    return Sentence(
        "，".join(filter(None, [f"{_target_words(first.dates)}{_titles(group, record)}", moved, count])),
        _cited(group),
    )


def _finished(milestone, record):
    late = slip_words(milestone.verdict.slip)
    text = f"{milestone.dates.actual}{_titles([milestone], record)}{'，' if late else ''}{late}"
    return Sentence(text, _cited([milestone]))


def _target_words(dates):
    """原定2022年3月, or with what it was moved to; an alternative alone where there never was a target."""
    words = [f"原定{dates.original}" if dates.original else "", f"现定{dates.current}" if dates.current else ""]
    return "、".join(filter(None, words)) or f"另行预计{dates.alternative}"


def _titles(milestones, record):
    names = {}
    if any(m.milestone.phase_number for m in milestones):
        names = {phase.number: phase.name for phase in record.project.phases.all()}
    titles = [
        f"{names.get(m.milestone.phase_number, '') if m.milestone.phase_number else ''}{m.milestone.title}"
        for m in milestones
    ]
    return "、".join(dict.fromkeys(titles))


def _cited(milestones):
    """The milestones, and for each the change that said its latest date."""
    return [row for m in milestones for row in (m.milestone, *m.changes[-1:])]
