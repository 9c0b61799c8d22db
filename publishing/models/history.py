"""What was public: snapshots of items, pages that were taken back, and addresses that have changed."""

import datetime as dt

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from ..choices import RevisionKind
from .drafts import Draft, OfItem


class ExactEncoder(DjangoJSONEncoder):
    """Keeps a time to the microsecond, as the database has it; Django's own cuts it off."""

    def default(self, o):
        return o.isoformat() if isinstance(o, dt.datetime) else super().default(o)


class Revision(OfItem):
    """An item as it was published once, with its child rows. Append-only.

    ``payload`` is its form's data, to compare and to restore as a draft; ``rows`` are its rows in the database
    (Django's JSON serialisation), to recover what was deleted.
    """

    number = models.PositiveIntegerField("序号")
    kind = models.CharField("缘由", max_length=12, choices=RevisionKind)
    title = models.CharField("标题", max_length=200)
    payload = models.JSONField("内容", encoder=DjangoJSONEncoder)
    rows = models.JSONField("数据行", encoder=ExactEncoder)
    why = models.CharField("说明", max_length=300, blank=True)
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, blank=True, verbose_name="草稿", related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="谁", related_name="+"
    )
    at = models.DateTimeField("何时", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "历史版本"
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "number"], name="publishing_revision_number")
        ]

    def __str__(self):
        return f"{self.title} 第{self.number}版"


class Withdrawal(OfItem):
    """A public page that was taken back: why, and where its readers are led instead. Ends when it is public again."""

    slug = models.CharField("网址名", max_length=80)
    reason = models.CharField("原因", max_length=300, help_text="公众打开旧网址时会看到这句话。")
    redirect_to = models.CharField(
        "改看", max_length=300, blank=True, help_text="有替代的页面就写本站网址，如 /projects/xxx/，旧网址会转过去。"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="谁", related_name="+")
    at = models.DateTimeField("何时", auto_now_add=True)
    ended_at = models.DateTimeField("重新公布时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "撤下的页面"
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["content_type", "slug"], name="publishing_withdrawal_slug")]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=models.Q(ended_at=None),
                name="publishing_withdrawal_one_open",
                violation_error_message="这一页已经撤下。",
            ),
        ]

    def __str__(self):
        return f"{self.slug}：{self.reason}"


class OldAddress(OfItem):
    """An address name that an item had once; its readers are led to the present one, for ever."""

    slug = models.CharField("旧网址名", max_length=80)
    since = models.DateTimeField("改名时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "旧网址"
        ordering = ["content_type", "slug"]
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["content_type", "slug"], name="publishing_oldaddress_slug")]

    def __str__(self):
        return self.slug
