"""The variants that a chart is drawn in, and how what is drawn is cut into rows. CSS shows the variant whose text comes
out at 14 px or a little more.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """One variant: its name in CSS and its width in units, which are pixels where it just fits."""

    name: str
    width: int


BROAD = Shape("broad", 1120)
"""For a page's whole width."""
MIDDLE = Shape("middle", 912)
"""For a band beside its title, on desks."""
WIDE = Shape("wide", 704)
"""For the same on smaller desks, and for tablets."""
NARROW = Shape("narrow", 320)
"""For phones."""
SLIM = Shape("slim", 220)
"""For phones with large type, and pages that are zoomed in."""
USUAL = (MIDDLE, WIDE, NARROW, SLIM)


def in_rows(items, room: float, gap: float, *, width) -> list[list]:
    """The items in their order, cut into rows no wider than ``room``; ``width`` answers how wide an item is.

    One that is wider than the room has a row of its own.
    """
    rows, used = [], 0
    for item in items:
        wide = width(item)
        if not rows or used + wide > room:
            rows.append([])
            used = 0
        rows[-1].append(item)
        used += wide + gap
    return rows
