"""What the timer and the checks keep: runs of the schedule, links that lead nowhere, words to look out for."""

from django.db import models

from ..choices import WordKind
from .drafts import OfItem


class ScheduleRun(models.Model):
    """One run of the schedule that found something to do; the timer's newest also tells that the timer lives.

    A draft that is due is also published when a visitor comes before the timer does; that run is not the timer's.
    """

    by_timer = models.BooleanField("由定时器运行", default=True)
    started_at = models.DateTimeField("开始")
    seen_at = models.DateTimeField("最后运行", db_index=True)
    published = models.PositiveIntegerField("公布", default=0)
    expired = models.PositiveIntegerField("到期下线", default=0)
    failed = models.PositiveIntegerField("未能公布", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "定时任务"
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class BrokenLink(OfItem):
    """A link in public content that leads nowhere, as the last check saw it."""

    field = models.CharField("字段", max_length=40)
    title = models.CharField("标题", max_length=200)
    url = models.CharField("链接", max_length=500)
    problem = models.CharField("问题", max_length=100)
    found_at = models.DateTimeField("发现时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "失效链接"
        ordering = ["-found_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "field", "url"], name="publishing_brokenlink_once"
            )
        ]

    def __str__(self):
        return self.url


class WatchWord(models.Model):
    """A word that a text should not have, or only with care. Kept by staff."""

    word = models.CharField("词", max_length=60, unique=True)
    kind = models.CharField("类别", max_length=12, choices=WordKind, default=WordKind.WRONG)
    suggestion = models.CharField("建议", max_length=60, blank=True, help_text="应当怎样写。")
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提示词表"
        ordering = ["word"]

    def __str__(self):
        return self.word
