"""Pages of articles and events."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.page_meta import Alternate
from core.page_meta import Column as PageColumn
from core.views import PublicDetailView, PublicListView, excerpt
from enterprises.models import Enterprise
from parks.models import Park
from projects.models import Project
from talent.models import TalentProgram

from .choices import Column
from .filters import ArticleFilterSet, EventFilterSet
from .linked_data import article_data, event_data
from .models import Article, Event

NEWS = PageColumn(
    _("动态"),
    "news:list",
    kind=_("工作动态"),
    description=_("动态要闻、通知公告、政策文件与政策解读，按公布时间排列。"),
    keywords=(_("动态"), _("通知公告"), _("政策文件"), _("政策解读")),
)
EVENTS = PageColumn(
    _("活动"),
    "events:list",
    kind=_("工作动态"),
    description=_("承办、执行或参加的会议、赛事与签约活动：日期、地点、人数、成果。"),
    keywords=(_("活动"), _("会议"), _("赛事")),
)
KINDS = {
    Column.NEWS: _("工作动态"),
    Column.NOTICE: _("通知公告"),
    Column.POLICY: _("政策文件"),
    Column.INTERPRETATION: _("解读回应"),
}


def news_feed() -> Alternate:
    """Where the newest articles can be followed."""
    return Alternate.feed(reverse("news:feed"), _("动态"))


def page_column(column) -> PageColumn:
    """The column of articles as a column of the site: the list narrowed down to it."""
    label = str(Column(column).label)
    return replace(
        NEWS,
        name=label,
        kind=KINDS[column],
        description=_("%(column)s，按公布时间排列。") % {"column": label},
        keywords=(label,),
    )


class ArticleListView(PublicListView):
    """All articles, the newest first."""

    model = Article
    section = NEWS
    filterset_class = ArticleFilterSet

    def alternates(self):
        return (news_feed(),)

    def page_meta(self):
        """Narrowed down to one column, the list is the page of that column."""
        meta = super().page_meta()
        chosen = self.request.GET.getlist("column")
        if not self._is_filter_valid() or len(chosen) != 1 or set(self.request.GET) - {"column", self.page_kwarg}:
            return meta
        column = page_column(chosen[0])
        return replace(meta, description=column.description, column=column, canonical=self.request.get_full_path())


class ArticleDetailView(PublicDetailView):
    """One article and what it speaks of."""

    model = Article
    section = NEWS

    def alternates(self):
        return (news_feed(),)

    def linked_data(self):
        return [article_data(self.object)]

    def crumbs(self):
        *upper, own = super().crumbs()
        column = page_column(self.object.column)
        return [*upper, (column.name, f"{column.address}?column={self.object.column}"), own]

    def page_meta(self):
        meta = super().page_meta()
        column = page_column(self.object.column)
        content = replace(meta.content, keywords=(column.name, *meta.content.keywords[:1]))
        return replace(
            meta,
            description=_("%(name)s：%(told)s") % {"name": column.name, "told": meta.description},
            column=column,
            content=content,
        )

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
    section = EVENTS
    filterset_class = EventFilterSet

    def alternates(self):
        return (Alternate.calendar(reverse("events:calendar"), _("活动日历")),)

    def get_queryset(self):
        return super().get_queryset().prefetch_related("citations__document")


class EventDetailView(PublicDetailView):
    """One event: what the zone did there and what came of it."""

    model = Event
    section = EVENTS
    tells = _("日期、地点、参会人数、经开区的角色与成果")

    def alternates(self):
        if not self.object.starts_on:
            return ()
        address = reverse("events:event-calendar", args=[self.object.slug])
        return (Alternate.calendar(address, _("%(event)s的日历") % {"event": self.object}),)

    def linked_data(self):
        return [event_data(self.object)]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            participants=excerpt(self.object.participants.live().with_names(), 50),
            related_projects=excerpt(Project.objects.live().filter(events=self.object)),
            **kwargs,
        )
