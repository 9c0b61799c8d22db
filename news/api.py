"""Articles and events in the API."""

import datetime as dt

from django.db.models import Prefetch
from rest_framework import serializers

from core.api.serializers import (
    PublicSerializer,
    ReferenceSerializer,
    contribute,
    excerpt_of,
    reference,
    references,
)
from core.api.values import QuantitySerializer
from core.api.views import PublicViewSet
from enterprises.api import EnterpriseSerializer
from enterprises.models import Enterprise
from library.api import SOURCED, SourcedSerializer, SourceReferenceSerializer, citations, image
from parks.api import ParkSerializer
from parks.models import Park
from projects.api import ProjectSerializer
from projects.models import Project
from talent.api import ProgramSerializer
from talent.models import TalentProgram

from .filters import ArticleFilterSet, EventFilterSet
from .models import Article, Event, EventParticipant, EventRole


class ArticleCardSerializer(PublicSerializer):
    """An article in a list."""

    source = SourceReferenceSerializer(read_only=True, allow_null=True, label="来源")

    class Meta:
        model = Article
        fields = ("slug", "title", "column", "summary", "occurred_on", "published_at", *SOURCED, "url", "page")


class ArticleSerializer(ArticleCardSerializer):
    """An article with what it speaks of."""

    image = image()
    interprets = reference("解读哪份政策")
    interpretations = references("它的解读")
    projects = references("相关项目")
    parks = references("相关园区")
    enterprises = references("相关企业")
    programs = references("相关人才政策")
    citations = citations()

    class Meta(ArticleCardSerializer.Meta):
        fields = (
            *ArticleCardSerializer.Meta.fields,
            *("body", "image", "interprets", "interpretations", "projects", "parks", "enterprises", "programs"),
            *("citations", "updated_at"),
        )


class EventRoleSerializer(SourcedSerializer):
    """A part that the zone had in an event."""

    title = serializers.CharField(source="get_role_display", read_only=True, label="角色的中文名")

    class Meta:
        model = EventRole
        fields = ("role", "title", "note", *SOURCED)


class EventParticipantSerializer(SourcedSerializer):
    """An organisation that an event brought something with."""

    event = reference("活动")
    enterprise = reference("单位")

    class Meta:
        model = EventParticipant
        fields = ("event", "enterprise", "role", "note", *SOURCED)


class EventCardSerializer(PublicSerializer):
    """An event in a list."""

    attendance = QuantitySerializer(column="attendance", unit="人", allow_null=True, label="参会人数")
    roles = EventRoleSerializer(many=True, read_only=True, label="经开区的角色")

    class Meta:
        model = Event
        fields = ("slug", "name", "kind", "starts_on", "ends_on", "place", "attendance", "roles", "url", "page")


class EventSerializer(EventCardSerializer):
    """An event with what came of it."""

    image = image()
    participants = EventParticipantSerializer(many=True, read_only=True, label="参加单位")
    projects = references("相关项目")
    citations = citations()

    class Meta(EventCardSerializer.Meta):
        fields = (
            *EventCardSerializer.Meta.fields,
            *("summary", "image", "participants", "projects", "citations", "published_at", "updated_at"),
        )


class ArticleViewSet(PublicViewSet):
    """Articles."""

    model = Article
    serializer_class = ArticleSerializer
    card_serializer_class = ArticleCardSerializer
    filterset_class = ArticleFilterSet

    def related(self):
        return [
            *super().related(),
            "interprets",
            Prefetch("interpretations", queryset=Article.objects.live()),
            Prefetch("projects", queryset=Project.objects.live()),
            Prefetch("parks", queryset=Park.objects.live()),
            Prefetch("enterprises", queryset=Enterprise.objects.live()),
            Prefetch("programs", queryset=TalentProgram.objects.live()),
        ]


class EventViewSet(PublicViewSet):
    """Events."""

    model = Event
    serializer_class = EventSerializer
    card_serializer_class = EventCardSerializer
    filterset_class = EventFilterSet

    def related(self):
        return [
            *super().related(),
            Prefetch("participants", queryset=EventParticipant.objects.live().with_names()),
            Prefetch("projects", queryset=Project.objects.live()),
        ]


def _by_its_day(rows, owner, column):
    """Of ``rows`` those that had happened by the day of which the owner tells; all where that is today."""
    standing = getattr(owner, "standing", None)  # a project has one
    if standing is None or standing.is_today:
        return rows
    return rows.filter(**{f"{column}__before": standing.on + dt.timedelta(days=1)})


def _articles():
    return excerpt_of(
        ReferenceSerializer,
        lambda row: _by_its_day(row.articles.live(), row, "occurred_on"),
        label="最近的文章",
        limit=20,
    )


for serializer_class in (ParkSerializer, ProjectSerializer, EnterpriseSerializer, ProgramSerializer):
    contribute(serializer_class, articles=_articles())
contribute(
    ProjectSerializer,
    events=excerpt_of(
        ReferenceSerializer,
        lambda project: _by_its_day(project.events.live(), project, "starts_on"),
        label="相关活动",
        limit=20,
    ),
)
contribute(
    EnterpriseSerializer,
    event_roles=excerpt_of(
        EventParticipantSerializer, lambda enterprise: enterprise.event_roles.live().with_names(), label="参加的活动"
    ),
)
