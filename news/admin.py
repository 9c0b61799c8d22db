"""Staff pages of articles and events."""

from django.contrib import admin

from core.admin import ChildTable, quantity_column
from library.admin import SOURCE, CitationInline, CitedAdmin
from publishing.admin import PublishableAdmin

from .models import Article, ArticleCitation, Event, EventCitation, EventParticipant, EventRole


class ArticleCitationInline(CitationInline):
    model = ArticleCitation


class EventCitationInline(CitationInline):
    model = EventCitation


class EventRoleInline(ChildTable):
    model = EventRole
    fields = ["role", "note", *SOURCE]


class EventParticipantInline(ChildTable):
    model = EventParticipant
    fields = ["enterprise", "role", "note", *SOURCE]


@admin.register(Article)
class ArticleAdmin(CitedAdmin, PublishableAdmin):
    list_display = ["title", "column", "occurred_on"]
    list_filter = ["column"]
    search_fields = ["title", "slug", "summary"]
    search_help_text = "按标题或摘要查找"
    fieldsets = [
        (None, {"fields": ["title", ("column", "occurred_on"), "interprets"]}),
        ("内容", {"fields": ["summary", "body", "image"]}),
        (
            "说的是谁",
            {"fields": ["projects", "parks", "enterprises", "programs"], "description": "选中的页面会列出这篇文章。"},
        ),
        ("来源与网址", {"fields": [SOURCE, "slug"]}),
    ]
    inlines = [ArticleCitationInline]


@admin.register(Event)
class EventAdmin(CitedAdmin, PublishableAdmin):
    list_display = [
        "name",
        "kind",
        "starts_on",
        "place",
        quantity_column(Event._meta.get_field("attendance"), unit="人"),
    ]
    list_filter = ["kind"]
    search_fields = ["name", "slug", "place"]
    search_help_text = "按名称或地点查找"
    units = {"attendance": "人"}
    fieldsets = [
        (None, {"fields": ["name", "kind", ("starts_on", "ends_on"), "place"]}),
        ("规模", {"fields": [("attendance", "attendance_qualifier")]}),
        ("介绍", {"fields": ["summary", "projects", "image"]}),
        ("网址", {"fields": ["slug"]}),
    ]
    inlines = [EventRoleInline, EventParticipantInline, EventCitationInline]
