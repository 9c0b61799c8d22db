"""The outcome of the last inspection, kept as a file, so that the staff's page can show it without inspecting anew."""

import json
from datetime import datetime

from django.conf import settings
from django.utils import timezone

FILE = "inspection.json"


def keep(report) -> None:
    """Write down when the site was inspected and how each norm came off. Raises OSError when that can't be written."""
    found = {
        "inspected_at": timezone.now().isoformat(),
        "pages": len(report.site.pages),
        "is_complete": report.site.is_complete,
        "norms": report.by_norm(),
    }
    path = settings.VAR_DIR / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    fresh.replace(path)  # at once, so that nobody reads half of it


def last() -> dict | None:
    """What ``keep`` wrote last, with ``inspected_at`` as an aware time; None when there is nothing that can be read."""
    try:
        found = json.loads((settings.VAR_DIR / FILE).read_text(encoding="utf-8"))
        return found | {"inspected_at": datetime.fromisoformat(found["inspected_at"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None
