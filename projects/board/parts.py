"""What a drawing consists of, placed: values that the template ``projects/_drawing.html`` writes out as SVG."""

import datetime as dt
from dataclasses import dataclass, field

from ..record import ProjectRecord
from .axis import Axis, Shape


@dataclass(frozen=True)
class Bar:
    """A rectangle of one lane; ``words`` are empty where it is too short for them."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    words: str = ""

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def right(self) -> float:
        return round(self.x + self.width, 1)

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def baseline(self) -> float:
        return self.y + self.height / 2 + 5


@dataclass(frozen=True)
class Sign:
    """A milestone's sign at ``x``; ``from_x`` to ``x`` is its period where the source is no more exact than that."""

    kind: str
    x: float
    y: float
    size: float
    from_x: float | None
    to_x: float | None
    words: str

    @property
    def diamond(self) -> str:
        """The outline of a diamond as SVG path data."""
        x, y, s = self.x, self.y, self.size
        return f"M{x} {y - s:g}l{s:g} {s:g} {-s:g} {s:g} {-s:g} {-s:g}z"

    @property
    def stroke(self) -> str:
        """The line inside a diamond that tells "passed" from "to come" without colour."""
        return f"M{self.x} {self.y - self.size * 0.45:g}v{self.size * 0.9:g}"


@dataclass(frozen=True)
class Label:
    """Words beside a lane; ``anchor`` says which of their ends is at ``x``."""

    words: str
    x: float
    y: float
    anchor: str = "start"
    width: float = 0


@dataclass(frozen=True)
class Lane:
    """One strip, placed."""

    name: Label | None
    bars: list[Bar]
    signs: list[Sign]
    open_from: float | None
    open_to: float | None
    fact_middle: float
    label: Label | None
    overdue: Label | None


@dataclass(frozen=True)
class Row:
    """One project, placed."""

    record: ProjectRecord
    y: float
    height: float
    name: Label
    remark: Label | None
    lanes: list[Lane]
    link: str
    light_y: float
    light_size: int

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True)
class Sheet:
    """Rows under one axis. ``id`` begins the ids of its elements."""

    id: str
    shape: Shape
    axis: Axis
    rows: list[Row]
    height: float
    today: Label
    today_x: float

    @property
    def uses(self) -> set[str]:
        """The kinds of bars and signs that occur, and "open" for a start that no source gives: what a key explains."""
        lanes = [lane for row in self.rows for lane in row.lanes]
        kinds = {part.kind for lane in lanes for part in (*lane.bars, *lane.signs)}
        return kinds | ({"open"} if any(lane.open_to for lane in lanes) else set())

    @property
    def years_y(self) -> float:
        """Baseline of the years' numbers."""
        return self.shape.head - 6

    @property
    def flag_x(self) -> float:
        """Left edge of the ground of today's words."""
        return round(self.today.x - self.today.width / 2, 1)


@dataclass(frozen=True)
class Group:
    """Sheets that belong together, with a heading; each sheet in its variants."""

    title: str
    sheets: list[list[Sheet]]
    link: str = ""


@dataclass(frozen=True)
class Drawing:
    """The whole drawing. ``name`` begins the ids of its elements, so that two drawings fit on one page."""

    name: str
    on: dt.date
    years: tuple[int, int]
    groups: list[Group] = field(default_factory=list)
    is_compact: bool = False

    @property
    def sheet_count(self) -> int:
        return sum(len(group.sheets) for group in self.groups)

    @property
    def uses(self) -> set[str]:
        """What a key explains."""
        return set().union(*(variants[0].uses for group in self.groups for variants in group.sheets))
