"""Areas as squares on one scale, side by side on a common ground: how large things are, not where or of what shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter

from django.utils.translation import gettext as _

from .shapes import USUAL, Shape, in_rows
from .words import LINE, Words, shortened, text_width

GAP = 24
"""Between neighbours."""
LARGEST = {"broad": 176, "middle": 160, "wide": 160, "narrow": 132, "slim": 108}
"""Side of the largest square in each variant."""
SMALLEST = 2


@dataclass(frozen=True)
class Plot:
    """One area. ``area`` is in any unit that all plots of a chart share; ``words`` say it with its own."""

    name: str
    area: Decimal | int
    words: str
    is_own: bool = False
    """Whether the page is about it."""
    link: str = ""
    other_words: str = ""
    """The same area in another unit."""
    as_of: str = ""
    owner: object = None
    """The row whose citations support the area."""


@dataclass(frozen=True)
class Square:
    """A placed square; ``bottom`` is the ground on which it stands."""

    x: float
    bottom: float
    side: float
    is_own: bool = False

    @property
    def y(self) -> float:
        return round(self.bottom - self.side, 1)


@dataclass(frozen=True)
class Sheet:
    """The chart in one variant; ``grounds`` are the heights of the lines that the squares stand on."""

    id: str
    shape: Shape
    height: float
    squares: list[Square]
    words: list[Words]
    grounds: list[float]


@dataclass(frozen=True)
class SquareChart:
    """The whole chart. ``name`` begins the ids of its elements."""

    name: str
    title: str
    plots: list[Plot]
    sheets: list[Sheet]

    @property
    def is_drawn(self) -> bool:
        """One square alone compares with nothing."""
        return len(self.plots) > 1

    @property
    def desc(self) -> str:
        told = (_("%(name)s：%(told)s") % {"name": plot.name, "told": plot.words} for plot in self.plots)
        return _("%s。") % _("；").join(told)


def square_chart(name: str, title: str, plots: Sequence[Plot], *, shapes: Sequence[Shape] = USUAL) -> SquareChart:
    """``plots`` in the order given."""
    plots = list(plots)
    return SquareChart(name, title, plots, [_sheet(f"{name}-{shape.name}", shape, plots) for shape in shapes])


def sides(areas: Sequence[Decimal | int], largest: float) -> list[float]:
    """The sides of squares of these areas, where the largest has the side ``largest``."""
    most = max(areas, default=0)
    return [round(max(largest * float(area / most) ** 0.5, SMALLEST), 1) if area else 0 for area in areas]


def _sheet(name, shape, plots) -> Sheet:
    squares, words, grounds = [], [], []
    y = 0
    for row in _rows(shape, plots):
        bottom = y + max(side for _, side, _, _ in row)
        x = 0.5
        for plot, side, width, said in row:
            squares.append(Square(x, bottom, side, plot.is_own))
            words += [
                Words(line, x, bottom + 18 + LINE * place, kind)
                for place, (line, kind) in enumerate(zip(said, ("name", "quiet"), strict=True))
            ]
            x += width + GAP
        grounds.append(bottom)
        y = bottom + 2 * LINE + 22
    return Sheet(name, shape, y - 12 if plots else 0, squares, words, grounds)


def _rows(shape, plots):
    """The plots with side, room and words, cut into rows that fit the width."""
    room = shape.width - 1
    squares = []
    for plot, side in zip(plots, sides([plot.area for plot in plots], LARGEST[shape.name]), strict=True):
        said = shortened(plot.name, room, 15), shortened(plot.words, room, 14)
        width = max(side, text_width(said[0], 15), text_width(said[1]))
        squares.append((plot, side, width, said))
    return in_rows(squares, room, GAP, width=itemgetter(2))
