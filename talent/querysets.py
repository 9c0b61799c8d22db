"""Queries over talent programs, experts and platforms."""

from publishing.querysets import PublishableQuerySet


class ProgramQuerySet(PublishableQuerySet):
    """Talent programs."""

    def with_card(self):
        """What a program's row in a list shows, in a constant number of queries."""
        return self.prefetch_related("benefits__source")


class PlatformQuerySet(PublishableQuerySet):
    """Research platforms."""

    def with_card(self):
        """What a platform's row in a list shows, in a constant number of queries."""
        return self.select_related("park", "host")


class ExpertQuerySet(PublishableQuerySet):
    """Experts."""

    def live(self):
        """Experts whose page is public, whose name has a recorded legal basis, and who have not withdrawn."""
        return super().live().filter(withdrawn_on=None).exclude(name_basis="")

    def with_card(self):
        """What an expert's row in a list shows, in a constant number of queries."""
        return self.select_related("platform", "employer").prefetch_related("titles__source")
