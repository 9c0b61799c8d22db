from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "webhooks"
    verbose_name = "推送"

    def ready(self):
        from publishing.happenings import subscribe

        from . import checks  # noqa: F401  (registers them)
        from .noting import note

        subscribe(note)
