"""The sitemap: an index of files for the lists and for each content type, with the time a page last changed.

A file has at most ``LIMIT`` addresses (the protocol allows 50,000) and reads of a row its address and times alone.
"""

from functools import partial

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse

from enterprises.models import Enterprise, IndustryFund
from news.models import Article, Event
from parks.models import Park, ZoneProfile
from projects.models import Project
from talent.models import Expert, ResearchPlatform, TalentProgram

LIMIT = 5000
"""Addresses in one file."""
MODELS = [
    Park,
    Project,
    Enterprise,
    IndustryFund,
    TalentProgram,
    Expert,
    ResearchPlatform,
    Article,
    Event,
]
SHOWN = {
    "home": [ZoneProfile, *MODELS],
    "zone": [ZoneProfile, Park],
    "parks:list": [Park],
    "projects:list": [Project],
    "projects:board": [Project],
    "projects:lights": [Project],
    "enterprises:list": [Enterprise],
    "funds:list": [IndustryFund],
    "talent:index": [TalentProgram, Expert, ResearchPlatform],
    "talent:program-list": [TalentProgram],
    "talent:expert-list": [Expert],
    "talent:platform-list": [ResearchPlatform],
    "news:list": [Article],
    "events:list": [Event],
    "open-data": [ZoneProfile, *MODELS],
    "site-map": MODELS,
    "accessibility": [],
}
"""The lists and single pages, and the rows that each shows: it is as new as the newest of them."""
LISTS = list(SHOWN)


def newest(model):
    """When a public row of ``model`` last changed or came; None without one."""
    found = model.objects.live().aggregate(changed=Max("updated_at"), came=Max("published_at"))
    return max(filter(None, found.values()), default=None)


class SiteSitemap(Sitemap):
    """Addresses as the pages themselves name them (``core.origin``): on the owner's domain where it is known."""

    limit = LIMIT
    i18n = alternates = x_default = True

    def get_domain(self, site=None):
        return settings.SITE_OWNER["domain"] or super().get_domain(site)

    def get_protocol(self, protocol=None):
        if settings.SITE_OWNER["domain"]:
            return "https" if settings.HTTPS else "http"
        return super().get_protocol(protocol)


class ListSitemap(SiteSitemap):
    """The lists and single pages."""

    def __init__(self):
        self.times = {}

    def items(self):
        return LISTS

    def location(self, item):
        return reverse(item)

    def lastmod(self, item):
        return max(filter(None, map(self._newest, SHOWN[item])), default=None)

    def get_latest_lastmod(self):
        return self.lastmod("home")

    def _newest(self, model):
        # The object lives for one request, in which each model is asked once.
        if model not in self.times:
            self.times[model] = newest(model)
        return self.times[model]


class ContentSitemap(SiteSitemap):
    """The public rows of one content type."""

    def __init__(self, model):
        self.model = model

    def items(self):
        return self.model.objects.live().only("slug", "updated_at", "published_at").order_by("slug")

    def lastmod(self, item):
        return max(item.updated_at, item.published_at)

    def get_latest_lastmod(self):
        """For the index; Django would read every row."""
        return newest(self.model)


# Made anew for each request: Django keeps the newest time of what it answered on the object.
SITEMAPS = {"lists": ListSitemap} | {model._meta.model_name: partial(ContentSitemap, model) for model in MODELS}
