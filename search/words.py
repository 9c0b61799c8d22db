"""What somebody searches for: words, each with the ways in which a page may write it.

A word is found when one of its ways is. A way is a set of ``Needle``s that all have to be there; most have one. Nothing
here asks a database: ``querysets`` makes conditions of it, ``grams`` the condition that narrows.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import product
from typing import NamedTuple

from core.quantities import WAN, YI, plain

from .folding import EDGE, fold, is_han
from .sounds import typed

TEXT, PINYIN, INITIALS = "text", "pinyin", "initials"
UNITS = r"[亿万千百元亩㎡米层栋台架核年月日个人家项期]|平方|公顷|公里|m2|[KMGTPkmgtp]?[BbWw]\b"
MOST_WORDS = 12
# "80 亿" is one word, as is "2022 年 3 月".
_NUMBER_AND_UNIT = re.compile(rf"([0-9万亿]) +(?={UNITS})|([年月]) +(?=[0-9]{{1,2}} *[月日号])")
_AMOUNT = re.compile(rf"{EDGE}([0-9]+(?:\.[0-9]+)?){EDGE}(万|亿)?([^0-9{EDGE}万亿]*)")
_MONTH = re.compile(r"((?:19|20)[0-9]{2})[-/.年](0?[1-9]|1[0-2])月?")
_DAY = re.compile(r"((?:19|20)[0-9]{2})[-/.年](0?[1-9]|1[0-2])[-/.月](0?[1-9]|[12][0-9]|3[01])[日号]?")
_PUNCTUATION = re.compile(r"[()\[\]<>《》〈〉“”\"‘’'「」【】〔〕·,，。、:：;；!！?？…—~-]")
_LATIN = re.compile(r"[a-z']{2,}")
SMALLEST_AMOUNT = 10_000
"""From here on a page writes 万 or 亿."""


class Needle(NamedTuple):
    """A string that a column of an entry has to contain."""

    where: str
    what: str


Way = tuple[Needle, ...]


@dataclass(frozen=True)
class Word:
    """One word of a query, and the ways in which it may be found, the word as it is first."""

    raw: str
    ways: tuple[Way, ...]

    @property
    def texts(self) -> list[str]:
        """The folded strings to look for in texts, and to mark."""
        return list(dict.fromkeys(needle.what for way in self.ways for needle in way if needle.where == TEXT))

    @property
    def sounds(self) -> list[str]:
        """What may be meant as pinyin or initials."""
        found = (needle.what.lstrip("|") for way in self.ways for needle in way if needle.where != TEXT)
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Query:
    """What was typed, in its words."""

    text: str
    words: tuple[Word, ...] = field(default=())

    def __bool__(self):
        return bool(self.words)

    @cached_property
    def key(self) -> str:
        """The whole query as a title would have it."""
        return fold(self.text)

    @cached_property
    def letters(self) -> str:
        """The whole query as pinyin or initials; empty when it is neither."""
        return typed(self.key.replace(" ", ""))

    def without(self, word) -> str:
        """The query without one of its words, to be typed anew."""
        return " ".join(each.raw for each in self.words if each != word)


def tidy(text: str) -> str:
    """What was typed, on one line, as the search field shows it again."""
    spaced = (" " if character.isspace() else character for character in text)
    kept = "".join(character for character in spaced if unicodedata.category(character) not in ("Cc", "Cs"))
    return " ".join(unicodedata.normalize("NFKC", kept).split())


def parse(text: str) -> Query:
    """The query that somebody typed. Words that leave nothing when folded are dropped, and all after the twelfth."""
    text = _NUMBER_AND_UNIT.sub(r"\1\2", tidy(text))
    words = {}
    for raw in text.split():
        folded = fold(raw)
        if folded and folded not in words:
            words[folded] = Word(raw, tuple(_ways(folded)))
    return Query(text, tuple(words.values())[:MOST_WORDS])


def _ways(folded):
    texts = dict.fromkeys([folded, *_dates(folded), *_amounts(folded), *_bare(folded)])
    ways = [(Needle(TEXT, each),) for each in texts]
    if letters := typed(folded):
        ways += [(Needle(PINYIN, f"|{letters}"),), (Needle(INITIALS, letters),)]
    else:
        ways += _mixed(folded)
    return ways


def _mixed(folded):
    """hualu数据湖: each part for itself, the Latin ones also by their sound."""
    if not any(map(is_han, folded)) or not 1 <= len(_LATIN.findall(folded)) <= 2:
        return []
    parts = [part for part in re.split(r"([a-z']{2,})", folded) if part]
    choices = [
        [Needle(TEXT, part), Needle(PINYIN, f"|{typed(part)}"), Needle(INITIALS, typed(part))]
        if typed(part)
        else [Needle(TEXT, part)]
        for part in parts
    ]
    return list(product(*choices))


def _bare(folded):
    """A Chinese word also without its punctuation, when that leaves anything."""
    found = bare(folded)
    return [found] if found != folded and any(map(is_han, found)) else []


def bare(text: str) -> str:
    """The folded text without punctuation: brackets, quotes and dashes are what people leave out."""
    return fold(_PUNCTUATION.sub("", fold(text).replace(EDGE, "")))


def _dates(folded):
    """2022-03, 2022/3 and 2022年03月 as pages write it: 2022年3月."""
    typed_date = folded.replace(EDGE, "")
    if match := _DAY.fullmatch(typed_date):
        yield fold(f"{match[1]}年{int(match[2])}月{int(match[3])}日")
    elif match := _MONTH.fullmatch(typed_date):
        yield fold(f"{match[1]}年{int(match[2])}月")


def _amounts(folded):
    """8000000000元, 800000万元 and 80亿 as pages write it, and the other way round for what is counted in pieces."""
    match = _AMOUNT.fullmatch(folded)
    if not match or len(match[1]) > 15:
        return
    value = Decimal(match[1]) * {"万": WAN, "亿": YI, None: 1}[match[2]]
    if value < SMALLEST_AMOUNT:
        if match[2] or "." in match[1]:
            yield fold(f"{plain(value, 4)}{match[3]}")
        return
    for size, name in ((YI, "亿"), (WAN, "万")):
        if value >= size:
            yield fold(f"{plain(value / size, 4)}{name}{match[3]}")
            break
    yield fold(f"{plain(value, 4)}{match[3]}")
