"""The pages of projects and metrics. What is said of a project's status is written by ``projects.actions`` alone."""

from django.contrib import admin, messages
from django.db import connection
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone

from core.admin import quantity_column
from library.admin import CitedAdmin
from publishing.admin import DraftedAdmin, PublishableAdmin
from publishing.refusals import Refusal

from .. import actions
from ..choices import RUNNING
from ..completeness import checklist, known_of, missing_of
from ..models import Metric, Milestone, Project, StageEntry
from . import inlines
from .history import waiting_requests
from .moves import say_when, second_person, take_back_moves
from .steps import StepsMixin, confirm_all, open_steps
from .worklists import WorkFilter

# Written by the actions of one step, with their record.
RUNNING_FIELDS = ("pause_reason", "pause_summary", "pause_review_due", "cancel_reason")


@admin.register(Project)
class ProjectAdmin(StepsMixin, CitedAdmin, PublishableAdmin):
    change_form_template = "admin/projects/project_form.html"
    actions = ["confirm_still_true"]
    list_display = [
        "label",
        "park",
        "stage_in_words",
        "status",
        "target",
        quantity_column(Project._meta.get_field("planned_investment")),
        "last_confirmed_on",
    ]
    list_filter = [WorkFilter, "stage", "status", ("park", admin.RelatedOnlyFieldListFilter), "industries"]
    list_select_related = ["park"]
    search_fields = ["name", "short_name", "slug", "national_code"]
    search_help_text = "按名称、简称或国家代码查找"
    units = {"duration_months": "个月"}
    readonly_fields = [*PublishableAdmin.readonly_fields, "stage_in_words", "last_confirmed_on", *RUNNING_FIELDS]
    fieldsets = [
        (None, {"fields": [("name", "short_name"), ("park", "national_code"), "industries"]}),
        ("做什么", {"fields": ["summary", "description", "image"]}),
        (
            "到了哪一步",
            {
                "fields": [("stage_in_words", "status"), "last_confirmed_on"],
                "description": "由页首的“改变阶段”“今天仍属实”“暂停”等各步写下，公布以后才变，每次都留记录。",
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

    def get_object(self, request, object_id, from_field=None):
        """The project; while its form is being saved, nobody else moves its dates."""
        project = super().get_object(request, object_id, from_field)
        if project and request.method == "POST" and connection.in_atomic_block:
            list(Milestone.objects.select_for_update(of=("self",)).filter(project=project).values_list("pk"))
        return project

    def get_readonly_fields(self, request, obj=None):
        """A project starts as planned or in progress; from then on actions write how it runs."""
        names = super().get_readonly_fields(request, obj)
        return [*names, "status"] if obj else names

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        paused = [name for name in RUNNING_FIELDS if obj and getattr(obj, name)]
        return [*fieldsets[:3], ("为什么暂停或取消", {"fields": paused}), *fieldsets[3:]] if paused else fieldsets

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "status":
            kwargs["choices"] = [(status.value, status.label) for status in RUNNING]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            open_drafts = list(open_steps(obj))
            context |= {
                "steps": self.steps_for(request, obj, open_drafts),
                "step_drafts": open_drafts,
                "checklist": checklist(known_of(obj), obj.stage),
                "waiting": waiting_requests(obj),
                "may_decide": request.user.has_perm("projects.change_milestone"),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def as_meant(self, page, payload):
        """A date that was moved without saying when that was said: on the day on which the move was written down."""
        if not page.form_name and payload["rows"].get("milestones"):
            say_when(page.payload()["rows"]["milestones"], payload["rows"]["milestones"])
        return payload

    def undo_record(self, item, before, *, user, why):
        take_back_moves(item, before["rows"].get("milestones", []), user=user, why=why)

    @admin.action(description="确认所选的项目“今天仍属实”", permissions=["change"])
    def confirm_still_true(self, request, queryset):
        try:
            submitted, waiting = confirm_all(queryset, request.user)
        except Refusal as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
            return
        if submitted:
            self.message_user(
                request,
                f"已为 {len(submitted)} 个项目写下“今天仍属实”，{submitted[0].state_in_words}。",
                messages.SUCCESS,
            )
        if waiting:
            self.message_user(request, f"已有人写下、没有再写的：{'、'.join(waiting)}。", messages.WARNING)

    @admin.display(description="项目", ordering="name")
    def label(self, project):
        return project.label

    @admin.display(description="阶段", ordering="stage")
    def stage_in_words(self, project):
        return project.get_stage_display()

    @admin.display(description="目标日期", ordering="due_on")
    def target(self, project):
        return render_to_string("admin/cells/target.html", {"due_on": project.due_on, "overdue": project.is_overdue})

    def sign_rows(self, request, formset):
        if formset.model is StageEntry:
            for row in formset.extra_forms:
                row.instance.recorded_by = request.user

    def follow_up(self, saved):
        for request, project, formsets in saved:
            for formset in formsets:
                if formset.model is Milestone and formset.initial_forms:
                    self._move_dates(request, formset)
                elif formset.model is StageEntry and formset.new_objects:
                    for number in sorted({entry.phase_number for entry in formset.new_objects}):
                        actions.write_stage(project=project, phase_number=number)
                    self._say_what_is_missing(request, project)
        actions.refresh_columns_of([project for _, project, _ in saved])

    def _move_dates(self, request, formset):
        for waiting in formset.save_dates(user=request.user, approved_by=second_person(request)):
            self.message_user(
                request,
                f"“{waiting}”离到期不到一个月，要第二个人同意才改；在那以前仍是原来的日期。请同事在页首打开它。",
                messages.WARNING,
            )

    def _say_what_is_missing(self, request, project):
        saved = Project.objects.get(pk=project.pk)
        if missing := missing_of(saved, saved.stage):
            names = "、".join(requirement.label for requirement in missing)
            self.message_user(request, f"“{saved.get_stage_display()}”还缺：{names}。", messages.WARNING)


@admin.register(Metric)
class MetricAdmin(DraftedAdmin):
    list_display = ["name", "unit", "position"]
    search_fields = ["name", "slug", "unit"]
    search_help_text = "按名称或单位查找"
    fieldsets = [
        (None, {"fields": [("name", "unit")], "description": "同一个指标在所有项目里用同一个单位，才能比较。"}),
        ("排列与网址名", {"fields": ["position", "slug"]}),
    ]
