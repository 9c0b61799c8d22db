"""The list of drafts: what waits for review, for whom, since when. One draft's page is in ``draft_page``."""

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.template.loader import render_to_string

from core.admin import EMPTY, ReadOnlyAdmin

from ..choices import State
from ..models import Draft
from ..templatetags.publishing_words import person
from .draft_filters import ALL, MineFilter, StateFilter, TypeFilter, WrittenFilter
from .draft_page import DraftPageMixin
from .drafted import DraftedAdmin
from .previews import preview_urls


@admin.register(Draft)
class DraftAdmin(DraftPageMixin, ReadOnlyAdmin):
    list_display = ["title", "kind_of_content", "progress", "written_by", "waiting", "size_in_words", "why"]
    list_filter = [MineFilter, WrittenFilter, StateFilter, TypeFilter]
    list_select_related = ["content_type", "author"]
    search_fields = ["title", "why"]
    search_help_text = "按标题或改动说明查找"

    class Media:
        css = {"all": ["css/staff-publishing.css"]}

    def get_urls(self):
        return [*preview_urls(self), *super().get_urls()]

    def drafted_models(self, request):
        """The types of content with drafts that this person may look at."""
        return [
            model
            for model, model_admin in self.admin_site._registry.items()
            if isinstance(model_admin, DraftedAdmin) and model_admin.has_view_permission(request)
        ]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": self.opts.verbose_name} | (extra_context or {}))

    def history_view(self, request, object_id, extra_context=None):
        """Closed before it is looked for: who may see no draft learns nothing about which there are."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def get_queryset(self, request):
        types = ContentType.objects.get_for_models(*self.drafted_models(request)).values()
        return super().get_queryset(request).filter(content_type__in=types).defer("payload", "base")

    def get_ordering(self, request):
        """Who waits longest stands first; of what is closed, the newest."""
        value = request.GET.get("state", "")
        if value == ALL or value in {State.PUBLISHED, State.DISCARDED}:
            return ["-updated_at", "-pk"]
        return [F("waiting_since").asc(nulls_last=True), "-updated_at", "-pk"]

    @admin.display(description="类型", ordering="content_type")
    def kind_of_content(self, draft):
        return draft.content_type.name

    @admin.display(description="进度", ordering="state")
    def progress(self, draft):
        return render_to_string("admin/publishing/draft_state_cell.html", {"draft": draft})

    @admin.display(description="起草人", ordering="author")
    def written_by(self, draft):
        return person(draft.author)

    @admin.display(description="等了多久", ordering="waiting_since")
    def waiting(self, draft):
        return render_to_string("admin/publishing/draft_waiting_cell.html", {"draft": draft})

    @admin.display(description="改动数", ordering="size")
    def size_in_words(self, draft):
        return f"{draft.size} 处" if draft.size else EMPTY
