"""Around each request: in which language and how the reader wants pages shown, and that nobody keeps a page which may
have changed."""

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers

from . import display


def spoken_as_addressed(get_response):
    """The address alone says which language a page is in, so that a link shows everybody the same.

    Neither a cookie nor what the browser prefers changes it; Django's own middleware would vary pages by both.
    """

    def middleware(request):
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response

    return middleware


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
        if response.status_code == 304:
            # Django counts the nothing that it sends; caches would take that for the length of what they keep.
            response.headers.pop("Content-Length", None)
        return response

    return middleware
