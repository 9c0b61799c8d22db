"""What of enterprises and funds can be found."""

from core.search import SearchSource

from .models import Enterprise, IndustryFund

SEARCH_SOURCES = [
    SearchSource(Enterprise, "企业", "name", ("full_name", "summary")),
    SearchSource(IndustryFund, "基金", "name", ("summary",)),
]
