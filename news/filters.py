"""How articles and events are found, on pages and in the API."""

import datetime as dt

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from core.filters import PublicFilterSet, SortFilter, TextFilter, YearFilter

from .choices import Column, EventKind
from .models import Article, Event


class ArticleFilterSet(PublicFilterSet):
    """Articles by title and column."""

    q = TextFilter(field_name="title", label=_("标题里有"))
    column = django_filters.MultipleChoiceFilter(choices=Column, label=_("栏目"), widget=forms.CheckboxSelectMultiple)
    sort = SortFilter(
        {
            "published": (_("最近公布在前"), "-published_at", "-occurred_on"),
            "occurred": (_("事情发生晚的在前"), "-occurred_on"),
        }
    )

    class Meta:
        model = Article
        fields = []


class EventFilterSet(PublicFilterSet):
    """Events by name, kind and year."""

    q = TextFilter(field_name="name")
    kind = django_filters.MultipleChoiceFilter(choices=EventKind, label=_("类别"), widget=forms.CheckboxSelectMultiple)
    year = YearFilter(method="filter_year", label=_("年份"))
    sort = SortFilter({"latest": (_("近的在前"), "-starts_on"), "earliest": (_("早的在前"), "starts_on")})

    class Meta:
        model = Event
        fields = []

    def filter_year(self, queryset, name, year):
        return queryset.filter(starts_on__since=dt.date(year, 1, 1), starts_on__before=dt.date(year + 1, 1, 1))
