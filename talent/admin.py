"""Staff pages of talent programs, experts and research platforms."""

from django.contrib import admin

from core.admin import ChildBlocks
from library.admin import SOURCE, CitationInline, CitedAdmin
from publishing.admin import PublishableAdmin

from .models import (
    Benefit,
    Expert,
    ExpertCitation,
    ExpertTitle,
    PlatformCitation,
    ProgramCitation,
    ResearchPlatform,
    TalentProgram,
)


class ProgramCitationInline(CitationInline):
    model = ProgramCitation


class PlatformCitationInline(CitationInline):
    model = PlatformCitation


class ExpertCitationInline(CitationInline):
    model = ExpertCitation


class BenefitInline(ChildBlocks):
    model = Benefit
    fields = [
        ("kind", "name", "audience", "position"),
        ("amount", "amount_qualifier"),
        "conditions",
        ("as_of", *SOURCE),
    ]


class ExpertTitleInline(ChildBlocks):
    model = ExpertTitle
    fields = [("name", "awarded_by", "awarded_on"), ("position", *SOURCE)]


@admin.register(TalentProgram)
class TalentProgramAdmin(CitedAdmin, PublishableAdmin):
    list_display = ["name", "document_number", "valid_from", "valid_until", "last_confirmed_on"]
    search_fields = ["name", "slug", "document_number"]
    search_help_text = "按名称或文号查找"
    fieldsets = [
        (None, {"fields": ["name", "summary"]}),
        ("申请", {"fields": ["eligibility", "how_to_apply"]}),
        ("文件", {"fields": ["document_number", ("valid_from", "valid_until")]}),
        ("核实与网址", {"fields": ["last_confirmed_on", "slug"]}),
    ]
    inlines = [BenefitInline, ProgramCitationInline]


@admin.register(ResearchPlatform)
class ResearchPlatformAdmin(CitedAdmin, PublishableAdmin):
    list_display = ["name", "kind", "park", "host", "last_confirmed_on"]
    list_filter = ["kind", ("park", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["park", "host"]
    search_fields = ["name", "slug"]
    search_help_text = "按名称查找"
    fieldsets = [
        (None, {"fields": ["name", "kind"]}),
        ("在哪里", {"fields": [("park", "host")]}),
        ("介绍", {"fields": ["summary"]}),
        ("核实与网址", {"fields": ["last_confirmed_on", "slug"]}),
    ]
    inlines = [PlatformCitationInline]


@admin.register(Expert)
class ExpertAdmin(CitedAdmin, PublishableAdmin):
    list_display = ["name", "field", "platform", "employer", "name_basis", "last_confirmed_on"]
    list_filter = ["name_basis", ("platform", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["platform", "employer"]
    search_fields = ["name", "slug", "field", "affiliation"]
    search_help_text = "按姓名、领域或任职查找"
    fieldsets = [
        (None, {"fields": ["name", "field"]}),
        ("在哪里工作", {"fields": [("platform", "employer"), "affiliation"]}),
        ("介绍", {"fields": ["summary"]}),
        (
            "个人信息",
            {
                "fields": [("name_basis", "name_basis_note"), "withdrawn_on"],
                "description": "先登记依据，公布后才会出现在网站上；本人撤回的，填撤回日期，页面随即撤下。",
            },
        ),
        ("核实与网址", {"fields": ["last_confirmed_on", "slug"]}),
    ]
    inlines = [ExpertTitleInline, ExpertCitationInline]
