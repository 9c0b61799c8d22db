"""The sentences that lead a project's page: what was promised, what is known, how old that is, and why its light is so.

Record in, sentences out; what is missed or late is the verdict of the rules. The wording is fair: a target that has
passed without an actual date is a lack of news and not a failure.
"""

from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from core.partial_dates import Precision

from .choices import MilestoneKind, ReasonCode, Stage, Status
from .record import MilestoneRecord, ProjectRecord
from .rules.freshness import Age
from .rules.lights import Light, Reason
from .rules.slip import duration
from .rules.thresholds import Thresholds
from .rules.verdicts import State
from .step_words import step_title
from .timeline import moves_words, slip_words, steps_behind

STAGE_WORDS = {
    Stage.NEGOTIATION: pgettext_lazy("it is", "在谈"),
    Stage.SIGNED: pgettext_lazy("it is", "已签约"),
    Stage.APPROVED: pgettext_lazy("it is", "在做前期工作"),
    Stage.UNDER_CONSTRUCTION: pgettext_lazy("it is", "在建"),
    Stage.COMPLETED: pgettext_lazy("it is", "已竣工"),
    Stage.IN_PRODUCTION: pgettext_lazy("it is", "已投用"),
    Stage.AT_CAPACITY: pgettext_lazy("it is", "已达产"),
    Stage.CLOSED: pgettext_lazy("it is", "已终止"),
}
"""What a project is said to be at each stage, within a sentence."""
_LAST = {MilestoneKind.PRODUCTION_START, MilestoneKind.FULL_CAPACITY}


@dataclass(frozen=True)
class Sentence:
    """A sentence without its full stop, and the rows (milestones, changes, a stage entry) whose sources it rests on."""

    text: str
    rows: list = field(default_factory=list)
    quoted: str = ""
    """The record's own words, with which the text ends: they may be in another language than the rest."""

    @property
    def own(self) -> str:
        return self.text.removesuffix(self.quoted)


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
        more = "" if last.milestone.kind in _LAST else _("后面各步的日期来源没有写")
        return Sentence(_listed(told.text, more), told.rows)
    return Sentence(_("什么时候开工、什么时候建成，来源没有写"))


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
        words = {"said": told, "stage": STAGE_WORDS[Stage(stage)], "confirmed": confirmed}
        return Sentence(_("%(said)s的来源说%(stage)s，全部内容最近一次核实是在%(confirmed)s") % words, rows)
    if confirmed is None:
        known = _("登记的阶段是“%(stage)s”") % {"stage": Stage(stage).label} if stage else _("阶段来源没有写")
        return Sentence(_listed(_("最近一次核实的日期没有记录"), known), rows)
    head = _("最近一次核实是在%(confirmed)s") % {"confirmed": confirmed}
    known = _("当时%(stage)s") % {"stage": STAGE_WORDS[Stage(stage)]} if stage else _("到了哪个阶段，来源没有写")
    return Sentence(_listed(head, _ago(record), known), rows)


def _ago(record):
    """How long ago the last confirmation is; at least so long where it is no more exact than a month or a year."""
    if not record.freshness.days:
        return ""
    is_exact = record.last_confirmed_on.precision is Precision.DAY
    return (_("%(time)s前") if is_exact else _("至少%(time)s前")) % {"time": duration(record.freshness.days)}


def halt(record: ProjectRecord) -> Sentence | None:
    """That the project is paused or cancelled, and why; None when it is neither."""
    if record.status not in (Status.PAUSED, Status.CANCELLED):
        return None
    change, project = record.status_change, record.project
    if record.status == Status.CANCELLED:
        head, code, summary = _("项目已取消"), "", change.summary if change else project.cancel_reason
    else:
        head, code = _("项目已暂停"), change.reason_code if change else project.pause_reason
        summary = change.summary if change else project.pause_summary
    summary = summary.rstrip("。")
    words = _listed(str(ReasonCode(code).label) if code else "", summary)
    return Sentence(_("：").join(filter(None, [head, words])), [change] if change else [], summary)


