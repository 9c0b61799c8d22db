"""Template vocabulary: quantities in words, links to elsewhere, and marks that lead to a page's footnotes.

A page's view puts ``footnotes`` (``core.footnotes.Footnotes``) into the context; a partial that cites is included
with ``footnotes=footnotes``.
"""

from django import template
from django.utils.html import format_html, format_html_join

from core import quantities
from core.outward import outward as _outward

register = template.Library()

UNSTATED = format_html('<span class="{}">{}</span>', "unstated", "未说明")


def _marks(numbers):
    # The word joiner keeps a mark from starting a line of its own. CSS can't tell marks that touch from marks with text
    # between them, so that those that follow another say so.
    return format_html_join(
        "",
        '\u2060<sup class="note-mark{1}"><a href="#note-{0}" aria-label="出处{0}">[{0}]</a></sup>',
        ((number, " note-mark--next" if place else "") for place, number in enumerate(numbers)),
    )


@register.simple_tag
def cite(footnotes, row):
    """The note mark of a child row's own ``source`` and ``locator``; nothing when it has none."""
    return _marks([footnotes.add(row.source, row.locator)] if row.source_id else [])


@register.simple_tag
def cite_field(footnotes, owner, *fields):
    """Note marks for all sources that support these fields of a content row, without repeating a number."""
    numbers = {
        footnotes.add(citation.document, citation.locator): None
        for field in fields
        for citation in owner.citations.all()
        if citation.field == field and citation.stance == "supports"
    }
    return _marks(numbers)


@register.simple_tag
def cite_rows(footnotes, rows):
    """Note marks for several child rows at once, without repeating a number."""
    return _marks({footnotes.add(row.source, row.locator): None for row in rows if row.source_id})


@register.simple_tag
def cite_citation(footnotes, citation):
    """The note mark of one citation, whether it supports or contradicts."""
    return _marks([footnotes.add(citation.document, citation.locator)])


@register.filter
def disagreements(owner):
    """The citations of a content row whose source says otherwise."""
    return [citation for citation in owner.citations.all() if citation.stance == "contradicts"]


@register.filter
def remarks(owner):
    """The citations of a content row that support it and say how its value was read or inferred."""
    return [citation for citation in owner.citations.all() if citation.stance == "supports" and citation.note]


@register.filter
def live(row):
    """The row when the public may see it, else None: for references that may point at something withheld."""
    return row if row is not None and row.is_live else None


@register.filter
def or_unstated(value):
    """The value, or the words for what the sources do not say."""
    return UNSTATED if value is None or str(value) in ("", "未说明") else value


@register.filter
def say(rows, field):
    """Whether any of these rows says something in ``field``. A column that none fills becomes a sentence instead."""
    return any(getattr(row, field) not in (None, "") for row in rows)


@register.filter
def qualifier(code):
    """约, 至少, 最高, 超过 or nothing."""
    return quantities.qualifier_word(code)


@register.filter
def money(value):
    """An amount in 元 in words: 80亿元."""
    return "".join(quantities.money(value)) if value is not None else UNSTATED


@register.filter
def money_number(value):
    """The number of ``money`` alone, for large figures."""
    return quantities.money(value)[0] if value is not None else ""


@register.filter
def money_unit(value):
    """The unit of ``money`` alone."""
    return quantities.money(value)[1] if value is not None else ""


@register.filter
def land_area(value):
    """An area in ㎡ in 亩, as land is counted: 279亩."""
    return f"{quantities.mu(value)}亩" if value is not None else UNSTATED


@register.filter
def mu(value):
    """The number of ``land_area`` alone."""
    return quantities.mu(value) if value is not None else ""


@register.filter
def floor_area(value):
    """An area in ㎡ in words: 5.4万平方米."""
    return "".join(quantities.floor_area(value)) if value is not None else UNSTATED


@register.filter
def number(value, unit=""):
    """A number with its unit: 28万台."""
    return "".join(quantities.count(value, unit)) if value is not None else UNSTATED


@register.filter
def number_alone(value, unit=""):
    """The number of ``number`` alone."""
    return quantities.count(value, unit)[0] if value is not None else ""


@register.filter
def unit_alone(value, unit=""):
    """The unit of ``number`` alone."""
    return quantities.count(value, unit)[1] if value is not None else ""


@register.filter
def outward(url):
    """The address for a link to another site: through our notice, where the host needs one."""
    return _outward(url)


@register.filter
def without(filterset, name):
    """The address of the same list with all filters in use except the one called ``name``, from its first page."""
    query = filterset.data.copy()
    for parameter in (name, "page"):
        query.pop(parameter, None)
    return f"?{query.urlencode()}"
