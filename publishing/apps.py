"""App configuration."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "发布"

    def ready(self):
        from . import logins  # noqa: F401  (connects them)
