"""Which parts of a text are what was searched for, and the lines around the first of them. Escaped HTML comes out.

Texts are matched in their folded form and marked in their own: a search for 80亿 marks ８０ 亿.
"""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .folding import fold_with_places
from .sounds import syllables

BEFORE, LENGTH = 24, 110
"""Characters of a snippet before its first hit, and in all."""

SEARCHED = 20_000
"""Characters of a long text that are looked at for a snippet."""


def marked(text: str, query, *, sounds=False) -> SafeString:
    """The text with every hit in ``<mark>``; with ``sounds`` also what sounds like a word of the query."""
    return _with_marks(text, _hits(text, query, sounds), 0, len(text))


def snippet(text: str, query, *, length=LENGTH) -> SafeString:
    """The part of a text of several lines in which most words of the query stand, in one line of so many characters."""
    text = text[:SEARCHED]
    hits = _hits(text, query, sounds=False)
    best = _best(hits, length) if hits else 0
    start = max(_line_start(text, best), 0) if hits else 0
    end = min(start + length, len(text))
    start = next((at for at in range(start, best) if not _is_in_word(text, at)), start)
    end = next((at for at in range(end, max(end - BEFORE, best), -1) if not _is_in_word(text, at)), end)
    before, after = "…" if start and text[start - 1] != "\n" else "", "…" if end < len(text) else ""
    return mark_safe(before + _with_marks(text, hits, start, end).replace("\n", " · ") + after)


def _is_in_word(text, at):
    """Whether a text cut here would leave parts of a Latin word or a number on both sides."""
    before, after = text[at - 1 : at], text[at : at + 1]
    return f"{before}{after}".isascii() and before.isalnum() and after.isalnum()


def _best(hits, length):
    """Where a window begins that has the most words: the first such."""

    def words_from(start):
        return len({word for first, _, word in hits if start <= first < start + length - BEFORE})

    return max((first for first, *_ in hits[:50]), key=lambda start: (words_from(start), -start))


def _line_start(text, hit):
    """The beginning of the hit's line, when it is near; else some characters before the hit."""
    line = text.rfind("\n", 0, hit) + 1
    return line if hit - line <= 2 * BEFORE else hit - BEFORE


def _hits(text, query, sounds):
    """(first, end, number of the word) of each hit in the text, in order."""
    folded, places = fold_with_places(text)
    found = set()
    for number, word in enumerate(query.words):
        for what in word.texts:
            at = folded.find(what)
            while what and at >= 0:
                found.add((places[at], places[at + len(what) - 1] + 1, number))
                at = folded.find(what, at + len(what))
        if sounds:
            found.update((places[a], places[b - 1] + 1, number) for a, b in _sounding(folded, word))
    return sorted(found)


def _sounding(folded, word):
    """The parts of a folded name that sound like the word."""
    said = syllables(folded)
    for letters in word.sounds:
        for spoken in ([each.letters for each in said], [each.initial for each in said]):
            for first in range(len(said)):
                tail = "".join(spoken[first:])
                if tail.startswith(letters):
                    last = first
                    while len("".join(spoken[first : last + 1])) < len(letters):
                        last += 1
                    yield said[first].start, said[last].end
                    break


def _with_marks(text, hits, start, end):
    parts, at = [], start
    for begins, ends, _ in hits:
        first, last = max(begins, at), min(ends, end)
        if first >= last:
            continue
        parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    return mark_safe("".join([*parts, escape(text[at:end])]))
