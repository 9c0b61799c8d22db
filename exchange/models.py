"""A batch of rows that came in one file: what was in it, what it would do, and the drafts that it became."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import FileSystemStorage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from publishing.models import Draft

from .choices import BatchState, Verb, Verdict


def store():
    """Where uploaded files lie: outside of what the web server hands out."""
    return FileSystemStorage(location=settings.IMPORT_DIR, base_url=None)


class Batch(models.Model):
    """One file that somebody brought, with what became of it. The file is kept as it came."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, verbose_name="类型", related_name="+")
    file = models.FileField("文件", storage=store, upload_to="%Y/%m/", max_length=255)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("文件指纹", max_length=64, help_text="SHA-256。")
    size = models.PositiveIntegerField("字节数")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+")
    at = models.DateTimeField("上传时间", auto_now_add=True)
    note = models.CharField("说明", max_length=200, blank=True, help_text="这批数据是什么、从哪里来。审核人会看到。")
    state = models.CharField("进度", max_length=12, choices=BatchState, default=BatchState.UPLOADED)
    state_at = models.DateTimeField("进度自", auto_now_add=True)
    counts = models.JSONField("行数", default=dict, help_text="每种结果有几行。")
    problems = models.JSONField("整个文件的问题", default=list, help_text="[哪里, 什么] 的列表。")
    fingerprint = models.CharField("检查结果的指纹", max_length=64, blank=True)
    doing = models.CharField("正在", max_length=12, choices=Verb, blank=True)
    failure = models.JSONField("上一步为什么没有办成", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "批量导入"
        ordering = ["-at", "-pk"]
        default_permissions = ("add", "view")
        permissions = [("undo_batch", "撤销批量导入")]
        indexes = [models.Index(fields=["state", "-at"], name="exchange_batch_state")]

    def __str__(self):
        return f"第 {self.pk} 批：{self.file_name}"

    @property
    def model(self):
        return self.content_type.model_class()

    @property
    def wrong(self) -> int:
        """How many rows, and places of the file as a whole, have to be mended."""
        return self.counts.get(Verdict.WRONG, 0) + len(self.problems)

    @property
    def changes(self) -> int:
        """How many rows would do something."""
        return self.counts.get(Verdict.NEW, 0) + self.counts.get(Verdict.CHANGED, 0)


class BatchRow(models.Model):
    """One row of the file, and what it would do, cell by cell."""

    batch = models.ForeignKey(Batch, models.CASCADE, verbose_name="批次", related_name="rows")
    position = models.PositiveIntegerField("次序")
    sheet = models.CharField("工作表", max_length=60)
    number = models.PositiveIntegerField("行号")
    title = models.CharField("哪一条", max_length=200)
    verdict = models.CharField("结果", max_length=8, choices=Verdict)
    cells = models.JSONField("各格", encoder=DjangoJSONEncoder, default=list, help_text="[列, 原来, 现在] 的列表。")
    problems = models.JSONField("问题", default=list, help_text="[列, 什么] 的列表。")
    notes = models.JSONField("提醒", default=list, help_text="[哪里, 什么] 的列表：不妨碍导入，要人核对。")

    class Meta:
        verbose_name = verbose_name_plural = "批次的行"
        ordering = ["batch", "position"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="exchange_batchrow_position")]
        indexes = [models.Index(fields=["batch", "verdict", "position"], name="exchange_batchrow_verdict")]

    def __str__(self):
        return f"{self.sheet} 第{self.number}行"


class BatchItem(models.Model):
    """One item that the batch changes or brings, as its draft."""

    batch = models.ForeignKey(Batch, models.CASCADE, verbose_name="批次", related_name="items")
    draft = models.OneToOneField(Draft, models.CASCADE, verbose_name="草稿", related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "批次的内容"
        ordering = ["batch", "pk"]
        default_permissions = ()

    def __str__(self):
        return str(self.draft)
