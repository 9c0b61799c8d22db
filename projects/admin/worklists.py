"""Lists of projects that wait for somebody: counted on the admin's first page, opened as a filter of the list."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from ..models import Project
from ..thresholds import thresholds

SOON = 30
"""Days within which a target is said to come soon."""


@dataclass(frozen=True)
class Worklist:
    """One list: ``rows`` narrows projects to those of the list on a day, under the thresholds in force."""

    name: str
    title: str
    hint: str
    rows: Callable


WORKLISTS = [
    Worklist(
        "overdue",
        "到期未报",
        "目标已过，没有实际日期",
        lambda projects, on, limits: projects.with_missed_milestone(on=on, holidays=limits.holidays),
    ),
    Worklist(
        "due", f"{SOON}天内到期", "先问一声进展", lambda projects, on, limits: projects.due_within(on=on, days=SOON)
    ),
    Worklist(
        "stale",
        "消息过期",
        "很久没有核实，或从未核实",
        lambda projects, on, limits: projects.stale(on=on, limits=limits),
    ),
    Worklist("incomplete", "资料不全", "缺所在阶段应有的资料", lambda projects, on, limits: projects.incomplete()),
    Worklist("contradicted", "出处冲突", "有来源说法不一致", lambda projects, on, limits: projects.contradicted()),
    Worklist("pause", "暂停到期复核", "复核日已到", lambda projects, on, limits: projects.pause_review_due(on=on)),
    Worklist(
        "second",
        "等第二人同意",
        "临近到期的改期",
        lambda projects, on, limits: projects.awaiting_second_person(),
    ),
]


def rows_of(name, projects):
    """The projects of the list ``name`` today. Raises KeyError for a name that no list has."""
    worklist = {each.name: each for each in WORKLISTS}[name]
    return worklist.rows(projects, timezone.localdate(), thresholds())


def counted() -> list[dict]:
    """Each list with its count and address, one query a list."""
    address = reverse("admin:projects_project_changelist")
    return [
        {
            "title": each.title,
            "hint": each.hint,
            "count": rows_of(each.name, Project.objects.order_by()).count(),
            "url": f"{address}?work={each.name}",
        }
        for each in WORKLISTS
    ]


class WorkFilter(admin.SimpleListFilter):
    """Projects of one work-list."""

    title = "待办"
    parameter_name = "work"

    def lookups(self, request, model_admin):
        return [(each.name, each.title) for each in WORKLISTS]

    def queryset(self, request, queryset):
        known = {each.name for each in WORKLISTS}
        return rows_of(self.value(), queryset) if self.value() in known else queryset
