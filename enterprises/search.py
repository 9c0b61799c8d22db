"""What of enterprises and funds can be found."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from core.quantities import money, words
from parks.models import Industry, Park
from parks.search import figure
from search.sources import Document, SearchSource, lasting, register

from .models import Enterprise, IndustryFund, Investment, Tenancy

PARK, INDUSTRY, ENTERPRISE, TENANCY = (model._meta.label for model in (Park, Industry, Enterprise, Tenancy))


def _enterprise(enterprise):
    return Document(
        title=enterprise.name,
        names=tuple(filter(None, [enterprise.full_name])),
        summary=enterprise.summary,
        lines=(
            enterprise.get_kind_display(),
            "、".join(industry.name for industry in enterprise.industries.all()),
            enterprise.website,
            *_tenancy_lines(enterprise.tenancies.all()),
        ),
    )


def _tenancy_lines(tenancies):
    """Where it is, as its page says: 大数据产业研究院，产业研究园，已入驻."""
    for row in tenancies:
        state = row.get_state_display()
        yield "，".join(filter(None, [row.name, row.park.name, state, str(row.since or ""), row.note]))


def _fund(fund):
    size = words(money(fund.size)) if fund.size is not None else ""
    return Document(
        title=fund.name,
        summary=fund.summary,
        lines=(
            "、".join(industry.name for industry in fund.industries.all()),
            figure("规模", size, fund.size_qualifier),
            fund.manager,
            *_investment_lines(fund.investments.all()),
        ),
    )


def _investment_lines(investments):
    for row in investments:
        amount = words(money(row.amount)) if row.amount is not None else ""
        parts = [row.enterprise.name, row.get_relation_display(), figure("", amount, row.amount_qualifier), row.note]
        yield "，".join(filter(None, parts))


def _tenancies(rows):
    named = Tenancy.objects.filter(park__in=lasting(PARK)).select_related("park")
    return rows.prefetch_related("industries", Prefetch("tenancies", queryset=named))


def _investments(rows):
    named = Investment.objects.filter(enterprise__in=lasting(ENTERPRISE)).select_related("enterprise")
    return rows.prefetch_related("industries", Prefetch("investments", queryset=named))


register(
    SearchSource(
        Enterprise,
        "enterprise",
        _("企业"),
        40,
        document=_enterprise,
        rows=_tenancies,
        mentions={INDUSTRY: ("industries",), TENANCY: ("tenancies",), PARK: ("tenancies__park",)},
    ),
    SearchSource(
        IndustryFund,
        "fund",
        _("基金"),
        50,
        document=_fund,
        rows=_investments,
        mentions={INDUSTRY: ("industries",), ENTERPRISE: ("investments__enterprise",)},
    ),
)
