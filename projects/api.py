"""Projects and metrics in the API."""

from django.db.models import Prefetch
from rest_framework import serializers

from core.api.serializers import (
    ApiAddressField,
    PublicSerializer,
    RowSerializer,
    TermSerializer,
    contribute,
    excerpt_of,
    reference,
    terms,
)
from core.api.values import MoneySerializer, PartialDateSerializer, QuantitySerializer
from core.api.views import PublicViewSet, TermViewSet
from enterprises.api import EnterpriseSerializer
from library.api import SOURCED, SourcedSerializer, citations, image
from parks.api import BuildingGroupSerializer, HonourSerializer, ParkSerializer
from parks.querysets import within

from .filters import ProjectFilterSet
from .models import Amount, Metric, Milestone, Observation, Party, Phase, Project, StageEntry


class MetricSerializer(RowSerializer):
    """Something that is measured alike in every project."""

    url = ApiAddressField()

    class Meta:
        model = Metric
        fields = ("slug", "name", "unit", "url")


class PhaseSerializer(SourcedSerializer):
    """One phase of a project."""

    class Meta:
        model = Phase
        fields = ("number", "name", "stage", "summary", "land_area", "as_of", *SOURCED)


class MilestoneSerializer(SourcedSerializer):
    """One promised step of a project with its dates."""

    title = serializers.CharField(label="名称", read_only=True)
    effective_target = PartialDateSerializer(
        read_only=True, allow_null=True, label="现在的目标", help_text="另行预计、现定、原定中最先有的一个。"
    )
    responsible = reference("责任单位")

    class Meta:
        model = Milestone
        fields = (
            *("phase_number", "kind", "title", "original_target", "current_target", "alternative_date"),
            *("effective_target", "actual", "not_applicable", "is_final", "responsible", "missed_explanation"),
            *("last_confirmed_on", "note", *SOURCED),
        )


class StageEntrySerializer(SourcedSerializer):
    """A source said that the project, or a phase of it, had reached a stage."""

    class Meta:
        model = StageEntry
        fields = ("phase_number", "stage", "entered_on", "stated_on", "recorded_at", "note", *SOURCED)


class AmountSerializer(SourcedSerializer):
    """An amount of money; amounts of different kinds are never added up."""

    amount = MoneySerializer(column="value", label="金额")

    class Meta:
        model = Amount
        fields = ("phase_number", "kind", "amount", "as_of", "note", *SOURCED)


class ObservationSerializer(SourcedSerializer):
    """A value of a metric, planned or achieved."""

    metric = TermSerializer(read_only=True, label="指标")
    quantity = QuantitySerializer(column="value", unit=lambda row: row.metric.unit, label="数值")

    class Meta:
        model = Observation
        fields = ("phase_number", "metric", "label", "nature", "quantity", "as_of", "note", *SOURCED)


class PartySerializer(SourcedSerializer):
    """An organisation's role in a project."""

    project = reference("项目")
    enterprise = reference("单位")

    class Meta:
        model = Party
        fields = ("project", "enterprise", "role", "is_inferred", "note", *SOURCED)


class ProjectCardSerializer(PublicSerializer):
    """A project in a list."""

    park = reference("所在园区")
    industries = terms("产业")

    class Meta:
        model = Project
        fields = (
            *("slug", "name", "short_name", "park", "industries", "summary", "stage", "status"),
            *("planned_investment", "started_on", "due_on", "last_confirmed_on", "url", "page"),
        )


class ProjectSerializer(ProjectCardSerializer):
    """A project with its plan, its facts and its history."""

    image = image()
    phases = PhaseSerializer(many=True, read_only=True, label="分期")
    milestones = MilestoneSerializer(many=True, read_only=True, label="里程碑")
    stage_entries = StageEntrySerializer(many=True, read_only=True, label="阶段记录")
    amounts = AmountSerializer(many=True, read_only=True, label="金额")
    observations = ObservationSerializer(many=True, read_only=True, label="指标数值")
    parties = PartySerializer(many=True, read_only=True, label="参与单位")
    building_groups = BuildingGroupSerializer(many=True, read_only=True, label="楼栋")
    honours = HonourSerializer(many=True, read_only=True, label="荣誉与认可")
    citations = citations()

    class Meta(ProjectCardSerializer.Meta):
        fields = (
            *ProjectCardSerializer.Meta.fields,
            *("national_code", "description", "pause_reason", "pause_summary", "pause_review_due", "cancel_reason"),
            *("land_area", "duration_months", "image", "phases", "milestones", "stage_entries", "amounts"),
            *("observations", "parties", "building_groups", "honours", "citations", "published_at", "updated_at"),
        )


class ProjectViewSet(PublicViewSet):
    """Projects."""

    model = Project
    serializer_class = ProjectSerializer
    card_serializer_class = ProjectCardSerializer
    filterset_class = ProjectFilterSet

    def related(self):
        return [
            *super().related(),
            "image",
            *(f"{name}__source" for name in ("phases", "stage_entries", "amounts", "building_groups", "honours")),
            Prefetch("milestones", queryset=Milestone.objects.select_related("source", "responsible")),
            Prefetch("observations", queryset=Observation.objects.select_related("source", "metric")),
            Prefetch("parties", queryset=Party.objects.live().with_names()),
        ]


class MetricViewSet(TermViewSet):
    """Metrics."""

    model = Metric
    serializer_class = MetricSerializer


def _projects_of_park(park):
    return Project.objects.live().with_card().filter(within([park]))


contribute(
    ParkSerializer,
    projects=excerpt_of(
        ProjectCardSerializer, _projects_of_park, label="项目（含各组成部分的）", listing=("api:project-list", "park")
    ),
)
contribute(
    EnterpriseSerializer,
    project_roles=excerpt_of(
        PartySerializer, lambda enterprise: enterprise.project_roles.live().with_names(), label="在项目里的角色"
    ),
)
