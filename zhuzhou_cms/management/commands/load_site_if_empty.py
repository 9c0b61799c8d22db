"""Load the content that comes with the project, into a site that has none."""

from django.apps import apps
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import BaseCommand, call_command, get_commands
from django.db import transaction
from django.utils import timezone

from publishing.models import Publishable
from search.actions import reconcile

CONTENT_APPS = ["library", "parks", "enterprises", "projects", "talent", "news"]


class Command(BaseCommand):
    help = "内容为空时载入 fixtures/ 中的演示内容；已有内容时不做任何改动。"

    @transaction.atomic
    def handle(self, *args, **options):
        if not is_empty():
            return
        # The names begin with the layer's number: what is referred to comes before what refers to it.
        fixtures = sorted((settings.BASE_DIR / "fixtures").glob("[0-9]*.json"))
        if not fixtures:
            self.stdout.write(f"{settings.BASE_DIR / 'fixtures'} 中没有可载入的内容，网站将是空的。")
            return
        self.stdout.write("正在载入演示内容 … (loading the demo content)")
        call_command("loaddata", *fixtures, verbosity=0)
        copy_media(settings.BASE_DIR / "fixtures" / "media")
        if "refresh_projects" in get_commands():  # what is derived from dates is not in the fixtures
            call_command("refresh_projects", verbosity=0)
        publish_what_is_ahead()
        reconcile()


def copy_media(source):
    """Put the files that the content names where uploads lie. What is there already stays."""
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        name = path.relative_to(source).as_posix()
        if not default_storage.exists(name):
            with path.open("rb") as file:
                default_storage.save(name, File(file))


def publish_what_is_ahead():
    """Nothing is published later than it is loaded, or a machine whose clock is behind would show an empty site."""
    now = timezone.now()
    for label in CONTENT_APPS:
        for model in apps.get_app_config(label).get_models():
            if issubclass(model, Publishable):
                model.objects.filter(published_at__gt=now).update(published_at=now)


def is_empty():
    """Whether no table of content has a row. One row is enough to leave a site alone: it may be somebody's work."""
    models = (model for label in CONTENT_APPS for model in apps.get_app_config(label).get_models())
    return not any(model._base_manager.exists() for model in models if not model._meta.proxy)
