"""The zone, its parks and the industries in the API. Apps above add what they know of a park."""

from django.db.models import Prefetch
from rest_framework.exceptions import NotFound
from rest_framework.reverse import reverse

from core.api.serializers import ApiAddressField, PublicSerializer, RowSerializer, reference, references, terms
from core.api.values import QuantitySerializer
from core.api.views import PublicViewSet, TermViewSet
from library.api import SOURCED, SourcedSerializer, citations, image

from .filters import ParkFilterSet
from .models import BuildingGroup, Honour, Industry, Infrastructure, Park, ZoneProfile


class IndustrySerializer(RowSerializer):
    """An industry."""

    url = ApiAddressField()

    class Meta:
        model = Industry
        fields = ("slug", "name", "url")


class BuildingGroupSerializer(SourcedSerializer):
    """Buildings of one sort, of a park or of a project."""

    count = QuantitySerializer(column="count", unit="栋", allow_null=True, label="栋数")

    class Meta:
        model = BuildingGroup
        fields = (
            *("name", "use", "phase_number", "state", "count", "storeys_min", "storeys_max", "floor_area", "as_of"),
            *SOURCED,
        )


class HonourSerializer(SourcedSerializer):
    """A distinction of the zone, of a park or of a project."""

    class Meta:
        model = Honour
        fields = ("title", "awarded_by", "awarded_on", "note", *SOURCED)


class InfrastructureSerializer(SourcedSerializer):
    """A road, line or network."""

    quantity = QuantitySerializer(column="value", unit=lambda row: row.unit, allow_null=True, label="数值")

    class Meta:
        model = Infrastructure
        fields = ("kind", "name", "state", "quantity", "circuits", "note", "as_of", *SOURCED)


class ZoneAddressField(ApiAddressField):
    """The zone's address; there is one zone."""

    def to_representation(self, row):
        return reverse("api:zone", request=self.context["request"])


class ZoneSerializer(PublicSerializer):
    """The zone."""

    url = ZoneAddressField()
    industries = terms("主导产业")
    infrastructure = InfrastructureSerializer(many=True, read_only=True, label="全区的基础设施")
    honours = HonourSerializer(many=True, read_only=True, label="全区的荣誉与认可")
    citations = citations()

    class Meta:
        model = ZoneProfile
        fields = (
            *("slug", "name", "location", "role", "summary", "industries", "last_confirmed_on"),
            *("infrastructure", "honours", "citations", "published_at", "updated_at", "url", "page"),
        )

    def prepare(self, zone):
        """They belong to no park, which says that they are the zone's."""
        zone.infrastructure = Infrastructure.objects.filter(park=None).select_related("source")
        zone.honours = Honour.objects.filter(park=None).select_related("source")


class ParkCardSerializer(PublicSerializer):
    """A park in a list."""

    parent = reference("属于哪个园区")
    industries = terms("产业")

    class Meta:
        model = Park
        fields = (
            *("slug", "name", "short_name", "parent", "focus", "industries", "land_area", "build_state"),
            *("last_confirmed_on", "url", "page"),
        )


class ParkSerializer(ParkCardSerializer):
    """A park with what stands in it."""

    image = image()
    children = references("组成部分")
    building_groups = BuildingGroupSerializer(many=True, read_only=True, label="楼栋")
    infrastructure = InfrastructureSerializer(many=True, read_only=True, label="基础设施")
    honours = HonourSerializer(many=True, read_only=True, label="荣誉与认可")
    citations = citations()

    class Meta(ParkCardSerializer.Meta):
        fields = (
            *ParkCardSerializer.Meta.fields,
            *("summary", "phase_count", "build_state_note", "planned_content", "image", "children"),
            *("building_groups", "infrastructure", "honours", "citations", "published_at", "updated_at"),
        )


class ZoneViewSet(PublicViewSet):
    """The one zone."""

    model = ZoneProfile
    serializer_class = ZoneSerializer

    def cards(self):
        return ZoneProfile.objects.live().prefetch_related("industries")

    def get_object(self):
        zone = self.filter_queryset(self.get_queryset()).first()
        if zone is None:
            raise NotFound("经开区概况还没有公布。")
        return zone


class ParkViewSet(PublicViewSet):
    """Parks."""

    model = Park
    serializer_class = ParkSerializer
    card_serializer_class = ParkCardSerializer
    filterset_class = ParkFilterSet

    def related(self):
        return [
            *super().related(),
            "building_groups__source",
            "infrastructure__source",
            "honours__source",
            Prefetch("children", queryset=Park.objects.live()),
        ]


class IndustryViewSet(TermViewSet):
    """Industries."""

    model = Industry
    serializer_class = IndustrySerializer
