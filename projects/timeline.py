"""The rows of a project's timeline: a record's milestones in, rows out. What a milestone's dates mean is the verdict
of the rules and is not decided here.

Solid is what was confirmed, hollow what was promised, dotted what nobody has said. A milestone that every project
has stands there even when the sources are silent on it, so that silence shows.
"""

import datetime as dt
from dataclasses import dataclass, field, replace

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.partial_dates import PartialDate

from .choices import ChangeKind, DateKind, MilestoneKind, Stage
from .record import MilestoneRecord
from .rules.freshness import Age, freshness
from .rules.slip import Slip, duration
from .rules.thresholds import Thresholds
from .rules.verdicts import State

USUAL_STEPS = (
    MilestoneKind.SIGNING,
    MilestoneKind.APPROVAL,
    MilestoneKind.CONSTRUCTION_START,
    MilestoneKind.COMPLETION,
    MilestoneKind.PRODUCTION_START,
    MilestoneKind.FULL_CAPACITY,
)
_ORDER = {kind: place for place, kind in enumerate(MilestoneKind)}
_LAST_STEP = {
    Stage.SIGNED: MilestoneKind.SIGNING,
    Stage.UNDER_CONSTRUCTION: MilestoneKind.CONSTRUCTION_START,
    Stage.COMPLETED: MilestoneKind.COMPLETION,
    Stage.IN_PRODUCTION: MilestoneKind.PRODUCTION_START,
    Stage.AT_CAPACITY: MilestoneKind.FULL_CAPACITY,
}
_LOOKS = {
    State.MET: "done",
    State.MISSED: "due",
    State.PLANNED: "planned",
    State.MOVED: "moved",
    State.SUSPENDED: "suspended",
}
_OPEN = (State.MISSED, State.PLANNED, State.MOVED, State.SUSPENDED)
"""The states of what was promised and has no actual date."""


@dataclass(frozen=True)
class Cell:
    """One of the three dates of a row: its words (empty where the sources are silent), remarks, and who said it."""

    text: str = ""
    is_date: bool = False
    note: str = ""
    replaced: tuple[str, ...] = ()
    """Dates that were in force once, oldest first."""
    rows: tuple = ()
    """Rows whose sources are cited."""


@dataclass(frozen=True)
class Row:
    """One line of the timeline: a milestone (also one that no source speaks of), the day of the last confirmation or
    the day on which the record is looked at."""

    title: str
    kind: str = "milestone"
    state: State = State.UNKNOWN
    original: Cell = Cell()
    current: Cell = Cell()
    actual: Cell = Cell()
    notes: tuple[str, ...] = ()
    step: str = ""
    """The ``MilestoneKind`` of a milestone."""
    rows: tuple = ()
    """What to cite beside the title: a milestone without any date."""
    day: dt.date | None = None
    solid: bool = False
    """Whether this row and the one below are both known to have happened."""
    is_behind: bool = False
    """Whether the stage says that the step is past, although no source gives its day: it lacks a date and not news."""

    @property
    def tag(self) -> str:
        if self.kind != "milestone" or self.is_behind or self.state is State.UNKNOWN:
            return ""
        return str(self.state.label)

    @property
    def look(self) -> str:
        """The name of its icon and tag in CSS."""
        if self.kind != "milestone":
            return self.kind
        return "unknown" if self.is_behind else _LOOKS.get(self.state, "unknown")

    @property
    def is_silent(self) -> bool:
        return not (self.original.text or self.current.text or self.actual.text)


def steps_behind(stage: str) -> set[str]:
    """The kinds of milestones that a project at ``stage`` has behind it, even where no source gives their day."""
    last = _LAST_STEP.get(stage)
    return {kind for kind in (*USUAL_STEPS, MilestoneKind.TOPPING_OUT) if last and _ORDER[kind] <= _ORDER[last]}


