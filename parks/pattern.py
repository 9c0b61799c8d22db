"""Buildings drawn one by one: how many of which sort, how many storeys where a source says so, and what is built.

An illustration of numbers: size, order and place of the figures say nothing of those of the buildings. Rows in,
outlines out; the same data stands in the table of buildings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts.shapes import BROAD, USUAL, Shape, in_rows
from core.charts.words import LINE, Words, shortened, text_width

from .choices import BuildingUse, BuildState

GAP = 4
"""Between the buildings of a group."""
GROUP_GAP = 28
MOST = 60
"""Figures of one group; of more buildings, each figure stands for several."""
STOREY = 9
MOST_STOREYS = 12
"""Higher buildings are drawn like this one."""

HALLS = (BuildingUse.WORKSHOP, BuildingUse.CUSTOM_WORKSHOP)
HOUSES = (BuildingUse.EXPERT_HOUSING,)
LOW = (BuildingUse.DATA_HALL, BuildingUse.SERVICE, BuildingUse.OTHER)
BUILT = (BuildState.COMPLETED, BuildState.IN_USE, BuildState.PARTLY_COMPLETED)
PROMISED = (BuildState.PLANNED, BuildState.PREPARATION)


@dataclass(frozen=True)
class Figure:
    """One building: its outline and the lines between its storeys as SVG path data."""

    kind: str
    """built, building, planned or unstated."""
    outline: str
    floors: str
    is_counted: bool
    """False where no source says how many there are: one hatched figure stands for all."""


@dataclass(frozen=True)
class Sheet:
    """The drawing in one variant."""

    id: str
    shape: Shape
    height: float
    figures: list[Figure]
    words: list[Words]
    grounds: list[float]


@dataclass(frozen=True)
class Pattern:
    """The whole drawing. ``name`` begins the ids of its elements."""

    name: str
    title: str
    desc: str
    sheets: list[Sheet]
    kinds: set[str]
    has_uncounted: bool
    has_storeys: bool
    per_figure: int
    """How many buildings a figure stands for in the largest group."""


def pattern_of(groups: Sequence, *, name="pattern", shapes=(BROAD, *USUAL)) -> Pattern | None:
    """``groups`` (rows of ``AbstractBuildingGroup``) in the order given; None where there is nothing to compare."""
    groups = [group for group in groups if group.count is None or group.count > 0]
    if sum(group.count or 1 for group in groups) < 2:
        return None
    return Pattern(
        name=name,
        title=ngettext("楼栋示意图，%(count)s类", "楼栋示意图，%(count)s类", len(groups)) % {"count": len(groups)},
        desc=_("%s。") % _("；").join(map(_told, groups)),
        sheets=[_sheet(f"{name}-{shape.name}", shape, groups) for shape in shapes],
        kinds={_kind(group) for group in groups},
        has_uncounted=any(group.count is None for group in groups),
        has_storeys=any(_storeys(group) for group in groups),
        per_figure=max(_per_figure(group) for group in groups),
    )


def _kind(group) -> str:
    if group.state in BUILT:
        return "built"
    if group.state in PROMISED:
        return "planned"
    return "building" if group.state == BuildState.UNDER_CONSTRUCTION else "unstated"


def _told(group) -> str:
    """How many there are of what, for whoever does not see the drawing."""
    said = _("栋数未说明的%(name)s") if group.count is None else _("%(count)s栋%(name)s")
    return said % {"count": group.count, "name": group}


def _count_words(group) -> str:
    if group.count is None:
        return _("栋数未说明")
    return ngettext("%(count)s栋", "%(count)s栋", group.count) % {"count": group.count}


def _name_words(group) -> str:
    if not group.phase_number:
        return str(group)
    return _("%(name)s，第%(number)s期") % {"name": group, "number": group.phase_number}


def _storeys(group) -> int:
    """The storeys that a source states, the most where it gives two; 0 where it is silent."""
    return min(group.storeys_max or group.storeys_min or 0, MOST_STOREYS)


def _per_figure(group) -> int:
    return -(-(group.count or 1) // MOST)


def _size(group) -> tuple[int, int]:
    """Width and height of the group's figures."""
    if group.use in HALLS:
        width, height = 24, 28
    elif group.use in HOUSES:
        width, height = 18, 28
    elif group.use in LOW:
        width, height = 28, 24
    else:
        width, height = 22, 46
    storeys = _storeys(group)
    roof = 9 if group.use in (*HALLS, *HOUSES) else 0
    return width, storeys * STOREY + roof if storeys else height


def _figure(group, x, bottom) -> Figure:
    width, height = _size(group)
    right, top, left = x + width, bottom - height, x
    if group.use in HALLS:
        eaves, half = top + 9, x + width / 2
        outline = f"M{left} {bottom}V{top}L{half:g} {eaves}V{top}L{right} {eaves}V{bottom}z"
    elif group.use in HOUSES:
        eaves, half = top + 9, x + width / 2
        outline = f"M{left} {bottom}V{eaves}L{half:g} {top}L{right} {eaves}V{bottom}z"
    else:
        outline = f"M{left} {bottom}V{top}H{right}V{bottom}z"
    floors = "".join(f"M{left} {bottom - STOREY * level}H{right}" for level in range(1, _storeys(group)))
    return Figure(_kind(group), outline, floors, group.count is not None)


def _sheet(name, shape, groups) -> Sheet:
    figures, words, grounds = [], [], []
    y = 4
    for row in _rows(shape, groups):
        height = max(_block(group, columns)[1] for group, columns, _, _ in row)
        ground, x = y + height, 1
        for group, columns, said, width in row:
            figures += _placed(group, columns, x, ground)
            words += [
                Words(line, x, ground + 20 + LINE * place, kind)
                for place, (line, kind) in enumerate(zip(said, ("name", "quiet"), strict=True))
            ]
            x += width + GROUP_GAP
        lines, _ = _block(row[0][0], row[0][1])
        step = _size(row[0][0])[1] + 2 * GAP
        # Figures of one group on several lines take the whole width; each line has its ground.
        grounds += [ground - step * line for line in range(lines)]
        y = ground + 20 + 2 * LINE + 4
    return Sheet(name, shape, y - 14, figures, words, grounds)


def _rows(shape, groups):
    """The groups, each with its figures a line, its words and its room, cut into rows that fit the width."""
    room = shape.width - 2
    figures = []
    for group in groups:
        said = shortened(_count_words(group), room, 15), shortened(_name_words(group), room, 14)
        number = -(-(group.count or 1) // _per_figure(group))
        width, _ = _size(group)
        columns = max(1, min(number, int((room + GAP) // (width + GAP))))
        need = max(columns * (width + GAP) - GAP, text_width(said[0], 15), text_width(said[1]))
        figures.append((group, columns, said, need))
    return in_rows(figures, room, GROUP_GAP, width=itemgetter(3))


def _block(group, columns) -> tuple[int, int]:
    """How many lines of figures a group has, and how high they are together."""
    number = -(-(group.count or 1) // _per_figure(group))
    lines = -(-number // columns)
    return lines, lines * (_size(group)[1] + 2 * GAP) - 2 * GAP


def _placed(group, columns, x, ground):
    number = -(-(group.count or 1) // _per_figure(group))
    width, height = _size(group)
    for place in range(number):
        line, column = divmod(place, columns)
        yield _figure(group, x + column * (width + GAP), ground - line * (height + 2 * GAP))
