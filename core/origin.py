"""Where the site is on the web, for whatever leaves it with whole addresses: feeds, calendars, data for machines."""

from django.conf import settings
from django.http.request import split_domain_port

TAGGED_SINCE = "2026"
"""A tag: URI names a year in which the domain was its owner's (RFC 4151); it must never change."""


def origin(request) -> str:
    """What an address of the site begins with: the owner's domain, or the host that was asked."""
    own = settings.SITE_OWNER["domain"]
    if not own:
        return f"{request.scheme}://{request.get_host()}"
    return f"{'https' if settings.HTTPS else 'http'}://{own}"


def domain(request) -> str:
    """The bare host by which the public knows the site, or the one that was asked."""
    return settings.SITE_OWNER["domain"] or split_domain_port(request.get_host())[0]


def tag_uri(request, key: str) -> str:
    """The name for ever of what ``key`` names on this site ("article-7"), wherever its page moves to."""
    return f"tag:{domain(request)},{TAGGED_SINCE}:{key}"
