"""The model field of a picture's file and its form field, which keeps a clean copy of what was uploaded."""

from django import forms
from django.core.files.base import ContentFile
from django.db import models

from .intake import cleaned


class PictureFormField(forms.FileField):
    """Takes an upload and answers with our own file of the same picture (``intake.cleaned``)."""

    def to_python(self, data):
        # Not Django's own checks: they are about the uploader's file name, which is not kept.
        if data in self.empty_values:
            return None
        picture = cleaned(data)
        return ContentFile(picture.content, name=picture.name)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": "image/jpeg,image/png,image/webp"}


class PictureField(models.ImageField):
    """An image whose stored file is never opened only to read its row: it may be gone, and the page must stand."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PictureFormField} | kwargs)

    def update_dimension_fields(self, instance, force=False, *args, **kwargs):
        file = self.attname in instance.__dict__ and getattr(instance, self.attname)
        if file and not file._committed:
            super().update_dimension_fields(instance, force, *args, **kwargs)
