"""The project itself."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.english import in_english, said
from core.fields import AreaField, MoneyField, PartialDateField
from core.quantities import Qualifier
from library.models import Citation, Illustrated
from parks.models import Industry, Park
from publishing.models import Publishable

from ..choices import ReasonCode, Stage, Status
from ..querysets import ProjectQuerySet
from ..validators import is_reserved_slug


class Project(Publishable, Illustrated):
    """Something that is to be built or brought in, with promises that can be checked."""

    name = models.CharField(_("名称"), max_length=100)
    name_en = in_english(name)
    short_name = models.CharField(_("简称"), max_length=40, blank=True, help_text="列表和图上用的短名；留空就用全称。")
    short_name_en = in_english(short_name)
    national_code = models.CharField(
        _("国家统一项目代码"),
        max_length=24,
        blank=True,
        validators=[
            RegexValidator(
                r"^\d{4}-\d{6}-\d{2}-\d{2}-\d{6}$", "应为 24 位，如 2020-430200-39-03-012345（GB/T 40058）。"
            )
        ],
        help_text="投资项目在线审批监管平台的代码。来源没有写就留空。",
    )
    park = models.ForeignKey(
        Park,
        models.PROTECT,
        verbose_name=_("所在园区"),
        null=True,
        blank=True,
        related_name="projects",
        help_text="来源没有写明就留空。",
    )
    industries = models.ManyToManyField(Industry, verbose_name=_("产业"), blank=True, related_name="projects")
    summary = models.TextField(_("摘要"), blank=True, help_text="列表里的一两句话。")
    summary_en = in_english(summary)
    description = models.TextField(_("做什么"), blank=True)
    description_en = in_english(description)

    stage = models.CharField(
        _("阶段"),
        max_length=20,
        choices=Stage,
        blank=True,
        default="",
        editable=False,
        help_text="由“阶段记录”写下，不能直接改。",
    )
    status = models.CharField(_("运行状态"), max_length=12, choices=Status, default=Status.IN_PROGRESS)
    pause_reason = models.CharField(_("暂停原因"), max_length=20, choices=ReasonCode, blank=True, default="")
    pause_summary = models.CharField(_("暂停说明"), max_length=300, blank=True)
    pause_review_due = models.DateField(_("暂停复核日"), null=True, blank=True)
    cancel_reason = models.CharField(_("取消原因"), max_length=300, blank=True)

    land_area = AreaField(_("用地面积"), land=True, null=True, blank=True)
    land_area_qualifier = models.CharField(
        _("用地面积的说法"), max_length=10, choices=Qualifier, blank=True, default=""
    )
    duration_months = models.PositiveSmallIntegerField(_("建设周期（月）"), null=True, blank=True)
    last_confirmed_on = PartialDateField(
        _("最后核实"), null=True, blank=True, help_text="最近一次有来源证实这些内容的日期。"
    )

    # Prepared for lists that filter and sort by them, so that a page costs the same at any number of projects.
    # Written by ``projects.actions.refresh_list_columns`` only.
    planned_investment = MoneyField(_("计划总投资"), null=True, blank=True, editable=False, db_index=True)
    planned_investment_qualifier = models.CharField(max_length=10, choices=Qualifier, blank=True, editable=False)
    started_on = PartialDateField(_("实际开工"), null=True, blank=True, editable=False, db_index=True)
    due_on = PartialDateField(_("目标日期"), null=True, blank=True, editable=False, db_index=True)

    objects = ProjectQuerySet.as_manager()
    url_name = "projects:detail"

    class Meta(Publishable.Meta):
        verbose_name = verbose_name_plural = _("项目")
        ordering = ["slug"]
        indexes = [
            models.Index(fields=["stage", "slug"], name="projects_stage"),
            models.Index(fields=["last_confirmed_on", "slug"], name="projects_confirmed"),
        ]

    def __str__(self):
        return said(self, "name")

    @property
    def label(self):
        """The name for lists and drawings."""
        return said(self, "short_name", "name")

    def clean(self):
        super().clean()
        if is_reserved_slug(self.slug):
            raise ValidationError({"slug": f"“{self.slug}”是本站别的页面的网址，请换一个。"})


class ProjectCitation(Citation):
    """Where a field of a project was read."""

    owner = models.ForeignKey(
        Project, models.CASCADE, verbose_name=pgettext_lazy("one", "项目"), related_name="citations"
    )
