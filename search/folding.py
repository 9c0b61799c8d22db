"""One way of writing for texts and for what is searched in them: width, case, spaces and numbers make no difference.

``fold`` is applied to both sides, so that "contains" is all that a database has to know. A number is set between two
``EDGE``s: 80 is then not found inside 180 or 800. Nothing here knows words, pinyin or a database.

What ``fold`` gives is stored and indexed. Whoever changes it has ``manage.py update_search_index --rebuild`` run by a
migration.
"""

import re
import unicodedata
from functools import cache

EDGE = "\x1f"
"""Stands before and after each number. No text that comes from outside has it: ``fold`` drops control characters."""

_GAPS = re.compile(r"[ \n]+")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_WIDE = 0x2E80  # from here on: Han, kana, full-width signs; no space is written between them


def fold(text: str) -> str:
    """The text in its searchable form. Lines stay lines, so that nothing is found across their ends."""
    plain = _GAPS.sub(_gap, "".join(map(_letter, text)))
    return _NUMBER.sub(lambda match: f"{EDGE}{_number(match[0])}{EDGE}", plain.strip(" \n"))


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """What ``fold`` gives, and for each of its characters the index in ``text`` of the one that it stands for."""
    letters, places = [], []
    for index, character in enumerate(text):
        for letter in _letter(character):
            letters.append(letter)
            places.append(index)
    plain = "".join(letters)
    kept = list(range(len(plain)))
    for match in reversed(list(_GAPS.finditer(plain))):
        is_outer = match.start() == 0 or match.end() == len(plain)
        kept[match.start() : match.end()] = [] if is_outer or not _gap(match) else [match.start()]
    # A gap's one character may be another than its first: "a \n b".
    squeezed = "".join(plain[at] if plain[at] not in " \n" else _gap(_GAPS.match(plain, at)) for at in kept)
    found, where, end = [], [], 0
    for match in _NUMBER.finditer(squeezed):
        first, last = match.span()
        _extend(found, where, squeezed, places, kept, range(end, first))
        found.append(EDGE)
        where.append(places[kept[first]])
        has_thousands = _number(match[0]) != match[0]
        _extend(found, where, squeezed, places, kept, (at for at in range(first, last)
                                                       if not has_thousands or squeezed[at] != ","))  # fmt: skip
        found.append(EDGE)
        where.append(places[kept[last - 1]])
        end = last
    _extend(found, where, squeezed, places, kept, range(end, len(squeezed)))
    return "".join(found), where


def _extend(found, where, squeezed, places, kept, indexes):
    for at in indexes:
        found.append(squeezed[at])
        where.append(places[kept[at]])


def is_han(character: str) -> bool:
    """Whether the character is a Chinese one, that has a pronunciation."""
    code = ord(character)
    return 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x323AF or code == 0x3007


@cache
def _letter(character):
    """The searchable form of one character: none, one or several."""
    if character in "\n\r\x0b\x0c\x85\u2028\u2029":
        return "\n"
    if character.isspace():
        return " "
    # Twice, as full case folding may give what is not composed.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
    kept = (" " if each.isspace() else each for each in folded)
    return "".join(each for each in kept if each == " " or unicodedata.category(each)[0] != "C" or _is_private(each))


def _is_private(character):
    return unicodedata.category(character) in ("Co", "Cn")


def _gap(match):
    """What is left of white space: a line's end, one space between two narrow words, else nothing."""
    if "\n" in match[0]:
        return "\n"
    before, after = match.string[: match.start()][-1:], match.string[match.end() : match.end() + 1]
    if before.isdigit() and after.isalpha():
        return ""  # 80 PB
    return "" if max(map(ord, before + after), default=0) >= _WIDE else " "


def _number(digits):
    """The number without thousands separators."""
    return digits.replace(",", "") if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", digits) else digits
