"""The lists that checks go by and leave behind: words to look out for, kept by staff, and links that lead nowhere."""

from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from core.admin import EMPTY, ReadOnlyAdmin

from ..models import BrokenLink, WatchWord
from .audited import AuditedAdmin


@admin.register(WatchWord)
class WatchWordAdmin(AuditedAdmin):
    list_display = ["word", "kind", "suggestion", "note"]
    list_filter = ["kind"]
    search_fields = ["word", "suggestion", "note"]
    search_help_text = "按词、建议或说明查找"
    fields = ["word", "kind", "suggestion", "note"]


@admin.register(BrokenLink)
class BrokenLinkAdmin(ReadOnlyAdmin):
    """What the last check of links found; the check removes a row when its link works again."""

    list_display = ["title", "kind_of_content", "field", "url", "problem", "found_at", "where"]
    list_filter = ["problem"]
    list_select_related = ["content_type"]
    search_fields = ["title", "url"]
    search_help_text = "按标题或链接查找"

    @admin.display(description="类型", ordering="content_type")
    def kind_of_content(self, link):
        return link.content_type.name

    @admin.display(description="去改")
    def where(self, link):
        name = f"admin:{link.content_type.app_label}_{link.content_type.model}_change"
        try:
            address = reverse(name, args=[link.object_id])
        except NoReverseMatch:  # the type has no page of its own
            return EMPTY
        return format_html('<a href="{}">打开</a>', address)
