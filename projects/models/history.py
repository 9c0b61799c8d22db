"""What was said when: append-only records. Rows are written by ``projects.actions`` and never changed or removed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import PartialDateField
from library.models import Sourced

from ..choices import ChangeKind, DateKind, Decision, ReasonCode, Stage, Status
from ..querysets import DateChangeRequestQuerySet
from .plan import PHASE_HELP, Milestone
from .project import Project


class Recorded(Sourced):
    """An append-only row with two clocks: when its source said it, and when the site learnt of it, from whom."""

    stated_on = PartialDateField(_("来源日期"), help_text="来源是什么时候这样说的。")
    recorded_at = models.DateTimeField(_("记录时间"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("记录人"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True


class StageEntry(Recorded):
    """A project, or one phase of it, was said to have reached a stage. Two clocks: when stated, when recorded."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=pgettext_lazy("one", "项目"), related_name="stage_entries"
    )
    phase_number = models.PositiveSmallIntegerField(_("期数"), default=0, help_text=PHASE_HELP)
    stage = models.CharField(_("阶段"), max_length=20, choices=[c for c in Stage.choices if c[0]])
    entered_on = PartialDateField(_("进入日期"), null=True, blank=True, help_text="来源没有写就留空。")
    note = models.CharField(_("说明"), max_length=200, blank=True)

    natural_key_fields = ("project__slug", "phase_number", "stage", "stated_on")

    class Meta:
        verbose_name = verbose_name_plural = _("阶段记录")
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


class Baseline(Recorded):
    """A numbered re-planning of a project, decided in a document. The first promise stays what slip is counted from."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=pgettext_lazy("one", "项目"), related_name="baselines"
    )
    number = models.PositiveSmallIntegerField(_("第几次"), help_text="最初的计划是第 0 次。")
    justification = models.TextField(_("理由"))

    natural_key_fields = ("project__slug", "number")

    class Meta:
        verbose_name = verbose_name_plural = _("基线")
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="projects_baseline_unique",
                violation_error_message="这个项目已经有这一次基线。",
            ),
            models.CheckConstraint(
                condition=models.Q(source__isnull=False),
                name="projects_baseline_has_document",
                violation_error_message="重定基线要有文件为据。",
            ),
        ]

    def __str__(self):
        return f"第{self.number}次基线"


class StatusChange(Recorded):
    """A project was paused, resumed, completed or cancelled."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=pgettext_lazy("one", "项目"), related_name="status_changes"
    )
    previous = models.CharField(_("原来"), max_length=12, choices=Status)
    status = models.CharField(_("改为"), max_length=12, choices=Status)
    reason_code = models.CharField(_("原因"), max_length=20, choices=ReasonCode, blank=True, default="")
    summary = models.CharField(_("说明"), max_length=300, blank=True)
    review_due = models.DateField(_("复核日"), null=True, blank=True)

    natural_key_fields = ("project__slug", "recorded_at")

    class Meta:
        verbose_name = verbose_name_plural = _("运行状态变更")
        ordering = ["project", "recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "recorded_at"],
                name="projects_statuschange_unique",
                violation_error_message="同一时刻已经记录过运行状态的变更。",
            )
        ]

    def __str__(self):
        return f"{self.get_previous_display()} → {self.get_status_display()}"


class Confirmation(Recorded):
    """Somebody made sure that what is on record about a project still holds. ``stated_on`` is the day it was true."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=pgettext_lazy("one", "项目"), related_name="confirmations"
    )
    previous = PartialDateField(_("上一次"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    natural_key_fields = ("project__slug", "recorded_at")

    class Meta:
        verbose_name = verbose_name_plural = _("核实")
        ordering = ["project", "recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "recorded_at"],
                name="projects_confirmation_unique",
                violation_error_message="同一时刻已经核实过。",
            )
        ]

    def __str__(self):
        return str(self.stated_on)


class DateChange(Recorded):
    """One change of one of a milestone's dates, with its reason."""

    milestone = models.ForeignKey(
        Milestone, models.CASCADE, verbose_name=pgettext_lazy("one", "里程碑"), related_name="date_changes"
    )
    date_kind = models.CharField(_("哪个日期"), max_length=20, choices=DateKind)
    old = PartialDateField(_("原来"), null=True, blank=True)
    new = PartialDateField(_("改为"), null=True, blank=True)
    kind = models.CharField(_("性质"), max_length=14, choices=ChangeKind)
    reason_code = models.CharField(_("原因"), max_length=20, choices=ReasonCode, blank=True, default="")
    justification = models.TextField(_("理由"), blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("第二人"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    baseline = models.ForeignKey(
        Baseline,
        models.RESTRICT,  # it stays while its changes do, and goes with them when the whole project does
        verbose_name=_("基线"),
        null=True,
        blank=True,
        related_name="date_changes",
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
        verbose_name = verbose_name_plural = _("日期变更")
        ordering = ["milestone", "recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "date_kind", "recorded_at"],
                name="projects_datechange_unique",
                violation_error_message="同一时刻已经记录过这个日期的变更。",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[ChangeKind.FIRST, ChangeKind.REPORT])
                | ~models.Q(reason_code="") & ~models.Q(justification=""),
                name="projects_datechange_has_reason",
                violation_error_message="改动日期要写明原因和理由。",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=ChangeKind.REBASELINE) & models.Q(baseline__isnull=False)
                | ~models.Q(kind=ChangeKind.REBASELINE) & models.Q(baseline=None),
                name="projects_datechange_rebaseline_has_baseline",
                violation_error_message="重定基线要指明是第几次基线，别的改动不能。",
            ),
        ]

    def __str__(self):
        return f"{self.milestone}：{self.old or '未说明'} → {self.new or '未说明'}"


class DateChangeRequest(Recorded):
    """A change of a near target that waits for a second person; once decided it stays as it is."""

    milestone = models.ForeignKey(
        Milestone, models.CASCADE, verbose_name=pgettext_lazy("one", "里程碑"), related_name="change_requests"
    )
    old = PartialDateField(_("原来"), null=True, blank=True)
    new = PartialDateField(_("改为"))
    reason_code = models.CharField(_("原因"), max_length=20, choices=ReasonCode)
    justification = models.TextField(_("理由"))
    decision = models.CharField(_("决定"), max_length=10, choices=Decision, blank=True, default="", editable=False)
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("决定人"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = DateChangeRequestQuerySet.as_manager()
    natural_key_fields = (
        "milestone__project__slug",
        "milestone__phase_number",
        "milestone__kind",
        "milestone__label",
        "recorded_at",
    )

    class Meta:
        verbose_name = verbose_name_plural = _("待第二人同意的改期")
        ordering = ["milestone", "recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"],
                condition=models.Q(decision=""),
                name="projects_request_one_open",
                violation_error_message="这个里程碑已经有一个改期在等第二人同意。",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("recorded_by")),
                name="projects_request_second_person",
                violation_error_message="提出改期的人不能自己同意。",
            ),
        ]

    def __str__(self):
        return f"{self.milestone}：{self.old or '未说明'} → {self.new}"
