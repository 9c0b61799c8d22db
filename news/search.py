"""What of articles and events can be found."""

from core.search import SearchSource

from .models import Article, Event

SEARCH_SOURCES = [
    SearchSource(Article, "动态", "title", ("summary", "body")),
    SearchSource(Event, "活动", "name", ("summary", "place")),
]
