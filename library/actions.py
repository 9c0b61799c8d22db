"""What is written beside a picture's own form: its files in other sizes, and the record of them in its row."""

import logging
from itertools import groupby

from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from PIL import Image as Picture

from .models import Image
from .renditions import cut, encoded, record_of, renditions_in

log = logging.getLogger(__name__)


def render(*, image) -> int:
    """Make those of the picture's renditions that are not there, and keep the record of them; returns how many.

    Nobody's decision is in it, so that it needs no user and leaves no entry in the audit log. Whatever goes wrong (the
    file is gone or damaged, the disk is full) goes into the site's log; pages then go on showing what there was, or
    leave the picture out. Files are written first, so that a record never speaks of what is not there.
    """
    made, record = 0, {}
    try:
        record = record_of((image.width, image.height), (image.focal_x, image.focal_y))
        made = _draw_missing(image, record)
    except Exception:  # Pillow and storages raise many; an upload must not be lost to any of them
        log.exception("The renditions of the picture “%s” were not made.", image.slug)
        record = image.renditions if _is_whole(image) else {}
    if record != image.renditions:
        Image.objects.filter(pk=image.pk).update(renditions=record)
        image.renditions = record
    return made


def _is_whole(image):
    """Whether all that the record speaks of is there."""
    try:
        names = [each.name for each in renditions_in(image.renditions, image.file.name)]
        return all(image.file.storage.exists(name) for name in names)
    except (OSError, SuspiciousOperation):
        return False


def _draw_missing(image, record):
    storage = image.file.storage
    if not storage.exists(image.file.name):
        raise FileNotFoundError(image.file.name)
    missing = [each for each in renditions_in(record, image.file.name) if not storage.exists(each.name)]
    if missing:
        with storage.open(image.file.name) as file, Picture.open(file, formats=["JPEG", "PNG", "WEBP"]) as opened:
            picture = opened.convert("RGB")
        for (crop, *size), same in groupby(missing, key=lambda each: (each.crop, each.width, each.height)):
            part = cut(picture, crop, size, record["focus"])
            for rendition in same:
                storage.save(rendition.name, ContentFile(encoded(part, rendition.suffix)))
    return len(missing)
