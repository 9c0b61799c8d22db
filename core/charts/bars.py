"""Horizontal bars on one scale: what was promised as a dashed frame, what is known solid inside it or below.

Also for single values and for counts by category. All bars of a chart measure one unit; what is of different kinds is
never added up, so that no bar is a sum.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .shapes import USUAL, Shape
from .words import LINE, Words, joined, shortened, text_width

BAR = 16
"""Height of a bar."""
GAP = 8
"""Between a bar and its words, and between a name and its bar."""
PAD, DENSE_PAD = 10, 4
"""Above and below the matter of an item; in a dense chart no lines stand between the items."""
INSET = 4
"""Between the line where bars begin and words that begin there, too."""
SHORTEST = 1.5
"""A value that is not nothing stays visible."""
WIDEST_NAMES = 0.42
"""Names beside the bars take at most this part of the width; longer ones stand above."""


@dataclass(frozen=True)
class Value:
    """A quantity as a source states it: ``size`` in the chart's unit, ``words`` with qualifier and unit: 约26.8亿元."""

    size: Decimal | int
    words: str
    scope: str = ""
    """Which part it is of, where that is not the whole (一期)."""
    as_of: str = ""
    row: object = None
    """What is cited: anything with ``source``, ``source_id`` and ``locator``."""

    @property
    def label(self) -> str:
        return joined(self.scope, self.words)


@dataclass(frozen=True)
class Item:
    """One thing with its values. Either may be missing; what is missing is not nothing."""

    name: str
    remark: str = ""
    link: str = ""
    promise: Value | None = None
    facts: tuple[Value, ...] = ()

    @property
    def values(self) -> list[Value]:
        return [*([self.promise] if self.promise else []), *self.facts]


PROJECT = gettext_lazy("项目")


@dataclass(frozen=True)
class Labels:
    """What the columns of the table and the bars' words are called."""

    name: str | Promise = PROJECT
    promise: str | Promise = ""
    fact: str | Promise = ""


@dataclass(frozen=True)
class Bar:
    """A rectangle. ``kind`` is promise, fact or unknown: a promise of which nobody says how much was reached."""

    kind: str
    x: float
    y: float
    width: float
    height: int = BAR

    @property
    def right(self) -> float:
        return round(self.x + self.width, 1)

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True)
class Sheet:
    """The chart in one variant. ``left`` is where all bars begin; ``rules`` are the lines between items."""

    id: str
    shape: Shape
    height: float
    left: float
    bars: list[Bar]
    words: list[Words]
    rules: list[float]


@dataclass(frozen=True)
class BarChart:
    """The whole chart. ``name`` begins the ids of its elements, so that several fit on one page."""

    name: str
    title: str
    items: list[Item]
    labels: Labels
    sheets: list[Sheet]

    @property
    def is_drawn(self) -> bool:
        """One number needs no drawing, among zeros neither; nor does the same number told of several things."""
        sizes = [value.size for item in self.items for value in item.values]
        has_both = any(item.promise and item.facts for item in self.items)
        return any(sizes) and (has_both or (sum(map(bool, sizes)) > 1 and len(set(sizes)) > 1))

    @property
    def has_promises(self) -> bool:
        return any(item.promise for item in self.items)

    @property
    def has_facts(self) -> bool:
        return any(item.facts for item in self.items)

    @property
    def has_dates(self) -> bool:
        return any(value.as_of for item in self.items for value in item.values)

    @property
    def has_unknown(self) -> bool:
        return any(bar.kind == "unknown" for sheet in self.sheets for bar in sheet.bars)

    @property
    def desc(self) -> str:
        """The chart in words, for whoever does not see it."""
        return _("%s。") % _("；").join(map(self._told, self.items))

    def _told(self, item):
        words = [joined(self.labels.promise, item.promise.label)] if item.promise else []
        words += [joined(value.scope, self.labels.fact, value.words) for value in item.facts]
        told = {"name": item.name, "remark": item.remark, "told": _("，").join(words) or _("未说明")}
        return (_("%(name)s（%(remark)s）：%(told)s") if item.remark else _("%(name)s：%(told)s")) % told


