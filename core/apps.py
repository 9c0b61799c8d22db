"""App configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "公共部件"

    def ready(self):
        autodiscover_modules("panels")
