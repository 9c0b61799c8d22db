"""Drawings made on the server as SVG: pure geometry here, one template each in ``templates/charts/``.

Values go in with the words that a source uses for them; positions come out. Nothing here asks the database, knows a
domain word or writes markup. A chart is drawn several times, for pages and phones (``shapes``), and is always followed
by the same data as a table. Textures: solid is a confirmed fact, dashed is a promise, hatched is what nobody has told.
"""

from .bars import BarChart, Item, Value, bar_chart
from .squares import Plot, SquareChart, square_chart

__all__ = ["BarChart", "Item", "Plot", "SquareChart", "Value", "bar_chart", "square_chart"]
