"""The audit log, to be looked at, filtered and taken along as a file. Nobody changes or removes an entry here."""

import csv

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, PAGE_VAR
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponseNotAllowed, HttpResponseRedirect, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone

from core.admin import ReadOnlyAdmin
from core.widgets import is_key

from .. import audit
from ..models import AuditEntry
from .audited import AuditedAdmin

MOST_PEOPLE = 200
COLUMNS = ["时间（北京时间）", "用户", "姓名", "来自", "动作", "类型", "编号", "对象", "改动", "说明"]
_AT_ONCE = 500


def _in_words(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"


class VerbFilter(admin.SimpleListFilter):
    """What was done, of the verbs that are on record."""

    title = "动作"
    parameter_name = "verb"

    def lookups(self, request, model_admin):
        return [(verb, verb) for verb in _verbs()]

    def queryset(self, request, queryset):
        return queryset.filter(verb=self.value()) if self.value() else queryset


def _verbs():
    """Each verb once, by hopping along its index: DISTINCT would read the whole log, which grows for years."""
    table = connection.ops.quote_name(AuditEntry._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE hop(verb) AS ("
            f"SELECT MIN(verb) FROM {table} UNION ALL "
            f"SELECT (SELECT MIN(verb) FROM {table} WHERE verb > hop.verb) FROM hop WHERE hop.verb IS NOT NULL"
            f") SELECT verb FROM hop WHERE verb IS NOT NULL"
        )
        return [verb for (verb,) in cursor.fetchall()]


class UserFilter(admin.SimpleListFilter):
    """Who did it. Staff are few; beyond ``MOST_PEOPLE`` the search by user name helps."""

    title = "用户"
    parameter_name = "user"

    def lookups(self, request, model_admin):
        people = get_user_model().objects.filter(is_staff=True).order_by("username")[:MOST_PEOPLE]
        return [("none", "没有登录或由系统"), *((str(user.pk), _name(user)) for user in people)]

    def queryset(self, request, queryset):
        if self.value() == "none":
            return queryset.filter(user=None)
        if self.value() is None:
            return queryset
        return queryset.filter(user=self.value()) if is_key(self.value()) else queryset.none()


def _name(user):
    return f"{user.username} {user.last_name}{user.first_name}".strip()


class TypeFilter(admin.SimpleListFilter):
    """What kind of thing it was done to: all that staff have pages for."""

    title = "类型"
    parameter_name = "type"

    def lookups(self, request, model_admin):
        types = ContentType.objects.get_for_models(*model_admin.admin_site._registry)
        return sorted(((str(kind.pk), str(model._meta.verbose_name)) for model, kind in types.items()), key=_second)

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.filter(content_type=self.value()) if is_key(self.value()) else queryset.none()


def _second(pair):
    return pair[1]


@admin.register(AuditEntry)
class AuditEntryAdmin(AuditedAdmin, ReadOnlyAdmin):
    change_list_template = "admin/publishing/audit_list.html"
    change_form_template = "admin/publishing/audit_entry.html"
    list_display = ["moment", "who", "address", "verb", "kind", "title", "size"]
    list_display_links = ["moment"]
    show_facets = admin.ShowFacets.NEVER  # a count over years of entries for each of the filters' choices
    list_filter = [VerbFilter, UserFilter, TypeFilter]
    list_select_related = ["user", "content_type"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    search_fields = ["title", "username", "note", "address"]
    search_help_text = "按对象、用户名、说明或来自的地址查找"
    fieldsets = [
        (None, {"fields": ["moment", ("who", "address"), ("verb", "kind"), "linked_title", "note", "changed"]})
    ]

    def get_queryset(self, request):
        entries = super().get_queryset(request)
        is_list = getattr(request.resolver_match, "url_name", "") == "publishing_auditentry_changelist"
        return entries.defer("changes") if is_list else entries

    @admin.display(description="时间", ordering="at")
    def moment(self, entry):
        return _in_words(entry.at)

    @admin.display(description="用户", ordering="username")
    def who(self, entry):
        return _name(entry.user) if entry.user else entry.username

    @admin.display(description="类型")
    def kind(self, entry):
        model = entry.content_type.model_class() if entry.content_type else None
        return str(model._meta.verbose_name) if model else ""

    @admin.display(description="对象")
    def linked_title(self, entry):
        return render_to_string("admin/publishing/_audit_title.html", {"entry": entry, "address": _page_of(entry)})

    @admin.display(description="改动")
    def changed(self, entry):
        return render_to_string("admin/publishing/_audit_changes.html", {"changes": entry.changes})

    def get_urls(self):
        export = path("export/", self.admin_site.admin_view(self.export_view), name="publishing_auditentry_export")
        return [export, *super().get_urls()]

    def export_view(self, request):
        """The entries that the list's filters leave, as a CSV file (POST; the filters stand in the query string)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        back = reverse("admin:publishing_auditentry_changelist")
        if request.method != "POST":
            return HttpResponseRedirect(back) if request.method == "GET" else HttpResponseNotAllowed(["POST"])
        request.GET = request.GET.copy()
        for name in (PAGE_VAR, ALL_VAR):
            request.GET.pop(name, None)  # the file has all pages
        try:
            found = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            messages.error(request, "筛选条件无法识别，没有导出。")
            return HttpResponseRedirect(f"{back}?{ERROR_FLAG}=1")
        query = request.GET.urlencode()
        audit.record(
            "导出操作记录",
            user=request.user,
            model=AuditEntry,
            title="操作记录",
            note=f"{found.result_count} 条" + (f"，筛选：{query}" if query else ""),
        )
        name = f"audit-{timezone.localtime():%Y%m%d-%H%M}.csv"
        return StreamingHttpResponse(
            _lines(found.queryset),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
        )


def _page_of(entry):
    """The staff's page of what the entry is about, while it is there."""
    model = entry.content_type.model_class() if entry.content_type else None
    if model is None or not is_key(entry.object_id) or not model._base_manager.filter(pk=entry.object_id).exists():
        return ""
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[entry.object_id])
    except NoReverseMatch:
        return ""


class _Line:
    """What ``csv`` writes into: it hands the line back."""

    def write(self, line):
        return line


def _lines(entries):
    """The file line by line, read a few hundred rows at a time; the mark at its start tells Excel that it is UTF-8."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for entry in entries.iterator(chunk_size=_AT_ONCE):
        yield writer.writerow([_harmless(cell) for cell in _cells(entry)])


def _cells(entry):
    model = entry.content_type.model_class() if entry.content_type else None
    return [
        _in_words(entry.at),
        entry.username,
        f"{entry.user.last_name}{entry.user.first_name}" if entry.user else "",
        entry.address or "",
        entry.verb,
        str(model._meta.verbose_name) if model else "",
        entry.object_id,
        entry.title,
        "\n".join(f"{what}：{old or '（空）'} → {new or '（空）'}" for what, old, new in entry.changes),
        entry.note,
    ]


def _harmless(cell):
    """A spreadsheet takes a cell that begins like this for a formula and runs it."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
