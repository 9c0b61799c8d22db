"""App configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "搜索"

    def ready(self):
        autodiscover_modules("search")  # each app's own search.py says what of it can be found
