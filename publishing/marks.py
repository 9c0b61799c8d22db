"""Two texts in one: what stayed, what went and what came, as a reader sees it. Pure functions of strings."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# Texts beyond this many characters are compared by sentence first: the matcher's time grows with the square.
LONGEST_MARKED = 4000
LONGEST_WITHIN = 600  # of the sentences that changed side by side in such a text
_ENDS = "。！？；\n"
_SENTENCE = re.compile(f"[^{_ENDS}]*[{_ENDS}]+|[^{_ENDS}]+")


@dataclass(frozen=True)
class Mark:
    """A piece of a text: ``kind`` is "same", "gone" or "new"."""

    kind: str
    text: str


def marked(old: str, new: str) -> list[Mark]:
    """The pieces of both texts, in reading order, with what went before what came."""
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    same = [Mark("same", old[:head]), Mark("same", old[len(old) - tail :])]
    marks = [same[0], *_marks(old[head : len(old) - tail], new[head : len(new) - tail]), same[1]]
    return _slid([mark for mark in marks if mark.text])


def _slid(marks):
    """Pieces that came or went are whole sentences where they can be: not "。又一句" before "。"."""
    for number in range(1, len(marks) - 1):
        before, mark, after = marks[number - 1 : number + 2]
        shift = _shift(mark.text, after.text) if before.kind == after.kind == "same" != mark.kind else 0
        if shift:
            turn = shift % len(mark.text)
            marks[number - 1] = Mark("same", before.text + after.text[:shift])
            marks[number] = Mark(mark.kind, mark.text[turn:] + mark.text[:turn])
            marks[number + 1] = Mark("same", after.text[shift:])
    return [mark for mark in marks if mark.text]


def _shift(piece, after):
    """By how many characters the piece can be moved on, saying the same, until it ends where a sentence does."""
    best = 0
    for place, character in enumerate(after[: len(piece)]):
        if character != piece[place]:
            break
        if character in _ENDS:
            best = place + 1
    return best


def _alike(old, new):
    """How many characters both texts begin with alike."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(old), len(new)))


def _marks(old, new):
    """Character by character; what is too long for that, sentence by sentence, and within those that changed."""
    is_short = len(old) + len(new) <= LONGEST_MARKED
    a, b = (list(text) if is_short else _SENTENCE.findall(text) for text in (old, new))
    # Among many sentences those that come again and again, such as empty lines, tell little and cost much.
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=not is_short).get_opcodes():
        gone, came = "".join(a[i:j]), "".join(b[k:m])
        if kind == "equal":
            yield Mark("same", gone)
        elif gone and came and not is_short and len(gone) + len(came) <= LONGEST_WITHIN:
            yield from marked(gone, came)
        else:
            yield from (Mark("gone", gone), Mark("new", came))
