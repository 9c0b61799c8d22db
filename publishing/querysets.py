"""The one question that every public reader asks: which rows may be shown now?"""

from django.db.models import Q
from django.utils import timezone

from core.querysets import NaturalKeyQuerySet


class PublishableQuerySet(NaturalKeyQuerySet):
    """Rows that are withheld until published; public code reads them through ``live()`` only."""

    def live(self):
        """Rows that the public may see at this moment. Decided here, in the query, so that no worker can be late."""
        now = timezone.now()
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), published_at__lte=now)
