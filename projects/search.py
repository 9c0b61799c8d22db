"""What of projects can be found."""

from core.search import SearchSource

from .models import Project

SEARCH_SOURCES = [SearchSource(Project, "项目", "name", ("summary", "description"))]
