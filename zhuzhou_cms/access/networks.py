"""From which networks the staff's pages may be opened: ``settings.ADMIN_NETWORKS``, empty for everywhere."""

import ipaddress
from functools import lru_cache

from django.conf import settings

STAFF_PATHS = ("/admin/", "/styleguide/")
"""What the addresses of pages for staff alone begin with. A draft shared by its link is for who has the link."""


def is_for_staff(request) -> bool:
    """Whether the address is one of the staff's; written without its last slash too, which leads there."""
    return f"{request.path_info}/".startswith(STAFF_PATHS)


def is_inside(address: str | None) -> bool:
    """Whether somebody at this IP address may open the staff's pages; never, where it isn't known."""
    if not settings.ADMIN_NETWORKS:
        return True
    if address is None:
        return False
    known = ipaddress.ip_address(address)
    return any(known in network for network in _networks(tuple(settings.ADMIN_NETWORKS)))


def network_of(words: str):
    """The network that is written like this: "10.20.0.0/16", "2001:db8::/32", or one address. Raises ValueError."""
    return ipaddress.ip_network(words.strip())


@lru_cache(maxsize=8)
def _networks(names):
    """The networks that can be read. What can't lets nobody in, and ``manage.py check`` names it."""
    found = []
    for name in names:
        try:
            found.append(network_of(name))
        except ValueError:
            continue
    return tuple(found)
