"""Rows of each drafted type with everything a form can show, and how a test sends a form."""

from django.contrib import admin
from django.http import QueryDict

from publishing.admin import DraftedAdmin

from . import test_admin

DRAFTED = sorted(
    model._meta.label_lower for model, page in admin.site._registry.items() if isinstance(page, DraftedAdmin)
)


full_row = test_admin.full_row
everything = test_admin.everything


def posted(data):
    """The form's data as Django reads a request."""
    post = QueryDict(mutable=True)
    for name, value in data.items():
        if isinstance(value, list):
            post.setlist(name, value)
        else:
            post[name] = str(value)
    return post
