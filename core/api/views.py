"""Lists and details of the API. They read ``live()`` rows only, through the filter sets of the pages.

A query string is either understood as a whole or refused as a whole: nobody gets an unfiltered list for a parameter
that was misspelt.
"""

from django import forms
from django_filters import MultipleChoiceFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.viewsets import ReadOnlyModelViewSet

from .errors import BadParameters


class PageNumbers(PageNumberPagination):
    """Pages by number. ``PublicFilterBackend`` has checked the parameters by the time they are read here."""

    page_size = 20
    max_page_size = 100
    page_size_query_param = "page_size"
    invalid_page_message = "没有第 {page_number} 页。"
    last_page_strings = ()

    def get_schema_operation_parameters(self, view):
        page = {"type": "integer", "minimum": 1}
        size = {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        return [
            {"name": name, "in": "query", "required": False, "description": text, "schema": schema}
            for name, text, schema in [("page", "第几页，从 1 起。", page), ("page_size", "每页几项。", size)]
        ]

    def get_paginated_response_schema(self, schema):
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "title": "共几项"},
                "next": address | {"title": "下一页的地址"},
                "previous": address | {"title": "上一页的地址"},
                "results": schema | {"title": "这一页"},
            },
        }


class _PageForm(forms.Form):
    page = forms.IntegerField(required=False, min_value=1, max_value=10**9)
    page_size = forms.IntegerField(required=False, min_value=1, max_value=PageNumbers.max_page_size)


class PublicFilterBackend(DjangoFilterBackend):
    """The pages' filters, with every fault of the query string named at once."""

    def filter_queryset(self, request, queryset, view):
        filterset = None if view.detail else self.get_filterset(request, queryset, view)
        filters = filterset.filters if filterset else {}
        checked = [] if view.detail else [_PageForm(request.query_params)]
        if filterset:
            checked.append(filterset.form)
        checked += view.parameter_forms(request)
        several = {name for name, each in filters.items() if isinstance(each, MultipleChoiceFilter)}
        check_parameters(request, checked, several)
        return filterset.qs if filterset else queryset


def check_parameters(request, checked=(), several=()):
    """Raise ``BadParameters`` unless each parameter belongs to one of the forms ``checked``, is valid there, and stands
    only once (those in ``several`` excepted)."""
    known = [name for form in checked for name in form.fields]
    errors = {}
    for name, values in request.query_params.lists():
        if any("\0" in text for text in (name, *values)):
            # Must not reach a form that asks the database for it: PostgreSQL has no such text.
            raise BadParameters({name.replace("\0", ""): ["不能含有空字符。"]}, known)
        if name not in known:
            errors[name] = ["没有这个参数。"]
        elif len(values) > 1 and name not in several:
            errors[name] = ["这个参数只能写一次。"]
    for form in checked:
        errors |= {name: list(messages) for name, messages in form.errors.items()}
    if errors:
        raise BadParameters(errors, known)


class PublicViewSet(ReadOnlyModelViewSet):
    """List and detail of one public type; rows are found by their slug.

    A subclass names ``model``, ``serializer_class`` (detail), ``card_serializer_class`` (list) and the pages'
    ``filterset_class``, and says in ``related`` what else a detail reads.
    """

    model = None
    card_serializer_class = None
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]{1,80}"
    http_method_names = ["get", "head"]
    filter_backends = [PublicFilterBackend]
    pagination_class = PageNumbers

    def get_queryset(self):
        if self.action == "list":
            return self.cards()
        return self.cards().prefetch_related(*self.related())

    def parameter_forms(self, request) -> list:
        """Forms for the parameters that list and detail know besides filters and pages; bound to the query string."""
        return []

    def cards(self):
        """The public rows with what their list shows, in a constant number of queries."""
        return self.model.objects.live().with_card()

    def related(self) -> list:
        """Prefetches of a detail. A function, because ``live()`` means the moment it is called."""
        return ["citations__document"]

    def get_serializer_class(self):
        return self.card_serializer_class if self.action == "list" else self.serializer_class

    def get_object(self):
        row = self.filter_queryset(self.get_queryset()).filter(slug=self.kwargs["slug"]).first()
        if row is None:
            raise NotFound(f"没有网址名为“{self.kwargs['slug']}”的{self.model._meta.verbose_name}，或它没有公开。")
        return row


class TermViewSet(PublicViewSet):
    """List and detail of a common list whose words are public as such; both show the same."""

    def cards(self):
        return self.model.objects.all()

    def related(self):
        return []

    def get_serializer_class(self):
        return self.serializer_class
