"""Atom feeds (RFC 4287): what is new, for whoever follows the site by a feed reader. Apps say what their feeds hold.

A reader asks again and again: it sends the ETag of what it has and gets an empty 304 while nothing has changed. There
is no Last-Modified on purpose: when the newest entry is withdrawn, the feed's newest time goes *back*, and whoever
asks by time alone would keep what is gone.
"""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import conditional_page
from django.views.generic import View

from .english import is_english
from .origin import origin, page_language, site_name, tag_uri
from .plain_text import printable

NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""When an empty feed was last changed; the present moment would give it another ETag at each request."""


@dataclass(frozen=True)
class Entry:
    """One entry. ``key`` names it for ever ("article-7"); ``path`` is its page; times are aware."""

    key: str
    title: str
    path: str
    published: dt.datetime
    updated: dt.datetime
    summary: str = ""
    categories: tuple[str, ...] = ()


class _Atom(Atom1Feed):
    def latest_post_date(self):
        return max((item["updateddate"] for item in self.items), default=NEVER)


def _name(request, key):
    """The name for ever of a feed or an entry: a feed reader that has both languages shows both."""
    return tag_uri(request, f"{key}-en" if is_english() else key)


@method_decorator(conditional_page, name="get")
class AtomView(View):
    """A feed. A subclass says what it is called, which page it belongs to, and gives its newest entries."""

    key = ""
    """What names the feed for ever."""

    def title(self) -> str:
        raise NotImplementedError

    def subtitle(self) -> str:
        return ""

    def page(self) -> str:
        """The path of the page that shows the same to people."""
        raise NotImplementedError

    def entries(self) -> list[Entry]:
        """The newest first, bounded."""
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        entries, begin = self.entries(), origin(request)
        feed = _Atom(
            title=printable(f"{self.title()} - {site_name()}"),
            subtitle=printable(self.subtitle()),
            link=f"{begin}{self.page()}",
            description=None,
            feed_url=f"{begin}{request.path}",
            feed_guid=_name(request, self.key),
            language=page_language(),
            author_name=site_name(),
        )
        for entry in entries:
            feed.add_item(
                title=printable(entry.title),
                link=f"{begin}{entry.path}",
                description=printable(entry.summary) or None,
                unique_id=_name(request, entry.key),
                pubdate=entry.published,
                updateddate=entry.updated,
                categories=[printable(name) for name in entry.categories],
            )
        return HttpResponse(feed.writeString("utf-8"), content_type=Atom1Feed.content_type)
