"""How wide words are in a drawing, and what to leave out where they don't fit. Sizes are in the drawing's units."""

import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from core.english import is_english


def text_width(words: str, size: int = 14) -> float:
    """How wide the words are at most: a Chinese character is as wide as it is high, others are narrower.

    Where the two meet, browsers set them an eighth of the size apart (``text-autospace``).
    """
    wide = [unicodedata.east_asian_width(char) in "WFA" for char in words]
    gaps = sum(one != other for one, other in pairwise(wide))
    return sum(size * _width(char, is_wide) for char, is_wide in zip(words, wide, strict=True)) + gaps * size / 8


def _width(char, is_wide) -> float:
    return 1 if is_wide else 0.7 if char.isupper() or char in "%@&+=<>" else 0.58


def shortened(words: str, room: float, size: int) -> str:
    """The words, cut with an ellipsis where they are wider than ``room``."""
    if text_width(words, size) <= room:
        return words
    kept = ""
    for char in words:
        if text_width(f"{kept}{char}…", size) > room:
            return f"{kept}…"
        kept += char
    return words


def joined(*parts: str) -> str:
    """The parts that say something as one text: with spaces between them in English, without in Chinese."""
    return (" " if is_english() else "").join(str(part) for part in parts if part)


@dataclass(frozen=True)
class Words:
    """Words at a place: ``x`` is where they begin, ``y`` their baseline; ``kind`` is their look."""

    words: str
    x: float
    y: float
    kind: str = "value"

    @property
    def size(self) -> int:
        return SIZES[self.kind]

    @property
    def right(self) -> float:
        return self.x + text_width(self.words, self.size)


SIZES = {"name": 15, "value": 14, "quiet": 14}
"""Height of the letters of each look; ``static/css/charts.css`` sets the same."""
LINE = 20
"""From one baseline to the next."""
