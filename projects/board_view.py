"""The zone's board (挂图作战): all projects on one time axis, as they stood on a day, with the same data as a table."""

from django.db.models import F
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.origin import site_name
from core.page_meta import Column
from core.partial_dates import PartialDate
from core.views import PublicListView

from .board import drawing_of, table_rows
from .board_files import csv_text, svg_text
from .board_filters import BoardFilterSet
from .models import Project
from .record import ProjectRecord, record_of
from .rules.lights import Light
from .thresholds import thresholds
from .views import AsOfPage
from .zone_words import board_sentence

BOARD = Column(
    _("挂图作战"),
    "projects:board",
    kind=_("重大建设项目"),
    description=_("全部项目画在一条时间轴上：原定的日期、已经核实的阶段、没有消息的时间，附同样内容的表格。"),
    keywords=(_("挂图作战"), _("项目进度")),
)
MOST_RECORDS = 3000
"""Lights and stages of a day are worked out from records; a board of more projects has to be narrowed down first."""


def too_many() -> str:
    """What to do when more projects are asked for than can be judged at once."""
    return _("超过%(count)s个项目，请先选园区或产业。") % {"count": MOST_RECORDS}


class BoardView(AsOfPage, PublicListView):
    """At most 300 projects a page: what was promised, what is known, and the silence since."""

    model = Project
    section = BOARD
    filterset_class = BoardFilterSet
    template_name = "projects/board.html"
    paginate_by = 300

    def crumbs_without_content(self):
        return [(BOARD.name, reverse("projects:board")), (_("看某一天"), "")]

    def get_queryset(self):
        queryset = super().get_queryset().with_record().prefetch_related("phases")
        if not self.filterset.is_valid():
            return queryset
        asked = self.filterset.form.cleaned_data
        self.is_grouped = bool(asked["group"])
        if self.is_grouped:
            by_park = [F("park__position").asc(nulls_last=True), F("park__slug").asc(nulls_last=True)]
            queryset = queryset.order_by(*by_park, *queryset.query.order_by)
        if not (asked["light"] or asked["stage"]):
            return queryset
        return self._as_it_stood(queryset, asked["light"], asked["stage"])

    def _as_it_stood(self, queryset, light, stage):
        projects = list(queryset[: MOST_RECORDS + 1])
        if len(projects) > MOST_RECORDS:
            self.filterset.form.add_error("light" if light else "stage", too_many())
            return queryset.none()
        records = self._records(projects)
        return [r for r in records if (not light or r.shown.light == light) and (not stage or r.stage == stage)]

    def _records(self, rows) -> list[ProjectRecord]:
        limits = thresholds()
        records = [r if isinstance(r, ProjectRecord) else record_of(r, on=self.day, limits=limits) for r in rows]
        return [record for record in records if record is not None]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        records = self._records(context["object_list"])
        if self._is_grouped():
            records.sort(key=lambda record: public_park(record) is None)  # stable: keeps the order of the parks
        return context | {"records": records, **self.told(records), **self.as_of_context()}

    def _is_grouped(self):
        return self._is_filter_valid() and self.is_grouped

    def told(self, records) -> dict:
        """What the page says of these records."""
        return {
            "drawing": self.draw(records),
            "table": table_rows(records),
            "lights": [(light, sum(r.shown.light is light for r in records)) for light in Light],
            "lead": board_sentence(
                shown=len(records),
                promised=sum(any(m.dates.target for m in r.milestones) for r in records),
                due=sum(bool(r.missed) for r in records),
                on=self.day,
                is_today=self.day == self.today,
            ),
            "query": self.request.GET.urlencode(),
        }

    def draw(self, records, **options):
        """The drawing of the records, grouped as asked for."""
        return drawing_of(
            records,
            self.day,
            name="board",
            is_today=self.day == self.today,
            group=public_park if self._is_grouped() else None,
            **options,
        )


class BoardFile(BoardView):
    """The board in another form, under the same questions. What can't be answered is told by the page itself."""

    media_type = ""
    ending = ""

    def address(self):
        return reverse("projects:board")

    def told(self, records):
        return {} if self._is_filter_valid() else super().told(records)

    def render_to_response(self, context, **kwargs):
        if not self._is_filter_valid():
            return super().render_to_response(context, **kwargs)
        name = f"board-{self.day.isoformat()}.{self.ending}"
        return HttpResponse(
            self.text(context["records"]),
            content_type=self.media_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def text(self, records) -> str:
        """What the file says of these records."""
        raise NotImplementedError

    @property
    def origin(self) -> str:
        return self.request.build_absolute_uri("/").rstrip("/")


class BoardCsv(BoardFile):
    """The board's table, all pages in one; more than ``MOST_RECORDS`` have to be narrowed down first."""

    paginate_by = None
    media_type = "text/csv; charset=utf-8"
    ending = "csv"

    def get_queryset(self):
        rows = super().get_queryset()[: MOST_RECORDS + 1]
        if len(rows) > MOST_RECORDS:
            self.filterset.form.add_error(None, too_many())
            return []
        return rows

    def text(self, records):
        return csv_text(table_rows(records), self.day, park_of=public_park, origin=self.origin)


class BoardSvg(BoardFile):
    """The drawing of one page of the board."""

    media_type = "image/svg+xml; charset=utf-8"
    ending = "svg"

    def text(self, records):
        day, address = PartialDate(self.day), f"{self.origin}{self.address()}?{self._question()}"
        remark = _("只画来源在%(day)s以前说过的。每一行的日期和出处：%(address)s")
        return svg_text(
            self.draw(records, variants=("wide", "middle")),
            title=_("%(site)s挂图作战，%(day)s") % {"site": site_name(), "day": day},
            remark=remark % {"day": day, "address": address},
            origin=self.origin,
        )

    def _question(self):
        query = self.request.GET.copy()
        query["as_of"] = self.day.isoformat()
        return query.urlencode()


def public_park(record):
    """The park of a record's project when the public may see it, else None."""
    park = record.project.park
    return park if park is not None and park.is_live else None
