"""What a drawing measures by: its years, the variants it is drawn in, and how wide words are. Pure numbers."""

import datetime as dt
import unicodedata
from dataclasses import dataclass

ROOMY = 20
"""Up to this many projects, a row has room for its words; beyond, rows are compact and the table has the words."""
NARROWEST_BAR = 1.5
CLOSE_YEARS = 34
"""Year labels keep at least this distance, which is also the room that one needs."""


@dataclass(frozen=True)
class Tops:
    """Height of a strip, and how far below its top its words, its promise and its fact stand."""

    height: int
    words: int
    promise: int
    fact: int


@dataclass(frozen=True)
class Shape:
    """The measures of one variant of the drawing, in its own units; the text in it is 14 to 16 units high."""

    name: str
    width: int
    axis_left: int
    name_width: int
    head: int
    says_words: bool
    first: Tops
    """Of a project's own strip;"""
    first_silent: Tops
    """of one of which nothing was promised;"""
    phase: Tops | None
    """of a phase's strip. None where phases are not drawn."""
    phase_silent: Tops | None
    promise_height: int
    fact_height: int
    text: int
    """Size of the names."""

    @property
    def axis_right(self) -> int:
        return self.width - 8


def shapes(count: int, width: int) -> list[Shape]:
    """The variants for ``count`` rows: for a page ``width`` units wide, for a phone, for paper if there are many."""
    if count <= ROOMY:
        wide = Tops(58, 20, 9, 31), Tops(58, 20, 9, 31), Tops(44, 36, 2, 24), Tops(26, 18, 2, 5)
        narrow = Tops(84, 42, 50, 64), Tops(48, 42, 30, 29), Tops(64, 17, 27, 42), Tops(42, 17, 27, 24)
        return [
            Shape("wide", width, 300, 262, 42, True, *wide, 12, 16, 16),
            Shape("narrow", 320, 2, 290, 42, True, *narrow, 10, 12, 15),
        ]
    lines = [Tops(25, 17, 4, 10), Tops(48, 18, 27, 33), Tops(15, 11, 2, 6)]
    wide, narrow, paper = ((tops, tops, None, None) for tops in lines)
    return [
        Shape("wide", width, 330, 296, 42, False, *wide, 5, 10, 14),
        Shape("narrow", 320, 2, 290, 42, False, *narrow, 5, 9, 14),
        Shape("paper", 500, 200, 178, 36, False, *paper, 4, 7, 13),
    ]


@dataclass(frozen=True)
class Axis:
    """Whole years from ``first`` to ``last`` between two positions."""

    first: int
    last: int
    left: float
    right: float

    def x(self, day: dt.date) -> float:
        """Where the day begins."""
        begin, end = dt.date(self.first, 1, 1), dt.date(self.last + 1, 1, 1)
        return round(self.left + (self.right - self.left) * ((day - begin) / (end - begin)), 1)

    def stretch(self, start: dt.date, end: dt.date) -> tuple[float, float]:
        """Position and width of the days from ``start`` to ``end``, both included."""
        x = self.x(start)
        return x, round(max(self.x(end + dt.timedelta(days=1)) - x, NARROWEST_BAR), 1)

    @property
    def ticks(self) -> list[tuple[int, float, float]]:
        """(year, position, position of its words) of the years that are labelled: all, or those that have room."""
        room = (self.right - self.left) / (self.last - self.first + 1)
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if room * step >= CLOSE_YEARS)
        years = [year for year in range(self.first, self.last + 1) if year % step == 0]
        return [
            (year, x, round(x + 3, 1))
            for year in years
            if (x := self.x(dt.date(year, 1, 1))) + CLOSE_YEARS <= self.right + 8
        ]


def text_width(words: str, size: int = 14) -> float:
    """About how wide the words are: a Chinese character is as wide as it is high, others a little over half."""
    return sum(size if unicodedata.east_asian_width(char) in "WFA" else size * 0.58 for char in words)


def shortened(words: str, room: float, size: int) -> str:
    """The words, cut with an ellipsis where they are wider than ``room``."""
    if text_width(words, size) <= room:
        return words
    kept = ""
    for char in words:
        if text_width(kept + char, size) > room - size:
            return kept + "…"
        kept += char
    return words
