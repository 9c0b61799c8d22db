"""Pages of the zone and its parks. What other apps show on a park's page they add in their ``panels``."""

from django.http import Http404
from django.views.generic import TemplateView

from core.footnotes import Footnotes
from core.views import PublicDetailView, PublicListView, excerpt

from .filters import ParkFilterSet
from .models import Honour, Infrastructure, Park, ZoneProfile


class ZoneView(TemplateView):
    """The zone's profile."""

    template_name = "parks/zone.html"

    def get_context_data(self, **kwargs):
        zone = ZoneProfile.objects.live().prefetch_related("industries", "citations__document").first()
        if zone is None:
            raise Http404("经开区概况还没有公布。")
        return super().get_context_data(
            zone=zone,
            crumbs=[("概况", "")],
            footnotes=Footnotes(),
            infrastructure=excerpt(Infrastructure.objects.filter(park=None).select_related("source"), 50),
            honours=excerpt(Honour.objects.filter(park=None).select_related("source"), 50),
            parks=excerpt(Park.objects.live().top_level().with_card().prefetch_related("citations__document"), 50),
            **kwargs,
        )


class ParkListView(PublicListView):
    """All parks; the named parts of a park stand below it and say so."""

    model = Park
    section = ("园区", "parks:list")
    filterset_class = ParkFilterSet


class ParkDetailView(PublicDetailView):
    """One park: what it is for, what stands in it."""

    model = Park
    section = ("园区", "parks:list")

    def get_queryset(self):
        return Park.objects.live().with_page()

    def crumbs(self):
        *upper, own = super().crumbs()
        parent = self.object.parent
        return [*upper, (str(parent), parent.get_absolute_url()), own] if parent and parent.is_live else [*upper, own]

    def get_context_data(self, **kwargs):
        groups = self.object.building_groups.all()
        return super().get_context_data(building_total=counted_buildings(groups), **kwargs)


def counted_buildings(groups) -> int | None:
    """How many buildings there are, where all groups are counted and none is part of another; None otherwise.

    A group of the whole park may well contain those of its phases, and a planned one may be built by now, so that
    only groups of one phase and one state are added up.
    """
    counts = [group.count for group in groups]
    alike = len({(group.phase_number, group.state) for group in groups}) == 1
    return sum(counts) if len(counts) > 1 and alike and None not in counts else None
