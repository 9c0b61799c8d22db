"""Parks as squares on one scale: how large each is beside the others. Rows in, sides of squares out."""

from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from django.utils.translation import gettext as _

from core.charts import Plot
from core.charts.squares import sides
from core.quantities import about_floor_area, land_area, plain, qualifier_word, words

from .models import Park

LARGEST = 156
"""Side of the largest square, in units of the drawing (``templates/parks/_tile.html``)."""


@dataclass(frozen=True)
class Tile:
    """A park and the side of its square; None where no source states its area."""

    park: Park
    side: float | None = None

    @property
    def top(self) -> float:
        """Where the square begins above its ground."""
        return round(LARGEST + 1 - (self.side or 0), 1)

    @property
    def edge(self) -> str:
        return edge_words(self.park.land_area) if self.park.land_area else ""


def tiles(parks) -> list[Tile]:
    """``parks`` in the order given, drawn to the scale of the largest."""
    parks = list(parks)
    stated = [park for park in parks if park.land_area]
    drawn = dict(zip((park.pk for park in stated), sides([park.land_area for park in stated], LARGEST), strict=True))
    return [Tile(park, drawn.get(park.pk)) for park in parks]


def plots(parks, *, own: Park | None = None) -> list[Plot]:
    """Those of ``parks`` whose area a source states, for ``core.charts.square_chart``; ``own`` is the page's."""
    return [
        Plot(
            name=park.label,
            area=park.land_area,
            words=f"{qualifier_word(park.land_area_qualifier)}{words(land_area(park.land_area))}",
            is_own=park == own,
            link=park.get_absolute_url(),
            other_words=about_floor_area(park.land_area),
            as_of=str(park.last_confirmed_on or ""),
            owner=park,
        )
        for park in parks
        if park.land_area
    ]


def edge_words(area: Decimal) -> str:
    """How long the side of a square of ``area`` (㎡) is: 约450米, 约1.74千米."""
    metres = sqrt(area)
    if metres >= 1000:
        return _("约%(length)s千米") % {"length": plain(Decimal(metres / 1000))}
    return _("约%(length)s米") % {"length": f"{round(metres, -1) if metres >= 100 else metres:.0f}"}
