"""Template vocabulary of projects: how a row stands today, and what stages, statuses and phases are called."""

from django import template
from django.utils import timezone

from ..board import minis_of
from ..choices import Stage, Status
from ..record import known_of
from ..rules.lights import Light
from ..thresholds import thresholds

register = template.Library()


@register.filter
def record_today(project):
    """The project as it stands today (``projects.record``). Its rows must have come ``with_record()``."""
    return known_of(project, on=timezone.localdate(), limits=thresholds())


@register.simple_tag
def progress_strips(projects):
    """The progress of ``projects`` (``with_record()``) on one time axis, a row each: ``projects.board.minis_of``."""
    today, limits = timezone.localdate(), thresholds()
    return minis_of([known_of(project, on=today, limits=limits) for project in projects], today)


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


@register.filter
def light_meaning(light):
    """What a light means, in a word or two."""
    return {"green": "按期", "yellow": "有偏差", "red": "明显落后", "grey": "无法判断"}[Light(light).value]


@register.filter
def scope_words(observation, phases):
    """Which part of a project an observation is of: 一期，100级车间."""
    return "，".join(filter(None, [phase_name(observation.phase_number, phases), observation.label]))
