"""Projects and metrics in the API, as they stand today or stood on the day of ``?as_of=``."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from core.api.serializers import (
    ApiAddressField,
    PublicSerializer,
    RowSerializer,
    contribute,
    excerpt_of,
    reference,
    terms,
)
from core.api.values import CodeField, MoneySerializer
from core.api.views import PublicViewSet, TermViewSet
from core.partial_dates import PartialDate
from enterprises.api import EnterpriseSerializer
from library.api import citations, image
from parks.api import BuildingGroupSerializer, HonourSerializer, ParkSerializer
from parks.querysets import within

from ..as_of import EARLIEST, PARAMETER, read_as_of
from ..choices import ReasonCode, Stage, Status
from ..filters import ProjectFilterSet
from ..models import Metric, Party, Project
from ..rules import RULES_VERSION
from .derived import FreshnessSerializer, LightSerializer
from .rows import (
    AmountSerializer,
    BaselineSerializer,
    ConfirmationSerializer,
    MilestoneSerializer,
    ObservationSerializer,
    PartySerializer,
    PhaseSerializer,
    StageEntrySerializer,
    StatusChangeSerializer,
    date,
)
from .standing import Standing

TODAY_S = {"stage", "investment_min", "investment_max", "started_from", "started_to", "overdue", "sort"}
"""The filters that ask the columns of today, and so can't be used for another day."""


class MetricSerializer(RowSerializer):
    """Something that is measured alike in every project."""

    url = ApiAddressField()

    class Meta:
        model = Metric
        fields = ("slug", "name", "unit", "url")


class ProjectCardSerializer(PublicSerializer):
    """A project in a list, as it stood on the day ``context["as_of"]`` (today where there is none)."""

    park = reference("所在园区")
    industries = terms("产业")
    as_of = serializers.DateField(
        source="standing.on", read_only=True, label="哪一天", help_text="以下各项是到这一天为止的说法。"
    )
    stage = CodeField(Stage.choices, source="standing.record.stage", read_only=True, label="阶段")
    status = serializers.ChoiceField(Status.choices, source="standing.record.status", read_only=True, label="运行状态")
    planned_investment = MoneySerializer(
        column="planned_investment", source="standing", allow_null=True, label="计划总投资"
    )
    started_on = date("实际开工", "standing.started_on")
    due_on = date("目标日期", "standing.due_on")
    last_confirmed_on = date("最后核实", "standing.record.last_confirmed_on")
    rules_version = serializers.SerializerMethodField(
        label="规则版本", help_text="状态灯、新旧、情况等推算的值按哪一版规则得出。"
    )
    light = LightSerializer(source="standing.record.shown", read_only=True, label="状态灯")
    freshness = FreshnessSerializer(source="standing.record.freshness", read_only=True, label="消息新旧")
    moves = serializers.IntegerField(source="standing.record.moves", read_only=True, label="改期次数")

    class Meta:
        model = Project
        fields = (
            *("slug", "name", "short_name", "park", "industries", "summary", "as_of", "stage", "status"),
            *("planned_investment", "started_on", "due_on", "last_confirmed_on", "rules_version", "light"),
            *("freshness", "moves", "url", "page"),
        )

    def get_rules_version(self, project) -> str:
        return RULES_VERSION

    def prepare(self, project):
        today = timezone.localdate()
        project.standing = Standing(project, on=self.context.get(PARAMETER) or today, today=today)


