"""The zone's board (挂图作战): all projects on one time axis, as they stood on a day, with the same data as a table."""

from django.db.models import F
from django.urls import reverse

from core.views import PublicListView

from .board import drawing_of, table_rows
from .board_filters import BoardFilterSet
from .models import Project
from .record import ProjectRecord, record_of
from .rules.lights import Light
from .rules.verdicts import State
from .thresholds import thresholds
from .views import AsOfPage

MOST_RECORDS = 3000
"""Lights and stages of a day are worked out from records; a board of more projects has to be narrowed down first."""


class BoardView(AsOfPage, PublicListView):
    """At most 300 projects a page: what was promised, what is known, and the silence since."""

    model = Project
    section = ("挂图作战", "projects:board")
    filterset_class = BoardFilterSet
    template_name = "projects/board.html"
    paginate_by = 300

    def crumbs_without_content(self):
        return [("挂图作战", reverse("projects:board")), ("看某一天", "")]

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
            self.filterset.form.add_error(
                "light" if light else "stage", f"超过{MOST_RECORDS}个项目，请先选园区或产业。"
            )
            return queryset.none()
        records = self._records(projects)
        return [r for r in records if (not light or r.shown.light == light) and (not stage or r.stage == stage)]

    def _records(self, rows) -> list[ProjectRecord]:
        limits = thresholds()
        records = [r if isinstance(r, ProjectRecord) else record_of(r, on=self.day, limits=limits) for r in rows]
        return [record for record in records if record is not None]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        records = self._records(context["page_obj"].object_list)
        grouped = self._is_filter_valid() and self.is_grouped
        if grouped:
            records.sort(key=lambda record: public_park(record) is None)  # stable: keeps the order of the parks
        drawing = drawing_of(
            records,
            self.day,
            name="board",
            today_word="今天" if self.day == self.today else "截至",
            group=public_park if grouped else None,
        )
        lights = [(light, sum(r.shown.light is light for r in records)) for light in Light]
        return context | {
            "drawing": drawing,
            "table": table_rows(records),
            "lights": lights,
            "records": records,
            "promised": sum(any(m.dates.target for m in r.milestones) for r in records),
            "due": sum(any(m.verdict.state is State.MISSED for m in r.milestones) for r in records),
            **self.as_of_context(),
        }


def public_park(record):
    """The park of a record's project when the public may see it, else None."""
    park = record.project.park
    return park if park is not None and park.is_live else None
