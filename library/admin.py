"""Staff pages of the library, and how any content type shows what its facts were taken from."""

from collections import defaultdict

from django import forms
from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.functional import cached_property

from core.admin import EMPTY, ChildTable, ContentAdmin
from publishing.admin import DraftedAdmin

from .models import Image, SourceDocument

# The end of every child row: where it was read.
SOURCE = ("source", "locator")


@admin.display(description="字段")
def cited_field(citation):
    """The cited field's name in words."""
    return citation.field_label


class CitationInline(ChildTable):
    """Where the fields of the page's object were read. A subclass names its ``model``."""

    verbose_name_plural = "出处：上面各项是从哪里读到的"
    fields = ["field", "document", "locator", "stance", "note"]

    @cached_property
    def read_only_columns(self):
        return super().read_only_columns | {"field": cited_field}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "field":
            choices = [("", "---------"), *self.model.field_choices()]
            return forms.ChoiceField(label=db_field.verbose_name, help_text=db_field.help_text, choices=choices)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class CitedAdmin(ContentAdmin):
    """Content with citations: each field says under itself which sources it has."""

    def get_form(self, request, obj=None, change=False, **kwargs):
        help_texts = self._cited_help_texts(obj) if change else {}
        return super().get_form(request, obj, change, help_texts=help_texts, **kwargs)

    def _cited_help_texts(self, obj):
        by_field = defaultdict(list)
        for citation in obj.citations.select_related("document"):
            by_field[citation.field].append(citation)
        fields = [*self.opts.fields, *self.opts.many_to_many]
        return {
            field.name: render_to_string(
                "admin/cells/cited_help.html", {"help_text": field.help_text, "citations": by_field[field.name]}
            )
            for field in fields
            if field.name in by_field
        }


@admin.register(SourceDocument)
class SourceDocumentAdmin(DraftedAdmin):
    adds_directly = True
    list_display = ["title", "kind", "publisher", "published_on"]
    list_filter = ["kind"]
    search_fields = ["title", "slug", "publisher", "authors"]
    search_help_text = "按标题、发布者或作者查找"
    fieldsets = [
        (None, {"fields": ["title", ("kind", "published_on"), ("publisher", "authors")]}),
        ("在哪里", {"fields": ["url", "note"]}),
        ("网址名", {"fields": ["slug"]}),
    ]


@admin.register(Image)
class ImageAdmin(DraftedAdmin):
    adds_directly = True
    list_display = ["title", "thumbnail", "size", "alt", "credit"]
    list_filter = ["is_decorative"]
    search_fields = ["title", "slug", "alt", "credit"]
    search_help_text = "按名称、替代文字或作者查找"
    readonly_fields = ["thumbnail", "size"]
    fieldsets = [
        (None, {"fields": ["title", "file", ("thumbnail", "size")]}),
        (
            "给看不到图片的人",
            {"fields": ["alt", "is_decorative"], "description": "二者必居其一：写明图上有什么，或声明它只是装饰。"},
        ),
        ("署名与网址名", {"fields": ["credit", "slug"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        """A draft is pure data: another picture is another row of the library."""
        names = super().get_readonly_fields(request, obj)
        return [*names, "file"] if obj else names

    @admin.display(description="缩略图")
    def thumbnail(self, image):
        return render_to_string("admin/cells/thumbnail.html", {"image": image}) if image.file else EMPTY

    @admin.display(description="尺寸", ordering="width")
    def size(self, image):
        return f"{image.width} × {image.height} 像素" if image.width else EMPTY
