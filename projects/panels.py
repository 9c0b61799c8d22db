"""What projects add to the pages of the zone, its parks and enterprises."""

from django.urls import reverse
from django.utils import timezone

from core.panels import panel
from core.views import excerpt
from parks.querysets import within

from .board import BAND, drawing_of, table_rows
from .light_counts import light_counts
from .models import Project
from .record import record_of
from .thresholds import thresholds
from .zone_words import light_sentence, promise_sentence


@panel("parks.Park")
def projects_of_park(park):
    """The projects in the park and in its parts, as a list, as a drawing and as its table."""
    rows = Project.objects.live().with_card().with_record().filter(within([park]))
    projects = excerpt(rows.prefetch_related("phases"), 20, f"{reverse('projects:list')}?park={park.slug}")
    today, limits = timezone.localdate(), thresholds()
    records = [record for project in projects if (record := record_of(project, on=today, limits=limits))]
    return {
        "projects": projects,
        "drawing": drawing_of(records, today, name="park", variants=BAND) if records else None,
        "drawing_table": table_rows(records),
    }


@panel("parks.ZoneProfile")
def projects_of_zone(zone):
    """How all projects are doing, in counts and in a sentence each."""
    limits = thresholds()
    counts = light_counts(on=timezone.localdate(), limits=limits)
    return {
        "counts": counts,
        "light_sentence": light_sentence(counts, limits),
        "promise_sentence": promise_sentence(counts),
    }


@panel("enterprises.Enterprise")
def projects_of_enterprise(enterprise):
    """The enterprise's roles in projects."""
    return {"project_roles": excerpt(enterprise.project_roles.live().with_names(), 50)}
