"""How much later (or earlier) one partial date is than another, never more exactly than both allow."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.english import is_english
from core.partial_dates import PartialDate, Precision


def duration(count: int, unit: Precision = Precision.DAY) -> str:
    """So many days, months, quarters, half-years or years in words: 90天, "90 days"."""
    words = {
        Precision.DAY: ngettext("%(number)s天", "%(number)s天", count),
        Precision.MONTH: ngettext("%(number)s个月", "%(number)s个月", count),
        Precision.QUARTER: ngettext("%(number)s个季度", "%(number)s个季度", count),
        Precision.HALF: ngettext("%(number)s个半年", "%(number)s个半年", count),
        Precision.YEAR: ngettext("%(number)s年", "%(number)s年", count),
    }
    return words[unit] % {"number": _digits(count)}


def _digits(count) -> str:
    return f"{count:,}" if is_english() else str(count)


@dataclass(frozen=True)
class Slip:
    """The distance from a promised date to a later one; negative numbers are earlier.

    ``low`` and ``high`` bound it in ``unit`` and are equal where both dates are equally exact. ``least_days`` and
    ``most_days`` bound it in days; rules that blame use ``least_days``, so that nobody is blamed for imprecision.
    """

    low: int
    high: int
    unit: Precision
    least_days: int
    most_days: int

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    @property
    def is_none(self) -> bool:
        return self.low == self.high == 0

    @property
    def words(self) -> str:
        """晚8个月, 早3天, 晚40至70天, 按期; 早10天至晚20天 when imprecision allows both; "8 months later"."""
        if self.is_none:
            return pgettext("slip", "按期")
        if self.low >= 0:
            return _("晚%(time)s") % {"time": self._time(self.low, self.high)}
        if self.high <= 0:
            return _("早%(time)s") % {"time": self._time(-self.high, -self.low)}
        return _("早%(early)s至晚%(late)s") % {
            "early": duration(-self.low, self.unit),
            "late": duration(self.high, self.unit),
        }

    @property
    def compared(self) -> str:
        """The same as a comparison with the first promise: 比原定晚8个月, 按期."""
        return self.words if self.is_none else _("比原定%(slip)s") % {"slip": self.words}

    def _time(self, least, most):
        longest = duration(most, self.unit)
        return longest if least == most else _("%(least)s至%(most)s") % {"least": _digits(least), "most": longest}


def slip_between(promised: PartialDate, later: PartialDate) -> Slip:
    """The slip from ``promised`` to ``later``.

    Equally exact dates are counted in their own unit (two months: 晚8个月). Of unequal ones only bounds are known, in
    days when one of them is a day, else in months.
    """
    least = (later.start - promised.end).days
    most = (later.end - promised.start).days
    if promised.precision == later.precision:
        unit = promised.precision
        count = (
            (later.start - promised.start).days
            if unit is Precision.DAY
            else (_month(later.start) - _month(promised.start)) // unit.months
        )
        return Slip(count, count, unit, least, most)
    if Precision.DAY in (promised.precision, later.precision):
        return Slip(least, most, Precision.DAY, least, most)
    low = _month(later.start) - _month(promised.end)
    high = _month(later.end) - _month(promised.start)
    return Slip(low, high, Precision.MONTH, least, most)


def _month(day) -> int:
    return day.year * 12 + day.month
