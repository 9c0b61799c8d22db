"""The rows of a project's timeline: pure values, dates in, rows out.

Solid is what was confirmed, hollow what was promised, dotted what nobody has said. A milestone that every project
has stands there even when the sources are silent on it, so that silence shows.
"""

import datetime as dt
from dataclasses import dataclass

from core.partial_dates import PartialDate

from .choices import MilestoneKind, Stage

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

DONE, DUE, PLANNED, UNKNOWN, NOT_APPLICABLE = "done", "due", "planned", "unknown", "not-applicable"
TAGS = {DONE: "已发生", DUE: "到期未报", PLANNED: "原定", UNKNOWN: "", NOT_APPLICABLE: "不适用"}


@dataclass(frozen=True)
class Row:
    """One line of the timeline: a milestone (``milestone`` is its row, or None where no source speaks of it), the day
    of the last confirmation or today. Texts are empty where the sources are silent."""

    title: str
    kind: str = "milestone"
    state: str = UNKNOWN
    original: str = ""
    current: str = ""
    actual: str = ""
    note: str = ""
    step: str = ""
    """The ``MilestoneKind`` of a milestone."""
    milestone: object = None
    solid: bool = False
    """Whether this row and the one below are both known to have happened."""

    @property
    def tag(self):
        return TAGS[self.state] if self.kind == "milestone" else ""


def steps_behind(stage: str) -> set[str]:
    """The kinds of milestones that a project at ``stage`` has behind it, even where no source gives their day."""
    last = _LAST_STEP.get(stage)
    return {kind for kind in (*USUAL_STEPS, MilestoneKind.TOPPING_OUT) if last and _ORDER[kind] <= _ORDER[last]}


def state_of(milestone, today: dt.date) -> str:
    """What is known of one milestone on the day ``today``: a target is due once its whole period has passed."""
    if milestone.not_applicable:
        return NOT_APPLICABLE
    if milestone.actual:
        return DONE
    target = milestone.effective_target
    if target is None:
        return UNKNOWN
    return DUE if target.end < today else PLANNED


def _current_words(milestone, state):
    if milestone.alternative_date:
        return f"{milestone.alternative_date}（另行预计）"
    if milestone.current_target:
        return str(milestone.current_target)
    if state == DONE:
        return "不再适用"
    return "未改动" if milestone.original_target else ""


def _milestone_row(milestone, today):
    state = state_of(milestone, today)
    overdue = (today - milestone.effective_target.end).days if state == DUE else 0
    notes = [milestone.note, milestone.missed_explanation, f"目标日已过{overdue}天，没有收到消息" if overdue else ""]
    return Row(
        title=milestone.title,
        step=milestone.kind,
        state=state,
        original=str(milestone.original_target or ""),
        current=_current_words(milestone, state),
        actual=str(milestone.actual or "") or ("未报" if state == DUE else ""),
        note="；".join(note.rstrip("。") for note in notes if note),
        milestone=milestone,
    )


def _day(row) -> dt.date | None:
    milestone = row.milestone
    known = milestone and (milestone.actual or milestone.effective_target)
    return known.end if known else None


def build(
    milestones, *, today: dt.date, last_confirmed_on: PartialDate | None = None, stage: str = "", steps=USUAL_STEPS
) -> list[Row]:
    """The rows in the order of a project's life, with marks for the last confirmation and for ``today``.

    ``milestones`` are those of one phase (or of the whole project); ``steps`` are kinds that get a row even without
    a milestone. Rows without a day stand above the last confirmation when they lie behind the ``stage`` that it
    confirmed.
    """
    present = {milestone.kind for milestone in milestones}
    rows = [(_ORDER[m.kind], _milestone_row(m, today)) for m in milestones]
    rows += [(_ORDER[kind], Row(title=str(kind.label), step=kind)) for kind in steps if kind not in present]
    ordered = [row for _, row in sorted(rows, key=lambda pair: (pair[0], _day(pair[1]) or dt.date.max))]
    if last_confirmed_on:
        mark = Row(title=f"{last_confirmed_on}最后一次核实", kind="confirmed", note="此后没有消息。")
        ordered = _insert_by_day(ordered, mark, last_confirmed_on.end, steps_behind(stage))
    ordered = _insert_by_day(ordered, Row(title=f"今天{PartialDate(today)}", kind="today"), today)
    return [_with_rail(row, below) for row, below in zip(ordered, [*ordered[1:], None], strict=True)]


def _insert_by_day(rows, mark, day, behind=frozenset()):
    """The rows with ``mark`` after the last one that is known to lie before it: by its day, or by being ``behind``."""

    def is_before(row):
        own = _day(row)
        return own <= day if own else row.kind == "confirmed" or row.step in behind

    place = max((index + 1 for index, row in enumerate(rows) if is_before(row)), default=0)
    return [*rows[:place], mark, *rows[place:]]


def _is_known(row):
    return row.kind == "confirmed" or row.state == DONE


def _with_rail(row, below):
    solid = below is not None and _is_known(row) and _is_known(below)
    return Row(**{**row.__dict__, "solid": solid})
