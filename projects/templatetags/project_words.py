"""Template vocabulary of projects: what follows from a row and today's date, and names of phases."""

from django import template
from django.utils import timezone

register = template.Library()


@register.filter
def days_overdue(project):
    """How many days ago the final target passed without an actual date; 0 when it has not."""
    return project.days_overdue(on=timezone.localdate())


@register.filter
def phase_name(number, phases):
    """The name of the phase with this number among ``phases``; 整个项目 for 0."""
    if not number:
        return "整个项目"
    return next((phase.name for phase in phases if phase.number == number), f"第{number}期")
