"""What enterprises add to the pages of parks."""

from core.panels import panel
from core.views import excerpt
from parks.querysets import within

from .choices import TenancyState
from .models import Tenancy

LISTED = 50
"""How many tenants of one state a park's page names."""


@panel("parks.Park")
def tenancies_of(park):
    """Who is in the park or in one of its parts, by state."""
    rows = Tenancy.objects.live().with_names().filter(within([park]))
    rows = rows.order_by("park__position", "pk")
    return {
        "settled": excerpt(rows.filter(state=TenancyState.SETTLED), LISTED),
        "signed": excerpt(rows.filter(state=TenancyState.SIGNED), LISTED),
        "in_talks": excerpt(rows.filter(state=TenancyState.IN_TALKS), LISTED),
    }
