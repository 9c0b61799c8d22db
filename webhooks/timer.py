"""Whether the timer of ``send_webhooks`` seems to have stopped. Nothing records its runs: what it left undone tells."""

import datetime as dt

from django.utils import timezone

from .models import Delivery

LATE = dt.timedelta(minutes=15)
"""For how long something has to be due, and nothing to be tried, until somebody is told."""


def left_undone() -> dict | None:
    """How many deliveries wait for a timer that does not come, and since when; None while it comes.

    A run that finds anything due tries something, so that what merely waits behind a slow receiver is not told.
    """
    since = timezone.now() - LATE
    late = Delivery.objects.due().filter(next_at__lte=since)
    oldest = late.order_by("next_at").values_list("next_at", flat=True).first()
    if oldest is None or Delivery.objects.filter(last_at__gt=since).exists():
        return None
    return {"count": late.count(), "since": oldest}
