"""How long each column has had nothing new, against the limit that inspections of government sites apply.

The limits are ``settings.COLUMN_FRESHNESS``, in days. Source of the defaults: the checks of government websites and new
media (政府网站与政务新媒体检查指标): news every two weeks, notices and policies every six months, no empty column.
"""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from .choices import Column
from .models import Article

# From this share of its limit on a column is said to come near it.
NEAR = 0.75


@dataclass(frozen=True)
class Freshness:
    """One column: when the public last got something new there (aware, None for never), and after how many days it
    must again."""

    column: Column
    last: datetime | None
    limit: int

    @property
    def days(self) -> int | None:
        """Whole days since then, by the calendar of the zone."""
        if self.last is None:
            return None
        return (timezone.localdate() - timezone.localdate(self.last)).days

    @property
    def near(self) -> int:
        """From how many days on the column comes near its limit."""
        return ceil(self.limit * NEAR)

    @property
    def state(self) -> str:
        """ "fresh", "near", "over", or "empty"."""
        if self.days is None:
            return "empty"
        if self.days > self.limit:
            return "over"
        return "near" if self.days >= self.near else "fresh"

    @property
    def days_used(self) -> int:
        """Days of the limit that are used up, never more than the limit: what a meter shows."""
        return self.limit if self.days is None else min(self.days, self.limit)

    @property
    def days_over(self) -> int:
        return -self.days_left

    @property
    def days_left(self) -> int:
        """Days until the limit; negative beyond it."""
        return self.limit - (self.days or 0)


def freshness() -> list[Freshness]:
    """All columns in their order, with one query."""
    columns = Article.objects.live().order_by().values("column").annotate(last=Max("published_at"))
    latest = {row["column"]: row["last"] for row in columns}
    limits = settings.COLUMN_FRESHNESS
    return [Freshness(column, latest.get(column.value), limits[column.value]) for column in Column]
