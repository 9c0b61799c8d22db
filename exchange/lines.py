"""What a file would do, row by row and item by item: pure values, made by ``planning``."""

from collections import defaultdict
from dataclasses import dataclass, field

from publishing.payload import digest

from .choices import Verdict
from .matching import FileRow


@dataclass(slots=True)
class Line:
    """The verdict of one row: ``cells`` are [column, old, new], ``problems`` are [column, what is wrong]."""

    row: FileRow
    title: str
    verdict: str = Verdict.SAME
    cells: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    """[where, what a machine noticed]: nothing of it holds the row back."""

    def wrong(self, label, text):
        self.problems.append([label, text])
        self.verdict = Verdict.WRONG

    def wrong_too(self, label, text):
        """The same, unless something is wrong with that cell already: what could not be read is empty for the form."""
        if label not in [each for each, _ in self.problems]:
            self.wrong(label, text)


@dataclass(slots=True)
class Item:
    """One item that the file names, with its rows. ``pk`` is None for a new one; ``row`` for children alone."""

    pk: int | None
    title: str
    row: FileRow | None = None
    children: dict[str, list[FileRow]] = field(default_factory=lambda: defaultdict(list))
    problems: list[str] = field(default_factory=list)


@dataclass
class Planned:
    """What becomes of one item: ``payload`` is None where its rows change nothing, or are wrong."""

    pk: int | None
    base: dict
    payload: dict | None
    lines: list[Line]

    @property
    def digest(self) -> str:
        """What the verdict stands on, and what it is."""
        return digest([self.pk, self.base if self.pk else None, self.payload])
