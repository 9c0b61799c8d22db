"""Choices of the library."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """What sort of source a document is."""

    NEWS_REPORT = "news_report", _("新闻报道")
    NOTICE = "notice", _("公告公示")
    POLICY = "policy", _("政策文件")
    CONTRACT = "contract", _("合同协议")
    APPROVAL = "approval", _("批复备案")
    REPORT = "report", _("工作报告")
    OTHER = "other", _("其他")


class Stance(models.TextChoices):
    """What a source says of a field's present value."""

    SUPPORTS = "supports", _("支持")
    CONTRADICTS = "contradicts", _("不一致")
