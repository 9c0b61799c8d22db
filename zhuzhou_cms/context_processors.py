"""What every template knows about the site."""

from django.conf import settings

from core.origin import domain, origin


def site(request):
    """``site``: name, host, whether it is the demo, and the owner's values (empty where not given yet)."""
    return {
        "site": {
            "name": settings.SITE_NAME,
            "demo": settings.DEMO,
            "owner": settings.SITE_OWNER,
            "domain": domain(request),
            "origin": origin(request),
        }
    }
