"""Pages of enterprises and funds."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from core.page_meta import Column
from core.views import PublicDetailView, PublicListView, excerpt

from .choices import InvestmentRelation
from .filters import EnterpriseFilterSet, FundFilterSet
from .linked_data import enterprise_data, fund_data
from .models import Enterprise, IndustryFund, Tenancy

ENTERPRISES = Column(
    _("企业"),
    "enterprises:list",
    kind=_("概况信息"),
    description=_("入驻、签约、在谈，以及参与项目和获得产业基金投资的企业与单位。"),
    keywords=(_("企业"), _("入驻企业"), _("招商")),
)
FUNDS = Column(
    _("基金"),
    "funds:list",
    kind=_("概况信息"),
    description=_("产业基金：投资方向、规模、投了哪些企业、引进了哪些企业。"),
    keywords=(_("产业基金"), _("投资")),
)


def investments_by_relation(investments, limit: int) -> dict:
    """Public investments in two lists, ``invested`` and ``attracted``, which are never added up."""
    rows = investments.live().with_names()
    return {relation.value: excerpt(rows.filter(relation=relation), limit) for relation in InvestmentRelation}


class EnterpriseListView(PublicListView):
    """All enterprises and other organisations."""

    model = Enterprise
    section = ENTERPRISES
    filterset_class = EnterpriseFilterSet

    def get_queryset(self):
        tenancies = Prefetch("tenancies", Tenancy.objects.live().with_names(), to_attr="public_tenancies")
        return super().get_queryset().prefetch_related(tenancies)


class EnterpriseDetailView(PublicDetailView):
    """One enterprise: where it is and who invested in it."""

    model = Enterprise
    section = ENTERPRISES
    tells = _("入驻的园区、参与的项目与获得的投资")

    def linked_data(self):
        return [enterprise_data(self.object)]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            tenancies=excerpt(self.object.tenancies.live().with_names(), 50),
            **investments_by_relation(self.object.investments, 50),
            **kwargs,
        )


class FundListView(PublicListView):
    """All funds."""

    model = IndustryFund
    section = FUNDS
    filterset_class = FundFilterSet
    template_name = "enterprises/fund_list.html"

    def get_queryset(self):
        return super().get_queryset().prefetch_related("citations__document")


class FundDetailView(PublicDetailView):
    """One fund: what it is for and whom it invested in."""

    model = IndustryFund
    section = FUNDS
    tells = _("投资方向、规模、被投企业与引进企业")
    template_name = "enterprises/fund_detail.html"
    context_object_name = "fund"

    def linked_data(self):
        return [fund_data(self.object)]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**investments_by_relation(self.object.investments, 100), **kwargs)
