"""The variants that a chart is drawn in. CSS shows the one whose text comes out at 14 px or a little more."""

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
