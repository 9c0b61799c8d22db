"""Queries over parks."""

from django.db.models import Prefetch, Q

from publishing.querysets import PublishableQuerySet


def within(parks) -> Q:
    """The condition that a row's ``park`` is one of ``parks`` (rows or a queryset) or a part of one."""
    return Q(park__in=parks) | Q(park__parent__in=parks)


class ParkQuerySet(PublishableQuerySet):
    """Parks and their parts."""

    def top_level(self):
        """Parks that are not part of another park."""
        return self.filter(parent=None)

    def with_card(self):
        """What a park's row in a list shows, in a constant number of queries."""
        return self.select_related("parent", "image").prefetch_related("industries")

    def with_page(self):
        """What a park's own page shows of this app; hidden sub-parks are left out."""
        model = self.model
        return self.with_card().prefetch_related(
            "citations__document",
            "building_groups__source",
            "infrastructure__source",
            "honours__source",
            Prefetch("children", queryset=model.objects.live().with_card().prefetch_related("citations__document")),
        )
