"""Around each request: how the reader wants pages shown, and that nobody keeps a page which may have changed."""

from django.conf import settings
from django.utils.cache import patch_vary_headers

from . import display


def shown_as_chosen(get_response):
    """``request.display`` holds the reader's choices. Pages vary by cookie, because they are drawn by those."""

    def middleware(request):
        request.display = display.chosen(request.COOKIES)
        response = get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def asked_for_each_time(get_response):
    """Browsers and caches on the way ask before they show a page again: what was withdrawn is gone at once.

    Uploads are left alone: in production the web server sends them.
    """

    def middleware(request):
        response = get_response(request)
        if not request.path.startswith(settings.MEDIA_URL):
            response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return middleware
