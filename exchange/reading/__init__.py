"""Files as tables of text: which format it is, which encoding, what stands in each cell. Nothing here knows content."""

from .files import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, read_file
from .sheets import FileRefused, Sheet, Unreadable

__all__ = ["MOST_BYTES", "MOST_COLUMNS", "MOST_ROWS", "FileRefused", "Sheet", "Unreadable", "read_file"]
