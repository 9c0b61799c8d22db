"""How talent programs, experts and platforms are found, on pages and in the API."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.filters import PublicFilterSet, SortFilter, TextFilter
from parks.filters import ParkFilter
from parks.querysets import within

from .choices import BenefitKind, PlatformKind
from .models import Expert, ResearchPlatform, TalentProgram

BY_NAME = {"name": (_("按网址名字母"), "slug"), "confirmed": (_("最近核实在前"), "-last_confirmed_on")}


class ProgramFilterSet(PublicFilterSet):
    """Programs by name and by what they give."""

    q = TextFilter(field_name="name")
    benefit = django_filters.MultipleChoiceFilter(
        field_name="benefits__kind",
        choices=BenefitKind,
        label=_("待遇类别"),
        distinct=True,
        widget=forms.CheckboxSelectMultiple,
    )
    sort = SortFilter(BY_NAME)

    class Meta:
        model = TalentProgram
        fields = []


class ExpertFilterSet(PublicFilterSet):
    """Experts by name, field and platform."""

    q = TextFilter(field_name="name")
    field = TextFilter(field_name="field", label=_("领域里有"))
    platform = django_filters.ModelChoiceFilter(
        queryset=lambda request: ResearchPlatform.objects.live(),
        to_field_name="slug",
        label=pgettext_lazy("one", "科研平台"),
        empty_label=_("全部"),
    )
    sort = SortFilter(BY_NAME)

    class Meta:
        model = Expert
        fields = []


class PlatformFilterSet(PublicFilterSet):
    """Platforms by name, kind and park."""

    q = TextFilter(field_name="name")
    kind = django_filters.MultipleChoiceFilter(
        choices=PlatformKind, label=_("类别"), widget=forms.CheckboxSelectMultiple
    )
    park = ParkFilter(method="filter_park", help_text=_("包括园区各组成部分的科研平台。"))
    sort = SortFilter(BY_NAME)

    class Meta:
        model = ResearchPlatform
        fields = []

    def filter_park(self, queryset, name, park):
        return queryset.filter(within([park]))
