"""Template vocabulary of projects: how a row stands today, and what stages, statuses and phases are called."""

from django import template
from django.utils import timezone

from ..choices import Stage, Status
from ..record import known_of
from ..rules.lights import Light
from ..thresholds import thresholds

register = template.Library()


@register.filter
def record_today(project):
    """The project as it stands today (``projects.record``). Its rows must have come ``with_record()``."""
    return known_of(project, on=timezone.localdate(), limits=thresholds())


@register.filter
def stage_label(stage):
    """A stage in words; 未说明 for none."""
    return Stage(stage).label


@register.filter
def status_label(status):
    """A status in words."""
    return Status(status).label


@register.filter
def phase_name(number, phases):
    """The name of the phase with this number among ``phases``; 整个项目 for 0."""
    if not number:
        return "整个项目"
    return next((phase.name for phase in phases if phase.number == number), f"第{number}期")


@register.filter
def light_label(light):
    """The name of a light."""
    return Light(light).label
