"""How names sound: their pinyin and its initials, in columns that "contains" can be asked of.

Each name of a row gives, beginning and end marked, ``^zhuzhou$``, then what begins at each of its syllables:
``|zhuzhou|zhou``. "|w" is found where a syllable begins and nowhere else: "an" not in "hunan". A character that is read
in several ways is read as the word it stands in has it (重庆: chong qing, by pypinyin's list of words).
"""

import re
from dataclasses import dataclass
from functools import cache

from pypinyin import Style, lazy_pinyin

from .folding import EDGE, fold, is_han

REACH = 12
"""How many syllables from a syllable on can be typed in one go; all of them from a name's beginning."""

_PIECES = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Syllable:
    """What is said for ``name[start:end]``: a character's pinyin, or a word or number in other letters as it is."""

    start: int
    end: int
    letters: str

    @property
    def initial(self):
        return self.letters[0] if self.end - self.start == 1 else self.letters


def syllables(name: str) -> list[Syllable]:
    """The sounds of a folded name; what makes none is left out."""
    found, run = [], ""
    for place, character in enumerate([*name, ""]):
        if character and is_han(character):
            run += character
            continue
        start = place - len(run)
        found += [Syllable(start + at, start + at + 1, said) for at, said in enumerate(_said(run)) if said]
        run = ""
    found += [Syllable(*match.span(), match[0]) for match in _PIECES.finditer(name)]
    return sorted(found, key=lambda each: each.start)


@cache
def _plain(said):
    """Letters only: what pypinyin does not know it gives back as it is."""
    return said if said.isascii() and said.isalpha() else ""


def _said(run):
    return [_plain(said) for said in lazy_pinyin(run, style=Style.NORMAL)] if run else []


def letters_of(text: str) -> str:
    """How a text sounds, in one word: what somebody types who writes one character for another."""
    return "".join(each.letters for each in syllables(fold(text)))


def columns(names) -> tuple[str, str]:
    """The columns ``pinyin`` and ``initials`` of a row with these folded names."""
    sounds = [found for name in names if (found := syllables(name))]
    # Names that sound alike, such as one with its punctuation and one without, count once.
    return "".join(dict.fromkeys(map(_full, sounds))), "".join(dict.fromkeys(map(_initials, sounds)))


def _full(sounds):
    said = [each.letters for each in sounds]
    tails = ("".join(said[at : at + REACH]) for at in range(1, len(said)))
    return f"^{''.join(said)}$|{''.join(said)}" + "".join(f"|{tail}" for tail in tails)


def _initials(sounds):
    return f"^{''.join(each.initial for each in sounds)}$"


def typed(word: str) -> str:
    """The letters of a folded word when it may be pinyin or initials, else nothing: "xi'an", "hlsjh", "5gcyy"."""
    letters = re.sub(rf"[{EDGE}'’\-]", "", word).replace("ü", "v")
    is_sound = re.fullmatch(r"[a-z0-9]{2,}", letters) and not letters.isdigit()
    return letters if is_sound else ""
