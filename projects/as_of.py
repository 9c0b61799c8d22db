"""The day that a reader asks for with ``?as_of=``: read here alone, for pages and API.

What stood on that day is ``projects.record``'s matter.
"""

import datetime as dt
import re

from django.utils.translation import gettext as _

from core.partial_dates import date_in_words

PARAMETER = "as_of"
EARLIEST = dt.date(1990, 1, 1)
"""The zone's records don't go back further."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_as_of(params, today: dt.date) -> tuple[dt.date, str]:
    """The day in ``params`` (a ``request.GET``) and an error message, empty when there is none.

    Missing or empty is ``today``. What can't be read, lies before ``EARLIEST`` or after ``today`` is an error, with
    which the caller answers 400; the day beside it is ``today`` and stands for nothing.
    """
    text = params.get(PARAMETER, "").strip()
    if not text:
        return today, ""
    try:
        day = dt.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        return today, _("“%(text)s”不是能识别的日期。请写成 2021-06-30 这样。") % {"text": text[:40]}
    if day < EARLIEST:
        return today, _("最早可以看%(day)s。") % {"day": date_in_words(EARLIEST)}
    if day > today:
        return today, _("最晚可以看今天（%(day)s）。以后的日子还没有人说过什么。") % {"day": today.isoformat()}
    return day, ""
