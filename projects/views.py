"""Pages of projects. What holds on a day is ``projects.record``'s matter; the pages read it for the day asked for."""

from dataclasses import replace

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView, TemplateView

from core.charts.shapes import USUAL
from core.page_meta import Alternate, Column, PageMeta
from core.partial_dates import PartialDate
from core.views import ColumnPage, PublicDetailView, PublicListView, PublicPage, excerpt
from parks.pattern import pattern_of

from . import charts, figures, headline, timeline
from .as_of import EARLIEST, read_as_of
from .board import drawing_of
from .filters import ProjectFilterSet
from .light_counts import light_counts
from .linked_data import project_data
from .models import DateChange, Party, Project
from .record import known_of, stage_entries_by, stage_entry_of
from .rules import RULES_VERSION
from .thresholds import thresholds
from .zone_words import moved_sentence

PROJECTS = Column(
    _("项目"),
    "projects:list",
    kind=_("重大建设项目"),
    description=_("项目的阶段、目标日期、计划总投资和最后核实的日期，可以按阶段、园区、产业、投资和开工年份筛选。"),
    keywords=(_("重大建设项目"), _("项目进度"), _("投资")),
)
LIGHTS = Column(
    _("状态灯"),
    "projects:lights",
    kind=_("重大建设项目"),
    description=_("项目的绿、黄、红、灰灯各是什么意思，按哪些天数判断，现在各有多少个项目。"),
    keywords=(_("状态灯"), _("项目进度")),
)


def changes_feed(project) -> Alternate:
    """Where the changes of a project's dates can be followed."""
    title = _("%(project)s：日期的改动") % {"project": project}
    return Alternate.feed(reverse("projects:project-feed", args=[project.slug]), title)


class ProjectListView(PublicListView):
    """All projects, filtered and sorted."""

    model = Project
    section = PROJECTS
    filterset_class = ProjectFilterSet

    def alternates(self):
        return (
            Alternate.feed(reverse("projects:feed"), _("项目日期的改动")),
            Alternate.calendar(reverse("projects:calendar"), _("项目的目标与实际日期")),
        )

    def get_queryset(self):
        return super().get_queryset().with_record()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**self._overview(), **kwargs)

    def _overview(self):
        """What all projects come to, on the first page of the whole list."""
        if not self._is_filter_valid() or self.filterset.active or self.request.GET.get(self.page_kwarg, "1") != "1":
            return {}
        counts = light_counts(on=timezone.localdate(), limits=thresholds())
        priced = Project.objects.live().with_card().exclude(planned_investment=None)
        return {
            "counts": counts,
            "charts": [charts.stage_chart(counts), charts.start_chart(counts)],
            "investment": charts.investment_chart(
                priced.order_by("-planned_investment", "slug")[:8], title=charts.investment_title(counts)
            ),
        }


class AsOfPage:
    """A page that can be asked how things stood on a day. A day that can't be read is a 400 that says so."""

    @cached_property
    def today(self):
        return timezone.localdate()

    @cached_property
    def _asked(self):
        return read_as_of(self.request.GET, self.today)

    @property
    def day(self):
        """The day to show."""
        return self._asked[0]

    def get(self, request, *args, **kwargs):
        error = self._asked[1]
        if error:
            return self.answer_without_content(_("读不出要看哪一天"), error, status=400)
        return super().get(request, *args, **kwargs)

    def answer_without_content(self, title, explanation, *, status):
        """A page that says why nothing is shown, with the form to ask for another day."""
        context = {
            "title": title,
            "explanation": explanation,
            "address": self.address(),
            "crumbs": self.crumbs_without_content(),
            **self.as_of_context(),
        }
        return self.response_class(
            request=self.request,
            template=["projects/nothing_to_show.html"],
            context=context,
            using=self.template_engine,
            status=status,
        )

    def address(self):
        """Where the page is that can be asked for another day."""
        return self.request.path

    def crumbs_without_content(self):
        return [(PROJECTS.name, reverse("projects:list")), (_("看某一天"), "")]

    def as_of_context(self):
        """What the form and the banner need."""
        return {"as_of": self.day, "today": self.today, "earliest": EARLIEST, "is_today": self.day == self.today}


