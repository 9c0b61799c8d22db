"""Who did what, when and from where. Append-only; kept for at least a year."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from ..querysets import AuditEntryQuerySet


class AuditEntry(models.Model):
    """One action of one person. Written by ``publishing.audit`` alone, in the transaction of the action."""

    at = models.DateTimeField("时间", default=timezone.now, editable=False, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="用户", related_name="+"
    )
    username = models.CharField("用户名", max_length=150, blank=True, help_text="登录失败时，是对方输入的用户名。")
    address = models.GenericIPAddressField("来自", null=True, blank=True)
    verb = models.CharField("动作", max_length=40)
    content_type = models.ForeignKey(
        ContentType, models.SET_NULL, null=True, blank=True, verbose_name="类型", related_name="+"
    )
    object_id = models.CharField("编号", max_length=40, blank=True)
    title = models.CharField("对象", max_length=200, blank=True)
    changes = models.JSONField(
        "改动", encoder=DjangoJSONEncoder, default=list, help_text="[项目, 原来, 现在] 的列表，都是文字。"
    )
    size = models.PositiveIntegerField("改动数", default=0)
    note = models.CharField("说明", max_length=500, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["user", "-at"], name="publishing_audit_user"),
            models.Index(fields=["content_type", "object_id", "-at"], name="publishing_audit_item"),
            models.Index(fields=["verb", "-at"], name="publishing_audit_verb"),
        ]

    def __str__(self):
        return f"{self.verb} {self.title}".strip()
