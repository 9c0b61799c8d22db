"""What every template knows about the site."""

from django.conf import settings

from core.origin import domain, origin, page_language, site_name


def site(request):
    """``site``: name, host, whether it is the demo, and the owner's values (empty where not given yet)."""
    return {
        "site": {
            "name": site_name(),
            "language": page_language(),
            "demo": settings.DEMO,
            "owner": settings.SITE_OWNER,
            "domain": domain(request),
            "origin": origin(request),
        }
    }
