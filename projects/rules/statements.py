"""What was said by a day: folding append-only statements into the values that stood then.

Two clocks. ``stated_on`` is when the source said it and may be imprecise; ``recorded_at`` is when the site learnt of
it and only orders statements of the same source date. What a year-precise source says counts from the first day of
that year, because it may have been said then; but no actual date is shown before it can have happened.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.partial_dates import PartialDate


@dataclass(frozen=True)
class Statement:
    """A source said that the value of ``subject`` (say, one date of one milestone) is ``value``."""

    subject: Any
    value: Any
    stated_on: PartialDate
    recorded_at: dt.datetime
    not_before: dt.date = dt.date.min
    """The statement can't have been made before this day: for an actual date, the day it began."""

    @property
    def known_from(self) -> dt.date:
        """The first day on which the statement may have been made."""
        return max(self.stated_on.start, self.not_before)


def fold(statements: Iterable[Statement], *, by: dt.date) -> dict[Any, Any]:
    """The value of each subject as stated by the day ``by``: what was said last; recorded last, where that is equal."""
    said = sorted((s for s in statements if s.known_from <= by), key=lambda s: (s.known_from, s.recorded_at))
    return {statement.subject: statement.value for statement in said}
