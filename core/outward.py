"""Links that leave the site: which of them need a notice, and the address of that notice.

The notice is a page of our own (``leaving``) that shows where the link leads. Its address carries our signature, so
that nobody can make the site vouch for an address which stands nowhere on it. Drawing the page is ``zhuzhou_cms``'s.
"""

import re
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.signing import Signer
from django.http.request import is_same_domain
from django.urls import reverse
from django.utils.crypto import constant_time_compare

LONGEST = 2000
"""Characters of an address that is led to."""

# A browser reads these otherwise than Python does: "\\" is "/" to it, and it drops line breaks and tabs.
_AMBIGUOUS = re.compile(r"[\\\x00-\x20\x7f]")


def outward(url: str) -> str:
    """Where a link to ``url`` should lead: to itself, or to our notice when it leaves the site for a foreign host."""
    if not url or _is_local(url) or not needs_notice(url):
        return url
    return f"{reverse('leaving')}?{urlencode({'to': url, 'seal': _seal(url)})}"


def needs_notice(url: str) -> bool:
    """Whether a whole address leads to a host that is neither ours nor exempt. What can't be read needs one."""
    host = host_of(url)
    if not host:
        return True
    own = [settings.SITE_OWNER["domain"], *(name for name in settings.ALLOWED_HOSTS if name != "*")]
    return not any(is_same_domain(host, name) for name in own if name) and not is_exempt(host)


def is_exempt(host: str) -> bool:
    """Whether ``LEAVING_EXEMPT_HOSTS`` names the host, or with "*." what it lies below."""
    return any(
        host.endswith(name[1:]) if name.startswith("*.") else host == name
        for name in (pattern.lower() for pattern in settings.LEAVING_EXEMPT_HOSTS)
    )


def host_of(url: str) -> str:
    """The host that a browser would ask for ``url``, in small letters; empty when it is no plain web address."""
    if _AMBIGUOUS.search(url) or len(url) > LONGEST:
        return ""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def unsealed(url: str, seal: str) -> str:
    """``url`` when it is a web address that the site itself sealed, else the empty string."""
    return url if host_of(url) and constant_time_compare(_seal(url), seal) else ""


def _is_local(url):
    return url.startswith(("/", "?", "#")) and not url.startswith(("//", "/\\"))


def _seal(url):
    return Signer(salt="core.outward").signature(url)
