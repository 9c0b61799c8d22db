"""Talent programs and their benefits, experts, and the platforms they work at."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.english import in_english, said
from core.fields import MoneyField, PartialDateField
from core.quantities import Qualifier
from enterprises.models import Enterprise
from library.models import Citation, Sourced
from parks.models import Park
from publishing.models import Publishable

from .choices import BenefitKind, NameBasis, PlatformKind, Validity
from .querysets import ExpertQuerySet, PlatformQuerySet, ProgramQuerySet


class TalentProgram(Publishable):
    """A set of benefits that the zone offers to people it wants to attract."""

    name = models.CharField(_("名称"), max_length=100)
    name_en = in_english(name)
    summary = models.TextField(_("摘要"), blank=True)
    summary_en = in_english(summary)
    eligibility = models.TextField(_("谁可以申请"), blank=True, help_text="来源没有写就留空，页面会写明“未说明”。")
    eligibility_en = in_english(eligibility)
    how_to_apply = models.TextField(_("怎样申请"), blank=True, help_text="受理部门、时间、材料。来源没有写就留空。")
    how_to_apply_en = in_english(how_to_apply)
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    valid_from = PartialDateField(_("生效"), null=True, blank=True)
    valid_until = PartialDateField(_("失效"), null=True, blank=True)
    last_confirmed_on = PartialDateField(
        _("最后核实"), null=True, blank=True, help_text="最近一次有来源证实这些内容的日期。"
    )

    objects = ProgramQuerySet.as_manager()
    url_name = "talent:program-detail"

    class Meta(Publishable.Meta):
        verbose_name = verbose_name_plural = _("人才政策")
        ordering = ["slug"]

    def __str__(self):
        return said(self, "name")

    def validity(self, *, on: dt.date) -> Validity | None:
        """Whether the program is in force on that day; None when its two dates do not tell."""
        if self.valid_until and self.valid_until.end < on:
            return Validity.ENDED
        if self.valid_from and self.valid_from.start > on:
            return Validity.AHEAD
        is_between = self.valid_from and self.valid_until and self.valid_from.end <= on <= self.valid_until.start
        return Validity.IN_FORCE if is_between else None


class ProgramCitation(Citation):
    """Where a field of a talent program was read."""

    owner = models.ForeignKey(
        TalentProgram, models.CASCADE, verbose_name=pgettext_lazy("one", "人才政策"), related_name="citations"
    )


class Benefit(Sourced):
    """One thing that a program gives, to whom, and up to how much."""

    program = models.ForeignKey(
        TalentProgram, models.CASCADE, verbose_name=pgettext_lazy("one", "人才政策"), related_name="benefits"
    )
    kind = models.CharField(_("类别"), max_length=20, choices=BenefitKind)
    name = models.CharField(_("名称"), max_length=60)
    name_en = in_english(name)
    audience = models.CharField(_("给谁"), max_length=80, blank=True, help_text="来源的说法，如 顶尖人才。")
    audience_en = in_english(audience)
    amount = MoneyField(_("金额"), null=True, blank=True)
    amount_qualifier = models.CharField(_("金额的说法"), max_length=10, choices=Qualifier, blank=True, default="")
    conditions = models.TextField(_("条件与说明"), blank=True)
    conditions_en = in_english(conditions)
    as_of = PartialDateField(_("截至"), null=True, blank=True, help_text="来源说这话的时间。")
    position = models.PositiveSmallIntegerField(_("排列次序"), default=100)

    natural_key_fields = ("program__slug", "name")

    class Meta:
        verbose_name = verbose_name_plural = _("待遇")
        ordering = ["program", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "name"], name="talent_benefit_unique", violation_error_message="已经有同名的待遇。"
            )
        ]

    def __str__(self):
        return said(self, "name")


class ResearchPlatform(Publishable):
    """An institute, centre or workstation where research is done."""

    name = models.CharField(_("名称"), max_length=100)
    name_en = in_english(name)
    kind = models.CharField(_("类别"), max_length=30, choices=PlatformKind, default=PlatformKind.OTHER)
    park = models.ForeignKey(
        Park,
        models.PROTECT,
        verbose_name=_("所在园区"),
        null=True,
        blank=True,
        related_name="platforms",
        help_text="来源没有写明就留空。",
    )
    host = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        verbose_name=_("依托单位"),
        null=True,
        blank=True,
        related_name="platforms",
        help_text="来源没有写明就留空。",
    )
    summary = models.TextField(_("简介"), blank=True)
    summary_en = in_english(summary)
    last_confirmed_on = PartialDateField(
        _("最后核实"), null=True, blank=True, help_text="最近一次有来源证实这些内容的日期。"
    )

    objects = PlatformQuerySet.as_manager()
    url_name = "talent:platform-detail"

    class Meta(Publishable.Meta):
        verbose_name = verbose_name_plural = _("科研平台")
        ordering = ["slug"]

    def __str__(self):
        return said(self, "name")


class PlatformCitation(Citation):
    """Where a field of a platform was read."""

    owner = models.ForeignKey(
        ResearchPlatform, models.CASCADE, verbose_name=pgettext_lazy("one", "科研平台"), related_name="citations"
    )


class Expert(Publishable):
    """A person whose work in the zone is public. Shown only with a recorded legal basis."""

    name = models.CharField(_("姓名"), max_length=40)
    name_en = in_english(name)
    field = models.CharField(_("领域"), max_length=80, blank=True)
    field_en = in_english(field)
    platform = models.ForeignKey(
        ResearchPlatform,
        models.PROTECT,
        verbose_name=pgettext_lazy("one", "科研平台"),
        null=True,
        blank=True,
        related_name="experts",
        help_text="在区内哪个平台工作。",
    )
    employer = models.ForeignKey(
        Enterprise, models.PROTECT, verbose_name=_("所在企业"), null=True, blank=True, related_name="experts"
    )
    affiliation = models.CharField(_("区外任职"), max_length=120, blank=True, help_text="如 华中科技大学教授。")
    affiliation_en = in_english(affiliation)
    summary = models.TextField(_("简介"), blank=True)
    summary_en = in_english(summary)
    name_basis = models.CharField(
        _("公开姓名的依据"),
        max_length=20,
        choices=NameBasis,
        blank=True,
        default="",
        help_text="没有登记依据的人不会出现在网站上（《个人信息保护法》）。",
    )
    name_basis_note = models.CharField(
        _("依据说明"), max_length=200, blank=True, help_text="同意书存放处，或在哪里已合法公开。"
    )
    withdrawn_on = models.DateField(
        _("撤回日期"), null=True, blank=True, help_text="本人要求不再公开时填写，页面随即撤下。"
    )
    last_confirmed_on = PartialDateField(
        _("最后核实"), null=True, blank=True, help_text="最近一次有来源证实这些内容的日期。"
    )

    objects = ExpertQuerySet.as_manager()
    url_name = "talent:expert-detail"

    class Meta(Publishable.Meta):
        verbose_name = verbose_name_plural = _("专家")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(name_basis="") | ~models.Q(name_basis_note=""),
                name="talent_expert_basis_explained",
                violation_error_message="请写明公开姓名的依据：同意书存放处，或在哪里已合法公开。",
            )
        ]

    def __str__(self):
        return said(self, "name")

    @property
    def is_live(self):
        """The same rule as ``ExpertQuerySet.live()``."""
        return super().is_live and bool(self.name_basis) and self.withdrawn_on is None


class ExpertCitation(Citation):
    """Where a field of an expert's record was read."""

    owner = models.ForeignKey(
        Expert, models.CASCADE, verbose_name=pgettext_lazy("one", "专家"), related_name="citations"
    )


class ExpertTitle(Sourced):
    """One title, degree or distinction of an expert."""

    expert = models.ForeignKey(Expert, models.CASCADE, verbose_name=pgettext_lazy("one", "专家"), related_name="titles")
    name = models.CharField(_("头衔"), max_length=80, help_text="如 中国工程院院士。")
    name_en = in_english(name)
    awarded_by = models.CharField(_("授予者"), max_length=80, blank=True)
    awarded_on = PartialDateField(_("日期"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("排列次序"), default=100)

    natural_key_fields = ("expert__slug", "name")

    class Meta:
        verbose_name = verbose_name_plural = _("头衔")
        ordering = ["expert", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "name"], name="talent_experttitle_unique", violation_error_message="已经有这个头衔。"
            )
        ]

    def __str__(self):
        return said(self, "name")
