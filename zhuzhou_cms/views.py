"""Pages that span all apps: home, and the answers for machines (health, robots)."""

from contextlib import suppress

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import F
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from core.api.errors import problem
from core.charts import square_chart
from core.charts.shapes import NARROW, SLIM
from core.footnotes import Footnotes
from core.origin import site_name
from core.page_meta import Alternate, PageMeta
from core.views import excerpt
from enterprises.models import Enterprise
from news.models import Article, Event
from parks.linked_data import site_data
from parks.models import Infrastructure, Park, ZoneProfile
from parks.tiles import plots, tiles
from projects.board import BESIDE, drawing_of, table_rows
from projects.capacity import zone_capacity
from projects.charts import capacity_charts, investment_chart, investment_title
from projects.light_counts import light_counts
from projects.models import Project
from projects.record import record_of
from projects.thresholds import thresholds
from projects.zone_words import light_sentence, promise_sentence
from talent.models import TalentProgram

DRAWN = 9
"""Projects on the first page's drawing: those with the nearest targets, then those begun first, then the largest."""
LARGEST_READ = 100_000_000  # bytes of a form that is too large anyway
PIECE = 100_000


class HomeView(TemplateView):
    """What this zone is, how its projects are doing, what is new."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        today, limits = timezone.localdate(), thresholds()
        projects = Project.objects.live()
        by_promise = [F(name).asc(nulls_last=True) for name in ("due_on", "started_on")]
        drawn = projects.with_record().select_related("park").prefetch_related("phases")
        drawn = drawn.order_by(*by_promise, F("planned_investment").desc(nulls_last=True), "slug")[:DRAWN]
        records = [record for project in drawn if (record := record_of(project, on=today, limits=limits))]
        counts = light_counts(on=today, limits=limits)
        largest = excerpt(
            projects.with_card().exclude(planned_investment=None).order_by("-planned_investment", "slug"),
            6,
            f"{reverse('projects:list')}?sort=investment",
        )
        parks = Park.objects.live().top_level().with_card().prefetch_related("citations__document")
        shown_parks, capacity = list(parks[:8]), zone_capacity()
        description = _(
            "%(site)s的园区、项目、企业与人才政策：承诺过什么，做到哪一步，消息有多新，每个数字都有出处。"
        ) % {"site": site_name()}
        zone = ZoneProfile.objects.live().prefetch_related("industries", "citations__document").first()
        return super().get_context_data(
            page_meta=PageMeta(description, canonical=self.request.path, alternates=feeds()),
            linked_data=site_data(zone, description, reverse("search")),
            zone=zone,
            infrastructure=excerpt(Infrastructure.objects.filter(park=None).select_related("source"), 6),
            footnotes=Footnotes(),
            headline=promise_sentence(counts),
            drawing=drawing_of(records, today, name="home", variants=BESIDE, brief=True) if records else None,
            drawing_table=table_rows(records),
            tiles=tiles(shown_parks),
            squares=square_chart("parks", _("园区占地"), plots(shown_parks), shapes=(NARROW, SLIM)),
            limits=limits,
            counts=counts,
            light_sentence=light_sentence(counts, limits),
            capacity=capacity_charts(capacity.compared),
            planned=capacity.planned,
            investment=investment_chart(largest, title=investment_title(counts)),
            largest=largest,
            park_count=Park.objects.live().top_level().count(),
            project_count=projects.count(),
            enterprise_count=Enterprise.objects.live().count(),
            programs=excerpt(TalentProgram.objects.live().with_card(), 2, reverse("talent:index")),
            articles=excerpt(Article.objects.live().with_card(), 5, reverse("news:list")),
            events=excerpt(Event.objects.live().with_card(), 4, reverse("events:list")),
            **kwargs,
        )


def feeds() -> tuple[Alternate, ...]:
    """The site's feeds, for the head of the first page."""
    return (
        Alternate.feed(reverse("news:feed"), _("动态")),
        Alternate.feed(reverse("projects:feed"), _("项目日期的改动")),
    )


@never_cache
@require_safe
def healthz(request):
    """For load balancers: 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "unreachable"}, status=503)
    return JsonResponse({"status": "ok", "database": "reachable"})


@require_safe
def robots(request):
    """What crawlers may read: everything public."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        *(f"Disallow: {address}" for address in _closed_to_crawlers()),
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _closed_to_crawlers():
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield from (reverse(name) for name in ("search", "leaving", "display"))


def bad_request(request, exception):
    """400 in words; 413 for a form that is larger than the site takes (``settings.DATA_UPLOAD_MAX_…``)."""
    if _is_for_programs(request):
        return problem(400, "这个请求读不懂，请检查网址和请求头。")
    if not isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return defaults.bad_request(request, exception)
    _read_to_its_end(request)
    return HttpResponse(render_to_string("413.html", form_limits()), status=413)


def server_error(request):
    """500 without details: they are in the log. It must not need anything that may be broken, the database least."""
    if _is_for_programs(request):
        return problem(500, "服务器出错，不是请求的问题。请稍后再试。")
    return defaults.server_error(request)


def _is_for_programs(request):
    return request.path_info.startswith("/api/") and not request.path_info.startswith("/api/docs/")


def form_limits() -> dict:
    """How much one form may send, as the page says that answers 413."""
    return {
        "controls": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        "megabytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1_000_000,
    }


def _read_to_its_end(request):
    """A browser that is still sending does not listen: it would show a broken connection instead of the answer."""
    with suppress(OSError):
        for _ in range(LARGEST_READ // PIECE):
            if not request.read(PIECE):
                return
