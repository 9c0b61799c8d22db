"""Pages of articles and events."""

from core.views import PublicDetailView, PublicListView, excerpt
from enterprises.models import Enterprise
from parks.models import Park
from projects.models import Project
from talent.models import TalentProgram

from .filters import ArticleFilterSet, EventFilterSet
from .models import Article, Event


class ArticleListView(PublicListView):
    """All articles, the newest first."""

    model = Article
    section = ("动态", "news:list")
    filterset_class = ArticleFilterSet


class ArticleDetailView(PublicDetailView):
    """One article and what it speaks of."""

    model = Article
    section = ("动态", "news:list")

    def get_context_data(self, **kwargs):
        article = self.object
        policy = article.interprets
        return super().get_context_data(
            related_projects=excerpt(Project.objects.live().filter(articles=article)),
            related_parks=excerpt(Park.objects.live().filter(articles=article)),
            related_enterprises=excerpt(Enterprise.objects.live().filter(articles=article)),
            related_programs=excerpt(TalentProgram.objects.live().filter(articles=article)),
            interprets=policy if policy and policy.is_live else None,
            interpretations=excerpt(article.interpretations.live().with_card()),
            **kwargs,
        )


class EventListView(PublicListView):
    """All events, the latest first."""

    model = Event
    section = ("活动", "events:list")
    filterset_class = EventFilterSet

    def get_queryset(self):
        return super().get_queryset().prefetch_related("citations__document")


class EventDetailView(PublicDetailView):
    """One event: what the zone did there and what came of it."""

    model = Event
    section = ("活动", "events:list")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            participants=excerpt(self.object.participants.live().with_names(), 50),
            related_projects=excerpt(Project.objects.live().filter(events=self.object)),
            **kwargs,
        )
