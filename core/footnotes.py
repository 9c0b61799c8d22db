"""Numbered footnotes of one page: which source, which place in it, in the order of first mention."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .english import is_english

_PLACES = [
    (re.compile(r"第(\d+)段第(\d+)句"), _("第%s段第%s句")),
    (re.compile(r"第(\d+)段"), _("第%s段")),
    (re.compile(r"第(\d+)页"), _("第%s页")),
    (re.compile(r"第(\d+)[-–—至到](\d+)页"), _("第%s至%s页")),
    (re.compile(r"第(\d+)条"), _("第%s条")),
    (re.compile(r"表(\d+)"), _("表%s")),
    (re.compile(r"图(\d+)"), _("图%s")),
]


def place_in_words(locator: str) -> str:
    """A place in a document in the reader's language ("第12段", "para. 12"); one of no known form as it was written."""
    if is_english():
        for pattern, words in _PLACES:
            if match := pattern.fullmatch(locator):
                return str(words) % match.groups()
    return locator


@dataclass(frozen=True)
class Note:
    """One numbered note at the foot of a page."""

    number: int
    document: object
    locator: str
    is_repeated: bool
    """Whether an earlier note names the same document, so that only the place in it needs to be said."""

    @property
    def place(self) -> str:
        return place_in_words(self.locator)


class Footnotes:
    """Collects notes while a page is rendered; the same place in the same document keeps one number."""

    def __init__(self):
        self._notes: dict[tuple, Note] = {}

    def add(self, document, locator="") -> int:
        """The number of the note for this place in ``document`` (a row of the library), made at first mention."""
        key = (document.pk, locator)
        if key not in self._notes:
            repeated = any(note.document.pk == document.pk for note in self._notes.values())
            self._notes[key] = Note(len(self._notes) + 1, document, locator, repeated)
        return self._notes[key].number

    @property
    def by_document(self) -> list[list[Note]]:
        """The notes of each document together, documents in the order of first mention."""
        found: dict[int, list[Note]] = {}
        for note in self:
            found.setdefault(note.document.pk, []).append(note)
        return list(found.values())

    def __iter__(self):
        return iter(self._notes.values())

    def __len__(self):
        return len(self._notes)
