"""How much later (or earlier) one partial date is than another, never more exactly than both allow."""

from dataclasses import dataclass

from core.partial_dates import PartialDate, Precision

_WORDS = {
    Precision.DAY: "天",
    Precision.MONTH: "个月",
    Precision.QUARTER: "个季度",
    Precision.HALF: "个半年",
    Precision.YEAR: "年",
}


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
    def words(self) -> str:
        """In Chinese: 晚8个月, 早3天, 晚40至70天, 按期; 早10天至晚20天 when imprecision allows both."""
        unit = _WORDS[self.unit]
        if self.low == self.high == 0:
            return "按期"
        if self.low >= 0:
            return f"晚{self.low}{unit}" if self.is_exact else f"晚{self.low}至{self.high}{unit}"
        if self.high <= 0:
            return f"早{-self.high}{unit}" if self.is_exact else f"早{-self.high}至{-self.low}{unit}"
        return f"早{-self.low}{unit}至晚{self.high}{unit}"


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
