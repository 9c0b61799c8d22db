"""What a file would do: which items it names, and what becomes of each (``weighing``).

Nothing is written here. Items come one after the other, so that memory does not grow with what they hold.
"""

import hashlib
from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType

from publishing.lean_rules import expect
from publishing.models import Draft

from .finding import Finder
from .lines import Line, Planned
from .reading import Unreadable
from .tables import Kind
from .twice import mark_twice
from .weighing import Weighing

_AT_ONCE = 200


class Plan:
    """The items of a file, for one person. ``problems`` are those of the file as a whole."""

    def __init__(self, kind: Kind, matched):
        self.kind, self.problems = kind, list(matched.problems)
        self.fingerprint = hashlib.sha256()
        self.strays: list[Line] = []
        self.items = self._items(matched)
        self.count = len(self.items)
        self.open = self._open_drafts()

    def __len__(self):
        return self.count

    def run(self, *, checks=True) -> Iterator[Planned]:
        """Each item in turn, once: then it is forgotten, since the rows of a long file take most of the memory.

        Without ``checks``, the forms' rules are not asked: whoever does so has asked before.
        """
        while self.items:
            batch, self.items = self.items[:_AT_ONCE], self.items[_AT_ONCE:]
            keys = [item.pk for item in batch if item.pk]
            found = self.kind.model._default_manager.in_bulk(keys) if keys else {}
            if checks:
                expect(self.kind.model, (item.row.cells for item in batch if item.pk is None and item.row))
            for item in batch:
                planned = Weighing(self.kind, self.open.get(item.pk), item, found.get(item.pk)).planned(checks)
                self.fingerprint.update(planned.digest.encode())
                yield planned

    # --- Which items there are ----------------------------------------------------------------------------------------

    def _items(self, matched):
        finder = Finder(self.kind)
        for row in matched.rows.get("", []):
            finder.add(row)
        for table in self.kind.children:
            for row in matched.rows.get(table.prefix, []):
                text = row.cells.get("parent", "")
                item = finder.item_called(text) if text and not isinstance(text, Unreadable) else None
                if item is None:
                    self.strays.append(Line(row, text))
                    why_not = finder.why_not if text else f"没有写属于哪个{table.parent_label}。"
                    self.strays[-1].wrong(table.parent_label, why_not)
                else:
                    item.children[table.prefix].append(row)
        mark_twice(self.kind, finder.items)
        return finder.items

    def _open_drafts(self):
        content_type = ContentType.objects.get_for_model(self.kind.model)
        keys = {item.pk for item in self.items if item.pk}
        drafts = Draft.objects.open().filter(content_type=content_type, form="", object_id__isnull=False)
        rows = drafts.select_related("author").defer("payload", "base")
        return {draft.object_id: draft for draft in rows.iterator() if draft.object_id in keys}
