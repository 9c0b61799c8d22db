"""What `manage.py check --tag site` finds wrong with the settings of the staff's access."""

from django.conf import settings
from django.core.checks import Error, Warning, register

from zhuzhou_cms.checks import SITE

from . import second_factor
from .networks import network_of


@register(SITE)
def check_admin_networks(app_configs, **kwargs):
    """Networks that can be read, with no bits beyond their mask: those are a slip of the pen."""
    found = []
    for name in settings.ADMIN_NETWORKS:
        try:
            network_of(name)
        except ValueError as error:
            hint = f"{error}. It lets nobody in. Write 10.20.0.0/16, 2001:db8::/32, or one address."
            found.append(Error(f"ADMIN_NETWORKS: “{name}” is no network.", hint=hint, id="zhuzhou_cms.E020"))
    return found


@register(SITE, deploy=True)
def check_admin_is_limited(app_configs, **kwargs):
    """In production the staff's pages are for the office's networks."""
    if not settings.PRODUCTION or settings.ADMIN_NETWORKS:
        return []
    hint = "Name the office's networks; 0.0.0.0/0,::/0 says that everywhere is meant."
    return [Warning("ADMIN_NETWORKS is empty: anybody may try to log in.", hint=hint, id="zhuzhou_cms.W020")]


@register(SITE)
def check_idle_minutes(app_configs, **kwargs):
    """Between one minute and a working day, which is when a login ends anyway."""
    if 1 <= settings.STAFF_IDLE_MINUTES <= settings.SESSION_COOKIE_AGE // 60:
        return []
    hint = f"Minutes, from 1 to {settings.SESSION_COOKIE_AGE // 60}; 30 is usual."
    words = f"STAFF_IDLE_MINUTES is {settings.STAFF_IDLE_MINUTES}."
    return [Error(words, hint=hint, id="zhuzhou_cms.E021")]


@register(SITE)
def check_second_factor(app_configs, **kwargs):
    """One of the three words; any other counts as "required"."""
    if settings.STAFF_SECOND_FACTOR in second_factor.CHOICES:
        return []
    hint = f"It is one of: {', '.join(second_factor.CHOICES)}."
    words = f"STAFF_SECOND_FACTOR is “{settings.STAFF_SECOND_FACTOR}”."
    return [Error(words, hint=hint, id="zhuzhou_cms.E022")]


@register(SITE, deploy=True)
def check_second_factor_is_required(app_configs, **kwargs):
    """In production a stolen password alone opens nothing."""
    if not settings.PRODUCTION or second_factor.is_required():
        return []
    words = f"STAFF_SECOND_FACTOR is “{settings.STAFF_SECOND_FACTOR}”: a stolen password may be all it takes."
    return [Warning(words, hint="Set it to required.", id="zhuzhou_cms.W021")]
