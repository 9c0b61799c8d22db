"""Dates that are only as precise as their source: a day, a month, a quarter, a half or a year.

Pure values, no database: the model field is in ``core.fields``, the form field in ``core.forms``.
"2020年9月" is a month, not its first day; whoever needs a day must say which end of the period is meant.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from .english import is_english

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
HOW_TO_WRITE = (
    "请写成 2020、2020年9月、2020年第三季度、2020年下半年或 2020-09-15；来源没有写年份而由推断得出的，在末尾加“?”。"
)


class Precision(StrEnum):
    """How exact a date is; the value is the letter it is stored with."""

    DAY = "D"
    MONTH = "M"
    QUARTER = "Q"
    HALF = "H"
    YEAR = "Y"

    @property
    def months(self) -> int:
        """Length of the period in calendar months; 0 for a day."""
        return {"D": 0, "M": 1, "Q": 3, "H": 6, "Y": 12}[self.value]

    def floor(self, day: dt.date) -> dt.date:
        """First day of the period of this precision that ``day`` lies in."""
        if self is Precision.DAY:
            return day
        return day.replace(month=(day.month - 1) // self.months * self.months + 1, day=1)


@dataclass(frozen=True)
class PartialDate:
    """A period of the calendar that a source names as a date.

    ``start`` is the first day of the period; ``inferred`` says that part of the date (mostly the year) is
    not in the source but was concluded from it. Raises ValueError when ``start`` does not begin a period.
    """

    start: dt.date
    precision: Precision = Precision.DAY
    inferred: bool = False

    def __post_init__(self):
        if self.precision.floor(self.start) != self.start:
            raise ValueError(f"{self.start} does not begin a period of precision {self.precision.name}")
        if not EARLIEST_YEAR <= self.start.year <= LATEST_YEAR:
            raise ValueError(f"{self.start.year} is not between {EARLIEST_YEAR} and {LATEST_YEAR}")

    @property
    def end(self) -> dt.date:
        """Last day of the period."""
        if self.precision is Precision.DAY:
            return self.start
        month = self.start.month + self.precision.months - 1
        return self.start.replace(month=month, day=calendar.monthrange(self.start.year, month)[1])

    @property
    def sort_key(self) -> str:
        """Text by which the dates sort in the database: by start, then by precision. It is also what is stored."""
        return f"{self.start.isoformat()}{self.precision.value}{'?' if self.inferred else ''}"

    @classmethod
    def from_sort_key(cls, key: str) -> PartialDate:
        """The date stored as ``key``. Raises ValueError when the key is not one."""
        return cls(dt.date.fromisoformat(key[:10]), Precision(key[10:11]), key[11:] == "?")

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None, *, inferred=False) -> PartialDate:
        """The year, month or day with these numbers. Raises ValueError when the calendar has no such date."""
        precision = Precision.YEAR if month is None else Precision.MONTH if day is None else Precision.DAY
        return cls(dt.date(year, month or 1, day or 1), precision, inferred)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read a date as people write it, Chinese or ISO, full-width digits included.

        Raises ValueError, with a message for the person who typed, for anything else: "2022年底" has no
        precision of its own and is refused rather than guessed.
        """
        plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
        plain, marks = re.subn(r"(\?|\(推定\))$", "", plain)
        for pattern, precision in _PATTERNS:
            if match := pattern.fullmatch(plain):
                year, *rest = match.groups()
                try:
                    return cls(_first_day(int(year), rest, precision), precision, bool(marks))
                except ValueError:
                    raise ValueError(f"“{text.strip()}”不是日历上有的日期。{HOW_TO_WRITE}") from None
        raise ValueError(f"“{text.strip()}”不是能识别的日期。{HOW_TO_WRITE}")

    def isoformat(self) -> str:
        """Reduced ISO 8601 ("2020", "2020-09", "2020-09-15"); "2020-Q3" and "2020-H2" for what ISO 8601 lacks.

        "?" at the end marks an inferred date, as in ISO 8601-2. ``parse`` reads it back.
        """
        year, month = f"{self.start.year:04}", self.start.month
        body = {
            Precision.DAY: self.start.isoformat(),
            Precision.MONTH: f"{year}-{month:02}",
            Precision.QUARTER: f"{year}-Q{(month + 2) // 3}",
            Precision.HALF: f"{year}-H{(month + 5) // 6}",
            Precision.YEAR: year,
        }[self.precision]
        return body + ("?" if self.inferred else "")

    @property
    def label(self) -> str:
        """The date in words with its true precision, without the mark of inference.

        In Chinese as GB/T 15835 writes it ("2020年9月"), on pages in English "September 2020".
        """
        year, month = self.start.year, self.start.month
        if is_english():
            return {
                Precision.DAY: f"{self.start.day} {calendar.month_name[month]} {year}",
                Precision.MONTH: f"{calendar.month_name[month]} {year}",
                Precision.QUARTER: f"Q{(month + 2) // 3} {year}",
                Precision.HALF: f"{'first' if month == 1 else 'second'} half of {year}",
                Precision.YEAR: f"{year}",
            }[self.precision]
        return {
            Precision.DAY: f"{year}年{month}月{self.start.day}日",
            Precision.MONTH: f"{year}年{month}月",
            Precision.QUARTER: f"{year}年第{'一二三四'[(month - 1) // 3]}季度",
            Precision.HALF: f"{year}年{'上下'[(month - 1) // 6]}半年",
            Precision.YEAR: f"{year}年",
        }[self.precision]

    def __str__(self):
        if not self.inferred:
            return self.label
        return f"{self.label} (inferred)" if is_english() else f"{self.label}（推定）"

    def __len__(self):
        # Field validators measure what is stored.
        return len(self.sort_key)

    def __bool__(self):
        return True

    def __lt__(self, other: PartialDate) -> bool:
        return self.sort_key < other.sort_key


def date_in_words(day: dt.date) -> str:
    """One day as pages write it: 2026年3月13日, 13 March 2026."""
    return PartialDate(day).label


def _first_day(year: int, rest: list[str], precision: Precision) -> dt.date:
    if precision is Precision.YEAR:
        return dt.date(year, 1, 1)
    if precision is Precision.DAY:
        return dt.date(year, int(rest[0]), int(rest[1]))
    number = _NUMERALS.get(rest[0]) or int(rest[0])
    return dt.date(year, (number - 1) * precision.months + 1, 1)


_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}
_PATTERNS = [
    (re.compile(pattern, re.IGNORECASE), precision)
    for pattern, precision in [
        (r"(\d{4})年?", Precision.YEAR),
        (r"(\d{4})[-/.](\d{1,2})", Precision.MONTH),
        (r"(\d{4})年(\d{1,2})月份?", Precision.MONTH),
        (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", Precision.DAY),
        (r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]", Precision.DAY),
        (r"(\d{4})(\d{2})(\d{2})", Precision.DAY),
        (r"(\d{4})[-/]?Q([1-4])", Precision.QUARTER),
        (r"(\d{4})年第?([一二三四1-4])季度?", Precision.QUARTER),
        (r"(\d{4})[-/]?H([12])", Precision.HALF),
        (r"(\d{4})年([上下])半年", Precision.HALF),
    ]
]