def slip_words(slip: Slip | None) -> str:
    """How a date compares with the first promise: 比原定晚8个月, 按期; empty where there is none."""
    return slip.compared if slip else ""


def moves_words(moves: int) -> str:
    """How often a target was moved; empty where it never was."""
    return ngettext("改过%(count)s次", "改过%(count)s次", moves) % {"count": moves} if moves else ""


@dataclass(frozen=True)
class Setting:
    """What all rows of a timeline share: the day it is told for, whether that is today, and when news last came."""

    on: dt.date
    limits: Thresholds = field(default_factory=Thresholds)
    is_today: bool = True
    last_confirmed_on: PartialDate | None = None


def build(milestones: list[MilestoneRecord], setting: Setting, *, stage: str = "", steps=USUAL_STEPS) -> list[Row]:
    """The rows in the order of a project's life, with marks for the last confirmation and for the day it is told for.

    ``milestones`` are those of one phase (or of the whole project); ``steps`` are kinds that get a row even without
    a milestone. Rows without a day stand above the last confirmation when they lie behind the ``stage`` that it
    confirmed; of those that were promised, the stage says that they are past, so that nothing is due of them.
    """
    present = {m.milestone.kind for m in milestones}
    rows = [(_ORDER[m.milestone.kind], _milestone_row(m, setting, stage)) for m in milestones]
    rows += [(_ORDER[kind], Row(title=capfirst(kind.label), step=kind)) for kind in steps if kind not in present]
    ordered = [row for _, row in sorted(rows, key=lambda pair: (pair[0], pair[1].day or dt.date.max))]
    if confirmed := setting.last_confirmed_on:
        silent = freshness(confirmed, on=setting.on, limits=setting.limits).age is not Age.FRESH
        title = _("%(date)s最后一次核实") % {"date": confirmed}
        mark = Row(title, kind="confirmed", notes=(_("此后没有消息。"),) if silent else ())
        ordered = _insert_by_day(ordered, mark, min(confirmed.end, setting.on), steps_behind(stage))
    today = (_("今天%(date)s") if setting.is_today else _("看到%(date)s")) % {"date": PartialDate(setting.on)}
    ordered = _insert_by_day(ordered, Row(today, kind="today"), setting.on, steps_behind(stage))
    return [
        replace(row, solid=below is not None and _is_known(row) and _is_known(below))
        for row, below in zip(ordered, [*ordered[1:], None], strict=True)
    ]


def _insert_by_day(rows, mark, day, behind):
    """The rows with ``mark`` after the last one that is known to lie before it: by its day, or by being ``behind``."""

    def is_before(row):
        return row.day <= day if row.day else row.kind == "confirmed" or row.step in behind

    place = max((index + 1 for index, row in enumerate(rows) if is_before(row)), default=0)
    return [*rows[:place], mark, *rows[place:]]


def _is_known(row):
    return row.kind == "confirmed" or row.state is State.MET


def _milestone_row(record, setting, stage) -> Row:
    dates, milestone = record.dates, record.milestone
    is_behind = milestone.kind in steps_behind(stage) and record.verdict.state in _OPEN
    missed = _missed_notes(record, setting) if record.verdict.state is State.MISSED else []
    if is_behind:
        missed = [_explanation(record)]
    return Row(
        title=capfirst(milestone.title),
        step=milestone.kind,
        state=record.verdict.state,
        original=_original(record),
        current=_current(record),
        actual=Cell(_("来源没有写日期"), note=_past(stage)) if is_behind else _actual(record),
        notes=tuple(note.rstrip("。") for note in (milestone.note, *missed) if note),
        rows=() if dates.original or dates.actual else (milestone,),
        # The day that was promised says nothing of the day on which it came true.
        day=None if is_behind else record.day,
        is_behind=is_behind,
    )


def _past(stage):
    return _("按阶段“%(stage)s”，这一步已经过去") % {"stage": Stage(stage).label}


