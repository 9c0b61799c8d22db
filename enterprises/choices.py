"""Choices of enterprises, tenancies and funds."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EnterpriseKind(models.TextChoices):
    """What sort of organisation it is."""

    COMPANY = "company", pgettext_lazy("kind", "企业")
    PUBLIC_BODY = "public_body", _("机关事业单位")
    OTHER = "other", _("其他")


class TenancyState(models.TextChoices):
    """How far an organisation's move into a park is."""

    SETTLED = "settled", _("已入驻")
    SIGNED = "signed", _("已签约")
    IN_TALKS = "in_talks", _("在谈")
    LEFT = "left", _("已迁出")


class InvestmentRelation(models.TextChoices):
    """What a fund did with an enterprise. The two are kept apart because a source may state only one."""

    INVESTED = "invested", _("已投资")
    ATTRACTED = "attracted", _("经基金引进入驻")
