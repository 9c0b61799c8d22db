"""The drawing of projects as a table: every date and stage that is drawn, in words. No database, no markup."""

from dataclasses import dataclass

from ..choices import Stage
from ..record import MilestoneRecord, ProjectRecord
from ..rules.verdicts import State
from .strips import key_milestone, known_entries, stage_words, target_words


@dataclass(frozen=True)
class TableRow:
    """One project: what its row of the drawing shows."""

    record: ProjectRecord
    stage: str
    parts: list[str]
    """The stages of its phases, and stages known before the present one."""
    target: MilestoneRecord | None
    """The milestone that the project is held to."""
    others: list[str]
    """All other dated milestones, those of phases with the phase's name."""
    cited: list
    """The rows whose sources say all this."""

    @property
    def expected(self) -> str:
        """What became of the target, in a few words; empty when there is none."""
        if self.target is None:
            return ""
        dates = self.target.dates
        if dates.alternative and not dates.actual:
            return f"{dates.alternative}（另行预计）"
        if dates.current and dates.current != dates.original:
            return str(dates.current)
        return "不再适用" if dates.actual else "未改动"

    @property
    def is_due(self) -> bool:
        return self.target is not None and self.target.verdict.state is State.MISSED


def table_rows(records) -> list[TableRow]:
    """A row for each of ``records``."""
    return [_row(record) for record in records]


def _row(record) -> TableRow:
    names = {phase.number: phase.name for phase in record.project.phases.all()}
    entries = {number: known_entries(record, number) for number in (0, *names)}
    target = key_milestone(record)
    others = [m for m in record.milestones if m is not target and m.verdict.state is not State.NOT_APPLICABLE]
    rows = [entry for said in entries.values() for entry in said]
    rows += [row for m in record.milestones for row in (m.milestone, *m.changes)]
    return TableRow(
        record=record,
        stage=stage_words(record),
        parts=[_entry_words(entry) for entry in entries[0] if entry.entered_on or entry is not record.stage_entry]
        + [f"{names[number]}：{_entry_words(entry)}" for number in names for entry in entries[number]],
        target=target,
        others=[words for milestone in others if (words := _milestone_words(milestone, names))],
        cited=rows,
    )


def _entry_words(entry) -> str:
    stage = Stage(entry.stage).label
    return f"{entry.entered_on}起{stage}" if entry.entered_on else f"{stage}（{entry.stated_on.label}的说法）"


def _milestone_words(record, names) -> str:
    words = "，".join(target_words(record.dates))
    if not words:
        return ""
    number = record.milestone.phase_number
    phase = f"{names.get(number, f'第{number}期')} · " if number else ""
    due = "，到期未报" if record.verdict.state is State.MISSED else ""
    return f"{phase}{record.milestone.title}：{words}{due}"
