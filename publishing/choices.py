"""The words of the way out: where a draft stands, what happened to it."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where a draft stands. ``OPEN_STATES`` are those in which something is still to be done."""

    WRITING = "writing", "在写"
    IN_REVIEW = "in_review", "审核中"
    SENT_BACK = "sent_back", "已退回"
    APPROVED = "approved", "待公布"
    SCHEDULED = "scheduled", "已定时"
    PUBLISHED = "published", "已公布"
    DISCARDED = "discarded", "已放弃"


OPEN_STATES = (State.WRITING, State.IN_REVIEW, State.SENT_BACK, State.APPROVED, State.SCHEDULED)
# What an edit voids: from here on a signature or an approval is on record.
SUBMITTED_STATES = (State.IN_REVIEW, State.APPROVED, State.SCHEDULED)
# Which moves there are. ``actions`` makes them and nobody else.
MOVES = {
    State.WRITING: {State.IN_REVIEW, State.APPROVED, State.DISCARDED},
    State.SENT_BACK: {State.WRITING, State.IN_REVIEW, State.APPROVED, State.DISCARDED},
    State.IN_REVIEW: {State.WRITING, State.SENT_BACK, State.APPROVED, State.DISCARDED},
    State.APPROVED: {State.WRITING, State.SENT_BACK, State.SCHEDULED, State.PUBLISHED, State.DISCARDED},
    State.SCHEDULED: {State.WRITING, State.SENT_BACK, State.APPROVED, State.PUBLISHED, State.DISCARDED},
    State.PUBLISHED: set(),
    State.DISCARDED: {State.WRITING},
}


class Step(TextChoices):
    """The review steps (三审), in their order; each has a permission of ``Draft`` of the same name."""

    FIRST = "sign_first", "初审"
    SECOND = "sign_second", "复审"
    FINAL = "sign_final", "终审"


class Waits(TextChoices):
    """Whom a draft waits for: the signer of a step, its publisher, or its author. Empty: nobody has to do anything."""

    FIRST = Step.FIRST.value, "等初审"
    SECOND = Step.SECOND.value, "等复审"
    FINAL = Step.FINAL.value, "等终审"
    PUBLISH = "publish", "等公布"
    AUTHOR = "author", "等作者改"


class EventKind(TextChoices):
    """What happened to a draft, one word for each row of its record."""

    SUBMITTED = "submitted", "提交"
    SIGNED = "signed", "签字"
    SENT_BACK = "sent_back", "退回"
    TAKEN_BACK = "taken_back", "撤回"
    VOIDED = "voided", "签字作废"
    OVERRIDDEN = "overridden", "越过审核"
    COMMENTED = "commented", "留言"
    SCHEDULED = "scheduled", "定时"
    UNSCHEDULED = "unscheduled", "取消定时"
    PUBLISHED = "published", "公布"
    FAILED = "failed", "未能公布"
    DISCARDED = "discarded", "放弃"
    REOPENED = "reopened", "重新打开"


# What may happen to a draft without moving it: a word about it, the next signature, another time.
STAYING = (EventKind.COMMENTED, EventKind.SIGNED, EventKind.SCHEDULED)


class RevisionKind(TextChoices):
    """Why a snapshot of an item was taken."""

    FOUND = "found", "留底"  # as it stood before the first publication from here
    PUBLISHED = "published", "公布"
    WITHDRAWN = "withdrawn", "撤下"
    REPUBLISHED = "republished", "重新公布"
    DELETED = "deleted", "删除"
    RECOVERED = "recovered", "找回"


class WordKind(TextChoices):
    WRONG = "wrong", "错误"
    SENSITIVE = "sensitive", "敏感"


class Happened(TextChoices):
    """What the public learns of (``publishing.happenings``)."""

    PUBLISHED = "item.published", "公开了内容"
    WITHDRAWN = "item.withdrawn", "不再公开"
    DATE_CHANGED = "milestone.date_changed", "里程碑改了日期"


class Version(TextChoices):
    """What a publication was for the public."""

    FIRST = "first", "第一次公开"
    NEW = "new", "公开的内容有了新的版本"
    AGAIN = "again", "撤下或下线后重新公开"


class Ending(TextChoices):
    """How a page ceased to be public."""

    WITHDRAWN = "withdrawn", "撤下"
    EXPIRED = "expired", "到期下线"
    DELETED = "deleted", "删除"
