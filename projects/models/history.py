"""What was said when: append-only records. Rows are written by ``projects.actions`` and never changed or removed."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.fields import PartialDateField
from library.models import Sourced

from ..choices import ChangeKind, DateKind, ReasonCode, Stage
from .plan import PHASE_HELP, Milestone
from .project import Project


class StageEntry(Sourced):
    """A project, or one phase of it, was said to have reached a stage. Two clocks: when stated, when recorded."""

    project = models.ForeignKey(Project, models.CASCADE, verbose_name="项目", related_name="stage_entries")
    phase_number = models.PositiveSmallIntegerField("期数", default=0, help_text=PHASE_HELP)
    stage = models.CharField("阶段", max_length=20, choices=[c for c in Stage.choices if c[0]])
    entered_on = PartialDateField("进入日期", null=True, blank=True, help_text="来源没有写就留空。")
    stated_on = PartialDateField("来源日期", help_text="来源是什么时候这样说的。")
    recorded_at = models.DateTimeField("记录时间", default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="记录人",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    note = models.CharField("说明", max_length=200, blank=True)

    natural_key_fields = ("project__slug", "phase_number", "stage", "stated_on")

    class Meta:
        verbose_name = verbose_name_plural = "阶段记录"
        ordering = ["project", "stated_on", "recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "phase_number", "stage", "stated_on"],
                name="projects_stageentry_unique",
                violation_error_message="这个来源日期的这个阶段已经记录过。",
            )
        ]

    def __str__(self):
        return self.get_stage_display()


class DateChange(Sourced):
    """One change of one of a milestone's dates, with its reason."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, verbose_name="里程碑", related_name="date_changes")
    date_kind = models.CharField("哪个日期", max_length=20, choices=DateKind)
    old = PartialDateField("原来", null=True, blank=True)
    new = PartialDateField("改为", null=True, blank=True)
    kind = models.CharField("性质", max_length=14, choices=ChangeKind)
    reason_code = models.CharField("原因", max_length=20, choices=ReasonCode)
    justification = models.TextField("理由")
    stated_on = PartialDateField("来源日期")
    recorded_at = models.DateTimeField("记录时间", default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="记录人",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    natural_key_fields = (
        "milestone__project__slug",
        "milestone__phase_number",
        "milestone__kind",
        "milestone__label",
        "date_kind",
        "recorded_at",
    )

    class Meta:
        verbose_name = verbose_name_plural = "日期变更"
        ordering = ["milestone", "recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "date_kind", "recorded_at"],
                name="projects_datechange_unique",
                violation_error_message="同一时刻已经记录过这个日期的变更。",
            )
        ]

    def __str__(self):
        return f"{self.milestone}：{self.old or '未说明'} → {self.new or '未说明'}"
