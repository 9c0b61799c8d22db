"""What can be counted about a project: capacity, money, buildings, parties, distinctions."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.english import in_english, said
from core.fields import MoneyField, PartialDateField
from core.models import Slugged
from core.quantities import Qualifier, unit_name
from enterprises.models import Enterprise
from library.models import Sourced
from parks.models import AbstractBuildingGroup, AbstractHonour

from ..choices import AmountKind, Nature, PartyRole
from ..querysets import PartyQuerySet
from .plan import PHASE_HELP
from .project import Project


class Metric(Slugged):
    """Something that is measured alike in every project, with its one unit (racks, servers, PB of storage)."""

    name = models.CharField(_("名称"), max_length=40, unique=True)
    name_en = in_english(name)
    unit = models.CharField(_("单位"), max_length=12, help_text="数值按这个单位存，如 架、台、核、PB、平方米。")
    position = models.PositiveSmallIntegerField(_("排列次序"), default=100)

    class Meta:
        verbose_name = verbose_name_plural = _("指标")
        ordering = ["position", "slug"]

    def __str__(self):
        return _("%(metric)s（%(unit)s）") % {"metric": said(self, "name"), "unit": unit_name(self.unit)}


class Observation(Sourced):
    """One value of a metric that a project planned or reached, as stated at one time."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=pgettext_lazy("one", "项目"), related_name="observations"
    )
    phase_number = models.PositiveSmallIntegerField(_("期数"), default=0, help_text=PHASE_HELP)
    metric = models.ForeignKey(Metric, models.PROTECT, verbose_name=_("指标"), related_name="observations")
    label = models.CharField(_("范围"), max_length=80, blank=True, help_text="指标说的是哪一部分，如 100级至万级车间。")
    label_en = in_english(label)
    nature = models.CharField(_("性质"), max_length=10, choices=Nature)
    value = models.DecimalField(_("数值"), max_digits=18, decimal_places=2, validators=[MinValueValidator(0)])
    qualifier = models.CharField(_("说法"), max_length=10, choices=Qualifier, blank=True, default="")
    as_of = PartialDateField(_("截至"), help_text="这个数字是什么时候说的。")
    note = models.CharField(_("说明"), max_length=200, blank=True)

    natural_key_fields = ("project__slug", "phase_number", "metric__slug", "label", "nature", "as_of")

    class Meta:
        verbose_name = verbose_name_plural = _("指标数值")
        ordering = ["project", "metric__position", "metric__slug", "phase_number", "label", "nature", "as_of", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "phase_number", "metric", "label", "nature", "as_of"],
                name="projects_observation_unique",
                violation_error_message="同一指标、范围和截至日期已经有一个数值。",
            )
        ]

    def __str__(self):
        return f"{said(self.metric, 'name')} {self.get_nature_display()}"


class Amount(Sourced):
    """One amount of money of a project, of one kind, as stated at one time."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=pgettext_lazy("one", "项目"), related_name="amounts"
    )
    phase_number = models.PositiveSmallIntegerField(_("期数"), default=0, help_text=PHASE_HELP)
    kind = models.CharField(_("口径"), max_length=20, choices=AmountKind, help_text="口径不同的金额不相加。")
    value = MoneyField(_("金额"))
    qualifier = models.CharField(_("说法"), max_length=10, choices=Qualifier, blank=True, default="")
    currency = models.CharField(_("币种"), max_length=3, default="CNY", help_text="ISO 4217 代码，人民币为 CNY。")
    as_of = PartialDateField(_("截至"), help_text="这个数字是什么时候说的。")
    note = models.CharField(_("说明"), max_length=200, blank=True)

    natural_key_fields = ("project__slug", "phase_number", "kind", "as_of")

    class Meta:
        verbose_name = verbose_name_plural = _("金额")
        ordering = ["project", "phase_number", "kind", "as_of", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "phase_number", "kind", "as_of"],
                name="projects_amount_unique",
                violation_error_message="同一口径和截至日期已经有一个金额。",
            )
        ]

    def __str__(self):
        return self.get_kind_display()


class Party(Sourced):
    """An organisation's role in a project."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=pgettext_lazy("one", "项目"), related_name="parties"
    )
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, verbose_name=_("单位"), related_name="project_roles")
    role = models.CharField(_("角色"), max_length=12, choices=PartyRole)
    is_inferred = models.BooleanField(
        _("推定"), default=False, help_text="来源没有直说、由名称等推断时勾选，并在说明里写依据。"
    )
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = PartyQuerySet.as_manager()
    natural_key_fields = ("project__slug", "enterprise__slug", "role")

    class Meta:
        verbose_name = verbose_name_plural = _("参与单位")
        ordering = ["project", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "enterprise", "role"],
                name="projects_party_unique",
                violation_error_message="这个单位的这个角色已经登记过。",
            )
        ]

    def __str__(self):
        return f"{self.enterprise}（{self.get_role_display()}）"


class ProjectBuildingGroup(AbstractBuildingGroup):
    """Buildings of one sort in a project."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=pgettext_lazy("one", "项目"), related_name="building_groups"
    )

    natural_key_fields = ("project__slug", "phase_number", "name")

    class Meta(AbstractBuildingGroup.Meta):
        ordering = ["project", "phase_number", "pk"]
        constraints = [
            *AbstractBuildingGroup.Meta.constraints,
            models.UniqueConstraint(
                fields=["project", "phase_number", "name"],
                name="projects_buildinggroup_unique",
                violation_error_message="这一期里已经有同名的楼栋。",
            ),
        ]


class ProjectHonour(AbstractHonour):
    """A distinction of a project."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=pgettext_lazy("one", "项目"), related_name="honours"
    )

    natural_key_fields = ("project__slug", "title")

    class Meta(AbstractHonour.Meta):
        ordering = [models.F("awarded_on").desc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "title"],
                name="projects_honour_unique",
                violation_error_message="这一项已经登记过。",
            )
        ]
