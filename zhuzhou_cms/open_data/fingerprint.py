"""What is public now, as a few characters: as long as they stay, so does the content of every file.

Everything that staff publish leaves a revision, and everything that comes, goes or expires changes how many public
rows there are or when the newest came. A new day counts as well: lights and delays are those of the day. What was
written past the admin (``loaddata``, a shell) and moved no time is found at the next day, or by ``--again``.
"""

import hashlib
import json
from functools import cache

from django.conf import settings
from django.db.models import Count, Max, Sum
from django.utils import timezone

from projects.thresholds import thresholds
from publishing.models import Publishable, Revision

from .datasets import DATASETS, in_chinese
from .tables import all_tables


def public_now() -> tuple[str, int]:
    """The fingerprint, and how many items are public. A query for each type that has a page, and one for revisions."""
    counts, standing = 0, {}
    for key, dataset in DATASETS.items():
        model = dataset.viewset.model
        if issubclass(model, Publishable):
            newest = {name: Max(name) for name in ("published_at", "updated_at")}
            found = model.objects.live().order_by().aggregate(count=Count("pk"), keys=Sum("pk"), **newest)
            counts += found["count"]
            standing[key] = [str(value) for value in found.values()]
    latest = Revision.objects.aggregate(last=Max("pk"))["last"]
    said = [standing, latest, timezone.localdate().isoformat(), str(thresholds()), _settings(), _shape()]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest(), counts


def _settings():
    return settings.SITE_OWNER, settings.SITE_NAME, settings.HTTPS


@cache
def _shape():
    """The columns and what they mean: another version of the site may have others."""
    with in_chinese():
        tables = [repr(table.all_columns) for dataset in DATASETS.values() for table in all_tables(dataset)]
    return hashlib.sha256("".join(tables).encode()).hexdigest()
