"""Template vocabulary of projects: how a row stands today, and what stages, statuses and phases are called."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.english import said

from .. import step_words
from ..board import minis_of
from ..choices import Stage, Status
from ..record import known_of
from ..rules.lights import Light
from ..rules.slip import duration
from ..thresholds import thresholds
from ..timeline import slip_words

register = template.Library()
register.filter(slip_words)
register.filter(step_words.nature)
register.filter("days", duration)


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
    return step_words.phase_name(number, phases) if number else _("整个项目")


@register.filter
def light_label(light):
    """The name of a light."""
    return Light(light).label


@register.filter
def light_meaning(light):
    """What a light means, in a word or two."""
    return {
        Light.GREEN: pgettext("light", "按期"),
        Light.YELLOW: _("有偏差"),
        Light.RED: _("明显落后"),
        Light.GREY: _("无法判断"),
    }[Light(light)]


@register.filter
def scope_words(observation, phases):
    """Which part of a project an observation is of: 一期，100级车间."""
    parts = [phase_name(observation.phase_number, phases), said(observation, "label")]
    return _("，").join(filter(None, parts))
