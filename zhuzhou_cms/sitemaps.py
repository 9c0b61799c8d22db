"""The sitemap: an index of one file for the lists and one for each content type, with the time a page last changed."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from enterprises.models import Enterprise, IndustryFund
from news.models import Article, Event
from parks.models import Park
from projects.models import Project
from talent.models import Expert, ResearchPlatform, TalentProgram

LISTS = [
    "home",
    "zone",
    "parks:list",
    "projects:list",
    "projects:board",
    "projects:lights",
    "enterprises:list",
    "funds:list",
    "talent:index",
    "talent:program-list",
    "talent:expert-list",
    "talent:platform-list",
    "news:list",
    "events:list",
    "site-map",
    "accessibility",
]
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


class ListSitemap(Sitemap):
    """The lists and single pages."""

    def items(self):
        return LISTS

    def location(self, item):
        return reverse(item)


class ContentSitemap(Sitemap):
    """The public rows of one content type."""

    limit = 5000

    def __init__(self, model):
        self.model = model

    def items(self):
        return self.model.objects.live().order_by("slug")

    def lastmod(self, item):
        return item.updated_at


SITEMAPS = {"lists": ListSitemap} | {model._meta.model_name: ContentSitemap(model) for model in MODELS}
