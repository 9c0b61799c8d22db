"""What of talent programs, experts and platforms can be found."""

from core.search import SearchSource

from .models import Expert, ResearchPlatform, TalentProgram

SEARCH_SOURCES = [
    SearchSource(TalentProgram, "人才政策", "name", ("summary", "eligibility")),
    SearchSource(Expert, "专家", "name", ("field", "summary", "affiliation")),
    SearchSource(ResearchPlatform, "科研平台", "name", ("summary",)),
]
