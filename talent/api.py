"""Talent programs, experts and platforms in the API."""

from core.api.serializers import PublicSerializer, ReferenceSerializer, contribute, excerpt_of, reference
from core.api.views import PublicViewSet
from enterprises.api import EnterpriseSerializer
from library.api import SOURCED, SourcedSerializer, citations
from parks.api import ParkSerializer
from parks.querysets import within

from .filters import ExpertFilterSet, PlatformFilterSet, ProgramFilterSet
from .models import Benefit, Expert, ExpertTitle, ResearchPlatform, TalentProgram


class BenefitSerializer(SourcedSerializer):
    """One thing that a program gives."""

    class Meta:
        model = Benefit
        fields = ("kind", "name", "audience", "amount", "conditions", "as_of", *SOURCED)


class ProgramCardSerializer(PublicSerializer):
    """A talent program in a list."""

    benefits = BenefitSerializer(many=True, read_only=True, label="待遇")

    class Meta:
        model = TalentProgram
        fields = ("slug", "name", "benefits", "valid_from", "valid_until", "last_confirmed_on", "url", "page")


class ProgramSerializer(ProgramCardSerializer):
    """A talent program: who may apply, and how."""

    citations = citations()

    class Meta(ProgramCardSerializer.Meta):
        fields = (
            *ProgramCardSerializer.Meta.fields,
            *("summary", "eligibility", "how_to_apply", "document_number", "citations", "published_at", "updated_at"),
        )


class ExpertTitleSerializer(SourcedSerializer):
    """A title, degree or distinction of an expert."""

    class Meta:
        model = ExpertTitle
        fields = ("name", "awarded_by", "awarded_on", *SOURCED)


class ExpertCardSerializer(PublicSerializer):
    """An expert in a list. On what legal ground the name is shown is the office's own record and not given out."""

    platform = reference("科研平台")
    employer = reference("所在企业")
    titles = ExpertTitleSerializer(many=True, read_only=True, label="头衔")

    class Meta:
        model = Expert
        fields = (
            *("slug", "name", "field", "platform", "employer", "affiliation", "titles"),
            *("last_confirmed_on", "url", "page"),
        )


class ExpertSerializer(ExpertCardSerializer):
    """An expert."""

    citations = citations()

    class Meta(ExpertCardSerializer.Meta):
        fields = (*ExpertCardSerializer.Meta.fields, "summary", "citations", "published_at", "updated_at")


class PlatformCardSerializer(PublicSerializer):
    """A research platform in a list."""

    park = reference("所在园区")
    host = reference("依托单位")

    class Meta:
        model = ResearchPlatform
        fields = ("slug", "name", "kind", "park", "host", "last_confirmed_on", "url", "page")


class PlatformSerializer(PlatformCardSerializer):
    """A research platform with who works there."""

    experts = excerpt_of(
        ReferenceSerializer,
        lambda platform: platform.experts.live(),
        label="专家",
        listing=("api:expert-list", "platform"),
    )
    citations = citations()

    class Meta(PlatformCardSerializer.Meta):
        fields = (*PlatformCardSerializer.Meta.fields, "summary", "experts", "citations", "published_at", "updated_at")


class ProgramViewSet(PublicViewSet):
    """Talent programs."""

    model = TalentProgram
    serializer_class = ProgramSerializer
    card_serializer_class = ProgramCardSerializer
    filterset_class = ProgramFilterSet


class ExpertViewSet(PublicViewSet):
    """Experts whose name may be shown."""

    model = Expert
    serializer_class = ExpertSerializer
    card_serializer_class = ExpertCardSerializer
    filterset_class = ExpertFilterSet


class PlatformViewSet(PublicViewSet):
    """Research platforms."""

    model = ResearchPlatform
    serializer_class = PlatformSerializer
    card_serializer_class = PlatformCardSerializer
    filterset_class = PlatformFilterSet


contribute(
    ParkSerializer,
    platforms=excerpt_of(
        ReferenceSerializer,
        lambda park: ResearchPlatform.objects.live().filter(within([park])),
        label="科研平台（含各组成部分的）",
        listing=("api:researchplatform-list", "park"),
    ),
)
contribute(
    EnterpriseSerializer,
    platforms=excerpt_of(ReferenceSerializer, lambda enterprise: enterprise.platforms.live(), label="依托它的科研平台"),
    experts=excerpt_of(ReferenceSerializer, lambda enterprise: enterprise.experts.live(), label="在此任职的专家"),
)
