"""What enterprises add to the pages of parks."""

from django.db.models import Q

from core.panels import panel
from core.views import excerpt

from .choices import TenancyState
from .models import Tenancy


@panel("parks.Park")
def tenancies_of(park):
    """Who is in the park or in one of its parts, by state."""
    rows = Tenancy.objects.live().with_names().filter(Q(park=park) | Q(park__parent=park))
    rows = rows.order_by("park__position", "pk")
    return {
        "settled": excerpt(rows.filter(state=TenancyState.SETTLED), 50),
        "signed": excerpt(rows.filter(state=TenancyState.SIGNED), 50),
        "in_talks": excerpt(rows.filter(state=TenancyState.IN_TALKS), 50),
    }