class ProjectDetailView(AsOfPage, PublicDetailView):
    """One project as it stood on a day, led by its light and its timeline."""

    model = Project
    section = PROJECTS
    tells = _("进展、承诺、投资与出处")

    def alternates(self):
        return (changes_feed(self.object),)

    def linked_data(self):
        return [project_data(self.object)]

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .with_record()
            .prefetch_related(
                *(f"{name}__source" for name in ("phases", "amounts", "building_groups", "honours", "status_changes")),
                "observations__metric",
                "observations__source",
                Prefetch("parties", queryset=Party.objects.live().with_names(), to_attr="public_parties"),
            )
        )

    def get(self, request, *args, **kwargs):
        if self.day != self.today and self._record.is_silent:
            return self.answer_without_content(
                str(self.project),
                _("到%(day)s为止，还没有来源说到这个项目。后来才说的，不往前算。") % {"day": PartialDate(self.day)},
                status=404,
            )
        return super().get(request, *args, **kwargs)

    @cached_property
    def project(self):
        return super().get_object()

    def get_object(self, queryset=None):
        return self.project

    @cached_property
    def _record(self):
        return known_of(self.project, on=self.day, limits=thresholds())

    def get_context_data(self, **kwargs):
        project, day, record = self.project, self.day, self._record
        amounts = figures.said_by(project.amounts.all(), day)
        phases = [self._phase(phase) for phase in project.phases.all() if phase.as_of is None or _by(phase.as_of, day)]
        context = super().get_context_data(
            record=record,
            headline=headline.build(record, thresholds()),
            timeline=self._timeline(record.of_phase(0), last_confirmed_on=record.last_confirmed_on, stage=record.stage),
            is_due=headline.is_due(record),
            phases=phases,
            dated_phases=[item for item in phases if item["rows"]],
            measures=figures.measures(figures.said_by(project.observations.all(), day)),
            pattern=pattern_of(project.building_groups.all(), shapes=USUAL),
            amounts=figures.amounts_by_kind(amounts),
            planned_total=figures.planned_total(amounts),
            stage_entries=stage_entries_by(project.stage_entries.all(), on=day),
            drawing=self._drawing(),
            honours=[row for row in project.honours.all() if row.awarded_on is None or _by(row.awarded_on, day)],
            **self.as_of_context(),
            **kwargs,
        )
        return context if day == self.today else context | _news_by(context, day)

    def _drawing(self):
        is_today = self.day == self.today
        return (
            None if self._record.is_silent else drawing_of([self._record], self.day, name="project", is_today=is_today)
        )

    def _timeline(self, milestones, *, last_confirmed_on=None, **options):
        setting = timeline.Setting(self.day, thresholds(), self.day == self.today, last_confirmed_on)
        return timeline.build(milestones, setting, **options)

    def _phase(self, phase):
        entry = stage_entry_of(self.project.stage_entries.all(), on=self.day, phase_number=phase.number)
        milestones = self._record.of_phase(phase.number)
        rows = self._timeline(milestones, stage=entry.stage if entry else "", steps=()) if milestones else []
        return {"phase": phase, "entry": entry, "rows": rows}


def _by(date, day):
    return date.start <= day


def _news_by(context, day):
    """The articles and events of the page that had happened by ``day``."""
    return {
        "articles": [a for a in context["articles"] if a.occurred_on and _by(a.occurred_on, day)],
        "events": [e for e in context["events"] if e.starts_on and _by(e.starts_on, day)],
    }


class ProjectChangesView(PublicPage, ListView):
    """What was ever changed about one project: each date, each re-planning, each pause, each confirmation."""

    subject = Project  # whose address it is; the rows listed are others
    template_name = "projects/project_changes.html"
    context_object_name = "changes"
    section = PROJECTS
    paginate_by = 50

    @cached_property
    def project(self):
        return get_object_or_404(Project.objects.live(), slug=self.kwargs["slug"])

    def crumbs(self):
        return [*super().crumbs(), (str(self.project), self.project.get_absolute_url()), (_("改动记录"), "")]

    def alternates(self):
        return (changes_feed(self.project),)

    def page_meta(self):
        words = {"project": self.project}
        told = _("%(project)s改过哪些日期，从什么改到什么，什么原因，什么时候说的，出处在哪里。") % words
        column = replace(PROJECTS, name=_("%(project)s的改动记录") % words, description=told)
        return PageMeta(told, column, canonical=self.request.path)

    def get_queryset(self):
        changes = DateChange.objects.filter(milestone__project=self.project)
        return changes.select_related("milestone", "source", "baseline").order_by("-recorded_at", "-pk")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            project=self.project,
            status_changes=self._latest("status_changes"),
            baselines=self._latest("baselines", order="-number"),
            confirmations=self._latest("confirmations"),
            phases=list(self.project.phases.all()),
            **kwargs,
        )

    def _latest(self, name, order="-recorded_at"):
        return excerpt(getattr(self.project, name).select_related("source").order_by(order, "-pk"), 20)


class LightsView(AsOfPage, ColumnPage, TemplateView):
    """What the lights mean, by which numbers, and how many projects show which."""

    section, parent_section = LIGHTS, PROJECTS
    template_name = "projects/lights.html"

    def get_context_data(self, **kwargs):
        limits = thresholds()
        counts = light_counts(on=self.day, limits=limits)
        return super().get_context_data(
            counts=counts,
            charts=[
                *(chart for chart in [charts.light_chart(counts)] if chart.is_drawn),  # else the numbers say it
                charts.stage_chart(counts),
                charts.start_chart(counts),
            ],
            moved=moved_sentence(counts),
            limits=limits,
            rules_version=RULES_VERSION,
            **self.as_of_context(),
            **kwargs,
        )
