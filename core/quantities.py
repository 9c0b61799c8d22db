"""Numbers as readers write them, in the language of the page: areas, money and counts with their units.

Stored values are always in ㎡ and 元; this module only turns them into words. Trailing zeros are dropped. At most two
decimals are shown, of money in large units four; what is finer than that is rounded. English readers get hectares,
square metres and CNY with thousands separators: 亩, 万 and 亿 are units of the Chinese page only.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from .english import is_english

# 1 亩 is 10000/15 ㎡ (the market mu, 市亩).
SQUARE_METRES_PER_MU = Decimal(10000) / 15
WAN, YI = Decimal(10_000), Decimal(100_000_000)
MILLION, BILLION = Decimal(1_000_000), Decimal(1_000_000_000)
HECTARE = Decimal(10_000)  # ㎡
CENT = Decimal("0.01")

_MULTIPLES = {"": Decimal(1), "万": WAN, "亿": YI}
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?|\.\d+)(万|亿)?(.*)")
CURRENCY = "(?:人民币|RMB|CNY|[¥￥])"
"""How the currency of all amounts is written, as a pattern."""
_CURRENCY = re.compile(rf"^\s*{CURRENCY}[:：]?|[（(]{CURRENCY}[)）]\s*$|{CURRENCY}(?=元?\s*$)", re.IGNORECASE)
MONEY_UNITS = {"": Decimal(1), "元": Decimal(1), "million": MILLION, "billion": BILLION}
AREA_UNITS = {
    "": Decimal(1),
    "平方米": Decimal(1),
    "㎡": Decimal(1),
    "m2": Decimal(1),
    "平米": Decimal(1),
    "亩": SQUARE_METRES_PER_MU,
    "公顷": WAN,
    "平方公里": Decimal(1_000_000),
}


class Qualifier(models.TextChoices):
    """How a source qualifies a number."""

    EXACT = "", _("原数")
    ABOUT = "about", _("约")
    AT_LEAST = "at_least", _("至少")
    AT_MOST = "at_most", _("最高")
    OVER = "over", _("超过")


UNITS = {
    "架": ngettext_lazy("架", "架"),
    "台": ngettext_lazy("台", "台"),
    "核": ngettext_lazy("核", "核"),
    "条": ngettext_lazy("条", "条"),
    "栋": ngettext_lazy("栋", "栋"),
    "层": ngettext_lazy("层", "层"),
    "人": ngettext_lazy("人", "人"),
    "家": ngettext_lazy("家", "家"),
    "个": ngettext_lazy("个", "个"),
    "回": ngettext_lazy("回", "回"),
    "千伏": ngettext_lazy("千伏", "千伏"),
    "个月": ngettext_lazy("个月", "个月"),
    "平方米": ngettext_lazy("平方米", "平方米"),
}
"""Stored units that have a name in English."""


def qualifier_word(qualifier: str) -> str:
    """The word to put right before a number, with the space that English needs; empty when there is none."""
    if not qualifier:
        return ""
    word = str(Qualifier(qualifier).label)
    return f"{word} " if is_english() else word


def plain(value: Decimal | int, places: int = 2) -> str:
    """The number with at most ``places`` decimals, no exponent, no trailing zeros, no thousands separator."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{rounded:f}".rstrip("0").rstrip(".") if places else f"{rounded:f}"


def grouped(number: str) -> str:
    """The digits of a plain number in groups of three, as English writes them: "54,000.5"."""
    whole, point, decimals = number.partition(".")
    return f"{int(whole):,}{point}{decimals}"


def money(value: Decimal) -> tuple[str, str]:
    """Number and unit of an amount in 元: 亿元 from one hundred million on, 万元 from ten thousand on.

    In English the unit is "CNY billion", "CNY million" (from one million on) or "CNY".
    """
    if is_english():
        for size, unit in ((BILLION, "CNY billion"), (MILLION, "CNY million")):
            if abs(value) >= size:
                return plain(value / size, 4), unit
        return grouped(plain(value)), "CNY"
    for size, unit in ((YI, "亿元"), (WAN, "万元")):
        if abs(value) >= size:
            return plain(value / size, 4), unit
    return plain(value), "元"


