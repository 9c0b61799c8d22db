"""The search page and its suggestions. What counts as found is ``finding``'s matter."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.page_meta import PageMeta

from .finding import MOST, Found, find
from .models import Entry
from .near import near
from .querysets import NAME_TIERS
from .shown import live_rows, results, title_of
from .sources import sources
from .words import parse, tidy

DESCRIPTION = gettext_lazy("在全部园区、项目、企业、基金、人才、动态和活动里搜索。")
LONGEST_QUERY = 60  # characters
PER_PAGE = 20
SUGGESTIONS = 8
WORDS_LOOKED_AT = 4
"""Of a query that found nothing, each of so many words is searched for alone."""

FEW_HITS = 3
"""With no hit in a name and so few in texts, a typing error is as likely."""


@dataclass(frozen=True)
class Kind:
    """One type to narrow the results to."""

    code: str
    label: str
    count: int
    url: str
    is_chosen: bool


@require_safe
def search(request):
    """Public pages in which all words of ``?q=`` are found, of one ``?type=``; 400 for what can't be read."""
    text, code = tidy(request.GET.get("q", "")), request.GET.get("type", "")
    labels = {source.code: source.label for source in sources()}
    error = ""
    if len(text) > LONGEST_QUERY:
        error = _("查询词太长，请用不超过%s个字。") % LONGEST_QUERY
    elif code and code not in labels:
        error = _("没有这种类型，请从下面的类型里选。")
    query = parse("" if error else text)
    all_found = find(query)
    found = _of_kind(all_found, query, code)
    page = Paginator(found.hits, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "q": text,  # what the search form in the page's head shows
        "query": query,
        "longest": LONGEST_QUERY,
        "error": error,
        "code": code,
        "label": labels.get(code, ""),
        "kinds": _kinds(all_found, text, code) if query else [],
        "total": len(found.hits),
        "has_more": found.has_more,
        "most": MOST,
        "page": page,
        "results": results([key for key, *_ in page.object_list], query),
        "querystring": urlencode({"q": text, **({"type": code} if code else {})}),
        "crumbs": [(_("搜索"), "")],
        "page_meta": PageMeta(DESCRIPTION),  # left out by search engines: it has nothing of its own
    }
    if query and not code and page.number == 1:
        context |= _help(query, all_found)
    return render(request, "search/search.html", context, status=400 if error else 200)


@require_safe
def suggest(request):
    """At most eight names that begin with ``?q=``, contain it or sound like it, as JSON; none for what is too long."""
    text = tidy(request.GET.get("q", ""))
    query = parse(text if len(text) <= LONGEST_QUERY else "")
    keys = [key for key, *_ in find(query, most=SUGGESTIONS, only_names=True).hits]
    entries = Entry.objects.in_bulk(keys)
    rows = live_rows(entries.values())
    shown = [
        {
            "title": title_of(entries[key], rows[key][0]),
            "type": str(rows[key][1]),
            "url": rows[key][0].get_absolute_url(),
        }
        for key in keys
        if key in rows
    ]
    return JsonResponse({"q": text[:LONGEST_QUERY], "results": shown}, json_dumps_params={"ensure_ascii": False})


def _of_kind(found, query, code):
    """Hits of one type. Where not all hits were looked at, that type is searched for itself."""
    if not code:
        return found
    return find(query, kind=code) if found.has_more else found.of_kind(code)


def _kinds(found, text, code):
    """The types among the hits, with their number; all types without numbers, where not all hits were looked at."""
    counts = found.counts
    shown = [source for source in sources() if source.code in counts or found.has_more or source.code == code]
    if len(shown) < 2 and not code:
        return []
    everything = Kind("", _("全部"), 0 if found.has_more else len(found.hits), _address(q=text), not code)
    return [everything] + [
        Kind(
            source.code,
            source.label,
            0 if found.has_more else counts.get(source.code, 0),
            _address(q=text, type=source.code),
            source.code == code,
        )
        for source in shown
    ]


def _help(query, found: Found):
    """What helps on who found nothing, or nothing that looks meant."""
    in_names = any(tier < NAME_TIERS for *_, tier in found.hits)
    if in_names or len(found.hits) > FEW_HITS:
        return {}
    hits = {key for key, *_ in found.hits}
    meant = results([key for key in near(query) if key not in hits], query)
    if found.hits or len(query.words) == 1:
        return {"meant": meant}
    words = query.words[:WORDS_LOOKED_AT]
    fewer = [less for word in words if _is_found(less := query.without(word))]
    return {
        "meant": meant,
        "unknown": [word.raw for word in words if not _is_found(word.raw)],
        "fewer": [(less, _address(q=less)) for less in fewer],
    }


def _is_found(text):
    return bool(find(parse(text), most=1).hits)


def _address(**parameters):
    return f"?{urlencode(parameters)}"
