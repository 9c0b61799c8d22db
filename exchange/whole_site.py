"""All content as fixtures, a file for each app in the order of the layers, with the files that it shows.

Rows are named by natural keys, so that an empty database which loads them writes the same bytes again. People, drafts
and logs stay behind: they belong to one installation. Who recorded a row goes with them.
"""

import shutil
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.files.storage import default_storage
from django.core.serializers.json import Serializer
from django.db import models

from .tables import exchanged_models

_AT_ONCE = 500


class _WithoutPeople(Serializer):
    def handle_fk_field(self, obj, field):
        if field.related_model is get_user_model():
            self._current[field.name] = None
        else:
            super().handle_fk_field(obj, field)


def content_apps():
    """The apps that hold content, lowest layer first."""
    return list(dict.fromkeys(model._meta.app_config for model in exchanged_models()))


def export_site(directory: Path) -> dict[str, int]:
    """Write the fixtures and ``media/`` into a directory, and return how many rows and files each part has.

    Raises OSError where it can't be written; a picture whose file is gone is left out.
    """
    directory.mkdir(parents=True, exist_ok=True)
    written = {}
    for number, config in enumerate(content_apps(), start=1):
        path = directory / f"{10 * number:03}_{config.label}.json"
        counted = _Counted(config)
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            _WithoutPeople().serialize(
                counted, indent=2, use_natural_foreign_keys=True, use_natural_primary_keys=True, stream=stream
            )
        written[path.name] = counted.number
    return written | {"media/": sum(_copy_files(config, directory / "media") for config in content_apps())}


class _Counted:
    """The rows of an app one by one, what is referred to first, as dumpdata has them."""

    def __init__(self, config):
        self.models = serializers.sort_dependencies([(config, None)])
        self.number = 0

    def __iter__(self):
        for model in self.models:
            if model._meta.proxy:
                continue
            rows = model._default_manager.order_by(model._meta.pk.name)
            several = [field.name for field in model._meta.many_to_many]
            for row in rows.prefetch_related(*several).iterator(chunk_size=_AT_ONCE):
                self.number += 1
                yield row


def _copy_files(config, target):
    """Copy what the app's rows point at, and return how many files that were."""
    copied = 0
    for model in config.get_models():
        fields = [field.attname for field in model._meta.concrete_fields if isinstance(field, models.FileField)]
        for names in model._default_manager.values_list(*fields).iterator() if fields else ():
            for name in filter(None, names):
                if default_storage.exists(name):
                    (target / name).parent.mkdir(parents=True, exist_ok=True)
                    with default_storage.open(name) as source, (target / name).open("wb") as copy:
                        shutil.copyfileobj(source, copy)
                    copied += 1
    return copied
