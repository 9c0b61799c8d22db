"""Template vocabulary: texts and quantities in the reader's language, links to elsewhere, marks that lead to footnotes.

A page's view puts ``footnotes`` (``core.footnotes.Footnotes``) into the context; a partial that cites is included
with ``footnotes=footnotes``.
"""

import datetime as dt

from django import template
from django.template.defaultfilters import linebreaks_filter
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import english, quantities
from core.origin import LANGUAGES
from core.origin import translations as _translations
from core.outward import outward as _outward
from core.partial_dates import date_in_words

register = template.Library()

NOT_STATED = "未说明"


def unstated():
    """The words for what the sources do not say."""
    return format_html('<span class="{}">{}</span>', "unstated", _(NOT_STATED))


def _marks(numbers):
    # The word joiner keeps a mark from starting a line of its own. CSS can't tell marks that touch from marks with text
    # between them, so that those that follow another say so.
    return format_html_join(
        "",
        '\u2060<sup class="note-mark{1}"><a href="#note-{0}" aria-label="{2}">[{0}]</a></sup>',
        ((number, " note-mark--next" if place else "", _("出处%s") % number) for place, number in enumerate(numbers)),
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
    return unstated() if value is None or str(value) in ("", NOT_STATED, _(NOT_STATED)) else value


@register.filter
def words(value, fields=""):
    """A text of the record in the reader's language, marked as Chinese where the page is English and the text is not.

    ``{{ park|words }}`` is a row's name, ``{{ park|words:"summary" }}`` one of its fields, ``{{ park|words:"short_name,
    name" }}`` the first of them that says something, ``{{ change.justification|words }}`` any text.
    """
    text = said(value, fields) if fields else str(value if value is not None else "")
    return format_html("<span{}>{}</span>", mark, text) if (mark := language(text)) else text


@register.filter
def said(row, fields):
    """The text of ``words`` without the mark, for attributes, titles and whole paragraphs (see ``language``)."""
    return english.said(row, *(field.strip() for field in fields.split(",")))


@register.filter
def beginning(text, length):
    """A text cut after so many characters, Chinese ones; the same room takes more of English. Marked like ``words``."""
    in_chinese = english.is_chinese(text) or not english.is_english()
    return words(Truncator(text).chars(length if in_chinese else length * english.LONGER))


@register.filter
def paragraphs(text):
    """A text of the record in paragraphs, in a block that is marked as Chinese where ``words`` would mark it."""
    block = linebreaks_filter(text)
    return format_html("<div{}>{}</div>", mark, block) if (mark := language(text)) else block


@register.filter
def language(text):
    """The attribute for an element that holds a text: ``lang`` where a page in English shows Chinese, else nothing."""
    is_foreign = english.is_english() and english.is_chinese(str(text))
    return format_html(' lang="{}"', "zh-Hans") if is_foreign else ""


@register.filter
def day(moment):
    """A date, or the local date of a moment: 2026年3月13日, 13 March 2026."""
    return date_in_words(timezone.localtime(moment) if isinstance(moment, dt.datetime) else moment) if moment else ""


@register.filter
def as_of(date):
    """How old a statement is: 截至2021年3月, as of March 2021."""
    said = _("截至{}") if date else pgettext("no date", "截至{}")
    return format_html(said, or_unstated(date))


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
    return quantities.words(quantities.money(value)) if value is not None else unstated()


@register.filter
def money_number(value):
    """The number of ``money`` alone, for large figures; in English with its currency: CNY 8."""
    return _figure(value)[0] if value is not None else ""


@register.filter
def money_unit(value):
    """What follows ``money_number``: 亿元, billion."""
    return _figure(value)[1] if value is not None else ""


def _figure(value):
    number, unit = quantities.money(value)
    if not english.is_english():
        return number, unit
    currency, _space, size = unit.partition(" ")
    return f"{currency} {number}", size


@register.filter
def land_area(value):
    """An area in ㎡ as land is counted: 279亩, in English 18.6 ha."""
    return quantities.words(quantities.land_area(value)) if value is not None else unstated()


@register.filter
def land_number(value):
    """The number of ``land_area`` alone."""
    return quantities.land_area(value)[0] if value is not None else ""


@register.filter
def land_unit(value):
    """The unit of ``land_area`` alone."""
    return quantities.land_area(value)[1] if value is not None else ""


@register.filter
def floor_area(value):
    """An area in ㎡ in words: 5.4万平方米."""
    return quantities.words(quantities.floor_area(value)) if value is not None else unstated()


@register.filter
def about_floor_area(value):
    """Ground in ㎡ as it says itself once more below ``land_area``: 约18.6万平方米, about 186,000 m²."""
    return quantities.about_floor_area(value)


@register.filter
def number(value, unit=""):
    """A number with its unit: 28万台."""
    return quantities.words(quantities.count(value, unit)) if value is not None else unstated()


@register.filter
def number_alone(value, unit=""):
    """The number of ``number`` alone."""
    return quantities.count(value, unit)[0] if value is not None else ""


@register.filter
def unit_alone(value, unit=""):
    """The unit of ``number`` alone."""
    return quantities.count(value, unit)[1] if value is not None else ""


@register.filter
def translations(path):
    """(language code, its own name, address) of the page at ``path`` in each language; nothing for one in one only."""
    addresses = _translations(path)
    return [(code, name, addresses[code]) for code, name in LANGUAGES.values()] if addresses else []


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
