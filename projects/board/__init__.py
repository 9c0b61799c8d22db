"""The drawing of projects on one time axis (挂图作战): all of them, those of a park, or one with its phases.

``strips`` says what is drawn, in dates; ``layout`` where it goes; ``table`` the same in words. Nothing here asks the
database or writes markup. The unit of positions is the drawing's own: a wide drawing has as many as the page has
pixels, so that text keeps its size.
"""

from .axis import BAND, BESIDE, PAGE
from .layout import drawing_of, minis_of
from .table import table_rows

__all__ = ["BAND", "BESIDE", "PAGE", "drawing_of", "minis_of", "table_rows"]
