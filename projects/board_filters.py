"""How the board is cut and arranged. Stage and light are those of the day that is shown, so that they are compared with
records (``projects.board_view``) and not with columns."""

import django_filters
from django import forms

from parks.filters import ParkFilter

from .choices import Stage
from .filters import ProjectFilterSet
from .rules.lights import Light


class BoardFilterSet(ProjectFilterSet):
    """The filters of the list of projects, and the light; "overdue" is a light here."""

    stage = django_filters.ChoiceFilter(
        choices=[c for c in Stage.choices if c[0]], label="阶段", empty_label="全部", method="leave"
    )
    light = django_filters.ChoiceFilter(
        choices=[(light.value, light.label) for light in Light], label="状态灯", empty_label="全部", method="leave"
    )
    park = ParkFilter(method="filter_one_park")
    group = django_filters.ChoiceFilter(
        choices=[("park", "按园区")], label="分组", empty_label="不分组", method="leave", widget=forms.Select
    )
    overdue = None

    def leave(self, queryset, name, value):
        return queryset

    def filter_one_park(self, queryset, name, park):
        return self.filter_park(queryset, name, [park])
