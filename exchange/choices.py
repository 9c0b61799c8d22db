"""The words of import and export: what becomes of a row, and where a batch stands."""

from django.db.models import TextChoices


class Verdict(TextChoices):
    """What a row of the file would do."""

    WRONG = "wrong", "有错"
    NEW = "new", "新增"
    CHANGED = "changed", "修改"
    SAME = "same", "不变"


class BatchState(TextChoices):
    """Where a batch stands. ``MOVES`` says what may follow; ``actions`` make the moves and nobody else."""

    UPLOADED = "uploaded", "等检查"
    UNREADABLE = "unreadable", "读不了"
    CHECKED = "checked", "已检查"
    DRAFTED = "drafted", "已存成草稿"
    IN_REVIEW = "in_review", "审核中"
    SENT_BACK = "sent_back", "已退回"
    APPROVED = "approved", "待公布"
    PUBLISHED = "published", "已公布"
    DISCARDED = "discarded", "已放弃"
    UNDONE = "undone", "已撤销"


class Verb(TextChoices):
    """What can be done with a batch, as one."""

    CHECK = "check", "检查"
    CONFIRM = "confirm", "确认导入"
    SUBMIT = "submit", "提交审核"
    SIGN = "sign", "签字"
    SEND_BACK = "send_back", "退回"
    OVERRIDE = "override", "越过审核"
    PUBLISH = "publish", "公布"
    DISCARD = "discard", "放弃"
    UNDO = "undo", "撤销这一批"


# In which states each verb makes sense.
WHEN = {
    Verb.CHECK: {BatchState.UPLOADED, BatchState.CHECKED},
    Verb.CONFIRM: {BatchState.CHECKED},
    Verb.SUBMIT: {BatchState.DRAFTED, BatchState.SENT_BACK},
    Verb.SIGN: {BatchState.IN_REVIEW},
    Verb.SEND_BACK: {BatchState.IN_REVIEW, BatchState.APPROVED},
    Verb.OVERRIDE: {BatchState.IN_REVIEW},
    Verb.PUBLISH: {BatchState.APPROVED},
    Verb.DISCARD: {
        BatchState.UPLOADED,
        BatchState.UNREADABLE,
        BatchState.CHECKED,
        BatchState.DRAFTED,
        BatchState.IN_REVIEW,
        BatchState.SENT_BACK,
        BatchState.APPROVED,
    },
    Verb.UNDO: {BatchState.PUBLISHED},
}


class FileFormat(TextChoices):
    """The formats of files, by their endings; "zip" is one CSV file for each table."""

    XLSX = "xlsx", "Excel（.xlsx）"
    CSV = "csv", "CSV（只有主表）"
    ZIP = "zip", "CSV（含子表，压缩包）"
    JSON = "json", "JSON"
