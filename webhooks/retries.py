"""When to try again, and when to stop. Pure functions; the steps are those that Standard Webhooks proposes."""

import datetime as dt
import random

_STEPS = ("5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h")
_UNITS = {"s": 1, "m": 60, "h": 3600}
DELAYS = [int(step[:-1]) * _UNITS[step[-1]] for step in _STEPS]
"""Seconds after the first, second, … try; together a little more than three days."""
JITTER = 0.2
"""By how much of itself a delay may be longer, so that what failed together does not come back together."""
PAUSE_AFTER = dt.timedelta(days=3)
"""For how long everything to an endpoint has to fail until nothing is sent to it any more."""
GONE = 410
"""The answer by which a receiver says that it never wants anything again."""


def delay_after(tries: int) -> dt.timedelta | None:
    """How long to wait after so many tries; None when it is to be given up."""
    if tries > len(DELAYS):
        return None
    return dt.timedelta(seconds=DELAYS[tries - 1] * (1 + random.uniform(0, JITTER)))
