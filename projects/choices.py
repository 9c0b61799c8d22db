"""Choices of the project record. Two axes that are never mixed: stage (how far) and status (is it running)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """How far a project is. "Delayed" is never stored: it follows from the dates."""

    UNSTATED = "", _("未说明")
    NEGOTIATION = "negotiation", pgettext_lazy("stage", "在谈")
    SIGNED = "signed", pgettext_lazy("stage", "签约")
    APPROVED = "approved", pgettext_lazy("stage", "前期")
    UNDER_CONSTRUCTION = "under_construction", pgettext_lazy("stage", "在建")
    COMPLETED = "completed", pgettext_lazy("stage", "竣工")
    IN_PRODUCTION = "in_production", pgettext_lazy("stage", "投用")
    AT_CAPACITY = "at_capacity", pgettext_lazy("stage", "达产")
    CLOSED = "closed", pgettext_lazy("stage", "终止")


class Status(models.TextChoices):
    """Whether a project is running."""

    PLANNED = "planned", _("计划")
    IN_PROGRESS = "in_progress", _("进行中")
    PAUSED = "paused", pgettext_lazy("status", "暂停")
    COMPLETE = "complete", _("已完成")
    CANCELLED = "cancelled", _("已取消")


RUNNING = (Status.PLANNED, Status.IN_PROGRESS)
"""The statuses under which a target can be due."""


class MilestoneKind(models.TextChoices):
    """The steps of a project ledger, in the order they usually come."""

    SIGNING = "signing", pgettext_lazy("milestone", "签约")
    APPROVAL = "approval", pgettext_lazy("milestone", "立项或备案")
    CONSTRUCTION_START = "construction_start", pgettext_lazy("milestone", "开工")
    TOPPING_OUT = "topping_out", pgettext_lazy("milestone", "封顶")
    COMPLETION = "completion", pgettext_lazy("milestone", "竣工")
    PRODUCTION_START = "production_start", pgettext_lazy("milestone", "投产或投用")
    FULL_CAPACITY = "full_capacity", pgettext_lazy("milestone", "达产")
    OTHER = "other", _("其他")


class DateKind(models.TextChoices):
    """Which of a milestone's four dates."""

    ORIGINAL_TARGET = "original_target", pgettext_lazy("date", "原定")
    CURRENT_TARGET = "current_target", pgettext_lazy("date", "现定")
    ALTERNATIVE_DATE = "alternative_date", pgettext_lazy("date", "另行预计")
    ACTUAL = "actual", pgettext_lazy("date", "实际")


class ChangeKind(models.TextChoices):
    """What sort of change of a date."""

    EXTENSION = "extension", _("延期")
    ACCELERATION = "acceleration", _("提前")
    CORRECTION = "correction", _("更正")
    REBASELINE = "rebaseline", _("重定基线")
    ALTERNATIVE = "alternative", _("另行预计")
    FIRST = "first", _("首次写明")
    REPORT = "report", _("报告实际")


class ReasonCode(models.TextChoices):
    """Why a date or a project's running changed."""

    INVESTOR_DECISION = "investor_decision", _("投资方决定")
    SCOPE_CHANGE = "scope_change", _("建设内容变更")
    PERMIT = "permit", _("许可或审批")
    LAND = "land", _("用地")
    FINANCING = "financing", _("资金")
    SUPPLY = "supply", _("设备或供应")
    CONTRACTOR = "contractor", _("施工单位")
    UTILITIES = "utilities", _("水电气等配套")
    WEATHER = "weather", _("天气")
    POLICY = "policy", _("政策")
    DEPENDENCY = "dependency", _("依赖的项目")
    PROJECT_PAUSE = "project_pause", _("项目暂停")
    DATA_CORRECTION = "data_correction", _("数据更正")
    OTHER = "other", _("其他")


class Decision(models.TextChoices):
    """What became of a request."""

    APPROVED = "approved", _("同意")
    REJECTED = "rejected", _("不同意")


class Nature(models.TextChoices):
    """Whether an observation was promised or reached."""

    PLANNED = "planned", _("规划")
    ACHIEVED = "achieved", _("已具备")


class AmountKind(models.TextChoices):
    """What an amount means. Amounts of different kinds are never added up."""

    AGREED = "agreed", _("协议投资")
    APPROVED = "approved", _("批复投资")
    PLANNED_TOTAL = "planned_total", _("计划总投资")
    CONSTRUCTION = "construction", _("其中建设工程")
    PHASE = "phase", _("其中本期")
    PAID_IN = "paid_in", _("到位资金")
    CUMULATIVE_ACTUAL = "cumulative_actual", _("累计完成投资")


class PartyRole(models.TextChoices):
    """What an organisation does in a project."""

    INVESTOR = "investor", _("投资方")
    OWNER = "owner", _("建设单位")
    OPERATOR = "operator", _("运营方")
    CONTRACTOR = "contractor", _("施工单位")
    DESIGNER = "designer", _("设计单位")
    PARTNER = "partner", _("合作方")
    TENANT = "tenant", _("入驻方")
