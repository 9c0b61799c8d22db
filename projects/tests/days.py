"""Lets a test live on a chosen day: what the code takes for now is noon of that day.

``recorded_at`` keeps the real clock, so that records stay in the order in which they were written.
"""

import datetime as dt
from contextlib import contextmanager
from unittest import mock

from django.utils import timezone

LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Before every day of the tests: what was published then is public on all of them."""


@contextmanager
def day(text):
    """``with day("2022-03-15") as today:`` makes that day today."""
    moment = dt.datetime.combine(dt.date.fromisoformat(text), dt.time(12), tzinfo=timezone.get_current_timezone())
    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield moment.date()
