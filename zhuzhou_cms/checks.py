"""What `manage.py check` finds wrong with the site as a whole: accounts, values that are missing, settings that clash.

``check --tag site`` runs those about settings alone. What the owner has not given yet is told with ``--deploy``, for
production; what would break a page is told always.
"""

import datetime as dt
import re
from dataclasses import fields

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Error, Tags, Warning, register
from django.db import Error as DatabaseError
from django.http.request import validate_host

from core.outward import host_of
from news.choices import Column
from projects.rules.thresholds import Thresholds
from zhuzhou_cms.api_limits import AddressThrottle
from zhuzhou_cms.auth import DEMO_PREFIX
from zhuzhou_cms.owner import missing_values

SITE = "site"
TOO_WIDE = {"*.com", "*.cn", "*.com.cn", "*.net", "*.org", "*.org.cn", "*.net.cn"}
HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+", re.ASCII | re.IGNORECASE)


@register(Tags.database, deploy=True)
def check_no_demo_accounts(app_configs, databases, **kwargs):
    """Demo accounts can't log in here, yet don't belong here: their passwords were printed on a screen.

    Reads the database, so it runs when one is named: ``check --deploy --database default``. A database that can't be
    read, or has no tables yet, is for other checks to complain about.
    """
    if settings.DEMO:
        return []
    User = get_user_model()
    errors = []
    for alias in databases or []:
        try:
            accounts = User.objects.using(alias).filter(**{f"{User.USERNAME_FIELD}__startswith": DEMO_PREFIX}).count()
        except DatabaseError:
            continue
        if accounts:
            errors.append(
                Error(
                    f"{accounts} demo accounts exist in the database “{alias}”.",
                    hint=f"Delete the users whose name starts with “{DEMO_PREFIX}”.",
                    id="zhuzhou_cms.E001",
                )
            )
    return errors


@register(SITE, deploy=True)
def check_owner_values(app_configs, **kwargs):
    """What the owner has not given, in production; pages show a placeholder in its place."""
    if not settings.PRODUCTION:
        return []
    return [
        Warning(
            f"{value.variable} is not set ({value.label}): pages say “待填写” in its place.",
            hint=f"It appears in: {value.shown}.",
            id="zhuzhou_cms.W001",
        )
        for value in missing_values()
    ]


@register(SITE)
def check_owner_values_are_well_formed(app_configs, **kwargs):
    """A domain that is a bare host of this site, a code of ten digits, certificate and licence at web addresses."""
    owner, found = settings.SITE_OWNER, []
    domain = owner["domain"]
    if domain and not HOST.fullmatch(domain):
        hint = "The host alone, as in www.example.gov.cn: no https://, no port, no slash."
        found.append(Error(f"SITE_DOMAIN is no bare host: “{domain}”.", hint=hint, id="zhuzhou_cms.E002"))
    elif domain and not validate_host(domain, settings.ALLOWED_HOSTS):
        hint = "Add it to ALLOWED_HOSTS, or every page at its own address answers 400."
        found.append(Error(f"SITE_DOMAIN is not among ALLOWED_HOSTS: “{domain}”.", hint=hint, id="zhuzhou_cms.E003"))
    if owner["id_code"] and not re.fullmatch(r"\d{10}", owner["id_code"], re.ASCII):
        hint = "It was given to the office when the site was registered."
        found.append(Error("SITE_ID_CODE (网站标识码) must have ten digits.", hint=hint, id="zhuzhou_cms.E004"))
    if owner["mark"] and not host_of(owner["mark"]):
        found.append(Error(f"SITE_MARK_URL is no web address: “{owner['mark']}”.", id="zhuzhou_cms.E005"))
    if owner["licence_url"] and not host_of(owner["licence_url"]):
        words = f"OPEN_DATA_LICENCE_URL is no web address: “{owner['licence_url']}”."
        found.append(Error(words, id="zhuzhou_cms.E013"))
    return found


