"""The numbers of the rules, in one value. Settings hold them (``STATUS_THRESHOLDS``); a public page prints them."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """Limits of the rules, in days unless said otherwise."""

    fresh: int = 30
    """Confirmed at most this long ago: fresh."""
    ageing: int = 90
    """Confirmed at most this long ago: ageing; older is stale."""
    yellow_slip: int = 30
    """Light: later than promised by more than this is yellow at least."""
    red_slip: int = 180
    """Light: later than promised by more than this is red."""
    red_overdue: int = 90
    """Light: a missed target older than this is red."""
    second_person: int = 30
    """A target this near is moved by two people only."""
    pause_review: int = 90
    """A pause is looked at again at the latest after this."""
    holidays: frozenset[dt.date] = frozenset()
    """Public holidays on weekdays. Weekends are never working days here; make-up working days are not known."""
