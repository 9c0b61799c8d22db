"""Queries over articles and events."""

from core.querysets import NaturalKeyQuerySet
from enterprises.models import Enterprise
from publishing.querysets import PublishableQuerySet


class ArticleQuerySet(PublishableQuerySet):
    """Articles."""

    def with_card(self):
        """What an article's row in a list shows, in a constant number of queries."""
        return self.select_related("image", "source")


class EventQuerySet(PublishableQuerySet):
    """Events."""

    def with_card(self):
        """What an event's row in a list shows, in a constant number of queries."""
        return self.select_related("image").prefetch_related("roles__source")


class ParticipantQuerySet(NaturalKeyQuerySet):
    """Organisations at events."""

    def live(self):
        """Rows whose event and enterprise are both public."""
        events = self.model._meta.get_field("event").related_model.objects.live()
        return self.filter(event__in=events, enterprise__in=Enterprise.objects.live())

    def with_names(self):
        """With the event and enterprise that each row names."""
        return self.select_related("event", "enterprise", "source")
