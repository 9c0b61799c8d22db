"""How any content type's staff page shows and changes what is public."""

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.template.loader import render_to_string

from core.admin import LONGEST_SEARCH
from search.finding import keys_named

from ..models import Withdrawal
from .drafted import DraftedAdmin
from .withdrawing import WithdrawingMixin

PUBLICATION = (
    "公布",
    {
        "fields": [("published_at", "expires_at", "updated_at"), "review_by"],
        "description": "公布、撤下和下线时间由发布人在审核页或列表里决定，这里只显示。",
    },
)


BY_NAME = 200
"""Rows that a list finds by how their names sound, at most."""


class PublicationFilter(admin.SimpleListFilter):
    """Whether the public sees a row now."""

    title = "公开状态"
    parameter_name = "publication"

    def lookups(self, request, model_admin):
        return [("live", "公开"), ("withheld", "没有公布过"), ("withdrawn", "已撤下"), ("hidden", "公布过，现在不公开")]

    def queryset(self, request, queryset):
        if self.value() == "live":
            return queryset.live()
        if self.value() in ("withheld", "withdrawn"):
            open_ones = Withdrawal.objects.filter(
                content_type=ContentType.objects.get_for_model(queryset.model), ended_at=None
            )
            is_withdrawn = Q(pk__in=open_ones.values("object_id"))
            return queryset.filter(is_withdrawn if self.value() == "withdrawn" else ~is_withdrawn, published_at=None)
        if self.value() == "hidden":
            return queryset.exclude(published_at=None).exclude(pk__in=queryset.model.objects.live().values("pk"))
        return queryset


class PublishableAdmin(WithdrawingMixin, DraftedAdmin):
    """Content with a page of its own."""

    readonly_fields = ["published_at", "expires_at", "updated_at"]
    # A withheld row is seen by nobody until its own draft is published.
    adds_in_popup = True

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, PUBLICATION] if obj else fieldsets

    def get_list_display(self, request):
        return [*super().get_list_display(request), "publication"]

    def get_list_filter(self, request):
        return [PublicationFilter, *super().get_list_filter(request)]

    def get_search_results(self, request, queryset, search_term):
        """What the fields contain, and public rows by another name of theirs or by how it sounds: hlsjh."""
        found, has_doubles = super().get_search_results(request, queryset, search_term)
        keys = keys_named(self.model, search_term[:LONGEST_SEARCH], most=BY_NAME)
        if not keys:
            return found, has_doubles
        return queryset.filter(Q(pk__in=found.order_by().values("pk")) | Q(pk__in=keys)), False

    def view_on_site(self, obj):
        """Only what the public can open has a link to its page."""
        return obj.get_absolute_url() if obj.is_live else None

    def has_publish_permission(self, request):
        return request.user.has_perm(f"{self.opts.app_label}.{get_permission_codename('publish', self.opts)}")

    @admin.display(description="公开", ordering="published_at")
    def publication(self, row):
        return render_to_string("admin/cells/publication.html", {"row": row})
