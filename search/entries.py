"""What an entry says of a row: its document, folded and spelled out. Pure: ``actions`` compares and stores it."""

import re
from dataclasses import replace

from django.conf import settings
from django.utils import translation

from core.english import pairs

from .folding import fold
from .models import Entry
from .sounds import columns
from .words import bare

LONGEST_TEXT = 100_000
"""Characters of a page that are searched: what a ``tsvector`` can hold."""

COLUMNS = [field.name for field in Entry._meta.fields if field.name not in ("id", "content_type", "object_id")]

_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")


def entry_of(item, source) -> Entry:
    """The entry that ``item``, which has what ``source.rows`` brings along, should have. It is not saved."""
    # Whoever caused the writing, and in whatever language: the index is the same.
    with translation.override(settings.LANGUAGE_CODE):
        document = _with_english(source.document(item), item)
    names = _names(document)
    pinyin, initials = columns(names)
    joined = "\n".join(["", *names, ""])
    body = document.body[:LONGEST_TEXT]
    return Entry(
        content_type=source.content_type,
        object_id=item.pk,
        kind=source.code,
        weight=source.weight,
        length=len(document.title),
        slug=item.slug,
        published_at=item.published_at,
        expires_at=item.expires_at,
        updated_at=item.updated_at,
        title=document.title,
        title_key=names[0] if names else "",
        names=joined,
        pinyin=pinyin,
        initials=initials,
        text=joined + fold(body),
        body=body,
    )


def _with_english(document, item):
    """The document with the row's English texts: those of names are names, too, and the others further lines."""
    written = {document.title, *document.names}
    names, lines = [], []
    for field, english in pairs(type(item)):
        if text := getattr(item, english.attname):
            (names if getattr(item, field.attname) in written else lines).append(text)
    return replace(document, names=(*document.names, *names), lines=(*document.lines, *lines))


def _names(document):
    """The folded names, the title first: as they are, without what is in brackets, without punctuation."""
    written = [document.title, *document.names]
    short = [_BRACKETED.sub("", name) for name in written]
    return [name for name in dict.fromkeys([*map(fold, [*written, *short]), *map(bare, written)]) if name]
