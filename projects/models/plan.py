"""What was promised: phases and milestones.

Children name their phase by its number (0 is the whole project) and not by a foreign key, so that a new phase and its
milestones fit into one form and one draft; ``projects.validators`` checks that the number exists.
"""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.english import in_english, said
from core.fields import AreaField, PartialDateField
from core.partial_dates import PartialDate
from core.quantities import Qualifier
from enterprises.models import Enterprise
from library.models import Sourced

from ..choices import MilestoneKind, Stage
from ..rules.verdicts import Dates
from .project import Project


def today() -> PartialDate:
    """The present day, as the date of a statement made now."""
    return PartialDate(timezone.localdate())


PHASE_HELP = "第几期；0 表示整个项目。"


class Phase(Sourced):
    """One phase of a project."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=pgettext_lazy("one", "项目"), related_name="phases"
    )
    number = models.PositiveSmallIntegerField(_("期数"), validators=[MinValueValidator(1)])
    name = models.CharField(_("名称"), max_length=60, help_text="如 一期、示范湖。")
    name_en = in_english(name)
    stage = models.CharField(_("阶段"), max_length=20, choices=Stage, blank=True, default="")
    summary = models.CharField(_("说明"), max_length=300, blank=True)
    summary_en = in_english(summary)
    land_area = AreaField(_("用地面积"), land=True, null=True, blank=True)
    land_area_qualifier = models.CharField(
        _("用地面积的说法"), max_length=10, choices=Qualifier, blank=True, default=""
    )
    as_of = PartialDateField(_("截至"), null=True, blank=True, help_text="这个阶段是什么时候的情况。")

    natural_key_fields = ("project__slug", "number")

    class Meta:
        verbose_name = verbose_name_plural = _("分期")
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="projects_phase_unique",
                violation_error_message="这个项目已经有这一期。",
            )
        ]

    def __str__(self):
        return said(self, "name")


class Milestone(Sourced):
    """One promised step of a project, with the four dates that tell its story."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=pgettext_lazy("one", "项目"), related_name="milestones"
    )
    phase_number = models.PositiveSmallIntegerField(_("期数"), default=0, help_text=PHASE_HELP)
    kind = models.CharField(_("里程碑"), max_length=20, choices=MilestoneKind)
    label = models.CharField(_("名称"), max_length=60, blank=True, help_text="里程碑是“其他”时写明是什么。")
    label_en = in_english(label)
    original_target = PartialDateField(_("原定"), null=True, blank=True, help_text="第一次公布的目标。")
    current_target = PartialDateField(_("现定"), null=True, blank=True, help_text="改过目标才填；没有改过就留空。")
    alternative_date = PartialDateField(
        _("另行预计"), null=True, blank=True, help_text="目标日已过、还没有完成时的新预计。"
    )
    actual = PartialDateField(_("实际"), null=True, blank=True, help_text="确实发生的日期，要有来源。")
    not_applicable = models.BooleanField(_("不适用"), default=False, help_text="这个项目没有这一步时勾选。")
    is_final = models.BooleanField(_("最终目标"), default=False, help_text="列表里的“目标日期”取最终目标。")
    responsible = models.ForeignKey(
        Enterprise, models.PROTECT, verbose_name=_("责任单位"), null=True, blank=True, related_name="+"
    )
    missed_explanation = models.CharField(_("逾期说明"), max_length=300, blank=True)
    last_confirmed_on = PartialDateField(_("最后核实"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    stated_on = PartialDateField(
        _("来源日期"),
        default=today,
        help_text="来源什么时候第一次说到这个里程碑。以后每改一个日期，都另有一条日期变更。",
    )

    natural_key_fields = ("project__slug", "phase_number", "kind", "label")

    class Meta:
        verbose_name = verbose_name_plural = _("里程碑")
        ordering = ["project", "phase_number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "phase_number", "kind", "label"],
                name="projects_milestone_unique",
                violation_error_message="这一期已经有同样的里程碑。",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=MilestoneKind.OTHER, label=""),
                name="projects_milestone_other_named",
                violation_error_message="里程碑是“其他”时，请写明名称。",
            ),
            models.CheckConstraint(
                condition=models.Q(not_applicable=False) | models.Q(actual=None),
                name="projects_milestone_not_applicable_has_no_actual",
                violation_error_message="“不适用”的里程碑不能有实际日期。",
            ),
        ]
        indexes = [models.Index(fields=["kind", "actual"], name="projects_milestone_actual")]

    def __str__(self):
        return self.title

    @property
    def title(self):
        """The milestone's name in words."""
        return said(self, "label") or self.get_kind_display()

    @property
    def rule_dates(self) -> Dates:
        """The four dates as the rules take them."""
        return Dates(self.original_target, self.current_target, self.alternative_date, self.actual, self.not_applicable)
