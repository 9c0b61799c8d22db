"""How enterprises and funds are found, on pages and in the API."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from core.filters import PublicFilterSet, SortFilter, TextFilter
from parks.filters import IndustryFilter, ParkFilter
from parks.querysets import within

from .choices import EnterpriseKind, TenancyState
from .models import Enterprise, IndustryFund, Tenancy


class EnterpriseFilterSet(PublicFilterSet):
    """Enterprises by name, industry, and where and how they are present."""

    q = TextFilter(field_name="name")
    kind = django_filters.ChoiceFilter(choices=EnterpriseKind, label=_("类别"), empty_label=_("全部"))
    industry = IndustryFilter()
    park = ParkFilter(method="filter_park", help_text=_("包括在园区各组成部分的企业。"))
    tenancy = django_filters.MultipleChoiceFilter(
        choices=TenancyState,
        field_name="tenancies__state",
        label=_("入驻状态"),
        method="filter_tenancy",
        widget=forms.CheckboxSelectMultiple,
    )
    sort = SortFilter({"name": (_("按网址名字母"), "slug"), "confirmed": (_("最近核实在前"), "-last_confirmed_on")})

    class Meta:
        model = Enterprise
        fields = []

    def filter_park(self, queryset, name, park):
        """In the park, in one of the chosen states there: both filters speak of the same tenancy."""
        states = self.form.cleaned_data["tenancy"] or TenancyState.values
        rows = Tenancy.objects.live().filter(within([park]), state__in=states)
        return queryset.filter(pk__in=rows.values("enterprise"))

    def filter_tenancy(self, queryset, name, states):
        if self.form.cleaned_data["park"]:
            return queryset  # ``filter_park`` has asked for the states
        return queryset.filter(pk__in=Tenancy.objects.live().filter(state__in=states).values("enterprise"))


class FundFilterSet(PublicFilterSet):
    """Funds by name and the industries they invest in."""

    q = TextFilter(field_name="name")
    industry = IndustryFilter(label=_("投资方向"))
    sort = SortFilter({"name": (_("按网址名字母"), "slug"), "size": (_("规模从大到小"), "-size")})

    class Meta:
        model = IndustryFund
        fields = []
