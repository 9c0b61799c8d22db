"""What may have been meant when nothing was found: names that sound the same, or are written nearly so.

A wrong character of the right sound, a character or letter too many, too few, wrong or in the wrong place. Looks at
names only, at most at ``CANDIDATES`` of them, and only when a search found nothing in names.
"""

from functools import reduce
from itertools import pairwise
from operator import add, or_

from django.db.models import Case, IntegerField, Q, Value, When

from . import grams, sounds
from .finding import FEW
from .folding import is_han
from .models import Entry
from .querysets import NAME_ORDER
from .words import PINYIN, TEXT, Needle

CANDIDATES = 300
MOST = 5
SHORTEST_SOUND = 4  # letters


def near(query, most=MOST) -> list[int]:
    """Keys of entries whose names are close to the whole query, the closest first."""
    key = query.key.replace(" ", "")
    spelt = sounds.letters_of(key)
    has_han = any(map(is_han, key))
    if not spelt or len(key) > 40:
        return []
    if has_han and len(spelt) >= SHORTEST_SOUND:
        same = _narrowed([Needle(PINYIN, f"|{spelt}")]).order_by(*NAME_ORDER)
        if keys := list(same.values_list("pk", flat=True)[:most]):
            return keys
    slips = allowed(len(key) if has_han else len(spelt))
    if not slips:
        return []
    if has_han:
        rows = _overlapping(list(dict.fromkeys(key)), "names", slips, _pieces(TEXT, key, slips))
        # One character may be written for another that sounds nearly the same: 华禄 for hualu, hualv for hualu.
        scored = [(min(_closest(key, names), _closest(spelt, pinyin) + 0.5), pk) for pk, names, pinyin in rows]
    else:
        pairs = list(dict.fromkeys(map("".join, pairwise(spelt))))
        rows = _overlapping(pairs, "pinyin", 2 * slips + 1, _pieces(PINYIN, spelt, slips))
        scored = [(_closest(spelt, pinyin), pk) for pk, _, pinyin in rows]
    close = [(distance, place, pk) for place, (distance, pk) in enumerate(scored) if 0 < distance <= slips]
    return [pk for *_, pk in sorted(close)[:most]]


def allowed(length: int) -> int:
    """How many slips a word of this length may have."""
    return 0 if length < 3 else 1 if length < 7 else 2


def _pieces(where, word, slips):
    """Parts of the word, one of which is left as it is by so many slips: each spoils two at most."""
    count = min(2 * slips + 1, len(word))
    ends = [len(word) * place // count for place in range(count + 1)]
    return [Needle(where, word[first:end]) for first, end in pairwise(ends)]


def _narrowed(needles):
    """Entries whose names, or how they sound, contain one of the needles."""
    columns = {TEXT: "names", PINYIN: "pinyin"}
    entries = Entry.objects.live().filter(
        reduce(or_, (Q(**{f"{columns[n.where]}__contains": n.what}) for n in needles))
    )
    condition = grams.condition_of_any(needles, names=True)
    return entries.filter(pk__in=grams.keys(condition)) if grams.is_within(condition, FEW) else entries


def _overlapping(parts, column, missing, needles):
    """Of these, the entries in whose column all parts but ``missing`` stand, those with most of them first."""
    present = [
        Case(When(Q(**{f"{column}__contains": part}), then=Value(1)), default=Value(0), output_field=IntegerField())
        for part in parts
    ]
    entries = _narrowed(needles).annotate(overlap=reduce(add, present))
    entries = entries.filter(overlap__gte=max(len(parts) - missing, 1)).order_by("-overlap", *NAME_ORDER)
    return entries.values_list("pk", "names", "pinyin")[:CANDIDATES]


def _closest(word, names) -> int:
    """The least number of slips between the word and a part of one of the names, each ``|`` or line end a border.

    Slips are a sign too many, too few, wrong, or two exchanged (optimal string alignment, free ends in the name).
    """
    return min((_slips(word, part) for part in names.replace("|", "\n").replace("^", "\n").split("\n") if part),
               default=len(word))  # fmt: skip


def _slips(word, text):
    before, last = None, [0] * (len(text) + 1)
    for i, letter in enumerate(word, 1):
        row = [i]
        for j, other in enumerate(text, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if before and j > 1 and letter == text[j - 2] and word[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return min(last)
