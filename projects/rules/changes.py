"""Which change of a milestone's dates is allowed, and as what it goes on record.

The one place that admin, import and API ask. Answers say what to do instead of what is refused.
"""

import datetime as dt
from dataclasses import dataclass

from core.partial_dates import PartialDate

from ..choices import ChangeKind, DateKind
from .thresholds import Thresholds
from .verdicts import Dates


class Refused(Exception):
    """A change that the rules do not allow. ``field`` names what the person typed wrong, ``message`` what to do."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field, self.message = field, message


@dataclass(frozen=True)
class Allowed:
    """A change that may go on record as ``kind``; with ``needs_second_person`` only after another one agreed."""

    kind: ChangeKind
    needs_second_person: bool = False


def check_change(
    dates: Dates,
    date_kind: str,
    new: PartialDate | None,
    *,
    on: dt.date,
    published: bool,
    limits: Thresholds,
    reason_code: str = "",
    justification: str = "",
    has_source: bool = False,
) -> Allowed:
    """How a change of one of ``dates`` to ``new`` on the day ``on`` goes on record. Raises ``Refused``.

    ``published`` says whether the public can see the milestone. What is not public yet may still be mended freely.
    """
    _require_applicable(dates, date_kind)
    check = {
        DateKind.ORIGINAL_TARGET: _original,
        DateKind.CURRENT_TARGET: _current,
        DateKind.ALTERNATIVE_DATE: _alternative,
        DateKind.ACTUAL: _actual,
    }[DateKind(date_kind)]
    allowed = check(dates, new, on=on, published=published, limits=limits, has_source=has_source)
    if allowed.kind not in (ChangeKind.FIRST, ChangeKind.REPORT):
        require_reason(reason_code, justification)
    return allowed


def direction(before: PartialDate, after: PartialDate) -> ChangeKind:
    """Whether a target that moves from ``before`` to ``after`` is put off or brought forward."""
    later = (after.end, after.start) > (before.end, before.start)
    return ChangeKind.EXTENSION if later else ChangeKind.ACCELERATION


def _require_applicable(dates, date_kind):
    if dates.not_applicable:
        raise Refused(date_kind, "这个里程碑标了“不适用”，不能有日期。请先去掉“不适用”。")


def require_reason(reason_code: str, justification: str) -> None:
    """Raises ``Refused`` unless a reason is chosen and explained."""
    if not reason_code:
        raise Refused("reason_code", "改日期要选一个原因。")
    if not justification.strip():
        raise Refused("justification", "改日期要写明理由，公众会看到。")


def _original(dates, new, *, published, **_):
    if dates.original and published:
        raise Refused(
            "original_target", "原定日期公布以后不再改。要改期，请改“现定”；当初录错了，请用“更正”，会留下记录。"
        )
    return Allowed(ChangeKind.FIRST)


def _current(dates, new, *, on, published, limits, **_):
    _require_awaited(dates)
    if dates.target.end < on:
        raise Refused("current_target", "目标日已过，“现定”不再改。请写“另行预计”，并说明为什么没有按期。")
    if new is None:
        raise Refused("current_target", "目标不能清空。录错了请用“更正”。")
    _require_ahead(new, on)
    near = published and (dates.target.end - on).days <= limits.second_person
    return Allowed(direction(dates.target, new), near)


def _require_awaited(dates):
    if dates.original is None:
        raise Refused("current_target", "还没有原定日期。第一次公布的目标请写在“原定”里。")
    if dates.actual:
        raise Refused("current_target", "这一步已经发生，目标不再改。")


def _require_ahead(new, on):
    if new.end < on:
        raise Refused("current_target", "新的目标不能在今天以前。已经发生的请写在“实际”里。")


def _alternative(dates, new, *, on, **_):
    if dates.actual:
        raise Refused("alternative_date", "这一步已经发生，不再需要另行预计。")
    if dates.target is None or dates.target.end >= on:
        raise Refused("alternative_date", "目标日还没有过。要改期请改“现定”。")
    if new is not None and new.end < on:
        raise Refused("alternative_date", "另行预计的日期不能在今天以前。")
    return Allowed(ChangeKind.ALTERNATIVE)


def _actual(dates, new, *, on, has_source, **_):
    if dates.actual:
        raise Refused("actual", "实际日期已经记录。录错了请用“更正”，会留下记录。")
    if new is None:
        return Allowed(ChangeKind.REPORT)
    if new.start > on:
        raise Refused("actual", "实际日期不能晚于今天。")
    if not has_source:
        raise Refused("actual", "实际日期要有来源。请选出来源文件，写明出处位置。")
    return Allowed(ChangeKind.REPORT)


def check_replanned(dates: Dates, new: PartialDate, *, on: dt.date) -> Allowed:
    """A new plan may move any target that is still awaited, one that has passed too. Raises ``Refused``."""
    _require_applicable(dates, "current_target")
    _require_awaited(dates)
    _require_ahead(new, on)
    return Allowed(ChangeKind.REBASELINE)


def check_correction(
    dates: Dates, date_kind: str, new: PartialDate | None, *, on: dt.date, justification: str
) -> Allowed:
    """A mistake in the record may be mended in any of ``dates``, but never silently. Raises ``Refused``."""
    if new is not None:
        _require_applicable(dates, date_kind)
    if not justification.strip():
        raise Refused("justification", "请写明哪里录错了、正确的依据是什么，公众会看到。")
    if date_kind == DateKind.ACTUAL and new is not None and new.start > on:
        raise Refused("actual", "实际日期不能晚于今天。")
    return Allowed(ChangeKind.CORRECTION)


def check_pause(*, reason_code: str, summary: str, review_due: dt.date | None, on: dt.date, limits: Thresholds) -> None:
    """A pause needs a reason, a summary and a review date within the limit. Raises ``Refused``."""
    if not reason_code:
        raise Refused("reason_code", "暂停要选一个原因。")
    if not summary.strip():
        raise Refused("summary", "暂停要写一句说明，公众会看到。")
    latest = on + dt.timedelta(days=limits.pause_review)
    if review_due is None or not on < review_due <= latest:
        raise Refused("review_due", f"复核日要在明天到{PartialDate(latest)}之间（{limits.pause_review}天以内）。")
