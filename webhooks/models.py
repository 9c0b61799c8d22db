"""Who is told of what the public learns, what was told, and how each telling went.

Messages and deliveries are written in the transaction of what they tell (``noting``) and sent after it (``sending``).
"""

import uuid

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from .choices import EVENTS, State
from .querysets import DeliveryQuerySet, EndpointQuerySet
from .signing import new_secret


class Endpoint(models.Model):
    """An address of somebody else's program that wants to be told."""

    name = models.CharField(
        "名称",
        max_length=60,
        unique=True,
        help_text="推送给谁，如 市数据平台。",
        error_messages={"unique": "已经有这个名称的推送地址。"},
    )
    url = models.CharField("网址", max_length=500, help_text="对方接收推送的网址，以 https:// 开头。")
    events = models.JSONField("哪些事", default=list)
    content_types = models.JSONField("哪些内容", default=list, blank=True)
    is_active = models.BooleanField("启用", default=True, help_text="不启用时，这期间的事不会记下，以后也不补发。")
    note = models.CharField("说明", max_length=200, blank=True, help_text="对方的联系人、用途。")
    secret = models.CharField("密钥", max_length=80, default=new_secret, editable=False)
    previous_secret = models.CharField("旧密钥", max_length=80, blank=True, editable=False)
    previous_until = models.DateTimeField("旧密钥用到", null=True, blank=True, editable=False)
    failing_since = models.DateTimeField("从何时起一直失败", null=True, blank=True, editable=False)
    paused_at = models.DateTimeField("何时暂停", null=True, blank=True, editable=False)
    pause_reason = models.CharField("为什么暂停", max_length=200, blank=True, editable=False)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "推送地址"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def wants(self, event, model) -> bool:
        """Whether it is to be told of this event of this type."""
        return event in self.events and (not self.content_types or model._meta.label_lower in self.content_types)

    def secrets(self) -> list[str]:
        """Those to sign with now, the newest first."""
        is_kept = self.previous_secret and self.previous_until and self.previous_until > timezone.now()
        return [self.secret, self.previous_secret] if is_kept else [self.secret]


class Message(models.Model):
    """One thing that is told, to whoever wants to know. ``title`` is for the staff's log and goes nowhere."""

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    event = models.CharField("什么事", max_length=40, choices=EVENTS)
    content_type = models.ForeignKey(
        ContentType, models.CASCADE, null=True, blank=True, verbose_name="类型", related_name="+"
    )
    object_id = models.PositiveBigIntegerField("编号", null=True, blank=True)
    title = models.CharField("内容", max_length=200)
    payload = models.JSONField("发出的内容")
    at = models.DateTimeField("何时", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "推送的消息"
        ordering = ["-at", "pk"]
        default_permissions = ()

    def __str__(self):
        return f"{self.get_event_display()}：{self.title}"

    @property
    def name(self):
        """The message's name for receivers, the same at every try."""
        return f"msg_{self.pk.hex}"


class Delivery(models.Model):
    """One message on its way to one endpoint. ``next_at`` is when it is tried next; None when it is done with."""

    message = models.ForeignKey(Message, models.CASCADE, verbose_name="消息", related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, verbose_name="推送地址", related_name="deliveries")
    state = models.CharField("进度", max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField("试过几次", default=0)
    next_at = models.DateTimeField("下一次", null=True, blank=True, default=timezone.now)
    last_at = models.DateTimeField("上一次", null=True, blank=True)
    status_code = models.PositiveSmallIntegerField("答复代码", null=True, blank=True)
    error = models.CharField("为什么没有送达", max_length=200, blank=True)
    milliseconds = models.PositiveIntegerField("用时（毫秒）", null=True, blank=True)
    answer = models.TextField("对方的答复", blank=True, help_text="只留开头。")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "推送记录"
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("resend_delivery", "重新推送")]
        constraints = [models.UniqueConstraint(fields=["message", "endpoint"], name="webhooks_delivery_once")]
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(state=State.WAITING), name="webhooks_delivery_due"),
            models.Index(fields=["endpoint", "state", "-id"], name="webhooks_delivery_endpoint"),
            models.Index(fields=["state", "-id"], name="webhooks_delivery_state"),
        ]

    def __str__(self):
        return f"{self.message} → {self.endpoint}"

    @property
    def title(self):
        return self.message.title
