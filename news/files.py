"""Articles as an Atom feed, events as calendars. How such files are made: ``core.feeds`` and ``core.calendars``."""

from django.db.models import F
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core import calendars, feeds
from core.english import said
from core.page_meta import source_of

from .models import Article, Event

NEWEST = 30
LATEST = 500
"""Events of the calendar: those that lie ahead and the latest ones."""
SUMMARY_LENGTH = 200
"""Characters of an entry where the article has no summary of its own."""


class NewsFeed(feeds.AtomView):
    """The newest articles."""

    key = "news"

    def title(self):
        return _("动态")

    def subtitle(self):
        return _("动态要闻、通知公告、政策文件与政策解读，最近公布的在前。")

    def page(self):
        return reverse("news:list")

    def entries(self):
        articles = Article.objects.live().select_related("source").prefetch_related("citations__document")
        return [article_entry(article) for article in articles.order_by("-published_at", "-pk")[:NEWEST]]


def source_words(row) -> str:
    """The sentence that names where ``row`` was taken from; empty when that is not on record."""
    source = source_of(row)
    return _("来源：%(source)s。") % {"source": source} if source else ""


def article_entry(article) -> feeds.Entry:
    """An article for the feed. The date of the matter itself is told in words, with its true precision."""
    told = said(article, "summary") or Truncator(said(article, "body")).chars(SUMMARY_LENGTH)
    facts = [
        told,
        _("事情发生的日期：%(date)s。") % {"date": article.occurred_on} if article.occurred_on else "",
        source_words(article),
    ]
    return feeds.Entry(
        key=f"article-{article.pk}",
        title=str(article),
        path=article.get_absolute_url(),
        published=article.published_at,
        updated=max(article.updated_at, article.published_at),
        summary="\n".join(filter(None, facts)),
        categories=(article.get_column_display(),),
    )


class EventsCalendar(calendars.CalendarView):
    """All events with a date, the latest first."""

    filename = "events.ics"

    def title(self):
        return _("活动")

    def entries(self):
        dated = Event.objects.live().exclude(starts_on=None).prefetch_related("citations__document")
        return [event_entry(event) for event in dated.order_by(F("starts_on").desc(), "slug")[:LATEST]]


class EventCalendar(calendars.RowCalendarView):
    """One event."""

    model = Event
    filename = "event.ics"

    def entries(self):
        return [event_entry(self.row)] if self.row.starts_on else []


def event_entry(event) -> calendars.Entry:
    """An event with a date for a calendar."""
    return calendars.Entry(
        key=f"event-{event.pk}",
        title=str(event),
        path=event.get_absolute_url(),
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        changed=event.updated_at,
        place=said(event, "place"),
        description="\n".join(filter(None, [said(event, "summary"), source_words(event)])),
        category=event.get_kind_display(),
    )
