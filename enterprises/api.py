"""Enterprises, tenancies and funds in the API."""

from core.api.serializers import PublicSerializer, contribute, excerpt_of, reference, terms
from core.api.views import PublicViewSet
from library.api import SOURCED, SourcedSerializer, citations
from parks.api import ParkSerializer
from parks.querysets import within

from .filters import EnterpriseFilterSet, FundFilterSet
from .models import Enterprise, IndustryFund, Investment, Tenancy


class TenancySerializer(SourcedSerializer):
    """An organisation, or a unit of one, in a park."""

    park = reference("园区")
    enterprise = reference("企业")

    class Meta:
        model = Tenancy
        fields = ("park", "name", "enterprise", "state", "since", "as_of", "is_inferred", "note", *SOURCED)


class InvestmentSerializer(SourcedSerializer):
    """What a fund did with an enterprise."""

    fund = reference("产业基金")
    enterprise = reference("企业")

    class Meta:
        model = Investment
        fields = ("fund", "enterprise", "relation", "amount", "happened_on", "as_of", "note", *SOURCED)


class EnterpriseCardSerializer(PublicSerializer):
    """An enterprise in a list."""

    industries = terms("产业")

    class Meta:
        model = Enterprise
        fields = ("slug", "name", "kind", "industries", "last_confirmed_on", "url", "page")


class EnterpriseSerializer(EnterpriseCardSerializer):
    """An enterprise with where it is and who invested in it."""

    tenancies = excerpt_of(TenancySerializer, lambda row: row.tenancies.live().with_names(), label="入驻")
    investments = excerpt_of(InvestmentSerializer, lambda row: row.investments.live().with_names(), label="获得的投资")
    citations = citations()

    class Meta(EnterpriseCardSerializer.Meta):
        fields = (
            *EnterpriseCardSerializer.Meta.fields,
            *("full_name", "summary", "website", "tenancies", "investments", "citations"),
            *("published_at", "updated_at"),
        )


class FundCardSerializer(PublicSerializer):
    """A fund in a list."""

    industries = terms("投资方向")

    class Meta:
        model = IndustryFund
        fields = ("slug", "name", "industries", "size", "last_confirmed_on", "url", "page")


class FundSerializer(FundCardSerializer):
    """A fund with whom it invested in."""

    investments = excerpt_of(
        InvestmentSerializer, lambda row: row.investments.live().with_names(), label="投资", limit=200
    )
    citations = citations()

    class Meta(FundCardSerializer.Meta):
        fields = (
            *FundCardSerializer.Meta.fields,
            *("summary", "manager", "investments", "citations", "published_at", "updated_at"),
        )


class EnterpriseViewSet(PublicViewSet):
    """Enterprises and other organisations."""

    model = Enterprise
    serializer_class = EnterpriseSerializer
    card_serializer_class = EnterpriseCardSerializer
    filterset_class = EnterpriseFilterSet


class FundViewSet(PublicViewSet):
    """Funds."""

    model = IndustryFund
    serializer_class = FundSerializer
    card_serializer_class = FundCardSerializer
    filterset_class = FundFilterSet


contribute(
    ParkSerializer,
    tenancies=excerpt_of(
        TenancySerializer,
        lambda park: Tenancy.objects.live().with_names().filter(within([park])).order_by("park__position", "pk"),
        label="入驻（含各组成部分的）",
        limit=500,
    ),
)
