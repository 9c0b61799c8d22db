"""What of parks can be found."""

from core.search import SearchSource

from .models import Park

SEARCH_SOURCES = [SearchSource(Park, "园区", "name", ("focus", "summary", "planned_content"))]