@register(SITE)
def check_leaving_hosts(app_configs, **kwargs):
    """Names of hosts or of all below one, and never of half the world."""
    found = []
    for name in settings.LEAVING_EXEMPT_HOSTS:
        if name.lower() in TOO_WIDE:
            hint = "Nearly every link would leave the site without the notice."
            found.append(Warning(f"LEAVING_EXEMPT_HOSTS: “{name}” is too wide.", hint=hint, id="zhuzhou_cms.W002"))
        elif not HOST.fullmatch(name.removeprefix("*.")):
            hint = "Write a host (www.example.org) or all below one (*.example.org)."
            found.append(Error(f"LEAVING_EXEMPT_HOSTS: “{name}” is no host.", hint=hint, id="zhuzhou_cms.E006"))
    return found


@register(SITE)
def check_column_freshness(app_configs, **kwargs):
    """A limit for each column and for nothing else."""
    limits = settings.COLUMN_FRESHNESS
    unknown, missing = sorted(set(limits) - set(Column.values)), sorted(set(Column.values) - set(limits))
    found = []
    if unknown or missing:
        words = [f"unknown: {', '.join(unknown)}"] * bool(unknown) + [f"missing: {', '.join(missing)}"] * bool(missing)
        hint = f"The columns are: {', '.join(Column.values)}."
        found.append(
            Error(f"COLUMN_FRESHNESS names other columns ({'; '.join(words)}).", hint=hint, id="zhuzhou_cms.E007")
        )
    bad = sorted(name for name, days in limits.items() if not _is_whole(days) or days < 1)
    if bad:
        found.append(Error(f"COLUMN_FRESHNESS needs whole days, at least 1: {', '.join(bad)}.", id="zhuzhou_cms.E008"))
    return found


@register(SITE)
def check_status_thresholds(app_configs, **kwargs):
    """Names that the rules have, whole days, and limits in their order. Otherwise pages on projects would fail."""
    given = settings.STATUS_THRESHOLDS
    known = [field.name for field in fields(Thresholds)]
    if unknown := sorted(set(given) - set(known)):
        hint = f"The names are: {', '.join(known)}."
        return [Error(f"STATUS_THRESHOLDS: unknown {', '.join(unknown)}.", hint=hint, id="zhuzhou_cms.E009")]
    bad = sorted(name for name, days in given.items() if name != "holidays" and (not _is_whole(days) or days < 0))
    if bad:
        return [Error(f"STATUS_THRESHOLDS needs whole days: {', '.join(bad)}.", id="zhuzhou_cms.E010")]
    if not all(isinstance(day, dt.date) for day in given.get("holidays", ())):
        return [Error("STATUS_THRESHOLDS: holidays must be dates.", id="zhuzhou_cms.E012")]
    limits = Thresholds(**given)
    clashes = [
        f"{lower} ({getattr(limits, lower)}) is more than {upper} ({getattr(limits, upper)})"
        for lower, upper in (("fresh", "ageing"), ("yellow_slip", "red_slip"))
        if getattr(limits, lower) > getattr(limits, upper)
    ]
    return [Error(f"STATUS_THRESHOLDS: {clash}.", id="zhuzhou_cms.E011") for clash in clashes]


def _is_whole(days):
    return isinstance(days, int) and not isinstance(days, bool)


@register(SITE)
def check_api_rate(app_configs, **kwargs):
    """A number and a time, or nothing at all."""
    if not settings.API_RATE:
        return []
    try:
        number, _duration = AddressThrottle().parse_rate(settings.API_RATE)
    except (ValueError, KeyError, IndexError):
        number = 0
    if number > 0:
        return []
    hint = "Write 120/min (s, min, hour, day); empty for no limit."
    return [Error(f"API_RATE is “{settings.API_RATE}”.", hint=hint, id="zhuzhou_cms.E023")]
