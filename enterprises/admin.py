"""Staff pages of enterprises, tenancies and funds."""

from django.contrib import admin

from core.admin import ChildBlocks, quantity_column
from library.admin import SOURCE, CitationInline, CitedAdmin
from parks.admin import ParkAdmin
from publishing.admin import DraftedAdmin, PublishableAdmin

from .models import Enterprise, EnterpriseCitation, FundCitation, IndustryFund, Investment, Tenancy


class EnterpriseCitationInline(CitationInline):
    model = EnterpriseCitation


class FundCitationInline(CitationInline):
    model = FundCitation


class ParkTenancyInline(ChildBlocks):
    model = Tenancy
    fields = [("name", "state", "enterprise", "is_inferred"), ("since", "as_of", *SOURCE, "note")]


class EnterpriseTenancyInline(ChildBlocks):
    model = Tenancy
    fields = [("park", "name", "state", "is_inferred"), ("since", "as_of", *SOURCE, "note")]


class InvestmentInline(ChildBlocks):
    model = Investment
    fields = [
        ("enterprise", "relation", "happened_on", "amount", "amount_qualifier"),
        ("as_of", *SOURCE, "note"),
    ]


# A park's page lists its tenants, and parks may not know this app. The citations stay last.
ParkAdmin.inlines.insert(-1, ParkTenancyInline)


@admin.register(Enterprise)
class EnterpriseAdmin(CitedAdmin, PublishableAdmin):
    list_display = ["name", "full_name", "kind", "last_confirmed_on"]
    list_filter = ["kind", "industries"]
    search_fields = ["name", "full_name", "slug"]
    search_help_text = "按名称或登记全称查找"
    fieldsets = [
        (None, {"fields": [("name", "full_name"), "kind"]}),
        ("介绍", {"fields": ["summary", "industries", "website"]}),
        ("核实与网址", {"fields": ["last_confirmed_on", "slug"]}),
    ]
    inlines = [EnterpriseTenancyInline, EnterpriseCitationInline]


@admin.register(Tenancy)
class TenancyAdmin(DraftedAdmin):
    list_display = ["name", "park", "enterprise", "state", "since", "as_of"]
    list_filter = ["state", ("park", admin.RelatedOnlyFieldListFilter), "is_inferred"]
    list_select_related = ["park", "enterprise"]
    search_fields = ["name", "enterprise__name", "park__name"]
    search_help_text = "按入驻名称、企业或园区查找"
    fieldsets = [
        (None, {"fields": ["park", "name", ("enterprise", "is_inferred")]}),
        ("到了哪一步", {"fields": ["state", ("since", "as_of")]}),
        ("说明与出处", {"fields": ["note", SOURCE]}),
    ]

    def shown_on(self, row):
        return row.park


@admin.register(IndustryFund)
class IndustryFundAdmin(CitedAdmin, PublishableAdmin):
    list_display = ["name", quantity_column(IndustryFund._meta.get_field("size")), "manager", "last_confirmed_on"]
    list_filter = ["industries"]
    search_fields = ["name", "slug", "manager"]
    search_help_text = "按名称或管理人查找"
    fieldsets = [
        (None, {"fields": ["name", ("size", "size_qualifier"), "manager"]}),
        ("介绍", {"fields": ["summary", "industries"]}),
        ("核实与网址", {"fields": ["last_confirmed_on", "slug"]}),
    ]
    inlines = [InvestmentInline, FundCitationInline]
