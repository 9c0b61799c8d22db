"""What of articles and events can be found."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from core.quantities import qualifier_word
from enterprises.models import Enterprise
from search.sources import Document, SearchSource, lasting, register

from .models import Article, Event, EventParticipant


def _article(article):
    return Document(
        title=article.title,
        summary=article.summary,
        lines=(article.body, article.get_column_display(), str(article.occurred_on or "")),
    )


def _event(event):
    attendance = f"参会{qualifier_word(event.attendance_qualifier)}{event.attendance}人" if event.attendance else ""
    dates = "至".join(str(date) for date in (event.starts_on, event.ends_on) if date)
    return Document(
        title=event.name,
        summary=event.summary,
        lines=(
            event.get_kind_display(),
            dates,
            event.place,
            attendance,
            *("，".join(filter(None, [row.get_role_display(), row.note])) for row in event.roles.all()),
            *_participant_lines(event.participants.all()),
        ),
    )


def _participant_lines(participants):
    for row in participants:
        yield "，".join(filter(None, [row.enterprise.name, row.get_role_display(), row.note]))


def _event_rows(rows):
    named = EventParticipant.objects.filter(enterprise__in=lasting(Enterprise._meta.label))
    return rows.prefetch_related("roles", Prefetch("participants", queryset=named.select_related("enterprise")))


register(
    SearchSource(Article, "article", _("动态"), 90, document=_article),
    SearchSource(
        Event,
        "event",
        _("活动"),
        100,
        document=_event,
        rows=_event_rows,
        mentions={Enterprise._meta.label: ("participants__enterprise",)},
    ),
)
