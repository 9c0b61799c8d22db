"""What a drawing measures by: its years and the variants it is drawn in. Pure numbers."""

import datetime as dt
from dataclasses import dataclass

ROOMY = 20
"""Up to this many projects, a row has room for its words; beyond, rows are compact and the table has the words."""
NARROWEST_BAR = 1.5
CLOSE_YEARS = 34
"""Year labels keep at least this distance, which is also the room that one needs."""
PAGE = ("wide", "middle", "small", "narrow")
"""The variants for the whole width of a page;"""
BAND = ("middle", "small", "narrow")
"""for a band beside its title;"""
BESIDE = ("small", "narrow")
"""for a place beside other matter."""


@dataclass(frozen=True)
class Tops:
    """Height of a strip, and how far below its top its words, its promise and its fact stand."""

    height: int
    words: int
    promise: int
    fact: int

    def lowered(self, by: int) -> "Tops":
        """The same with room for a line of words above the lanes."""
        return Tops(self.height + by, self.words + by, self.promise + by, self.fact + by)


@dataclass(frozen=True)
class Shape:
    """The measures of one variant of the drawing, in its own units; the text in it is 14 to 16 units high."""

    name: str
    width: int
    axis_left: int
    name_width: int
    head: int
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
    """Size of the names;"""
    name_top: int
    """their baseline below the row's top."""
    says_words: bool = True
    """Whether the target is said beside its sign;"""
    has_remarks: bool = False
    """light and stage under the name, and how long a target has passed;"""
    has_titles: bool = False
    """signs say their dates when they are pointed at: in one variant, so that pages stay small."""

    @property
    def axis_right(self) -> int:
        return self.width - 8

    @property
    def is_stacked(self) -> bool:
        """Whether names stand above the lanes and not beside them."""
        return self.axis_left < self.name_width


def _roomy():
    wide = Tops(58, 20, 9, 31), Tops(58, 20, 9, 31), Tops(44, 36, 2, 24), Tops(26, 18, 2, 5)
    narrow = Tops(84, 42, 50, 64), Tops(48, 42, 30, 29), Tops(64, 17, 27, 42), Tops(42, 17, 27, 24)
    return [
        Shape("wide", 1200, 300, 262, 42, *wide, 12, 16, 16, 20, has_remarks=True, has_titles=True),
        Shape("middle", 936, 260, 224, 42, *wide, 12, 16, 16, 20, has_remarks=True),
        Shape("small", 620, 190, 160, 42, *wide, 12, 16, 15, 20, has_remarks=True),
        Shape("narrow", 320, 2, 290, 42, *narrow, 10, 12, 15, 20),
    ]


def _brief():
    """For a first look: one strip a project, without light and stage."""
    small = Tops(44, 27, 6, 24), Tops(40, 25, 5, 14), None, None
    narrow = Tops(82, 40, 49, 63), Tops(48, 42, 30, 29), None, None
    return [
        Shape("small", 620, 184, 174, 42, *small, 11, 13, 15, 25),
        Shape("narrow", 320, 2, 310, 42, *narrow, 11, 13, 15, 20),
    ]


def _compact():
    lines = [Tops(23, 16, 3, 9), Tops(48, 18, 27, 33), Tops(15, 11, 2, 6)]
    middle, narrow, paper = ((tops, tops, None, None) for tops in lines)
    return [
        # A wider one would say the same in as many bytes again: wide pages get this one, drawn larger.
        Shape("middle", 936, 260, 230, 42, *middle, 5, 10, 14, 17, says_words=False, has_titles=True),
        Shape("narrow", 320, 2, 290, 42, *narrow, 5, 9, 14, 18, says_words=False),
        Shape("paper", 500, 200, 178, 36, *paper, 4, 7, 13, 12, says_words=False),
    ]


MINI = Shape("mini", 184, 1, 0, 24, *[Tops(34, 0, 8, 19)] * 2, None, None, 7, 9, 14, 0, says_words=False)
"""For a cell of a table: no words, the years in the head of the column."""


def shapes(count: int, variants=PAGE, *, brief=False) -> list[Shape]:
    """The variants of these names for ``count`` rows; of many rows there is one for paper, too."""
    if count > ROOMY:
        return [shape for shape in _compact() if shape.name in (*variants, "paper")]
    return [shape for shape in (_brief() if brief else _roomy()) if shape.name in variants]


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
