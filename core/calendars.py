"""iCalendar files (RFC 5545) of all-day entries, for calendars that people subscribe to or import.

A date that is only known to the month, the quarter or the year stays what it is: its entry spans the whole period and
says so in words. It is never rounded to a day.
"""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from django.views.generic import View
from icalendar import Calendar, Event

from .english import is_english
from .origin import domain, origin, site_name
from .partial_dates import PartialDate, Precision
from .plain_text import printable


@dataclass(frozen=True)
class Entry:
    """Something that lasts whole days. ``key`` names it for ever; ``ends_on`` is the last day or period of it."""

    key: str
    title: str
    path: str
    starts_on: PartialDate
    changed: dt.datetime
    ends_on: PartialDate | None = None
    place: str = ""
    description: str = ""
    category: str = ""
    status: str = "CONFIRMED"
    """TENTATIVE is what was promised and may not come; CANCELLED what will not."""

    @property
    def last_day(self) -> dt.date:
        return max((self.ends_on or self.starts_on).end, self.starts_on.end)


def precision_words(starts_on: PartialDate, ends_on: PartialDate | None = None) -> str:
    """How exact the dates are, in words; empty when both are days of the calendar that a source names."""
    dates = [starts_on, *([ends_on] if ends_on else [])]
    is_inferred = any(date.inferred for date in dates)
    if all(date.precision is Precision.DAY for date in dates):
        return _("约%(day)s，日期为推定") % {"day": starts_on.label} if is_inferred else ""
    span = _("至").join(dict.fromkeys(date.label for date in dates))
    words = _("约%(span)s内，具体日期未说明") if is_inferred else _("%(span)s内，具体日期未说明")
    return words % {"span": span}


@method_decorator(conditional_page, name="get")
class CalendarView(View):
    """A calendar file. A subclass says what it is called and gives its entries, bounded."""

    filename = "calendar.ics"

    def title(self) -> str:
        raise NotImplementedError

    def entries(self) -> list[Entry]:
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        calendar = Calendar()
        calendar.add("prodid", f"-//{site_name()}//{domain(request)}//{'EN' if is_english() else 'ZH'}")
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("x-wr-calname", printable(f"{self.title()} - {site_name()}"))
        for entry in self.entries():
            calendar.add_component(self._event(entry))
        answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{self.filename}"'
        return answer

    def _event(self, entry):
        words = precision_words(entry.starts_on, entry.ends_on)
        address = f"{origin(self.request)}{entry.path}"
        event = Event()
        event.add("uid", f"{entry.key}@{domain(self.request)}")
        # Without METHOD this is the time of the last change (RFC 5545, 3.8.7.2): the file stays the same meanwhile.
        event.add("dtstamp", entry.changed)
        event.add("last-modified", entry.changed)
        event.add("dtstart", entry.starts_on.start)
        event.add("dtend", entry.last_day + dt.timedelta(days=1))  # the day after the last
        title, dates = entry.title, ""
        if words:
            title = _("%(title)s（%(note)s）") % {"title": title, "note": words}
            dates = _("日期：%(note)s。") % {"note": words}
        event.add("summary", printable(title))
        description = "\n".join(filter(None, [dates, entry.description, address]))
        event.add("description", printable(description))
        event.add("url", address)
        event.add("transp", "TRANSPARENT")  # nobody is busy because of it
        if entry.place:
            event.add("location", printable(entry.place))
        if entry.category:
            event.add("categories", [printable(entry.category)])
        event.add("status", entry.status)
        return event


class RowCalendarView(CalendarView):
    """The calendar of one public row, ``self.row``; 404 where it has no date."""

    model = None

    @property
    def row(self):
        if not hasattr(self, "_row"):
            self._row = self.model.objects.live().filter(slug=self.kwargs["slug"]).first()
        return self._row

    def get(self, request, *args, **kwargs):
        if self.row is None or not self.entries():
            raise Http404(_("这一项没有公开，或者没有日期。"))
        return super().get(request, *args, **kwargs)

    def title(self):
        return str(self.row)
