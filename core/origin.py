"""What the site is called and where it is on the web, for pages and for whatever leaves it with whole addresses."""

from functools import lru_cache

from django.conf import settings
from django.http.request import split_domain_port
from django.urls import translate_url
from django.utils import translation

from .english import is_english

TAGGED_SINCE = "2026"
"""A tag: URI names a year in which the domain was its owner's (RFC 4151); it must never change."""


LANGUAGES = {"zh-hans": ("zh-Hans", "中文"), "en": ("en", "English")}
"""By Django's code for a language: the code that pages use for it (BCP 47), and its own name."""


def site_name() -> str:
    """The site's name in the language of the page being drawn."""
    return settings.SITE_NAME_EN if is_english() else settings.SITE_NAME


def page_language() -> str:
    """The language of the page being drawn, as BCP 47 names it."""
    return "en" if is_english() else "zh-Hans"


def translations(path: str) -> dict[str, str]:
    """By language code (BCP 47), the address in each language of the page at ``path``; empty for a page in one only."""
    found = {code: in_language(path, language) for language, (code, _name) in LANGUAGES.items()}
    return found if len(set(found.values())) == len(found) else {}


# A page asks four times for its own address, which has to be resolved and reversed.
@lru_cache(maxsize=256)
def in_language(path: str, language: str) -> str:
    """The address of the same page in this language, by Django's code; ``path`` itself for a page in one only."""
    # Django's own function understands addresses of the language alone that is being spoken.
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        return translate_url(path, language)


def origin(request) -> str:
    """What an address of the site begins with: the owner's domain, or the host that was asked."""
    own = settings.SITE_OWNER["domain"]
    if not own:
        return f"{request.scheme}://{request.get_host()}"
    return f"{_scheme()}://{own}"


def whole(path: str) -> str:
    """The address of a page with the owner's domain before it, where nobody asked; without a domain the path alone."""
    own = settings.SITE_OWNER["domain"]
    return f"{_scheme()}://{own}{path}" if own else path


def _scheme():
    return "https" if settings.HTTPS else "http"


def domain(request) -> str:
    """The bare host by which the public knows the site, or the one that was asked."""
    return settings.SITE_OWNER["domain"] or split_domain_port(request.get_host())[0]


def tag_uri(request, key: str) -> str:
    """The name for ever of what ``key`` names on this site ("article-7"), wherever its page moves to."""
    return f"tag:{domain(request)},{TAGGED_SINCE}:{key}"
