"""Queries over projects: what may be shown, and what a list or a page needs at once."""

from django.db.models import Prefetch

from core.querysets import NaturalKeyQuerySet
from enterprises.models import Enterprise
from publishing.querysets import PublishableQuerySet

from .choices import RUNNING, AmountKind


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

    def overdue(self, *, on):
        """Running projects whose final target ended before the day ``on``."""
        return self.filter(due_on__ended_before=on, status__in=RUNNING)


class PartyQuerySet(NaturalKeyQuerySet):
    """Who does what in a project."""

    def live(self):
        """Rows whose project and organisation are both public."""
        projects = self.model._meta.get_field("project").related_model.objects.live()
        return self.filter(project__in=projects, enterprise__in=Enterprise.objects.live())

    def with_names(self):
        """With the project and organisation that each row names."""
        return self.select_related("project", "enterprise", "source")
