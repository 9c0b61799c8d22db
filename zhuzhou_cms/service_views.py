"""Pages that serve the reader and hold no content: leaving the site, how pages are shown, site map, accessibility."""

from urllib.parse import urlsplit

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from core.outward import host_of, unsealed
from core.page_meta import Column
from core.views import ColumnPage, excerpt
from zhuzhou_cms.api_docs import API

from . import display
from .sitemaps import LISTS, MODELS

SITE_MAP = Column(
    _("网站地图"),
    "site-map",
    kind=_("网站服务"),
    description=_("本站的全部栏目，每个栏目里有什么，最近公布了哪些内容。"),
    keywords=(_("网站地图"), _("栏目")),
)
ACCESSIBILITY = Column(
    _("无障碍说明"),
    "accessibility",
    kind=_("网站服务"),
    description=_("大字版、深色、朗读和键盘怎样用，本站为无障碍做了什么，还有哪些做不到，遇到困难找谁。"),
    keywords=(_("无障碍"), _("大字版"), _("适老化"), _("朗读")),
)
DISPLAY = _("显示方式")
LEAVING = _("离开本站")
LISTED_ROWS = 30
"""Rows of each column on the site map; the rest is behind the link to the column."""


@never_cache
@require_safe
def leaving(request):
    """The notice that a link leads out of the site. Nothing is forwarded; 400 for an address that we did not seal."""
    address = unsealed(request.GET.get("to", ""), request.GET.get("seal", ""))
    context = {
        "address": address,
        "host": host_of(address),
        "back": _own_address(request, request.headers.get("Referer", "")),
        "crumbs": [(LEAVING, "")],
    }
    return render(request, "service/leaving.html", context, status=200 if address else 400)


@require_safe
def show_as(request):
    """Remember how pages are to be shown and go back; without a choice, the page on which to make one.

    A GET, so that it works from every page without script and without a token: all it changes is the reader's cookie.
    """
    asked = {name: request.GET[name] for name in display.CHOICES if name in request.GET}
    understood = all(value in display.CHOICES[name] for name, value in asked.items())
    if asked and understood:
        response = HttpResponseRedirect(_own_address(request, request.GET.get("next", "")) or reverse("home"))
        for name, value in asked.items():
            display.remember(response, name, value)
        return response
    context = {"understood": understood, "crumbs": [(DISPLAY, "")]}
    return render(request, "service/display.html", context, status=200 if understood else 400)


def _own_address(request, address):
    """The path of ``address`` when it lies on this site, else the empty string."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(address)
    path = parts._replace(scheme="", netloc="", fragment="").geturl()
    return path if path.startswith("/") and not path.startswith("//") else ""


class SiteMapView(ColumnPage, TemplateView):
    """All columns, and what each holds. What is for machines is ``sitemap.xml``."""

    section = SITE_MAP
    template_name = "service/site_map.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(columns=columns_with_rows(), api=API, accessibility=ACCESSIBILITY, **kwargs)


def columns_with_rows() -> list[tuple[Column, object]]:
    """Every column of the sitemap with its first public rows, or with None where it has none of its own."""
    found = []
    for name in LISTS:
        view = resolve(reverse(name)).func.view_class
        column = getattr(view, "section", None)
        if column is None or column.kind == SITE_MAP.kind:
            continue
        model = getattr(view, "model", None)
        is_list_of_its_own = model in MODELS and column.url_name.endswith("list")
        rows = excerpt(model.objects.live(), LISTED_ROWS, column.address) if is_list_of_its_own else None
        found.append((column, rows))
    return found


class AccessibilityView(ColumnPage, TemplateView):
    """What was done so that everybody can use the site, what is known not to work, and whom to ask."""

    section = ACCESSIBILITY
    template_name = "service/accessibility.html"
