"""Entries as they are shown: with the rows they stand for, asked for anew, so that nothing withheld is ever named."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.safestring import SafeString

from core.english import LONGER, is_chinese, is_english

from .highlighting import LENGTH, marked, snippet
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
            title=title,
            marked_title=marked(title, query, sounds=True),
            excerpt=_excerpt(entries[key].body, query),
        )
        for key in keys
        if key in rows
        for row, label in [rows[key]]
        for title in [title_of(entries[key], row)]
    ]


def title_of(entry, row) -> str:
    """What a result is called: in English its row's own name, which the entry has among others."""
    return str(row) if is_english() else entry.title


def _excerpt(body, query):
    """In English from the English lines, unless only the Chinese ones say what was searched for."""
    found = snippet(body, query)
    if not is_english():
        return found
    lines = [line for line in body.split("\n") if not is_chinese(line)]
    english = snippet("\n".join(lines), query, length=LENGTH * LONGER)
    return english if "<mark>" in english or "<mark>" not in found else found


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
