"""Dates of projects for machines: each change as an entry of an Atom feed, targets and actual dates as a calendar.

What such files are is the matter of ``core.feeds`` and ``core.calendars``.
"""

from django.db.models import F
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import calendars, feeds
from core.english import said
from core.footnotes import place_in_words

from .choices import DateKind, Status
from .models import DateChange, Project
from .step_words import date_words, nature, step_title

NEWEST = 50
"""Changes in a feed."""
MOST_PROJECTS = 500
"""Projects of the calendar: those whose target lies furthest ahead, down to those without one."""


class ChangesFeed(feeds.AtomView):
    """The newest changes of dates, of all projects."""

    key = "date-changes"

    def title(self):
        return _("项目日期的改动")

    def subtitle(self):
        return _("项目的原定、现定、另行预计和实际日期，每次改动一条：从什么改到什么，什么原因，谁说的。")

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
            raise Http404(_("没有公开这个项目。"))
        return super().get(request, *args, **kwargs)

    def title(self):
        return _("%(project)s：日期的改动") % {"project": self.project}

    def page(self):
        return reverse("projects:changes", args=[self.project.slug])

    def changes(self):
        return DateChange.objects.filter(milestone__project=self.project)


def change_entry(change) -> feeds.Entry:
    """One change for the feed: which date, old → new, why, and who said so."""
    milestone, project = change.milestone, change.milestone.project
    words = {
        "project": project,
        "step": step_title(milestone, project.phases.all()),
        "date": change.get_date_kind_display(),
        "dates": f"{change.old or _('未说明')} → {change.new or _('撤回')}",
        "kind": nature(change),
        "reason": change.get_reason_code_display(),
        "justification": change.justification,
        "stated": change.stated_on,
        "source": cited(change) if change.source else _("未说明"),
    }
    title = _("%(project)s：%(step)s的%(date)s日期") % words
    facts = [
        _("%(title)s：%(dates)s。") % {"title": title, **words},
        _("性质：%(kind)s。") % words,
        _("原因：%(reason)s。") % words if change.reason_code else "",
        _("理由：%(justification)s") % words if change.justification else "",
        _("来源日期：%(stated)s。") % words,
        _("出处：%(source)s。") % words,
    ]
    return feeds.Entry(
        key=f"date-change-{change.pk}",
        title=f"{title} {words['dates']}",
        path=f"{reverse('projects:changes', args=[project.slug])}#change-{change.pk}",
        published=change.recorded_at,
        updated=change.recorded_at,
        summary="\n".join(filter(None, facts)),
        categories=(str(words["date"]), change.get_kind_display()),
    )


def cited(row) -> str:
    """The source of a row in words."""
    title = _("《%(title)s》") % {"title": row.source}
    return _("，").join(filter(None, [title, said(row.source, "publisher"), place_in_words(row.locator)]))


class MilestoneCalendar(calendars.CalendarView):
    """Targets and actual dates of the projects. What was promised is tentative, what happened is confirmed."""

    filename = "milestones.ics"

    def title(self):
        return _("项目的目标与实际日期")

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
        ("target", DateKind.CURRENT_TARGET if dates.current else DateKind.ORIGINAL_TARGET, dates.target, promised),
        ("alternative", DateKind.ALTERNATIVE_DATE, dates.alternative, promised),
        ("actual", DateKind.ACTUAL, dates.actual, "CONFIRMED"),
    ]
    step = step_title(milestone, project.phases.all())
    return [
        calendars.Entry(
            key=f"milestone-{milestone.pk}-{key}",
            title=_("%(date)s%(step)s：%(project)s") % {"date": kind.label, "step": step, "project": project.label},
            path=project.get_absolute_url(),
            starts_on=date,
            changed=changed,
            description=_description(milestone, project, changes),
            category=str(kind.label),
            status=status,
        )
        for key, kind, date, status in told
        if date
    ]


def _description(milestone, project, changes):
    rows = [row for row in (milestone, *changes) if row.source]
    halted = project.status in (Status.PAUSED, Status.CANCELLED)
    sources = _("；").join(dict.fromkeys(cited(row) for row in rows))
    facts = [
        str(project),
        _("项目%(status)s。") % {"status": project.get_status_display()} if halted else "",
        _("%(dates)s。") % {"dates": capfirst(_("；").join(date_words(milestone.rule_dates)))},
        _("出处：%(source)s。") % {"source": sources} if rows else "",
    ]
    return "\n".join(filter(None, facts))