def bar_chart(
    name: str,
    title: str,
    items: Sequence[Item],
    *,
    labels: Labels = Labels(),
    shows_silence: bool = False,
    is_dense: bool = False,
    shapes: Sequence[Shape] = USUAL,
) -> BarChart:
    """``items`` in the order given. ``shows_silence`` hatches a promise of which no fact is known.

    ``is_dense`` is for counts: short names and one bar each.
    """
    items = list(items)
    style = labels, shows_silence, DENSE_PAD if is_dense else PAD
    sheets = [_sheet(f"{name}-{shape.name}", shape, items, *style) for shape in shapes]
    return BarChart(name, title, items, labels, sheets)


def _sheet(name, shape, items, labels, shows_silence, pad) -> Sheet:
    names = max((text_width(words, 15) for item in items for words in (item.name, item.remark)), default=0)
    is_beside = names + 2 * GAP <= shape.width * WIDEST_NAMES
    left = round(names + 2 * GAP) if is_beside else 0
    zone = shape.width - left
    lines = [[*_lines(item, labels, zone, shows_silence)] for item in items]
    scale = _scale([line for told in lines for line in told], zone)
    bars, words, rules, y = [], [], [], 0
    for item, told in zip(items, lines, strict=True):
        rules.append(y)
        top = y + pad
        titles = _titles(item, left - 2 * GAP if is_beside else shape.width, top, is_beside)
        words += titles
        foot = max(title.y for title in titles) + 4
        place = top if is_beside else foot + 4
        for line in told:
            placed, said, height = _placed(line, left, place, scale)
            bars += placed
            words += said
            place += height
        y = max(place, foot) + pad - 4
    return Sheet(name, shape, y, left, bars, words, rules[1:] if pad == PAD else [])


@dataclass(frozen=True)
class _Line:
    """Bars that share a line, and the words after them or, where those are long, below them."""

    bars: tuple[tuple[str, Decimal | int], ...]
    after: str
    below: tuple[str, ...]

    @property
    def longest(self):
        return max((size for _, size in self.bars), default=0)


def _lines(item, labels, zone, shows_silence) -> Iterator[_Line]:
    """The lines of one item: its promise with the first fact inside, then the other facts."""
    facts = [(joined(value.scope, labels.fact, value.words), value.size) for value in item.facts]
    if item.promise:
        inside = [("fact", facts[0][1])] if facts else [("unknown", item.promise.size)] if shows_silence else []
        said = joined(labels.promise, item.promise.label)
        first = (facts.pop(0)[0],) if facts else ()
        # The frame comes last, so that it stays in sight around what fills it.
        yield _line((*inside, ("promise", item.promise.size)), said, first, zone)
    for said, size in facts:
        yield _line((("fact", size),), said, (), zone)
    if not item.values:
        yield _Line((), _("未说明"), ())


def _line(bars, said, more, zone) -> _Line:
    fits = text_width(said) <= zone / 2 - GAP
    below = (*(() if fits else (said,)), *more)
    return _Line(bars, said if fits else "", tuple(shortened(words, zone - INSET, 14) for words in below))


def _scale(lines, zone) -> float:
    """Units for each one of the value: as many as leave the words after every bar their room."""
    rooms = [
        (zone - GAP - text_width(line.after) if line.after else zone - 1) / float(line.longest)
        for line in lines
        if line.longest
    ]
    return min(rooms, default=0)


def _placed(line, left, y, scale):
    """The bars and words of one line, and how high it is."""
    bars = [Bar(kind, left, y, _length(size, scale)) for kind, size in line.bars]
    longest = max((bar.width for bar in bars), default=0)
    # A bar of nothing has no end that its words could stand after.
    after = left + longest + GAP if longest else left + (INSET if bars else 0)
    words = [Words(line.after, round(after, 1), y + 13)] if line.after else []
    inset = INSET if left else 0
    words += [Words(said, left + inset, y + BAR + 17 + LINE * place) for place, said in enumerate(line.below)]
    return bars, words, BAR + LINE * len(line.below) + 8


def _length(size, scale):
    return round(max(float(size) * scale, SHORTEST), 1) if size else 0


def _titles(item, room, y, is_beside) -> list[Words]:
    """Name and remark: under each other beside the bars; above them in one line where that has room."""
    name = Words(shortened(item.name, room, 15), 0, y + 13, "name")
    if not item.remark:
        return [name]
    remark = shortened(item.remark, room, 14)
    if not is_beside and name.right + GAP + text_width(remark) <= room:
        return [name, Words(remark, round(name.right + GAP, 1), y + 13, "quiet")]
    return [name, Words(remark, 0, y + 13 + LINE, "quiet")]
