"""How parks are found, on pages and in the API."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.filters import PublicFilterSet, SortFilter, TextFilter

from .choices import BuildState
from .models import Industry, Park


class IndustryFilter(django_filters.ModelMultipleChoiceFilter):
    """Rows in any of the chosen industries."""

    def __init__(self, **kwargs):
        defaults = {
            "field_name": "industries__slug",
            "queryset": Industry.objects.all(),
            "to_field_name": "slug",
            "label": _("产业"),
            "widget": forms.CheckboxSelectMultiple,
        }
        super().__init__(**defaults | kwargs)


def live_parks(request):
    """The parks that may be chosen; asked anew for each request, because what is public changes with time."""
    return Park.objects.live()


class ParkFilter(django_filters.ModelChoiceFilter):
    """Rows of one park."""

    def __init__(self, **kwargs):
        defaults = {
            "queryset": live_parks,
            "to_field_name": "slug",
            "label": pgettext_lazy("one", "园区"),
            "empty_label": _("全部"),
        }
        super().__init__(**defaults | kwargs)


class ParkFilterSet(PublicFilterSet):
    """Parks by name, industry and building state."""

    q = TextFilter(field_name="name")
    industry = IndustryFilter()
    state = django_filters.MultipleChoiceFilter(
        field_name="build_state",
        choices=[c for c in BuildState.choices if c[0]],
        label=_("建设状态"),
        widget=forms.CheckboxSelectMultiple,
    )
    sort = SortFilter({"position": (_("默认次序"), "position"), "area": (_("占地从大到小"), "-land_area")})

    class Meta:
        model = Park
        fields = []
