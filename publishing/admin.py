"""How any content type's staff page shows and changes what is public."""

from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.template.loader import render_to_string

from core.admin import ContentAdmin

from . import actions

PUBLICATION = (
    "公布",
    {
        "fields": [("published_at", "expires_at", "updated_at")],
        "description": "在列表页勾选后用“公布”或“撤下”；公布之前，公众看不到这里的任何内容。",
    },
)


class PublicationFilter(admin.SimpleListFilter):
    """Whether the public sees a row now."""

    title = "公开状态"
    parameter_name = "publication"

    def lookups(self, request, model_admin):
        return [("live", "公开"), ("withheld", "未公布"), ("hidden", "公布过，现在不公开")]

    def queryset(self, request, queryset):
        if self.value() == "live":
            return queryset.live()
        if self.value() == "withheld":
            return queryset.filter(published_at=None)
        if self.value() == "hidden":
            return queryset.exclude(published_at=None).exclude(pk__in=queryset.model.objects.live().values("pk"))
        return queryset


class PublishableAdmin(ContentAdmin):
    """Content that goes out: withheld until a publisher publishes it."""

    readonly_fields = ["published_at", "updated_at"]
    actions = ["publish", "withdraw"]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, PUBLICATION] if obj else fieldsets

    def get_readonly_fields(self, request, obj=None):
        """A published row keeps its address, since links to it are out in the world; who publishes also expires."""
        names = [*super().get_readonly_fields(request, obj)]
        if obj and obj.published_at:
            names.append("slug")
        return names if self.has_publish_permission(request) else [*names, "expires_at"]

    def get_list_display(self, request):
        return [*super().get_list_display(request), "publication"]

    def get_list_filter(self, request):
        return [PublicationFilter, *super().get_list_filter(request)]

    def view_on_site(self, obj):
        """Only what the public can open has a link to its page."""
        return obj.get_absolute_url() if obj.is_live else None

    def has_publish_permission(self, request):
        return request.user.has_perm(f"{self.opts.app_label}.{get_permission_codename('publish', self.opts)}")

    @admin.display(description="公开", ordering="published_at")
    def publication(self, row):
        return render_to_string("admin/cells/publication.html", {"row": row})

    @admin.action(description="公布所选的条目", permissions=["publish"])
    def publish(self, request, queryset):
        self._run(request, queryset, actions.publish, "公布", "本来就已公布")

    @admin.action(description="撤下所选的条目", permissions=["publish"])
    def withdraw(self, request, queryset):
        self._run(request, queryset, actions.withdraw, "撤下", "本来就没有公布")

    def _run(self, request, queryset, action, verb, otherwise):
        chosen = queryset.count()  # before: a list filtered by what is public no longer has the rows afterwards
        done = action(rows=queryset, user=request.user)
        rest = chosen - done
        message = f"已{verb} {done} 条。" + (f"另有 {rest} 条{otherwise}。" if rest else "")
        self.message_user(request, message, messages.SUCCESS if done else messages.WARNING)
