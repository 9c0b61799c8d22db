"""The record, to be looked at: who said what when. Rows are written by ``projects.actions`` alone.

The one thing to do here is to decide, as the second person, about a change of a near target.
"""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse

from core.admin import ReadOnlyAdmin
from core.widgets import is_key
from publishing import audit
from publishing.admin import AuditedAdmin

from .. import actions
from ..models import Baseline, Confirmation, DateChange, DateChangeRequest, Project, StatusChange

RECORD = ("出处与记录", {"fields": ["stated_on", ("source", "locator"), ("recorded_at", "recorded_by")]})


class RecordAdmin(AuditedAdmin, ReadOnlyAdmin):
    """Append-only rows, the latest first, each with a link to its project."""

    ordering = ["-recorded_at", "-pk"]
    project_path = "project"
    """Lookup from the row to its project."""

    @admin.display(description="项目")
    def project_link(self, row):
        project = row.milestone.project if self.project_path.startswith("milestone") else row.project
        return render_to_string("admin/cells/project_link.html", {"project": project})


@admin.register(DateChange)
class DateChangeAdmin(RecordAdmin):
    project_path = "milestone__project"
    list_display = [
        "project_link",
        "milestone",
        "date_kind",
        "old",
        "new",
        "kind",
        "reason_code",
        "stated_on",
        "recorded_at",
    ]
    list_filter = ["kind", "reason_code", "date_kind"]
    list_select_related = ["milestone__project"]
    search_fields = ["milestone__project__name", "milestone__label", "justification"]
    search_help_text = "按项目、里程碑或理由查找"
    fieldsets = [
        (None, {"fields": ["project_link", "milestone", ("date_kind", "old", "new")]}),
        ("为什么", {"fields": [("kind", "reason_code"), "justification", ("baseline", "approved_by")]}),
        RECORD,
    ]


@admin.register(StatusChange)
class StatusChangeAdmin(RecordAdmin):
    list_display = ["project_link", "previous", "status", "reason_code", "summary", "stated_on", "recorded_at"]
    list_filter = ["status", "reason_code"]
    list_select_related = ["project"]
    search_fields = ["project__name", "summary"]
    search_help_text = "按项目或说明查找"
    fieldsets = [
        (None, {"fields": ["project_link", ("previous", "status")]}),
        ("为什么", {"fields": [("reason_code", "review_due"), "summary"]}),
        RECORD,
    ]


@admin.register(Confirmation)
class ConfirmationAdmin(RecordAdmin):
    list_display = ["project_link", "stated_on", "previous", "note", "recorded_at", "recorded_by"]
    list_select_related = ["project", "recorded_by"]
    search_fields = ["project__name", "note"]
    search_help_text = "按项目或说明查找"
    fieldsets = [(None, {"fields": ["project_link", "previous", "note"]}), RECORD]


@admin.register(Baseline)
class BaselineAdmin(RecordAdmin):
    list_display = ["project_link", "number", "justification", "source", "stated_on", "recorded_at"]
    list_select_related = ["project", "source"]
    search_fields = ["project__name", "justification"]
    search_help_text = "按项目或理由查找"
    fieldsets = [(None, {"fields": ["project_link", "number", "justification"]}), RECORD]


class DecisionFilter(admin.SimpleListFilter):
    """Whether a request still waits."""

    title = "决定"
    parameter_name = "decided"

    def lookups(self, request, model_admin):
        return [("no", "等第二人"), ("yes", "已决定")]

    def queryset(self, request, queryset):
        if self.value() == "no":
            return queryset.filter(decision="")
        return queryset.exclude(decision="") if self.value() == "yes" else queryset


@admin.register(DateChangeRequest)
class DateChangeRequestAdmin(RecordAdmin):
    project_path = "milestone__project"
    list_display = ["project_link", "milestone", "old", "new", "reason_code", "recorded_by", "recorded_at", "waiting"]
    list_filter = [DecisionFilter, "reason_code"]
    list_select_related = ["milestone__project", "recorded_by"]
    search_fields = ["milestone__project__name", "milestone__label", "justification"]
    search_help_text = "按项目、里程碑或理由查找"
    fieldsets = [
        (None, {"fields": ["project_link", "milestone", ("old", "new")]}),
        ("为什么", {"fields": ["reason_code", "justification"]}),
        RECORD,
        ("第二人的决定", {"fields": ["waiting", ("decided_by", "decided_at")]}),
    ]

    @admin.display(description="决定", ordering="decision")
    def waiting(self, row):
        return render_to_string("admin/cells/decision.html", {"row": row})

    def get_urls(self):
        decide = path(
            "<path:object_id>/decide/",
            self.admin_site.admin_view(self.decide_view),
            name="projects_datechangerequest_decide",
        )
        return [decide, *super().get_urls()]

    def decide_view(self, request, object_id):
        """Show a waiting change to its second person, and carry out what they decide (POST, ``decision``)."""
        if not request.user.has_perm("projects.change_milestone"):
            raise PermissionDenied
        row = self.get_queryset(request).filter(pk=unquote(object_id)).first() if is_key(unquote(object_id)) else None
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method == "POST":
            return self._decide(request, row)
        context = self.admin_site.each_context(request) | {
            "title": f"改期：{row.milestone.project.label}",
            "opts": self.opts,
            "row": row,
            "is_own": row.recorded_by_id == request.user.pk,
        }
        return TemplateResponse(request, "admin/projects/decide.html", context)

    def _decide(self, request, row):
        decide = {"approved": actions.approve_change, "rejected": actions.reject_change}.get(
            request.POST.get("decision")
        )
        here = HttpResponseRedirect(reverse("admin:projects_datechangerequest_decide", args=[row.pk]))
        if decide is None:
            self.message_user(request, "请选“同意”或“不同意”。", messages.ERROR)
            return here
        try:
            with transaction.atomic():
                decide(request=row, user=request.user)
                word = "同意" if decide is actions.approve_change else "不同意"
                moved = [["现定", str(row.old or ""), str(row.new)]] if word == "同意" else []
                audit.record(f"{word}改期", user=request.user, item=row, changes=moved)
        except ValidationError as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
            return here
        self.message_user(request, f"已{word}：{row}。", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:projects_project_change", args=[row.milestone.project_id]))

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("milestone__project", "recorded_by", "decided_by")


def waiting_requests(project: Project):
    """The changes of the project's dates that wait for a second person."""
    requests = DateChangeRequest.objects.filter(milestone__project=project, decision="")
    return requests.select_related("milestone", "recorded_by")
