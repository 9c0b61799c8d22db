"""What ``manage.py check --tag site`` finds wrong with the settings of webhooks."""

from django.conf import settings
from django.core.checks import Error, register

from .hosts import network_of


@register("site")
def check_settings(app_configs, **kwargs):
    """Networks and ports that can be read, a time and days that are more than nothing."""
    bad = [name for name in settings.WEBHOOK_ALLOWED_NETWORKS if network_of(name) is None]
    found = [
        Error(f"WEBHOOK_ALLOWED_NETWORKS: “{name}” is no network.", hint="Such as 10.20.0.0/16.", id="webhooks.E001")
        for name in bad
    ]
    if not all(name.isdecimal() and 0 < int(name) < 65536 for name in settings.WEBHOOK_PORTS):
        found.append(Error("WEBHOOK_PORTS must be ports, separated by commas.", id="webhooks.E002"))
    if not 0 < settings.WEBHOOK_TIMEOUT <= 60:
        found.append(Error("WEBHOOK_TIMEOUT must be more than 0 and at most 60 seconds.", id="webhooks.E003"))
    if settings.WEBHOOK_KEEP_DAYS < 7:
        found.append(Error("WEBHOOK_KEEP_DAYS must be 7 or more: tries go on for three.", id="webhooks.E004"))
    return found
