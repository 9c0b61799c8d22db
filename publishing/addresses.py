"""Which content an address of the public site names, and whether the public can see it. Nothing is fetched."""

from functools import cache

from django.apps import apps
from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern

from .models import Publishable


def model_named_by(match):
    """The model whose row the resolved address names by its slug; None for lists and single pages.

    A view that shows something about a row of another type names that type as its ``subject``.
    """
    if "slug" not in match.kwargs:
        return None
    view = view_of(match)
    return getattr(view, "subject", None) or getattr(view, "model", None)


def view_of(match):
    """The class of the view: Django's, or that of the API."""
    return getattr(match.func, "view_class", None) or getattr(match.func, "cls", None)


def is_of_api(match) -> bool:
    return hasattr(match.func, "cls")


def live_rows(model):
    """The rows that the public can see; of common lists and sources all, as in the API."""
    return model._default_manager.live() if issubclass(model, Publishable) else model._default_manager.all()


def publishable_models() -> list[type[Publishable]]:
    """Every type with a public page."""
    return [model for model in apps.get_models() if issubclass(model, Publishable)]


@cache
def sections() -> frozenset[str]:
    """The first parts of the site's own addresses: "projects", "api", "sitemap.xml"."""
    routes = (str(pattern.pattern) for pattern in _top_patterns())
    return frozenset(first for route in routes if (first := route.split("/")[0]) and "<" not in first)


def _top_patterns():
    patterns = []
    for pattern in get_resolver().url_patterns:
        # What stands below the prefix of a language stands in the first language without one.
        patterns += pattern.url_patterns if isinstance(pattern.pattern, LocalePrefixPattern) else [pattern]
    return [pattern for pattern in patterns if isinstance(pattern.pattern, RoutePattern)]
