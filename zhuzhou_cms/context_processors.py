"""What every template knows about the site."""

from django.conf import settings
from django.http.request import split_domain_port


def site(request):
    """``site``: name, host, whether it is the demo, and the owner's values (empty where not given yet)."""
    return {
        "site": {
            "name": settings.SITE_NAME,
            "demo": settings.DEMO,
            "owner": settings.SITE_OWNER,
            "domain": settings.SITE_OWNER["domain"] or split_domain_port(request.get_host())[0],
            "origin": origin(request),
        }
    }


def origin(request) -> str:
    """What an address of the site begins with: the owner's domain, or the host that was asked."""
    domain = settings.SITE_OWNER["domain"]
    if not domain:
        return f"{request.scheme}://{request.get_host()}"
    return f"{'https' if settings.HTTPS else 'http'}://{domain}"
