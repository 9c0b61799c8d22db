"""Staff pages of the zone, its parks and what stands in them. Who settles there is in ``enterprises.admin``."""

from django.contrib import admin

from core.admin import ChildBlocks
from library.admin import SOURCE, CitationInline, CitedAdmin
from publishing.admin import DraftedAdmin, PublishableAdmin

from .models import BuildingGroup, Honour, Industry, Infrastructure, Park, ParkCitation, ZoneCitation, ZoneProfile

BUILDING_UNITS = {"count": "栋", "storeys_min": "层", "storeys_max": "层"}
BUILDING_LINES = [
    ("phase_number", "name", "use", "state"),
    ("count", "storeys_min", "storeys_max", "floor_area", "floor_area_qualifier"),
    ("as_of", *SOURCE),
]
HONOUR_LINES = [("title", "awarded_by"), ("awarded_on", "note", *SOURCE)]
# The value's unit is a column of its own.
INFRASTRUCTURE_UNITS = {"value": "", "circuits": "回"}
INFRASTRUCTURE_LINES = [
    ("kind", "name", "state"),
    ("value", "unit", "circuits"),
    ("note", "as_of", *SOURCE),
]


class ZoneCitationInline(CitationInline):
    model = ZoneCitation


class ParkCitationInline(CitationInline):
    model = ParkCitation


class BuildingGroupInline(ChildBlocks):
    model = BuildingGroup
    fields = BUILDING_LINES
    units = BUILDING_UNITS


class InfrastructureInline(ChildBlocks):
    model = Infrastructure
    fields = INFRASTRUCTURE_LINES
    units = INFRASTRUCTURE_UNITS


class HonourInline(ChildBlocks):
    model = Honour
    fields = HONOUR_LINES


@admin.register(Industry)
class IndustryAdmin(DraftedAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    search_help_text = "按名称查找"
    fields = ["name", "slug"]


@admin.register(ZoneProfile)
class ZoneProfileAdmin(CitedAdmin, PublishableAdmin):
    list_display = ["name", "location", "last_confirmed_on"]
    search_fields = ["name", "location", "role"]
    fieldsets = [
        (None, {"fields": ["name", "location", "role"]}),
        ("介绍", {"fields": ["summary", "industries"]}),
        ("核实", {"fields": ["last_confirmed_on", "slug"]}),
    ]
    inlines = [ZoneCitationInline]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not ZoneProfile.objects.exists()


@admin.register(Park)
class ParkAdmin(CitedAdmin, PublishableAdmin):
    list_display = ["name", "parent", "build_state", "focus", "last_confirmed_on"]
    list_filter = ["build_state", ("parent", admin.RelatedOnlyFieldListFilter), "industries"]
    list_select_related = ["parent"]
    search_fields = ["name", "short_name", "slug"]
    search_help_text = "按名称或简称查找"
    units = {"phase_count": "期"}
    fieldsets = [
        (None, {"fields": [("name", "short_name"), "parent", "focus"]}),
        ("介绍", {"fields": ["summary", "planned_content", "industries", "image"]}),
        (
            "规模与建设",
            {
                "fields": [("land_area", "land_area_qualifier"), "phase_count", ("build_state", "build_state_note")],
                "description": "只写来源给出的数字；来源说“约”“超过”的，选在“说法”里。",
            },
        ),
        ("核实与网址", {"fields": ["last_confirmed_on", "slug", "position"]}),
    ]
    inlines = [BuildingGroupInline, InfrastructureInline, HonourInline, ParkCitationInline]


def park_or_zone(row):
    """Whose public page shows a row of a park or, without a park, of the whole zone."""
    return row.park or ZoneProfile.objects.first()


@admin.register(Infrastructure)
class InfrastructureAdmin(DraftedAdmin):
    list_display = ["name", "park", "kind", "state", "as_of"]
    list_filter = ["kind", "state", ("park", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["park"]
    search_fields = ["name", "park__name"]
    search_help_text = "按名称或园区查找"
    units = INFRASTRUCTURE_UNITS
    fieldsets = [
        (None, {"fields": ["park", ("kind", "name"), "state"]}),
        ("数量", {"fields": [("value", "unit"), "circuits"], "description": "数值和单位一起填，如 110 千伏。"}),
        ("说明与出处", {"fields": ["note", "as_of", SOURCE]}),
    ]

    def shown_on(self, row):
        return park_or_zone(row)


@admin.register(Honour)
class HonourAdmin(DraftedAdmin):
    list_display = ["title", "park", "awarded_by", "awarded_on"]
    list_filter = [("park", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["park"]
    search_fields = ["title", "awarded_by", "park__name"]
    search_help_text = "按名称、授予者或园区查找"
    fieldsets = [
        (None, {"fields": ["title", "park", ("awarded_by", "awarded_on")]}),
        ("说明与出处", {"fields": ["note", SOURCE]}),
    ]

    def shown_on(self, row):
        return park_or_zone(row)
