"""Pages of the zone and its parks. What other apps show on a park's page they add in their ``panels``."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from core.charts import square_chart
from core.charts.shapes import NARROW, SLIM
from core.page_meta import Column
from core.panels import context_for
from core.views import ColumnPage, ContentPage, PublicDetailView, PublicListView, excerpt

from .filters import ParkFilterSet
from .linked_data import park_data, zone_data
from .models import Honour, Infrastructure, Park, ZoneProfile
from .pattern import pattern_of
from .tiles import plots, tiles

COMPARED = 6
"""Other parks beside whose area a park's own is shown."""
ZONE = Column(
    _("概况"),
    "zone",
    kind=_("概况信息"),
    description=_("全区的区位、定位、主导产业、基础设施与荣誉。"),
    keywords=(_("概况"), _("区位"), _("主导产业")),
)
PARKS = Column(
    _("园区"),
    "parks:list",
    kind=_("概况信息"),
    description=_("园区和它们的组成部分：定位、占地、建设状态，可以按产业和建设状态筛选。"),
    keywords=(_("园区"), _("厂房"), _("产业园")),
)


class ZoneView(ColumnPage, ContentPage, TemplateView):
    """The zone's profile: a column with one row of content."""

    section = ZONE
    tells = _("区位、定位、主导产业、基础设施与荣誉")
    template_name = "parks/zone.html"

    def linked_data(self):
        return [zone_data(self.object)]

    def get_context_data(self, **kwargs):
        self.object = ZoneProfile.objects.live().prefetch_related("industries", "citations__document").first()
        if self.object is None:
            raise Http404(_("经开区概况还没有公布。"))
        parks = excerpt(Park.objects.live().top_level().with_card().prefetch_related("citations__document"), 50)
        return super().get_context_data(
            **context_for(self.object),
            zone=self.object,
            tiles=tiles(parks),
            squares=square_chart("parks", _("园区占地"), plots(parks), shapes=(NARROW, SLIM)),
            infrastructure=excerpt(Infrastructure.objects.filter(park=None).select_related("source"), 50),
            honours=excerpt(Honour.objects.filter(park=None).select_related("source"), 50),
            **kwargs,
        )


class ParkListView(PublicListView):
    """All parks; the named parts of a park stand below it and say so."""

    model = Park
    section = PARKS
    filterset_class = ParkFilterSet


class ParkDetailView(PublicDetailView):
    """One park: what it is for, what stands in it."""

    model = Park
    section = PARKS
    tells = _("占地、楼栋、基础设施、入驻单位与项目")

    def linked_data(self):
        return [park_data(self.object)]

    def get_queryset(self):
        return Park.objects.live().with_page()

    def crumbs(self):
        *upper, own = super().crumbs()
        parent = self.object.parent
        return [*upper, (str(parent), parent.get_absolute_url()), own] if parent and parent.is_live else [*upper, own]

    def get_context_data(self, **kwargs):
        park, groups = self.object, self.object.building_groups.all()
        compared = _("%(park)s和别的园区一样比例") % {"park": park.label}
        return super().get_context_data(
            building_total=counted_buildings(groups),
            pattern=pattern_of(groups),
            areas=square_chart("areas", compared, plots(self._compared(), own=park)),
            **kwargs,
        )

    def _compared(self):
        """The park, and what its area is shown beside: its parts, and the largest of the other parks."""
        park = self.object
        if not park.land_area:
            return []
        others = Park.objects.live().exclude(land_area=None).exclude(pk=park.pk)
        others = others.filter(parent=park.parent_id).order_by("-land_area", "slug")[:COMPARED]
        return [park, *park.children.all(), *others.prefetch_related("citations__document")]


def counted_buildings(groups) -> int | None:
    """How many buildings there are, where all groups are counted and none is part of another; None otherwise.

    A group of the whole park may well contain those of its phases, and a planned one may be built by now, so that
    only groups of one phase and one state are added up.
    """
    counts = [group.count for group in groups]
    alike = len({(group.phase_number, group.state) for group in groups}) == 1
    return sum(counts) if len(counts) > 1 and alike and None not in counts else None