def _original(record):
    value, said = record.dates.original, _said(record, DateKind.ORIGINAL_TARGET)
    if value is None:
        return Cell()
    # The milestone's own source is marked once, on its most telling date.
    rows = (
        (said,) if said else () if record.dates.actual and not _said(record, DateKind.ACTUAL) else (record.milestone,)
    )
    return Cell(str(value), True, _correction(record, DateKind.ORIGINAL_TARGET), rows=rows)


def _current(record):
    dates = record.dates
    shown = None if dates.actual else dates.alternative or dates.current
    moves = [c for c in record.changes if c.date_kind in (DateKind.CURRENT_TARGET, DateKind.ALTERNATIVE_DATE)]
    once = [*(date for change in moves for date in (change.old, change.new)), dates.current]
    replaced = tuple(dict.fromkeys(str(date) for date in once if date and date not in (shown, dates.original)))
    count = moves_words(record.moves)
    if shown is None:
        text = _("不再适用") if dates.actual else _("未改动") if dates.original and not dates.not_applicable else ""
        return Cell(text, note=count, replaced=replaced)
    words = [DateKind.ALTERNATIVE_DATE.label if dates.alternative else "", count, slip_words(record.verdict.slip)]
    said = _said(record, DateKind.ALTERNATIVE_DATE if dates.alternative else DateKind.CURRENT_TARGET)
    return Cell(str(shown), True, _("，").join(map(str, filter(None, words))), replaced, (said,) if said else ())


def _actual(record):
    verdict, value = record.verdict, record.dates.actual
    if value:
        words = [slip_words(verdict.slip) or _("没有原定日期可比"), _correction(record, DateKind.ACTUAL)]
        said = _said(record, DateKind.ACTUAL)
        return Cell(str(value), True, _("；").join(filter(None, words)), rows=(said or record.milestone,))
    if verdict.state is State.MISSED:
        return Cell(_("未报"), note=_("已过%(time)s") % {"time": duration(verdict.days_overdue)})
    words = {State.PLANNED: _("未到期"), State.MOVED: _("未到期"), State.SUSPENDED: _("不计逾期")}
    return Cell(words.get(verdict.state, ""))


def _missed_notes(record, setting):
    return [
        _("从%(date)s起算作到期未报") % {"date": PartialDate(record.verdict.missed_since)},
        _explanation(record) or _("没有收到说明"),
        _silence(record, setting),
    ]


def _explanation(record):
    return _("说明：%(words)s") % {"words": record.explanation} if record.explanation else ""


def _silence(record, setting):
    """That no news came for longer than the rules call fresh: neither a confirmation nor a change of this date."""
    heard = [setting.last_confirmed_on, record.milestone.last_confirmed_on, *(c.stated_on for c in record.changes)]
    heard = [date for date in heard if date and date.start <= setting.on]
    last = max(heard, key=lambda date: date.end, default=None)
    if freshness(last, on=setting.on, limits=setting.limits).age is Age.FRESH:
        return ""
    return _("%(date)s以后没有更新的消息") % {"date": last} if last else _("没有更新的消息")


def _said(record, date_kind):
    """The change that gave this date its value, when it has a source of its own; else None."""
    value = getattr(record.dates, _NAMES[date_kind])
    said = [c for c in record.changes if c.date_kind == date_kind and c.new == value and c.source_id]
    return said[-1] if said else None


def _correction(record, date_kind):
    """That the date was recorded wrongly before, and how."""
    wrong = [c.old for c in record.changes if c.date_kind == date_kind and c.kind == ChangeKind.CORRECTION]
    return _("更正过，先前记为%(date)s") % {"date": wrong[-1] or _("未说明")} if wrong else ""


_NAMES = {
    DateKind.ORIGINAL_TARGET: "original",
    DateKind.CURRENT_TARGET: "current",
    DateKind.ALTERNATIVE_DATE: "alternative",
    DateKind.ACTUAL: "actual",
}
