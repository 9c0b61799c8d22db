"""Enterprises and other organisations, where they settle, and the funds that invest in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.english import in_english, said
from core.fields import MoneyField, PartialDateField
from core.quantities import Qualifier
from library.models import Citation, Sourced
from parks.models import Industry, Park
from publishing.models import Publishable

from .choices import EnterpriseKind, InvestmentRelation, TenancyState
from .querysets import EnterpriseQuerySet, FundQuerySet, InvestmentQuerySet, TenancyQuerySet


class Enterprise(Publishable):
    """A company or public body that settles, invests, builds or takes part."""

    name = models.CharField(_("名称"), max_length=80, help_text="来源里的叫法。")
    name_en = in_english(name)
    full_name = models.CharField(_("登记全称"), max_length=120, blank=True, help_text="来源没有写就留空，不要推测。")
    kind = models.CharField(_("类别"), max_length=20, choices=EnterpriseKind, default=EnterpriseKind.COMPANY)
    industries = models.ManyToManyField(Industry, verbose_name=_("产业"), blank=True, related_name="enterprises")
    summary = models.TextField(_("简介"), blank=True)
    summary_en = in_english(summary)
    website = models.URLField(_("网站"), blank=True)
    last_confirmed_on = PartialDateField(
        _("最后核实"), null=True, blank=True, help_text="最近一次有来源证实这些内容的日期。"
    )

    objects = EnterpriseQuerySet.as_manager()
    url_name = "enterprises:detail"

    class Meta(Publishable.Meta):
        verbose_name = verbose_name_plural = _("企业与单位")
        ordering = ["slug"]

    def __str__(self):
        return said(self, "name")


class EnterpriseCitation(Citation):
    """Where a field of an enterprise was read."""

    owner = models.ForeignKey(
        Enterprise, models.CASCADE, verbose_name=pgettext_lazy("one", "企业"), related_name="citations"
    )


class Tenancy(Sourced):
    """An organisation, or a named unit of one, in a park: settled, signed or in talks."""

    park = models.ForeignKey(Park, models.CASCADE, verbose_name=pgettext_lazy("one", "园区"), related_name="tenancies")
    name = models.CharField(_("入驻名称"), max_length=80, help_text="来源里的叫法，可以是企业的一个中心或平台。")
    name_en = in_english(name)
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        verbose_name=pgettext_lazy("one", "企业"),
        null=True,
        blank=True,
        related_name="tenancies",
        help_text="来源没有写明是哪家企业就留空。",
    )
    state = models.CharField(_("状态"), max_length=12, choices=TenancyState)
    since = PartialDateField(_("自"), null=True, blank=True, help_text="何时入驻、签约或开始洽谈；没有写就留空。")
    as_of = PartialDateField(_("截至"), null=True, blank=True, help_text="这个状态是什么时候的。")
    is_inferred = models.BooleanField(
        _("企业为推定"), default=False, help_text="来源没有直说是哪家企业、由名称推断时勾选。"
    )
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = TenancyQuerySet.as_manager()
    natural_key_fields = ("park__slug", "name")

    class Meta:
        verbose_name = verbose_name_plural = _("入驻")
        ordering = ["park", "state", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["park", "name"],
                name="enterprises_tenancy_unique",
                violation_error_message="这个园区已经登记过同名的入驻。",
            ),
            models.CheckConstraint(
                condition=models.Q(is_inferred=False) | models.Q(enterprise__isnull=False),
                name="enterprises_tenancy_inferred_names_enterprise",
                violation_error_message="勾选“企业为推定”时，请选出推定的企业。",
            ),
        ]
        indexes = [models.Index(fields=["state", "park"], name="enterprises_tenancy_state")]

    def __str__(self):
        return said(self, "name")


class IndustryFund(Publishable):
    """A fund, or a family of funds, that invests in the zone's industries."""

    name = models.CharField(_("名称"), max_length=80)
    name_en = in_english(name)
    summary = models.TextField(_("简介"), blank=True)
    summary_en = in_english(summary)
    industries = models.ManyToManyField(Industry, verbose_name=_("投资方向"), blank=True, related_name="funds")
    size = MoneyField(_("规模"), null=True, blank=True)
    size_qualifier = models.CharField(_("规模的说法"), max_length=10, choices=Qualifier, blank=True, default="")
    manager = models.CharField(_("管理人"), max_length=120, blank=True, help_text="来源没有写就留空。")
    last_confirmed_on = PartialDateField(
        _("最后核实"), null=True, blank=True, help_text="最近一次有来源证实这些内容的日期。"
    )

    objects = FundQuerySet.as_manager()
    url_name = "funds:detail"

    class Meta(Publishable.Meta):
        verbose_name = verbose_name_plural = _("产业基金")
        ordering = ["slug"]

    def __str__(self):
        return said(self, "name")


class FundCitation(Citation):
    """Where a field of a fund was read."""

    owner = models.ForeignKey(
        IndustryFund, models.CASCADE, verbose_name=pgettext_lazy("one", "产业基金"), related_name="citations"
    )


class Investment(Sourced):
    """What a fund did with one enterprise."""

    fund = models.ForeignKey(
        IndustryFund, models.CASCADE, verbose_name=pgettext_lazy("one", "产业基金"), related_name="investments"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, verbose_name=pgettext_lazy("one", "企业"), related_name="investments"
    )
    relation = models.CharField(
        _("关系"), max_length=12, choices=InvestmentRelation, default=InvestmentRelation.INVESTED
    )
    amount = MoneyField(_("金额"), null=True, blank=True)
    amount_qualifier = models.CharField(_("金额的说法"), max_length=10, choices=Qualifier, blank=True, default="")
    happened_on = PartialDateField(_("日期"), null=True, blank=True)
    as_of = PartialDateField(_("截至"), null=True, blank=True, help_text="来源说这话的时间。")
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = InvestmentQuerySet.as_manager()
    natural_key_fields = ("fund__slug", "enterprise__slug", "relation")

    class Meta:
        verbose_name = verbose_name_plural = _("投资")
        ordering = ["fund", "relation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "enterprise", "relation"],
                name="enterprises_investment_unique",
                violation_error_message="这只基金与这家企业的这种关系已经登记过。",
            )
        ]

    def __str__(self):
        return f"{self.fund}：{self.enterprise}"
