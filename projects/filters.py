"""How projects are found, on pages and in the API."""

import datetime as dt

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.filters import MoneyFilter, PublicFilterSet, SortFilter, TextFilter, YearFilter
from parks.filters import IndustryFilter, live_parks
from parks.querysets import within

from .choices import Stage
from .models import Project
from .thresholds import thresholds


class ProjectFilterSet(PublicFilterSet):
    """Projects by stage, park, industry, planned investment, year of the actual start, and missed targets."""

    q = TextFilter(field_name="name")
    stage = django_filters.MultipleChoiceFilter(
        choices=[c for c in Stage.choices if c[0]], label=_("阶段"), widget=forms.CheckboxSelectMultiple
    )
    park = django_filters.ModelMultipleChoiceFilter(
        queryset=live_parks,
        to_field_name="slug",
        label=_("园区"),
        method="filter_park",
        help_text=_("包括园区各组成部分的项目。"),
        widget=forms.CheckboxSelectMultiple,
    )
    industry = IndustryFilter()
    investment_min = MoneyFilter(
        field_name="planned_investment",
        lookup_expr="gte",
        label=_("总投资不低于"),
        help_text=_("如 20亿元，或以元计的数。"),
    )
    investment_max = MoneyFilter(field_name="planned_investment", lookup_expr="lte", label=_("总投资不高于"))
    started_from = YearFilter(method="filter_started_from", label=_("开工不早于（年）"))
    started_to = YearFilter(method="filter_started_to", label=_("开工不晚于（年）"))
    overdue = django_filters.ChoiceFilter(
        choices=[("true", _("是")), ("false", _("否"))],
        empty_label=_("不限"),
        method="filter_overdue",
        label=_("目标日已过、没有实际日期"),
        help_text=_("按最终目标判断。"),
    )
    sort = SortFilter(
        {
            "due": (_("目标日期近的在前"), "due_on"),
            "investment": (_("总投资从大到小"), "-planned_investment"),
            "started": (_("开工晚的在前"), "-started_on"),
            "confirmed": (_("最近核实在前"), "-last_confirmed_on"),
            "name": (_("按网址名字母"), "slug"),
        }
    )

    class Meta:
        model = Project
        fields = []

    def filter_park(self, queryset, name, parks):
        return queryset.filter(within(parks)) if parks else queryset

    def filter_started_from(self, queryset, name, year):
        return queryset.filter(started_on__since=dt.date(year, 1, 1))

    def filter_started_to(self, queryset, name, year):
        return queryset.filter(started_on__before=dt.date(year + 1, 1, 1))

    def filter_overdue(self, queryset, name, wanted):
        late = queryset.overdue(on=timezone.localdate(), holidays=thresholds().holidays)
        return late if wanted == "true" else queryset.exclude(pk__in=late.values("pk"))
