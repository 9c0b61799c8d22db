"""Pages of enterprises and funds."""

from django.db.models import Prefetch

from core.views import PublicDetailView, PublicListView, excerpt

from .choices import InvestmentRelation
from .filters import EnterpriseFilterSet, FundFilterSet
from .models import Enterprise, IndustryFund, Tenancy


def investments_by_relation(investments, limit: int) -> dict:
    """Public investments in two lists, ``invested`` and ``attracted``, which are never added up."""
    rows = investments.live().with_names()
    return {relation.value: excerpt(rows.filter(relation=relation), limit) for relation in InvestmentRelation}


class EnterpriseListView(PublicListView):
    """All enterprises and other organisations."""

    model = Enterprise
    section = ("企业", "enterprises:list")
    filterset_class = EnterpriseFilterSet

    def get_queryset(self):
        tenancies = Prefetch("tenancies", Tenancy.objects.live().with_names(), to_attr="public_tenancies")
        return super().get_queryset().prefetch_related(tenancies)


class EnterpriseDetailView(PublicDetailView):
    """One enterprise: where it is and who invested in it."""

    model = Enterprise
    section = ("企业", "enterprises:list")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            tenancies=excerpt(self.object.tenancies.live().with_names(), 50),
            **investments_by_relation(self.object.investments, 50),
            **kwargs,
        )


class FundListView(PublicListView):
    """All funds."""

    model = IndustryFund
    section = ("基金", "funds:list")
    filterset_class = FundFilterSet
    template_name = "enterprises/fund_list.html"

    def get_queryset(self):
        return super().get_queryset().prefetch_related("citations__document")


class FundDetailView(PublicDetailView):
    """One fund: what it is for and whom it invested in."""

    model = IndustryFund
    section = ("基金", "funds:list")
    template_name = "enterprises/fund_detail.html"
    context_object_name = "fund"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**investments_by_relation(self.object.investments, 100), **kwargs)
