"""How the board is cut and arranged. Stage and light are those of the day that is shown, so that they are compared with
records (``projects.board_view``) and not with columns."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parks.filters import ParkFilter

from .choices import Stage
from .filters import ProjectFilterSet
from .rules.lights import Light


class BoardFilterSet(ProjectFilterSet):
    """The filters of the list of projects, and the light; "overdue" is a light here."""

    stage = django_filters.ChoiceFilter(
        choices=[c for c in Stage.choices if c[0]], label=_("阶段"), empty_label=_("全部"), method="leave"
    )
    light = django_filters.ChoiceFilter(
        choices=Light.choices,
        label=pgettext_lazy("one", "状态灯"),
        empty_label=_("全部"),
        method="leave",
    )
    park = ParkFilter(method="filter_one_park")
    group = django_filters.ChoiceFilter(
        choices=[("park", _("按园区"))], label=_("分组"), empty_label=_("不分组"), method="leave", widget=forms.Select
    )
    overdue = None

    def leave(self, queryset, name, value):
        return queryset

    def filter_one_park(self, queryset, name, park):
        return self.filter_park(queryset, name, [park])
