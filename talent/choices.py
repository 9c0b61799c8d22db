"""Choices of talent programs, experts and platforms."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BenefitKind(models.TextChoices):
    """What a benefit gives."""

    RESEARCH_FUNDING = "research_funding", _("科研经费")
    SETTLING_ALLOWANCE = "settling_allowance", _("安家补贴")
    HOUSING = "housing", _("住房")
    OTHER = "other", _("其他")


class Validity(models.TextChoices):
    """Whether a program is in force."""

    ENDED = "ended", _("已失效")
    AHEAD = "ahead", _("尚未生效")
    IN_FORCE = "in_force", _("有效")


class PlatformKind(models.TextChoices):
    """What sort of research platform it is."""

    ACADEMICIAN_WORKSTATION = "academician_workstation", _("院士工作站")
    NATIONAL_CENTRE_BRANCH = "national_centre_branch", _("国家级中心分中心")
    RESEARCH_INSTITUTE = "research_institute", _("研究院")
    OTHER = "other", _("其他")


class NameBasis(models.TextChoices):
    """On what ground of the Personal Information Protection Law (个人信息保护法) a person's name is shown."""

    NONE = "", _("未登记（不公开）")
    CONSENT = "consent", _("本人同意（第十三条第一项）")
    ALREADY_PUBLIC = "already_public", _("已合法公开（第二十七条）")
    NEWS_REPORTING = "news_reporting", _("新闻报道（第十三条第五项）")
