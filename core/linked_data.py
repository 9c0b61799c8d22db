"""What a page is about, for machines: JSON-LD in the words of schema.org, printed as a data block into its head.

Each app says in its own ``linked_data.py`` what its rows are. The rule is that of the pages: nothing that the record
does not state, dates with their true precision, no key for what is unknown.
"""

import json

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .partial_dates import PartialDate, Precision
from .plain_text import printable

CONTEXT = "https://schema.org"
"""A name, not an address that a browser would ask."""
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
"""As Django's ``json_script``: without these no content can end the block, whatever it says."""


class Address(str):
    """A path of this site, which is printed with the site's origin before it."""

    __slots__ = ()


def thing(kind: str, **values) -> dict:
    """A node of this schema.org type. Empty values are left out; ``at_id`` becomes ``@id``."""
    known = {name.replace("at_", "@"): value for name, value in values.items() if value not in (None, "", [], {})}
    return {"@type": kind} | known


def stated(date: PartialDate | None) -> str | None:
    """The date in ISO 8601 with no more than its source says.

    ISO 8601 knows no quarter and no half: of these the year is told. An inferred date is not told, because the data
    could not say that it is one.
    """
    if date is None or date.inferred:
        return None
    return str(date.start.year) if date.precision in (Precision.QUARTER, Precision.HALF) else date.isoformat()


def page_of(row) -> Address:
    return Address(row.get_absolute_url())


def named(kind: str, row) -> dict | None:
    """A public row that another names; None for none and for one that is not public."""
    return thing(kind, name=str(row), url=page_of(row)) if row is not None and row.is_live else None


def picture_of(path: str) -> Address | None:
    return Address(path) if path else None


def breadcrumbs(crumbs, path: str) -> dict:
    """The way down to the page at ``path``; ``crumbs`` are (label, address) below the first page, the last its own."""
    steps = [(_("首页"), reverse("home")), *((label, address) for label, address in crumbs)]
    return thing(
        "BreadcrumbList",
        itemListElement=[
            thing("ListItem", position=number, name=str(label), item=Address(address or path))
            for number, (label, address) in enumerate(steps, start=1)
        ],
    )


def block(nodes, origin: str) -> SafeString:
    """The nodes as the text of a ``<script type="application/ld+json">``, safe whatever the content says."""
    data = {"@context": CONTEXT, "@graph": _whole(nodes, origin)}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(text)


def _whole(value, origin):
    match value:
        case dict():
            return {name: _whole(each, origin) for name, each in value.items()}
        case list() | tuple():
            return [_whole(each, origin) for each in value]
        case Address():
            # An upload's address may be whole already.
            return value if "://" in value else f"{origin}{value}"
        case str():
            return printable(value)
    return value