def light_reason(record: ProjectRecord, limits: Thresholds) -> Sentence:
    """Why the light is as it is, with the number that decided."""
    latest, is_red = _latest(record), record.shown.light is Light.RED
    unheard = _("超过%(ageing)s没有核实，不知道现在怎样，所以是%(light)s；这不等于没有进展")
    if record.freshness.age is Age.NEVER:
        unheard = _("没有核实过的日期，不知道现在怎样，所以是%(light)s；这不等于没有进展")
    words = {
        Reason.CANCELLED: _("已取消的项目不再判断，所以是%(light)s"),
        Reason.FINISHED: _("已完成，按实际与原定相差多少亮灯，所以是%(light)s"),
        Reason.NOT_COMPARABLE: _("已完成，但没有原定日期可比，所以是%(light)s"),
        Reason.STALE: unheard,
        Reason.NO_PLAN: _("没有公开的目标日期可比，所以是%(light)s"),
        Reason.LONG_OVERDUE: _("目标日过了%(overdue)s以上仍没有实际日期，所以是%(light)s"),
        Reason.OVERDUE: _("有目标到期，还没有报告实际日期，所以是%(light)s"),
        Reason.SLIPPED: _("%(step)s比原定至少晚%(late)s，超过%(limit)s，所以是%(light)s"),
        Reason.PAUSED: _("项目暂停，所以是%(light)s"),
        Reason.ON_PLAN: _("没有到期未报的目标，比原定也没有晚过%(slip)s，所以是%(light)s"),
    }
    numbers = {
        "light": record.shown.light.label,
        "ageing": duration(limits.ageing),
        "overdue": duration(limits.red_overdue),
        "slip": duration(limits.yellow_slip),
        "limit": duration(limits.red_slip if is_red else limits.yellow_slip),
        "step": _titles([latest], record) if latest else "",
        "late": duration(latest.verdict.slip.least_days) if latest else "",
    }
    return Sentence(words[record.shown.reason] % numbers)


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
    parts = [_promised(group, record)]
    if latest.milestone.kind in behind:
        parts.append(_("来源没有写实际日期"))
    else:
        parts.append(_("目标日已过%(time)s") % {"time": duration(latest.verdict.days_overdue)})
        if alternative := latest.dates.alternative:
            parts += [_("另行预计%(date)s") % {"date": alternative}, slip_words(latest.verdict.slip)]
        elif record.freshness.age is Age.FRESH:
            parts += [slip_words(latest.verdict.slip) if latest.dates.current else "", _("还没有报告实际日期")]
        else:
            parts.append(_("没有收到完成、改期或停止的消息"))
    return Sentence(_listed(*parts), _cited(group))


def _ahead(group, record):
    first = group[0]
    moved = slip_words(first.verdict.slip) if first.dates.current or first.dates.alternative else ""
    return Sentence(_listed(_promised(group, record), moved, moves_words(first.moves)), _cited(group))


def _finished(milestone, record):
    words = {"date": milestone.dates.actual, "steps": _titles([milestone], record)}
    told = capfirst(_("%(date)s%(steps)s") % words)
    return Sentence(_listed(told, slip_words(milestone.verdict.slip)), _cited([milestone]))


def _promised(group, record):
    """原定2022年3月竣工, or with what it was moved to; an alternative alone where there never was a target."""
    dates = group[0].dates
    words = {"original": dates.original, "current": dates.current, "alternative": dates.alternative}
    words["steps"] = _titles(group, record)
    if dates.original and dates.current:
        text = _("原定%(original)s、现定%(current)s%(steps)s")
    elif dates.original:
        text = _("原定%(original)s%(steps)s")
    elif dates.current:
        text = _("现定%(current)s%(steps)s")
    else:
        text = _("另行预计%(alternative)s%(steps)s")
    return capfirst(text % words)


def _listed(*parts) -> str:
    """The parts of a sentence that say something, one after the other."""
    return _("，").join(filter(None, parts))


def _titles(milestones, record):
    phases = record.project.phases.all() if any(m.milestone.phase_number for m in milestones) else ()
    return _("、").join(dict.fromkeys(step_title(m.milestone, phases) for m in milestones))


def _cited(milestones):
    """The milestones, and for each the change that said its latest date."""
    return [row for m in milestones for row in (m.milestone, *m.changes[-1:])]
