"""A draft, every saved state of it, what happened to it, and what people have typed and not saved yet."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.crypto import get_random_string

from ..choices import OPEN_STATES, EventKind, State, Step, Waits
from ..payload import digest
from ..querysets import DraftQuerySet


class OfItem(models.Model):
    """A row about some item of content, which may not exist yet or no longer."""

    content_type = models.ForeignKey(
        ContentType, models.CASCADE, verbose_name="类型", related_name="+", help_text="是哪一类内容。"
    )
    object_id = models.PositiveBigIntegerField(
        "编号", null=True, blank=True, help_text="还没有公布过的新内容没有编号。"
    )

    class Meta:
        abstract = True

    @property
    def model(self):
        return self.content_type.model_class()

    def item(self):
        """The item as it stands in the content tables, or None."""
        return self.model._default_manager.filter(pk=self.object_id).first() if self.object_id else None


def new_share_salt():
    """A fresh part of the signature of a draft's preview links."""
    return get_random_string(12)


class Draft(OfItem):
    """What somebody wants an item to be: the data of its admin form, with its child rows (see ``payload``).

    ``form`` names the step's form when the draft is one step of an item ("pause"), and is empty for the item itself.
    """

    form = models.CharField("表单", max_length=30, blank=True, db_index=False)
    title = models.CharField("标题", max_length=200)
    state = models.CharField("进度", max_length=12, choices=State, default=State.WRITING)
    payload = models.JSONField("内容", encoder=DjangoJSONEncoder)
    base = models.JSONField("起草时公布的内容", encoder=DjangoJSONEncoder, default=dict)
    version = models.PositiveIntegerField("版次", default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="起草人", related_name="+")
    created_at = models.DateTimeField("起草时间", auto_now_add=True)
    updated_at = models.DateTimeField("最后保存", auto_now=True)
    why = models.CharField(
        "改动说明", max_length=200, blank=True, help_text="为什么改。审核人和以后查看历史的人会看到。"
    )
    size = models.PositiveIntegerField("改动数", default=0)
    steps = models.JSONField("审核步骤", default=list)
    signed_steps = models.PositiveSmallIntegerField("已签步数", default=0)
    waits_for = models.CharField("等谁", max_length=12, choices=Waits, blank=True, db_index=True, editable=False)
    waiting_since = models.DateTimeField("等候自", null=True, blank=True)
    publish_at = models.DateTimeField("定时公布", null=True, blank=True)
    expire_at = models.DateTimeField("定时下线", null=True, blank=True)
    share_salt = models.CharField(
        "分享链接的印记",
        max_length=12,
        default=new_share_salt,
        editable=False,
        help_text="换一个，已发出的链接就作废。",
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "草稿与审核"
        ordering = ["-updated_at", "-pk"]
        default_permissions = ("view",)
        permissions = [
            *[(f"{step.value}_draft", f"签字：{step.label}") for step in Step],
            ("publish_draft", "公布没有自己页面的内容"),
            ("override_draft", "越过审核"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "form"],
                condition=models.Q(state__in=OPEN_STATES),
                name="publishing_draft_one_open",
                violation_error_message="这项内容已有一份没有办完的草稿。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.SCHEDULED) | models.Q(publish_at__isnull=False),
                name="publishing_draft_scheduled_has_time",
                violation_error_message="定时公布要有时间。",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "waiting_since"], name="publishing_draft_queue"),
            models.Index(fields=["author", "state"], name="publishing_draft_author"),
            models.Index(fields=["content_type", "object_id"], name="publishing_draft_item"),
            # Asked before each public page is answered.
            models.Index(fields=["publish_at"], condition=models.Q(state=State.SCHEDULED), name="publishing_draft_due"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self):
        return self.state in OPEN_STATES

    @property
    def digest(self) -> str:
        """SHA-256 of the content."""
        if getattr(self, "_digest_of", None) is not self.payload:
            self._digest_of, self._digest = self.payload, digest(self.payload)
        return self._digest

    @property
    def step(self) -> Step | None:
        """The review step that the draft waits for."""
        waits = self.state == State.IN_REVIEW and self.signed_steps < len(self.steps)
        return Step(self.steps[self.signed_steps]) if waits else None

    @property
    def waits(self) -> str:
        """Whom the draft waits for as it stands now; ``waits_for`` is what was stored of it, for lists."""
        if self.state == State.SENT_BACK:
            return Waits.AUTHOR.value
        if self.state == State.APPROVED:
            return Waits.PUBLISH.value
        return self.step.value if self.step else ""

    @property
    def state_in_words(self):
        return f"等{self.step.label}" if self.step else self.get_state_display()


class DraftSave(models.Model):
    """A saved state of a draft. Append-only: what was typed and saved once is never lost."""

    draft = models.ForeignKey(Draft, models.CASCADE, verbose_name="草稿", related_name="saves")
    version = models.PositiveIntegerField("版次")
    payload = models.JSONField("内容", encoder=DjangoJSONEncoder)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="保存人", related_name="+")
    saved_at = models.DateTimeField("保存时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "草稿的版次"
        ordering = ["draft", "version"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["draft", "version"], name="publishing_draftsave_version")]

    def __str__(self):
        return f"{self.draft} 第{self.version}版"


class Event(models.Model):
    """Something that happened to a draft: submitted, signed, sent back, published. Append-only."""

    draft = models.ForeignKey(Draft, models.CASCADE, verbose_name="草稿", related_name="events")
    kind = models.CharField("事情", max_length=12, choices=EventKind)
    step = models.CharField("审核步骤", max_length=12, choices=Step, blank=True)
    comment = models.TextField("说明", blank=True)
    version = models.PositiveIntegerField("版次")
    digest = models.CharField("内容指纹", max_length=64, help_text="当时内容的 SHA-256。")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="谁", related_name="+")
    at = models.DateTimeField("何时", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "审核记录"
        ordering = ["draft", "pk"]
        default_permissions = ()

    def __str__(self):
        return f"{self.get_kind_display()}：{self.draft}"


class Sitting(OfItem):
    """A person at an open form: when they were last seen, and what they have typed and not saved.

    ``place`` names the form: "projects.project:12", "projects.project:12:pause", and for a new item
    "projects.project:draft-7" or, before its first save, "projects.project:new-<random>".
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="谁", related_name="+")
    form = models.CharField("表单", max_length=30, blank=True)
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, verbose_name="草稿", related_name="sittings")
    place = models.CharField("表单所在", max_length=120)
    opened = models.CharField("打开时的版次", max_length=80, blank=True)
    payload = models.JSONField("没有保存的内容", encoder=DjangoJSONEncoder, null=True)
    base = models.JSONField("打开时的内容", encoder=DjangoJSONEncoder, null=True)
    typed_at = models.DateTimeField("最后输入", null=True)
    seen_at = models.DateTimeField("最后在场", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "正在编辑"
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "place"], name="publishing_sitting_one_each"),
        ]
        indexes = [models.Index(fields=["place", "seen_at"], name="publishing_sitting_place")]

    def __str__(self):
        return f"{self.user} {self.place}"