def mu(value: Decimal) -> str:
    """An area in ㎡ as a number of 亩."""
    return plain(value / SQUARE_METRES_PER_MU)


def land_area(value: Decimal) -> tuple[str, str]:
    """Number and unit of ground in ㎡: 亩, in English hectares."""
    return (plain(value / HECTARE), "ha") if is_english() else (mu(value), "亩")


def from_mu(value: Decimal | str) -> Decimal:
    """An area in 亩 as ㎡, with the two decimals that the column keeps."""
    return (Decimal(value) * SQUARE_METRES_PER_MU).quantize(CENT, rounding=ROUND_HALF_UP)


def floor_area(value: Decimal) -> tuple[str, str]:
    """Number and unit of an area in ㎡: 万平方米 from ten thousand on; in English always m²."""
    if is_english():
        return grouped(plain(value)), "m²"
    return (plain(value / WAN), "万平方米") if abs(value) >= WAN else (plain(value), "平方米")


def area(value: Decimal, *, land: bool) -> tuple[str, str]:
    """Number and unit of an area in ㎡, of ground or of floors."""
    return land_area(value) if land else floor_area(value)


def about_floor_area(value: Decimal) -> str:
    """Ground in ㎡ said once more as a floor area is, no more exactly than Chinese pages do: 约5.4万平方米."""
    rounded = value.quantize(Decimal("1E2"), rounding=ROUND_HALF_UP) if abs(value) >= WAN else value
    return f"{qualifier_word(Qualifier.ABOUT)}{words(floor_area(rounded))}"


def words(quantity: tuple[str, str]) -> str:
    """A number with its unit as one text: "80亿元", "28万台"; "CNY 8 billion", "18.6 ha"."""
    number, unit = quantity
    if not is_english():
        return f"{number}{unit}"
    currency, _space, size = unit.partition(" ") if unit.startswith("CNY") else ("", "", unit)
    return " ".join(filter(None, [currency, number, size]))


def unit_name(unit: str, number: Decimal | int = 2) -> str:
    """A stored unit in the reader's language, for so many of it; one that is not known stays as it is."""
    return str(UNITS[unit] % (1 if number == 1 else 2)) if unit in UNITS else unit


def count(value: Decimal, unit: str) -> tuple[str, str]:
    """Number and unit of a count: 万 joins the unit when that loses no digit ("28", "万台")."""
    if is_english():
        return grouped(plain(value)), unit_name(unit, value)
    if abs(value) >= WAN and value % 100 == 0:
        return plain(value / WAN), f"万{unit}"
    return plain(value), unit


def without_currency(text: str) -> str:
    """The amount without the words that only say its currency: "人民币26.8亿元" and "26.8亿元人民币" are 26.8亿元."""
    return _CURRENCY.sub("", text)


def parse(text: str, units: dict[str, Decimal]) -> Decimal:
    """Read "26.8亿元", "5.4万平方米" or "279亩" as a value in the unit whose factor in ``units`` is 1.

    Full-width digits, spaces and thousands commas are understood. Raises ValueError for anything else, words such as
    "约" included: how a source qualifies its number has a column of its own and must not get lost on the way.
    """
    squeezed = re.sub(r"\s+", "", text).replace("㎡", "平方米")  # before NFKC, which would turn ㎡ into m2
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", squeezed))
    if not match or match[3] not in units:
        raise ValueError(text)
    value = Decimal(match[1].replace(",", "")) * _MULTIPLES[match[2] or ""] * units[match[3]]
    try:
        return value.quantize(CENT, rounding=ROUND_HALF_UP)
    except InvalidOperation as error:  # more digits than a Decimal keeps
        raise ValueError(text) from error
