"""What projects add to the pages of parks and enterprises."""

from django.urls import reverse

from core.panels import panel
from core.views import excerpt
from parks.querysets import within

from .models import Project


@panel("parks.Park")
def projects_of_park(park):
    """The projects in the park and in its parts."""
    rows = Project.objects.live().with_card().filter(within([park]))
    return {"projects": excerpt(rows, 20, f"{reverse('projects:list')}?park={park.slug}")}


@panel("enterprises.Enterprise")
def projects_of_enterprise(enterprise):
    """The enterprise's roles in projects."""
    return {"project_roles": excerpt(enterprise.project_roles.live().with_names(), 50)}
