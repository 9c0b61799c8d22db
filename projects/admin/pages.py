"""The pages of projects, metrics and date changes. Stages are written by ``projects.actions`` alone."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone

from core.admin import ContentAdmin, ReadOnlyAdmin, quantity_column
from library.admin import CitedAdmin
from publishing.admin import PublishableAdmin

from .. import actions
from ..models import DateChange, Metric, Project, StageEntry
from . import inlines


class OverdueFilter(admin.SimpleListFilter):
    """Projects whose target has passed."""

    title = "目标日期"
    parameter_name = "due"

    def lookups(self, request, model_admin):
        return [("overdue", "已过，还没有完成的消息"), ("unstated", "未说明")]

    def queryset(self, request, queryset):
        if self.value() == "overdue":
            return queryset.overdue(on=timezone.localdate())
        return queryset.filter(due_on=None) if self.value() == "unstated" else queryset


@admin.register(Project)
class ProjectAdmin(CitedAdmin, PublishableAdmin):
    list_display = [
        "label",
        "park",
        "stage_in_words",
        "status",
        "target",
        quantity_column(Project._meta.get_field("planned_investment")),
        "last_confirmed_on",
    ]
    list_filter = ["stage", "status", OverdueFilter, ("park", admin.RelatedOnlyFieldListFilter), "industries"]
    list_select_related = ["park"]
    search_fields = ["name", "short_name", "slug", "national_code"]
    search_help_text = "按名称、简称或国家代码查找"
    units = {"duration_months": "个月"}
    readonly_fields = [*PublishableAdmin.readonly_fields, "stage_in_words"]
    fieldsets = [
        (None, {"fields": [("name", "short_name"), ("park", "national_code"), "industries"]}),
        ("做什么", {"fields": ["summary", "description", "image"]}),
        (
            "到了哪一步",
            {
                "fields": [("stage_in_words", "status"), "last_confirmed_on"],
                "description": "阶段在下面的“阶段记录”里加一条来更新；运行状态说的是项目现在是否在推进。",
            },
        ),
        (
            "暂停或取消",
            {
                "fields": [("pause_reason", "pause_review_due"), "pause_summary", "cancel_reason"],
                "classes": ["collapse"],
            },
        ),
        ("规模", {"fields": [("land_area", "land_area_qualifier"), "duration_months"]}),
        ("网址名", {"fields": ["slug"]}),
    ]
    inlines = [
        inlines.PhaseInline,  # first: the others are checked against its numbers
        inlines.MilestoneInline,
        inlines.StageEntryInline,
        inlines.AmountInline,
        inlines.ObservationInline,
        inlines.BuildingGroupInline,
        inlines.PartyInline,
        inlines.HonourInline,
        inlines.ProjectCitationInline,
    ]

    def get_queryset(self, request):
        overdue = Project.objects.overdue(on=timezone.localdate()).filter(pk=OuterRef("pk"))
        return super().get_queryset(request).annotate(is_overdue=Exists(overdue))

    @admin.display(description="项目", ordering="name")
    def label(self, project):
        return project.label

    @admin.display(description="阶段", ordering="stage")
    def stage_in_words(self, project):
        return project.get_stage_display()

    @admin.display(description="目标日期", ordering="due_on")
    def target(self, project):
        return render_to_string("admin/cells/target.html", {"due_on": project.due_on, "overdue": project.is_overdue})

    def save_formset(self, request, form, formset, change):
        if formset.model is StageEntry:
            for row in formset.extra_forms:
                row.instance.recorded_by = request.user
        super().save_formset(request, form, formset, change)

    def save_related(self, request, form, formsets, change):
        """Writes what follows from the rows, in the transaction that saves them."""
        super().save_related(request, form, formsets, change)
        project = form.instance
        for formset in formsets:
            if formset.model is StageEntry:
                for number in sorted({entry.phase_number for entry in formset.new_objects}):
                    actions.write_stage(project=project, phase_number=number)
        actions.refresh_list_columns(project=project)


@admin.register(Metric)
class MetricAdmin(ContentAdmin):
    list_display = ["name", "unit", "position"]
    search_fields = ["name", "slug", "unit"]
    search_help_text = "按名称或单位查找"
    fieldsets = [
        (None, {"fields": [("name", "unit")], "description": "同一个指标在所有项目里用同一个单位，才能比较。"}),
        ("排列与网址名", {"fields": ["position", "slug"]}),
    ]


@admin.register(DateChange)
class DateChangeAdmin(ReadOnlyAdmin):
    list_display = [
        "project",
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
    ordering = ["-recorded_at", "-pk"]
    search_fields = ["milestone__project__name", "milestone__label", "justification"]
    search_help_text = "按项目、里程碑或理由查找"
    fieldsets = [
        (None, {"fields": ["project", "milestone", ("date_kind", "old", "new")]}),
        ("为什么", {"fields": [("kind", "reason_code"), "justification"]}),
        ("出处与记录", {"fields": ["stated_on", ("source", "locator"), ("recorded_at", "recorded_by")]}),
    ]

    @admin.display(description="项目", ordering="milestone__project__name")
    def project(self, change):
        return render_to_string("admin/cells/project_link.html", {"project": change.milestone.project})
