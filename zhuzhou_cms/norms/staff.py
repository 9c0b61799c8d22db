"""What the staff's page on the norms shows. It inspects nothing: that takes a while, and is ``inspect_site``'s work."""

from django.core.checks import run_checks

from news.freshness import freshness
from zhuzhou_cms.access.standing import guards
from zhuzhou_cms.checks import SITE
from zhuzhou_cms.owner import OWNER_VALUES, missing_values

from . import record
from .inspection import NORMS


def standing() -> dict:
    """Owner's values, what guards the staff's pages, columns, settings that clash, each norm as last inspected."""
    last = record.last()
    found = {row["name"]: row for row in last["norms"]} if last else {}
    return {
        "values": OWNER_VALUES,
        "missing": missing_values(),
        "guards": guards(),
        "columns": freshness(),
        "clashes": run_checks(tags=[SITE]),
        "last": last,
        "norms": [(norm, found.get(norm.name)) for norm in NORMS],
    }
