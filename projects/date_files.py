"""Dates of projects for machines: each change as an entry of an Atom feed, targets and actual dates as a calendar.

What such files are is the matter of ``core.feeds`` and ``core.calendars``.
"""

from django.db.models import F
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from core import calendars, feeds

from .choices import Status
from .models import DateChange, Project

NEWEST = 50
"""Changes in a feed."""
MOST_PROJECTS = 500
"""Projects of the calendar: those whose target lies furthest ahead, down to those without one."""


class ChangesFeed(feeds.AtomView):
    """The newest changes of dates, of all projects."""

    key = "date-changes"

    def title(self):
        return "项目日期的改动"

    def subtitle(self):
        return "项目的原定、现定、另行预计和实际日期，每次改动一条：从什么改到什么，什么原因，谁说的。"

    def page(self):
        return reverse("projects:list")

    def changes(self):
        return DateChange.objects.filter(milestone__project__in=Project.objects.live())

    def entries(self):
        rows = self.changes().select_related("milestone__project", "source", "baseline")
        # Rows are only ever added, so that the newest have the largest keys; there is no index by time.
        rows = rows.prefetch_related("milestone__project__phases").order_by("-pk")[:NEWEST]
        return [change_entry(change) for change in rows]


class ProjectChangesFeed(ChangesFeed):
    """The newest changes of one project's dates."""

    subject = Project  # whose address it is

    @cached_property
    def project(self):
        return Project.objects.live().filter(slug=self.kwargs["slug"]).first()

    @property
    def key(self):
        return f"date-changes-of-project-{self.project.pk}"

    def get(self, request, *args, **kwargs):
        if self.project is None:
            raise Http404("没有公开这个项目。")
        return super().get(request, *args, **kwargs)

    def title(self):
        return f"{self.project}：日期的改动"

    def page(self):
        return reverse("projects:changes", args=[self.project.slug])

    def changes(self):
        return DateChange.objects.filter(milestone__project=self.project)


def change_entry(change) -> feeds.Entry:
    """One change for the feed: which date, old → new, why, and who said so."""
    milestone, project = change.milestone, change.milestone.project
    title = f"{project}：{step_title(milestone)}的{change.get_date_kind_display()}日期"
    dates = f"{change.old or '未说明'} → {change.new or '撤回'}"
    nature = change.get_kind_display() + (f"（第{change.baseline.number}次基线）" if change.baseline else "")
    facts = [
        f"{title}：{dates}。",
        f"性质：{nature}。",
        f"原因：{change.get_reason_code_display()}。" if change.reason_code else "",
        f"理由：{change.justification}" if change.justification else "",
        f"来源日期：{change.stated_on}。",
        f"出处：{cited(change)}。" if change.source else "出处：未说明。",
    ]
    return feeds.Entry(
        key=f"date-change-{change.pk}",
        title=f"{title} {dates}",
        path=f"{reverse('projects:changes', args=[project.slug])}#change-{change.pk}",
        published=change.recorded_at,
        updated=change.recorded_at,
        summary="\n".join(filter(None, facts)),
        categories=(change.get_date_kind_display(), change.get_kind_display()),
    )


def step_title(milestone) -> str:
    """The milestone with its phase; the project's phases were brought along."""
    names = {phase.number: phase.name for phase in milestone.project.phases.all()}
    number = milestone.phase_number
    return f"{names.get(number, f'第{number}期') if number else ''}{milestone.title}"


def cited(row) -> str:
    """The source of a row in words."""
    parts = [f"《{row.source.title}》", row.source.publisher, row.locator]
    return "，".join(filter(None, parts))


class MilestoneCalendar(calendars.CalendarView):
    """Targets and actual dates of the projects. What was promised is tentative, what happened is confirmed."""

    filename = "milestones.ics"

    def title(self):
        return "项目的目标与实际日期"

    def entries(self):
        projects = Project.objects.live().order_by(F("due_on").desc(nulls_last=True), "slug")[:MOST_PROJECTS]
        projects = projects.prefetch_related("phases", "milestones__source", "milestones__date_changes__source")
        return [
            entry
            for project in projects
            for milestone in project.milestones.all()
            if not milestone.not_applicable
            for entry in milestone_entries(milestone, project)
        ]


def milestone_entries(milestone, project) -> list[calendars.Entry]:
    """The target in force, the date that was expected instead, and what happened: each where a source names it."""
    milestone.project = project  # with its phases
    dates, changes = milestone.rule_dates, list(milestone.date_changes.all())
    changed = max([project.updated_at, *(change.recorded_at for change in changes)])
    promised = "CANCELLED" if project.status == Status.CANCELLED else "TENTATIVE"
    told = [
        ("target", "现定" if dates.current else "原定", dates.target, promised),
        ("alternative", "另行预计", dates.alternative, promised),
        ("actual", "实际", dates.actual, "CONFIRMED"),
    ]
    return [
        calendars.Entry(
            key=f"milestone-{milestone.pk}-{key}",
            title=f"{word}{step_title(milestone)}：{project.label}",
            path=project.get_absolute_url(),
            starts_on=date,
            changed=changed,
            description=_description(milestone, project, changes),
            category=word,
            status=status,
        )
        for key, word, date, status in told
        if date
    ]


def _description(milestone, project, changes):
    dates = milestone.rule_dates
    named = {"原定": dates.original, "现定": dates.current, "另行预计": dates.alternative, "实际": dates.actual}
    rows = [row for row in (milestone, *changes) if row.source]
    halted = project.status in (Status.PAUSED, Status.CANCELLED)
    facts = [
        project.name,
        f"项目{project.get_status_display()}。" if halted else "",
        "；".join(f"{word}{date}" for word, date in named.items() if date) + "。",
        f"出处：{'；'.join(dict.fromkeys(cited(row) for row in rows))}。" if rows else "",
    ]
    return "\n".join(filter(None, facts))
