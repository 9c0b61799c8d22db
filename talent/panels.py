"""What talent adds to the pages of parks and enterprises."""

from django.urls import reverse

from core.panels import panel
from core.views import excerpt
from parks.querysets import within

from .models import ResearchPlatform


@panel("parks.Park")
def platforms_of_park(park):
    """Research platforms in the park and in its parts."""
    rows = ResearchPlatform.objects.live().with_card().prefetch_related("citations__document")
    more = f"{reverse('talent:platform-list')}?park={park.slug}"
    return {"platforms": excerpt(rows.filter(within([park])), 20, more)}


@panel("enterprises.Enterprise")
def people_of_enterprise(enterprise):
    """Platforms that the enterprise hosts, and experts who work there."""
    return {
        "platforms": excerpt(enterprise.platforms.live().with_card(), 20),
        "experts": excerpt(enterprise.experts.live().with_card(), 20),
    }
