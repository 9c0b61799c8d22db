"""Queries over projects: what may be shown, what a list or a page needs at once, and the staff's work-lists."""

import datetime as dt

from django.db.models import Exists, OuterRef, Prefetch, Q

from core.querysets import NaturalKeyQuerySet
from enterprises.models import Enterprise
from library.choices import Stance
from publishing.querysets import PublishableQuerySet

from .choices import RUNNING, AmountKind, Status
from .completeness import is_incomplete
from .rules.verdicts import last_working_day


class ProjectQuerySet(PublishableQuerySet):
    """Projects."""

    def with_card(self):
        """What a project's row in a list shows, in a constant number of queries."""
        return self.select_related("park").prefetch_related(
            "industries", Prefetch("amounts", queryset=self._planned_totals(), to_attr="planned_totals")
        )

    def _planned_totals(self):
        """The amounts behind the column ``planned_investment``, with their sources; the one stated last is last."""
        amounts = self.model._meta.get_field("amounts").related_model.objects
        whole = amounts.filter(kind=AmountKind.PLANNED_TOTAL, phase_number=0)
        return whole.select_related("source").order_by("as_of", "pk")

    def with_record(self):
        """What ``record.record_of`` reads, in a number of queries that does not grow with the rows."""
        return self.prefetch_related(
            "milestones__source",
            "milestones__date_changes__source",
            "stage_entries__source",
            "status_changes",
            "confirmations",
        )

    def stated_by(self, on):
        """Projects of which anybody had said anything by the day ``on``: those whose record is not silent then."""
        after = on + dt.timedelta(days=1)
        entered = Q(entered_on=None) | Q(entered_on__before=after)
        confirmed = Q(stated_on__before=after) | Q(previous__before=after)
        said = {
            "milestones": Q(stated_on__before=after),
            "stage_entries": Q(entered, phase_number=0, stated_on__before=after),
            "confirmations": confirmed,
        }
        found = Q(last_confirmed_on__before=after)
        for name, condition in said.items():
            found |= Q(Exists(self._rows(name).filter(condition, project=OuterRef("pk"))))
        return self.filter(found)

    def overdue(self, *, on, holidays=frozenset()):
        """Running projects whose final target, as it is expected now, has passed by the working days of the rules."""
        return self.filter(due_on__ended_before=last_working_day(on, holidays), status__in=RUNNING)

    # --- Work-lists: each is one condition, and the same rule as the record's of the day ``on`` ---

    def with_missed_milestone(self, *, on, holidays=frozenset()):
        """Running projects with a milestone that ``rules.verdicts.judge`` calls missed on the day ``on``."""
        return self._awaiting(_target(ended_before=last_working_day(on, holidays)))

    def due_within(self, *, on, days):
        """Running projects with a milestone whose target ends on the day ``on`` or at most ``days`` days later."""
        end = on + dt.timedelta(days=days + 1)
        return self._awaiting(_target(ended_before=end) & ~_target(ended_before=on))

    def _awaiting(self, condition):
        milestones = self._rows("milestones").filter(condition, actual=None, not_applicable=False)
        return self.filter(Exists(milestones.filter(project=OuterRef("pk"))), status__in=RUNNING)

    def stale(self, *, on, limits):
        """Projects that are not over and were not confirmed for longer than ``limits.ageing``, or never."""
        confirmed_before = on - dt.timedelta(days=limits.ageing)
        old = Q(last_confirmed_on__ended_before=confirmed_before) | Q(last_confirmed_on=None)
        return self.filter(old, status__in=[*RUNNING, Status.PAUSED])

    def pause_review_due(self, *, on):
        """Paused projects that were to be looked at again by the day ``on``."""
        return self.filter(status=Status.PAUSED, pause_review_due__lte=on)

    def incomplete(self):
        """Projects that lack what ``rules.completeness`` requires at their stage."""
        return self.filter(is_incomplete(self.model))

    def contradicted(self):
        """Projects with a citation that says otherwise than what is on record."""
        citations = self._rows("citations").filter(stance=Stance.CONTRADICTS)
        return self.filter(Exists(citations.filter(owner=OuterRef("pk"))))

    def awaiting_second_person(self):
        """Projects with a change of a date that nobody has decided yet."""
        requests = self._rows("milestones").filter(change_requests__decision="")
        return self.filter(Exists(requests.filter(project=OuterRef("pk"))))

    def _rows(self, name):
        return self.model._meta.get_field(name).related_model._default_manager


def _target(*, ended_before):
    """The target in force, the current one else the original, ended before the day."""
    original = Q(current_target=None, original_target__ended_before=ended_before)
    return Q(current_target__ended_before=ended_before) | original


class PartyQuerySet(NaturalKeyQuerySet):
    """Who does what in a project."""

    def live(self):
        """Rows whose project and organisation are both public."""
        projects = self.model._meta.get_field("project").related_model.objects.live()
        return self.filter(project__in=projects, enterprise__in=Enterprise.objects.live())

    def with_names(self):
        """With the project and organisation that each row names."""
        return self.select_related("project", "enterprise", "source")


class DateChangeRequestQuerySet(NaturalKeyQuerySet):
    """Changes of dates that wait for a second person, and what became of them."""

    def live(self):
        """None: they are the office's own matter. What was agreed to is public as a date change."""
        return self.none()
