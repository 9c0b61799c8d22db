"""A project as it stood on the day that was asked for, in the words of the API. Never saved.

What has a record is taken from it (``projects.record``), what says of when it is (amounts, phases, honours) is left out
when that is later; names, descriptions and parties carry no day and are those of today.
"""

from functools import cached_property

from .. import figures
from ..choices import MilestoneKind, Status
from ..record import known_of, stage_entries_by, stage_entry_of
from ..rules.verdicts import State
from ..thresholds import thresholds


class Standing:
    """What the API says of ``project`` as of the day ``on``; on ``today`` the same as its live columns.

    It marks the project's milestones and phases with a ``standing`` of their own.
    """

    def __init__(self, project, *, on, today):
        self.project, self.on, self.is_today = project, on, on == today
        self.record = known_of(project, on=on, limits=thresholds())

    @cached_property
    def planned_total(self):
        """The amount that gives the planned investment, or None."""
        return figures.planned_total(figures.said_by(self.project.planned_totals, self.on))

    @property
    def planned_investment(self):
        return self.planned_total.value if self.planned_total else None

    @property
    def planned_investment_qualifier(self):
        return self.planned_total.qualifier if self.planned_total else ""

    @property
    def started_on(self):
        """As ``actions.refresh_list_columns`` prepares it for today."""
        kind = MilestoneKind.CONSTRUCTION_START
        starts = [m.dates.actual for m in self.record.milestones if m.milestone.kind == kind and m.dates.actual]
        return min(starts, default=None)

    @property
    def due_on(self):
        """As ``actions.refresh_list_columns`` prepares it for today."""
        awaited = [m for m in self.record.milestones if m.milestone.is_final and m.verdict.state is not State.MET]
        return max((m.dates.expected for m in awaited if m.dates.expected and not m.dates.not_applicable), default=None)

    @property
    def pause(self):
        """The reason, summary and day of review of a pause; empty while the project runs."""
        if self.record.status != Status.PAUSED:
            return "", "", None
        change, project = self.record.status_change, self.project
        if change:
            return change.reason_code, change.summary, change.review_due
        return project.pause_reason, project.pause_summary, project.pause_review_due

    @property
    def pause_reason(self):
        return self.pause[0]

    @property
    def pause_summary(self):
        return self.pause[1]

    @property
    def pause_review_due(self):
        return self.pause[2]

    @property
    def cancel_reason(self):
        if self.record.status != Status.CANCELLED:
            return ""
        return self.record.status_change.summary if self.record.status_change else self.project.cancel_reason

    @property
    def phases(self):
        phases = [phase for phase in self.project.phases.all() if phase.as_of is None or self._is_said(phase.as_of)]
        for phase in phases:
            entries = self.project.stage_entries.all()
            phase.standing = stage_entry_of(entries, on=self.on, phase_number=phase.number)
        return phases

    @property
    def milestones(self):
        for each in self.record.milestones:
            each.milestone.standing = each
        return [each.milestone for each in self.record.milestones]

    @property
    def stage_entries(self):
        return stage_entries_by(self.project.stage_entries.all(), on=self.on)

    @property
    def status_changes(self):
        """Up to the one that gave the status."""
        last = self.record.status_change
        changes = sorted(self.project.status_changes.all(), key=lambda change: (change.recorded_at, change.pk))
        return changes[: changes.index(last) + 1] if last else []

    @property
    def confirmations(self):
        return [row for row in self.project.confirmations.all() if self._is_said(row.stated_on)]

    @property
    def baselines(self):
        return [row for row in self.project.baselines.all() if self._is_said(row.stated_on)]

    @property
    def amounts(self):
        return figures.said_by(self.project.amounts.all(), self.on)

    @property
    def observations(self):
        return figures.said_by(self.project.observations.all(), self.on)

    @property
    def honours(self):
        rows = self.project.honours.all()
        return [row for row in rows if row.awarded_on is None or self._is_said(row.awarded_on)]

    def _is_said(self, date):
        return date.start <= self.on
