"""Pages of projects. What holds on a day is ``projects.record``'s matter; the pages read it for the day asked for."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import ListView, TemplateView

from core.partial_dates import PartialDate
from core.views import PublicDetailView, PublicListView, PublicPage, excerpt

from . import figures, headline, timeline
from .as_of import EARLIEST, read_as_of
from .board import drawing_of
from .filters import ProjectFilterSet
from .light_counts import light_counts
from .models import DateChange, Party, Project
from .record import known_of, stage_entries_by, stage_entry_of
from .rules import RULES_VERSION
from .thresholds import thresholds


class ProjectListView(PublicListView):
    """All projects, filtered and sorted."""

    model = Project
    section = ("项目", "projects:list")
    filterset_class = ProjectFilterSet

    def get_queryset(self):
        return super().get_queryset().with_record()


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
            return self.answer_without_content("读不出要看哪一天", error, status=400)
        return super().get(request, *args, **kwargs)

    def answer_without_content(self, title, explanation, *, status):
        """A page that says why nothing is shown, with the form to ask for another day."""
        context = {
            "title": title,
            "explanation": explanation,
            "address": self.request.path,
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

    def crumbs_without_content(self):
        return [("项目", reverse("projects:list")), ("看某一天", "")]

    def as_of_context(self):
        """What the form and the banner need."""
        return {"as_of": self.day, "today": self.today, "earliest": EARLIEST, "is_today": self.day == self.today}


class ProjectDetailView(AsOfPage, PublicDetailView):
    """One project as it stood on a day, led by its light and its timeline."""

    model = Project
    section = ("项目", "projects:list")

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
                self.project.name,
                f"到{PartialDate(self.day)}为止，还没有来源说到这个项目。后来才说的，不往前算。",
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
        context = super().get_context_data(
            record=record,
            headline=headline.build(record, thresholds()),
            timeline=self._timeline(record.of_phase(0), last_confirmed_on=record.last_confirmed_on, stage=record.stage),
            phases=[
                self._phase(phase) for phase in project.phases.all() if phase.as_of is None or _by(phase.as_of, day)
            ],
            measures=figures.planned_beside_achieved(figures.said_by(project.observations.all(), day)),
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
        word = "今天" if self.day == self.today else "截至"
        return None if self._record.is_silent else drawing_of([self._record], self.day, name="project", today_word=word)

    def _timeline(self, milestones, *, last_confirmed_on=None, **options):
        setting = timeline.Setting(self.day, thresholds(), self.day == self.today, last_confirmed_on)
        return timeline.build(milestones, setting, **options)

    def _phase(self, phase):
        entry = stage_entry_of(self.project.stage_entries.all(), on=self.day, phase_number=phase.number)
        milestones = self._record.of_phase(phase.number)
        return {"phase": phase, "entry": entry, "rows": self._timeline(milestones, steps=()) if milestones else []}


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
    section = ("项目", "projects:list")
    paginate_by = 50

    @cached_property
    def project(self):
        return get_object_or_404(Project.objects.live(), slug=self.kwargs["slug"])

    def crumbs(self):
        return [*super().crumbs(), (str(self.project), self.project.get_absolute_url()), ("改动记录", "")]

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


class LightsView(AsOfPage, TemplateView):
    """What the lights mean, by which numbers, and how many projects show which."""

    template_name = "projects/lights.html"

    def get_context_data(self, **kwargs):
        limits = thresholds()
        return super().get_context_data(
            crumbs=[("项目", reverse("projects:list")), ("状态灯", "")],
            section_name="项目",
            counts=light_counts(on=self.day, limits=limits),
            limits=limits,
            rules_version=RULES_VERSION,
            **self.as_of_context(),
            **kwargs,
        )