class ProjectSerializer(ProjectCardSerializer):
    """A project with its plan, its facts and its history."""

    image = image()
    pause_reason = CodeField(
        ReasonCode.choices, source="standing.pause_reason", read_only=True, allow_null=True, label="暂停原因"
    )
    pause_summary = serializers.CharField(source="standing.pause_summary", read_only=True, label="暂停说明")
    pause_review_due = serializers.DateField(
        source="standing.pause_review_due", read_only=True, allow_null=True, label="暂停复核日"
    )
    cancel_reason = serializers.CharField(source="standing.cancel_reason", read_only=True, label="取消原因")
    phases = PhaseSerializer(source="standing.phases", many=True, read_only=True, label="分期")
    milestones = MilestoneSerializer(source="standing.milestones", many=True, read_only=True, label="里程碑")
    stage_entries = StageEntrySerializer(source="standing.stage_entries", many=True, read_only=True, label="阶段记录")
    status_changes = StatusChangeSerializer(
        source="standing.status_changes", many=True, read_only=True, label="运行状态变更"
    )
    confirmations = ConfirmationSerializer(source="standing.confirmations", many=True, read_only=True, label="核实")
    baselines = BaselineSerializer(source="standing.baselines", many=True, read_only=True, label="基线")
    amounts = AmountSerializer(source="standing.amounts", many=True, read_only=True, label="金额")
    observations = ObservationSerializer(source="standing.observations", many=True, read_only=True, label="指标数值")
    parties = PartySerializer(many=True, read_only=True, label="参与单位")
    building_groups = BuildingGroupSerializer(many=True, read_only=True, label="楼栋")
    honours = HonourSerializer(source="standing.honours", many=True, read_only=True, label="荣誉与认可")
    citations = citations()

    class Meta(ProjectCardSerializer.Meta):
        fields = (
            *ProjectCardSerializer.Meta.fields,
            *("national_code", "description", "pause_reason", "pause_summary", "pause_review_due", "cancel_reason"),
            *("land_area", "duration_months", "image", "phases", "milestones", "stage_entries", "status_changes"),
            *("confirmations", "baselines", "amounts", "observations", "parties", "building_groups", "honours"),
            *("citations", "published_at", "updated_at"),
        )


class AsOfForm(forms.Form):
    """The day that is asked for; refused together with filters that only know today."""

    as_of = forms.CharField(required=False)

    def clean_as_of(self):
        today = timezone.localdate()
        day, error = read_as_of(self.data, today)
        if error:
            raise ValidationError(error)
        if day != today and (clash := sorted(TODAY_S & self.data.keys())):
            raise ValidationError(f"{'、'.join(clash)} 按今天的情况筛选或排序，不能和以前的日期一起用。")
        return day


AS_OF_IN_WORDS = (
    f"看到某一天为止的说法，如 2021-06-30，最早 {EARLIEST}；不写就是今天。"
    "日期、阶段、运行状态、状态灯、新旧和各种记录都是那一天的；名称、说明、参与单位没有记录日期，是今天的。"
    "那时还没有说到的项目不在其中。"
)
NOT_WITH = f"看以前的一天时，不能同时写 {'、'.join(sorted(TODAY_S))}。"


class ProjectViewSet(PublicViewSet):
    """Projects."""

    model = Project
    serializer_class = ProjectSerializer
    card_serializer_class = ProjectCardSerializer
    filterset_class = ProjectFilterSet
    today = day = None

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.today = timezone.localdate()
        self.day, _ = read_as_of(request.query_params, self.today)

    def parameter_forms(self, request):
        return [*super().parameter_forms(request), AsOfForm(request.query_params)]

    def described_parameters(self):
        """``?as_of=``, for the description."""
        not_with = NOT_WITH if self.action == "list" else ""
        words = f"{AS_OF_IN_WORDS}{not_with}"
        return [*super().described_parameters(), OpenApiParameter(PARAMETER, OpenApiTypes.DATE, description=words)]

    def get_serializer_context(self):
        same_day = f"?{PARAMETER}={self.day}" if self.day != self.today else ""
        return super().get_serializer_context() | {PARAMETER: self.day, "same_day": same_day}

    def cards(self):
        return super().cards().with_record()

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found.stated_by(self.day) if self.day != self.today else found

    def get_object(self):
        try:
            return super().get_object()
        except NotFound:
            if self.day != self.today and self.cards().filter(slug=self.kwargs["slug"]).exists():
                raise NotFound(
                    f"到{PartialDate(self.day)}为止，还没有来源说到这个项目。后来才说的，不往前算。"
                ) from None
            raise

    def related(self):
        return [
            *super().related(),
            "image",
            "milestones__responsible",
            "milestones__date_changes__baseline",
            *(f"{name}__source" for name in ("phases", "status_changes", "confirmations", "baselines")),
            *(f"{name}__source" for name in ("amounts", "building_groups", "honours", "observations")),
            "observations__metric",
            Prefetch("parties", queryset=Party.objects.live().with_names()),
        ]


class MetricViewSet(TermViewSet):
    """Metrics."""

    model = Metric
    serializer_class = MetricSerializer


def _projects_of_park(park):
    return Project.objects.live().with_card().with_record().filter(within([park]))


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
