"""What projects add to the pages of parks and enterprises."""

from django.urls import reverse
from django.utils import timezone

from core.panels import panel
from core.views import excerpt
from parks.querysets import within

from .board import drawing_of, table_rows
from .models import Project
from .record import record_of
from .thresholds import thresholds

BAND_WIDTH = 936
"""Room in a page's band beside its title, in pixels."""


@panel("parks.Park")
def projects_of_park(park):
    """The projects in the park and in its parts, as a list, as a drawing and as its table."""
    rows = Project.objects.live().with_card().with_record().filter(within([park]))
    projects = excerpt(rows.prefetch_related("phases"), 20, f"{reverse('projects:list')}?park={park.slug}")
    today, limits = timezone.localdate(), thresholds()
    records = [record for project in projects if (record := record_of(project, on=today, limits=limits))]
    return {
        "projects": projects,
        "drawing": drawing_of(records, today, name="park", width=BAND_WIDTH) if records else None,
        "drawing_table": table_rows(records),
    }


@panel("enterprises.Enterprise")
def projects_of_enterprise(enterprise):
    """The enterprise's roles in projects."""
    return {"project_roles": excerpt(enterprise.project_roles.live().with_names(), 50)}
