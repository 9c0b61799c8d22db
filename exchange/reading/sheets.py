"""A table of text, as every format gives it."""

from dataclasses import dataclass, field

UNSEEN = "\u200b\u2060\ufeff"
"""Signs without a width. Spreadsheets and web pages leave them in copied text."""
EDGES = f" \t\r\n\u3000\xa0{UNSEEN}"
"""What means nothing at the ends of a cell."""


class Unreadable(str):
    """What stands in a cell that can't be used, and ``why`` not."""

    __slots__ = ("why",)

    def __new__(cls, text, why):
        cell = super().__new__(cls, text)
        cell.why = why
        return cell


class FileRefused(Exception):
    """The file can't be read as a whole; the message says why and what to do, to the person who brought it."""


@dataclass
class Sheet:
    """``rows`` are pairs of the row's number as the person sees it and its cells, empty rows left out.

    ``is_named`` is False where the file gave no name, and the sheet is whatever it is expected to be.
    """

    name: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    is_named: bool = True


def without_empty(cells):
    """The cells up to the last one that is filled in."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]
