"""App configuration, and the admin site that groups the models by what staff do with them."""

from django.apps import AppConfig
from django.contrib.admin import apps as stock


class SiteConfig(AppConfig):
    name = "zhuzhou_cms"
    default = True
    verbose_name = "站点"

    def ready(self):
        from zhuzhou_cms import checks  # noqa: F401  (registers them)
        from zhuzhou_cms.access import checks as access_checks  # noqa: F401
        from zhuzhou_cms.access import idle, steps  # noqa: F401  (connects them)


class AdminConfig(stock.AdminConfig):
    default_site = "zhuzhou_cms.admin_site.ZoneAdminSite"
    default = False
