"""Records made from dates alone, for tests of what is told about them; no database."""

import datetime as dt

from core.partial_dates import PartialDate
from projects.models import DateChange, Milestone, Project
from projects.record import MilestoneRecord, ProjectRecord
from projects.rules.freshness import freshness
from projects.rules.lights import light
from projects.rules.thresholds import Thresholds
from projects.rules.verdicts import Dates, judge

LIMITS = Thresholds()
TODAY = dt.date(2026, 11, 23)


def date(text):
    return PartialDate.parse(text) if text else None


def change(kind, old, new, *, date_kind="current_target", stated_on="2022-03", **fields):
    return DateChange(kind=kind, date_kind=date_kind, old=date(old), new=date(new), stated_on=date(stated_on), **fields)


def step(
    kind, *, on=TODAY, running=True, changes=(), explanation="", not_applicable=False, note="", final=False, **dates
):
    """A milestone as it stood on the day ``on``; dates as people write them."""
    known = Dates(**{name: date(text) for name, text in dates.items()}, not_applicable=not_applicable)
    milestone = Milestone(kind=kind, note=note, is_final=final)
    return MilestoneRecord(milestone, known, judge(known, on=on, running=running), tuple(changes), explanation)


def record(*steps, on=TODAY, stage="", entry=None, status="in_progress", change=None, confirmed=None, project=None):
    """A project with these milestones; the one with ``final=True`` is its final one."""
    final = next((step for step in steps if step.milestone.is_final), None)
    age = freshness(date(confirmed), on=on, limits=LIMITS)
    verdicts = [step.verdict for step in steps]
    shown = light(verdicts, final=final and final.verdict, freshness=age, status=status, limits=LIMITS)
    return ProjectRecord(
        project=project or Project(status=status),
        on=on,
        stage=stage,
        stage_entry=entry,
        status=status,
        status_change=change,
        milestones=tuple(steps),
        last_confirmed_on=date(confirmed),
        freshness=age,
        final=final,
        shown=shown,
    )
