"""Choices of articles and events."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Column(models.TextChoices):
    """The column an article stands in; each has its own freshness limit."""

    NEWS = "news", _("动态要闻")
    NOTICE = "notice", _("通知公告")
    POLICY = "policy", _("政策文件")
    INTERPRETATION = "interpretation", _("政策解读")


class EventKind(models.TextChoices):
    """What sort of event it is."""

    CONFERENCE = "conference", _("会议论坛")
    CONTEST = "contest", _("赛事")
    SIGNING = "signing", _("签约活动")
    OTHER = "other", _("其他")


class ZoneRole(models.TextChoices):
    """What the zone did at an event."""

    HOST = "host", _("承办")
    CO_ORGANISER = "co_organiser", _("执行单位")
    VENUE = "venue", _("现场观摩点")
    SUB_FORUM_HOST = "sub_forum_host", _("承办分论坛")
    ATTENDEE = "attendee", _("参加")


class ParticipantRole(models.TextChoices):
    """What an organisation's part in an event was."""

    COOPERATION = "cooperation", _("达成合作")
    SPEAKER = "speaker", _("发言")
    ATTENDEE = "attendee", _("参加")
