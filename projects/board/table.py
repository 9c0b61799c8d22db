"""The drawing of projects as a table: every date and stage that is drawn, in words. No database, no markup."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..choices import Stage
from ..record import MilestoneRecord, ProjectRecord
from ..rules.verdicts import State
from ..step_words import phase_name
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
            return _("%(date)s（另行预计）") % {"date": dates.alternative}
        if dates.current and dates.current != dates.original:
            return str(dates.current)
        return _("不再适用") if dates.actual else _("未改动")

    @property
    def is_due(self) -> bool:
        return self.target is not None and self.target.verdict.state is State.MISSED


def table_rows(records) -> list[TableRow]:
    """A row for each of ``records``."""
    return [_row(record) for record in records]


def _row(record) -> TableRow:
    phases = record.project.phases.all()
    entries = {number: known_entries(record, number) for number in (0, *(phase.number for phase in phases))}
    target = key_milestone(record)
    others = [m for m in record.milestones if m is not target and m.verdict.state is not State.NOT_APPLICABLE]
    parts = [_entry_words(entry) for entry in entries[0] if entry.entered_on or entry is not record.stage_entry]
    parts += [
        _("%(phase)s：%(words)s") % {"phase": phase, "words": _entry_words(entry)}
        for phase in phases
        for entry in entries[phase.number]
    ]
    rows = [entry for said in entries.values() for entry in said]
    rows += [row for m in record.milestones for row in (m.milestone, *m.changes)]
    return TableRow(
        record=record,
        stage=stage_words(record),
        parts=parts,
        target=target,
        others=[words for milestone in others if (words := _milestone_words(milestone, phases))],
        cited=rows,
    )


def _entry_words(entry) -> str:
    words = {"stage": Stage(entry.stage).label, "entered": entry.entered_on, "stated": entry.stated_on.label}
    return (_("%(entered)s起%(stage)s") if entry.entered_on else _("%(stage)s（%(stated)s的说法）")) % words


def _milestone_words(record, phases) -> str:
    milestone, words = record.milestone, target_words(record.dates)
    if not words:
        return ""
    if record.verdict.state is State.MISSED:
        words = _("%(dates)s，到期未报") % {"dates": words}
    phase = phase_name(milestone.phase_number, phases) if milestone.phase_number else ""
    step = " · ".join(filter(None, [phase, milestone.title]))
    return _("%(step)s：%(dates)s") % {"step": capfirst(step), "dates": words}
