"""Entries as they are shown: with the rows they stand for, asked for anew, so that nothing withheld is ever named."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.safestring import SafeString

from .highlighting import marked, snippet
from .models import Entry
from .sources import sources


@dataclass(frozen=True)
class Result:
    """One page that was found."""

    url: str
    label: str
    title: str
    marked_title: SafeString
    excerpt: SafeString


def results(keys, query) -> list[Result]:
    """The entries of these keys, in this order, whose rows are public now. One query, and one for each type in it."""
    entries = Entry.objects.in_bulk(keys)
    rows = live_rows(entries.values())
    return [
        Result(
            url=row.get_absolute_url(),
            label=label,
            title=entries[key].title,
            marked_title=marked(entries[key].title, query, sounds=True),
            excerpt=snippet(entries[key].body, query),
        )
        for key in keys
        if key in rows
        for row, label in [rows[key]]
    ]


def live_rows(entries) -> dict:
    """By the entry's key: the row when the public may see it now, and the label of its type."""
    by_kind = defaultdict(dict)
    for entry in entries:
        by_kind[entry.kind][entry.object_id] = entry.pk
    found = {}
    for source in sources():
        if wanted := by_kind.get(source.code):
            live = source.model._default_manager.live().filter(pk__in=wanted)
            found |= {wanted[row.pk]: (row, source.label) for row in live}
    return found
