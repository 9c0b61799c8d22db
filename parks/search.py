"""What of the zone and its parks can be found."""

from django.utils.translation import gettext_lazy as _

from core.quantities import floor_area, land_area, qualifier_word, words
from search.sources import Document, SearchSource, register

from .models import Honour, Industry, Infrastructure, Park, ZoneProfile


def figure(label, words, qualifier=""):
    """A number as pages write it, in one piece: "占地面积约300亩"; empty when there is none."""
    return f"{label}{qualifier_word(qualifier)}{words}" if words else ""


def building_lines(groups):
    """What a page says of buildings: their names, number and area."""
    for group in groups:
        area = words(floor_area(group.floor_area)) if group.floor_area is not None else ""
        count = f"{group.count}栋" if group.count else ""
        parts = [group.name, group.get_use_display(), group.get_state_display() if group.state else "", count]
        yield "，".join(filter(None, [*parts, figure("建筑面积", area, group.floor_area_qualifier)]))


def honour_lines(honours):
    """What a page says of distinctions."""
    for honour in honours:
        yield "，".join(filter(None, [honour.title, honour.awarded_by, str(honour.awarded_on or ""), honour.note]))


def land(row):
    """The area of a row's ground in 亩, as pages write it."""
    return words(land_area(row.land_area)) if row.land_area is not None else ""


def _infrastructure_lines(rows):
    for row in rows:
        value = figure("", f"{row.value.normalize():f}{row.unit}" if row.value is not None else "")
        parts = [row.name, row.get_kind_display(), row.get_state_display() if row.state else "", value, row.note]
        yield "，".join(filter(None, parts))


def _zone(zone):
    industries = "、".join(industry.name for industry in zone.industries.all())
    return Document(
        title=zone.name,
        names=("经开区", "概况"),
        summary=zone.summary,
        lines=(
            zone.location,
            zone.role,
            figure("主导产业：", industries),
            *_infrastructure_lines(Infrastructure.objects.filter(park=None)),
            *honour_lines(Honour.objects.filter(park=None)),
        ),
    )


def _park(park):
    state = park.get_build_state_display() if park.build_state else ""
    return Document(
        title=park.name,
        names=tuple(filter(None, [park.short_name])),
        summary=park.summary,
        lines=(
            park.focus,
            "、".join(industry.name for industry in park.industries.all()),
            figure("占地面积", land(park), park.land_area_qualifier),
            figure("分", f"{park.phase_count}期建设" if park.phase_count else ""),
            "：".join(filter(None, [state, park.build_state_note])),
            park.planned_content,
            *building_lines(park.building_groups.all()),
            *_infrastructure_lines(park.infrastructure.all()),
            *honour_lines(park.honours.all()),
        ),
    )


register(
    SearchSource(
        ZoneProfile,
        "zone",
        _("概况"),
        10,
        document=_zone,
        rows=lambda rows: rows.prefetch_related("industries"),
        mentions={Industry._meta.label: ("industries",)},
    ),
    SearchSource(
        Park,
        "park",
        _("园区"),
        20,
        document=_park,
        rows=lambda rows: rows.prefetch_related("industries", "building_groups", "infrastructure", "honours"),
        mentions={
            Industry._meta.label: ("industries",),
            Honour._meta.label: ("honours",),
            Infrastructure._meta.label: ("infrastructure",),
        },
    ),
)
