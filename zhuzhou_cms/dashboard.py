"""The admin's first page: what this person has to do now. Each part is bounded and says where the rest is."""

import datetime as dt

from django.contrib.admin.sites import site
from django.urls import reverse
from django.utils import timezone

from core.views import excerpt
from library.models import Image
from news.freshness import freshness
from projects.admin import counted
from publishing.choices import State
from publishing.models import AuditEntry, BrokenLink, Draft, Publishable, ScheduleRun, Sitting
from webhooks.models import Endpoint
from webhooks.timer import left_undone

SHOWN = 8
"""Rows of each part; the rest is behind its link."""
REVIEW_SOON = 30
"""Days ahead in which a date of review is announced."""
RUNS_OFTEN = 15
"""Minutes after which the schedule's last run looks as if its timer had stopped."""
PRESENT = 60
"""Seconds since somebody was last seen at a form, for them to be there now."""


def dashboard(user) -> dict:
    """The parts of the first page that ``user`` may see, as the context of ``admin/_dashboard.html``."""
    if not user.has_perm("publishing.view_draft"):
        return {}
    drafts = reverse("admin:publishing_draft_changelist")
    rows = Draft.objects.select_related("content_type", "author").defer("payload", "base")
    waiting = rows.waiting_for(user).order_by("waiting_since", "pk")
    mine = rows.open().written_by(user).order_by("-updated_at", "-pk")
    scheduled = rows.filter(state=State.SCHEDULED).order_by("publish_at", "pk")
    columns = freshness() if user.has_perm("news.view_article") else []
    work = counted() if user.has_perm("projects.view_project") else []
    return {
        "roles": "、".join(user.groups.order_by("pk").values_list("name", flat=True)),
        "counts": [
            {"title": "等我办", "hint": "签字、公布或修改", "count": waiting.count(), "url": f"{drafts}?waits=me"},
            {"title": "我的草稿", "hint": "还没有办完的", "count": mine.count(), "url": f"{drafts}?author=me"},
            {
                "title": "定时",
                "hint": "到时公布",
                "count": scheduled.count(),
                "url": f"{drafts}?state={State.SCHEDULED.value}",
            },
            *work,
        ],
        "worklists": work,
        "waiting": excerpt(waiting, SHOWN, f"{drafts}?waits=me"),
        "mine": excerpt(mine, SHOWN, f"{drafts}?author=me"),
        "unsaved": unsaved(user),
        "scheduled": excerpt(scheduled, SHOWN, f"{drafts}?state={State.SCHEDULED.value}"),
        "schedule": schedule_state(),
        "reviews": reviews_due(user),
        "columns": columns,
        "late_columns": sum(each.state in {"over", "empty"} for each in columns),
        "broken_links": broken_links(user),
        "lost_pictures": lost_pictures(user),
        "paused_endpoints": paused_endpoints(user),
        "undone_webhooks": left_undone() if user.has_perm("webhooks.view_endpoint") else None,
        "present": present(user),
        "recent": AuditEntry.objects.filter(user=user).only("at", "verb", "title", "note")[:6],
    }


def unsaved(user):
    """What this person typed somewhere and never saved, with the way back to it."""
    sittings = Sitting.objects.filter(user=user, payload__isnull=False).select_related("content_type", "draft")
    rows = sittings.defer("payload", "base", "draft__payload", "draft__base").order_by("-typed_at")[:SHOWN]
    return [{"title": _name_of(row), "at": row.typed_at, "url": _form_of(row)} for row in rows]


def _name_of(sitting):
    type_name = sitting.model._meta.verbose_name
    item = sitting.item()
    return f"{type_name}：{item or sitting.draft or '新的一条'}"


def _form_of(sitting):
    name = f"admin:{sitting.content_type.app_label}_{sitting.content_type.model}"
    if sitting.form and sitting.object_id:
        return reverse(f"{name}_{sitting.form}", args=[sitting.object_id])
    if sitting.object_id:
        return reverse(f"{name}_change", args=[sitting.object_id])
    query = f"draft={sitting.draft_id}" if sitting.draft_id else f"begun={sitting.place.rpartition('-')[2]}"
    return f"{reverse(f'{name}_add')}?{query}"


def schedule_state() -> dict:
    """When the schedule last ran, and whether its timer seems to have stopped (visitors' requests keep it going)."""
    last = ScheduleRun.objects.first()
    late = last is None or timezone.now() - last.seen_at > dt.timedelta(minutes=RUNS_OFTEN)
    return {"last": last, "is_late": late, "zone": timezone.get_current_timezone_name()}


def reviews_due(user) -> list[dict]:
    """Content whose date of review comes within ``REVIEW_SOON`` days or has passed, the earliest first."""
    until = timezone.localdate() + dt.timedelta(days=REVIEW_SOON)
    found = []
    for model in (model for model in site._registry if issubclass(model, Publishable)):
        options = model._meta
        if user.has_perm(f"{options.app_label}.view_{options.model_name}"):
            rows = model._default_manager.filter(review_by__lte=until).order_by("review_by")[:SHOWN]
            change = f"admin:{options.app_label}_{options.model_name}_change"
            found += [{"row": row, "type": options.verbose_name, "url": reverse(change, args=[row.pk])} for row in rows]
    return sorted(found, key=lambda each: each["row"].review_by)[:SHOWN]


def broken_links(user):
    """How many links of public content lead nowhere, and where they are listed."""
    if not user.has_perm("publishing.view_brokenlink"):
        return None
    return {"count": BrokenLink.objects.count(), "url": reverse("admin:publishing_brokenlink_changelist")}


def lost_pictures(user):
    """How many pictures can't be shown, since their files are missing or were not made, and where they are listed."""
    if not user.has_perm("library.view_image"):
        return None
    address = f"{reverse('admin:library_image_changelist')}?ready=no"
    return {"count": Image.objects.filter(renditions={}).count(), "url": address}


def paused_endpoints(user):
    """The receivers to which nothing is sent any more because everything failed, for who may see them."""
    return Endpoint.objects.paused()[:SHOWN] if user.has_perm("webhooks.view_endpoint") else None


def present(user):
    """Who else has a form open now."""
    since = timezone.now() - dt.timedelta(seconds=PRESENT)
    sittings = (
        Sitting.objects.filter(seen_at__gte=since).exclude(user=user).select_related("user", "content_type", "draft")
    )
    rows = sittings.defer("payload", "base", "draft__payload", "draft__base").order_by("-seen_at")[:SHOWN]
    # Who has several forms of one item open is there once.
    seen = dict.fromkeys((row.user.get_full_name() or row.user.get_username(), _name_of(row)) for row in rows)
    return [{"who": who, "what": what} for who, what in seen]
