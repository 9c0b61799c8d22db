"""Around each request: where it comes from, what is due before it is answered, and where its page went.

All three are functions without state. None of them opens the page of the admin to anybody.
"""

import ipaddress
import logging

from django.conf import settings
from django.utils import translation

from . import actions
from .audit import acting_from
from .gone import answer_for
from .models import Draft

log = logging.getLogger(__name__)


def acting_from_client(get_response):
    """What is written to the audit log during a request names the address that the request comes from."""

    def middleware(request):
        with acting_from(client_address(request)):
            return get_response(request)

    return middleware


def client_address(request) -> str | None:
    """The visitor's IP address, or None when it can't be known.

    Behind the proxy (``settings.BEHIND_PROXY``) the last hop that it wrote down counts: all before is what the visitor
    says of itself.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.headers.get("X-Forwarded-For", "").rpartition(",")[2] or address
    try:
        found = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return None
    return str(getattr(found, "ipv4_mapped", None) or found)


def due_first(get_response):
    """A scheduled draft whose time has come is public before a public page is drawn, whether a timer runs or not."""
    own = ("/admin/", "/healthz", settings.STATIC_URL, settings.MEDIA_URL)

    def middleware(request):
        if request.method in ("GET", "HEAD") and not request.path.startswith(own):
            try:
                if Draft.objects.due().exists():
                    # The record is in the staff's language, whichever the visitor's page is in.
                    with translation.override(settings.LANGUAGE_CODE):
                        actions.apply_due(by_timer=False)
            except Exception:
                # Whatever is wrong with the draft or the database: the visitor did not ask for it.
                log.exception("Scheduled drafts could not be applied")
        return get_response(request)

    return middleware


def moved_or_gone(get_response):
    """A page that is not there any more answers with where it went (301, 302) or why it went (410)."""

    def middleware(request):
        response = get_response(request)
        match = request.resolver_match
        if response.status_code == 404 and match and request.method in ("GET", "HEAD"):
            return answer_for(request, match) or response
        return response

    return middleware
