"""Choices of parks and of what stands in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BuildState(models.TextChoices):
    """How far a park, a group of buildings or a utility is."""

    UNSTATED = "", _("未说明")
    PLANNED = "planned", _("规划")
    PREPARATION = "preparation", _("前期")
    UNDER_CONSTRUCTION = "under_construction", _("在建")
    PARTLY_COMPLETED = "partly_completed", _("部分建成")
    COMPLETED = "completed", _("建成")
    IN_USE = "in_use", _("投用")


class BuildingUse(models.TextChoices):
    """What buildings are for."""

    RESEARCH = "research", _("研究楼")
    WORKSHOP = "workshop", _("标准厂房")
    CUSTOM_WORKSHOP = "custom_workshop", _("定制厂房")
    OFFICE = "office", _("办公楼")
    MIXED = "mixed", _("综合楼")
    DATA_HALL = "data_hall", _("机房")
    EXPERT_HOUSING = "expert_housing", _("专家楼")
    APARTMENT = "apartment", _("公寓")
    SERVICE = "service", _("服务配套")
    OTHER = "other", _("其他")


class InfrastructureKind(models.TextChoices):
    """What a utility provides."""

    NETWORK = "network", _("网络")
    POWER = "power", _("供电")
    ROAD = "road", _("道路")
    WATER = "water", _("给排水")
    PIPELINE = "pipeline", _("管网")
    OPEN_SPACE = "open_space", _("公园绿地")
    OTHER = "other", _("其他")
