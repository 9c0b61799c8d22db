"""Moved dates in a project's form: on which day a move was said, and who agreed to it besides its author."""

from django.contrib.auth import get_user_model
from django.utils import timezone

from core.partial_dates import PartialDate
from publishing.payload import key_of

from .. import actions
from ..choices import DateKind


def say_when(standing, rows):
    """Date the moves among the milestones' ``rows`` of a payload that say nothing of when they were said: today.

    ``standing`` are the rows as they are in the database. Publication is another day.
    """
    before = {key_of(row): row for row in standing}
    for row in rows:
        known = before.get(key_of(row))
        is_moved = known and any(row.get(kind, known.get(kind)) != known.get(kind) for kind in DateKind)
        if is_moved and "change_stated_on" in known and not any(row.get("change_stated_on", [])):
            row["change_stated_on"] = [PartialDate(timezone.localdate()).isoformat()]


def take_back_moves(project, rows, *, user, why):
    """Set the dates of milestones back to those of ``rows`` of an earlier payload, each as a correction on record."""
    before = {key_of(row): row for row in rows}
    for milestone in project.milestones.all():
        row = before.get(str(milestone.pk), {})
        for kind in DateKind:
            if kind in row:
                was = PartialDate.parse(row[kind][0]) if any(row[kind]) else None
                actions.correct_date(milestone=milestone, date_kind=kind, new=was, justification=why, user=user)


def second_person(request):
    """Who signed the draft last, if somebody else than its author did: the one that a near target needs."""
    signers = [key for key in getattr(request, "seconded_by", []) if key != request.user.pk]
    return get_user_model().objects.get(pk=signers[-1]) if signers else None
