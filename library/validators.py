"""Checks of uploaded files."""

from pathlib import Path

from django.core.exceptions import ValidationError

MAX_IMAGE_BYTES = 10 * 1024 * 1024
MAX_IMAGE_PIXELS = 50_000_000
IMAGE_SUFFIXES = {"JPEG": {".jpg", ".jpeg"}, "PNG": {".png"}, "WEBP": {".webp"}}


def validate_image(upload):
    """Refuse pictures over 10 MB or 50 million pixels, and names that do not fit the content.

    Raises ValidationError. Only a fresh upload is looked at; a stored file has passed before. Django's ImageField has
    opened the file by then (``upload.image``), so a file that is no picture never comes here.
    """
    fresh = getattr(upload, "file", upload)
    picture = getattr(fresh, "image", None)
    if picture is None:
        return
    if upload.size > MAX_IMAGE_BYTES:
        raise ValidationError("图片不能超过 10 MB。请压缩后再上传。", code="too_large")
    if picture.width * picture.height > MAX_IMAGE_PIXELS:
        raise ValidationError("图片尺寸过大（超过五千万像素）。请缩小后再上传。", code="too_many_pixels")
    if Path(upload.name).suffix.lower() not in IMAGE_SUFFIXES.get(picture.format, set()):
        raise ValidationError("只接受 JPEG、PNG 或 WebP 图片，文件名的后缀要与内容一致。", code="wrong_type")
