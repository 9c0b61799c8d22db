"""Staff pages of the library, and how any content type shows what its facts were taken from."""

from collections import defaultdict
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.functional import cached_property

from core.admin import EMPTY, ChildTable, ContentAdmin
from publishing.admin import DraftedAdmin

from .actions import render
from .models import Image, SourceDocument
from .uses import MOST, in_drafts, used, uses_of

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


class UseFilter(admin.SimpleListFilter):
    """Whether content or a draft names the picture."""

    title = "用在哪里"
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("used", "有内容在用"), ("unused", "没有用到")]

    def queryset(self, request, queryset):
        if self.value() == "used":
            return used(queryset)
        return queryset.exclude(pk__in=used(Image.objects.all()).values("pk")) if self.value() == "unused" else queryset


class ReadyFilter(admin.SimpleListFilter):
    """Whether pages can show the picture."""

    title = "能否显示"
    parameter_name = "ready"

    def lookups(self, request, model_admin):
        return [("yes", "能显示"), ("no", "不能显示，文件有问题")]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.exclude(renditions={})
        return queryset.filter(renditions={}) if self.value() == "no" else queryset


@admin.register(Image)
class ImageAdmin(DraftedAdmin):
    adds_directly = True
    list_display = ["title", "thumbnail", "size", "alt", "credit"]
    list_filter = [UseFilter, ReadyFilter, "is_decorative"]
    search_fields = ["title", "slug", "alt", "credit"]
    search_help_text = "按名称、替代文字或作者查找"
    readonly_fields = ["thumbnail", "size", "focal_picker", "uses"]
    units = {"focal_x": "%", "focal_y": "%"}
    fieldsets = [
        (None, {"fields": ["title", "file"]}),
        (
            "给看不到图片的人",
            {"fields": ["alt", "is_decorative"], "description": "二者必居其一：写明图上有什么，或声明它只是装饰。"},
        ),
        (
            "焦点",
            {
                "fields": ["focal_picker", ("focal_x", "focal_y")],
                "description": "图上最要紧的一点。裁成列表和卡片里的小图时，会留住这一点。"
                "在图上点一下或拖动圆圈，也可以选中圆圈后按方向键（同时按 Shift 一次移十格），或直接填百分比。",
            },
        ),
        ("署名与代号", {"fields": ["credit", "slug"]}),
    ]

    class Media:
        css = {"all": ["css/staff-pictures.css"]}
        js = [forms.Script("js/staff-focal.js", defer=True)]

    def get_readonly_fields(self, request, obj=None):
        """A draft is pure data: another picture is another row of the library."""
        names = super().get_readonly_fields(request, obj)
        return [*names, "file"] if obj else names

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, ("用在哪里", {"fields": ["uses", "size"]})] if obj else fieldsets

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        # Not in the transaction: it takes seconds, and files do not go away when a transaction is taken back.
        transaction.on_commit(partial(self._render, request, obj))

    @staticmethod
    def _render(request, image):
        render(image=image)
        if not image.renditions:
            messages.warning(request, "图片已存好，但各种尺寸没有做成，页面上暂时不显示它。请告诉管理员。")

    def why_kept(self, rows):
        """A draft that names a picture could not be published without it."""
        named = {row.pk: row for row in rows}
        return {
            use.image_id: f"“{named[use.image_id]}”写在{use}里。先在那里换掉或放弃那份草稿，再删除。"
            for use in in_drafts(rows)
        }

    @admin.display(description="缩略图")
    def thumbnail(self, image):
        return render_to_string("admin/cells/thumbnail.html", {"image": image, "shown": image.square})

    @admin.display(description="尺寸", ordering="width")
    def size(self, image):
        return f"{image.width} × {image.height} 像素" if image.width else EMPTY

    @admin.display(description="在图上选")
    def focal_picker(self, image):
        return render_to_string("admin/cells/focal_picker.html", {"image": image})

    @admin.display(description="用在")
    def uses(self, image):
        return render_to_string("admin/cells/uses.html", {"uses": uses_of([image]), "most": MOST})
