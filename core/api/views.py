"""Lists and details of the API. They read ``live()`` rows only, through the filter sets of the pages.

A query string is either understood as a whole or refused as a whole: nobody gets an unfiltered list for a parameter
that was misspelt.
"""

from copy import deepcopy

from django import forms
from django_filters import MultipleChoiceFilter
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from .conditional import ConditionalAnswers
from .errors import BadParameters
from .paging import CursorPages, PageForm
from .parts import MORE, cut, has_parts

ONLY_WHEN_CHOSEN = {"citations": "citations__document"}
"""What a detail always has and a list to those who ask for it by name: field and its prefetch."""


class PublicFilterBackend(DjangoFilterBackend):
    """The pages' filters, with every fault of the query string named at once."""

    def filter_queryset(self, request, queryset, view):
        filterset = None if view.detail else self.get_filterset(request, queryset, view)
        filters = filterset.filters if filterset else {}
        checked = [PageForm(request.query_params)] if view.is_paged else []
        if filterset:
            checked.append(filterset.form)
        checked += view.parameter_forms(request)
        view.known_parameters = [name for form in checked for name in form.fields]
        several = {name for name, each in filters.items() if isinstance(each, MultipleChoiceFilter)}
        check_parameters(request, checked, several)
        view.chosen = frozenset().union(*(form.cleaned_data.get("fields", ()) for form in checked))
        return filterset.qs if filterset else queryset


class FieldsForm(forms.Form):
    """Which fields are wanted: names with commas between them, of those that there are."""

    fields_ = forms.CharField(required=False)

    def __init__(self, data, known):
        super().__init__(data)
        self.known = known
        self.fields = {"fields": self.fields.pop("fields_")}

    def clean_fields(self):
        names = [name.strip() for name in self.cleaned_data["fields"].split(",") if name.strip()]
        if unknown := [name for name in names if name not in self.known]:
            raise forms.ValidationError(f"没有字段 {'、'.join(unknown)}。可用的字段：{'、'.join(self.known)}。")
        return names


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


class PublicViewSet(ConditionalAnswers, ReadOnlyModelViewSet):
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
    pagination_class = CursorPages
    chosen = frozenset()
    known_parameters = ()

    def get_queryset(self):
        if self.action == "list":
            return self.cards()
        return self.cards().prefetch_related(*self.related())

    def retrieve(self, request, *args, **kwargs):
        serializer = self.get_serializer(self.get_object())
        if not has_parts(self.serializer_class):
            return Response(serializer.data)
        address = request.build_absolute_uri(request.path)
        data = cut(serializer.data, address, serializer.context.get("same_day", ""))
        if self.chosen and MORE not in self.chosen and not data[MORE]["has_more"]:
            del data[MORE]
        return Response(data)

    @property
    def is_paged(self) -> bool:
        return self.action == "list"

    @property
    def known_fields(self) -> list[str]:
        """The names that ``?fields=`` may have. A list gives citations too, to those who name them."""
        names = list(self.get_serializer_class()().fields)
        if self.action == "retrieve" and has_parts(self.serializer_class):
            names.append(MORE)
        return [*names, *(name for name in self.only_when_chosen() if name not in names)]

    def only_when_chosen(self) -> dict:
        """The fields that a list gives to those who name them only."""
        detail = self.serializer_class().fields if self.action == "list" else {}
        return {name: detail[name] for name in ONLY_WHEN_CHOSEN if name in detail}

    def parameter_forms(self, request) -> list:
        """Forms for the parameters that list and detail know besides filters and pages; bound to the query string."""
        return [FieldsForm(request.query_params, self.known_fields)] if self.known_fields else []

    def described_parameters(self) -> list:
        """The parameters of ``parameter_forms``, for the description."""
        if not self.known_fields:
            return []
        words = "只要哪些字段，名字之间用逗号隔开，如 slug,url；不写就是全部。"
        if self.only_when_chosen():
            words += "出处（citations）写了才有。"
        schema = {"type": "array", "items": {"type": "string", "enum": self.known_fields}}
        return [OpenApiParameter("fields", schema, description=words, style="form", explode=False)]

    def get_serializer(self, *args, **kwargs):
        serializer = super().get_serializer(*args, **kwargs)
        if self.chosen:
            row = getattr(serializer, "child", serializer)
            for name in row.fields.keys() - self.chosen:
                row.fields.pop(name)
            for name, field in self.only_when_chosen().items():
                if name in self.chosen:
                    row.fields[name] = deepcopy(field)
        return serializer

    def cards(self):
        """The public rows with what their list shows, in a constant number of queries."""
        return self.model.objects.live().with_card()

    def related(self) -> list:
        """Prefetches of a detail. A function, because ``live()`` means the moment it is called."""
        return ["citations__document"]

    def get_serializer_class(self):
        return self.card_serializer_class if self.action == "list" else self.serializer_class

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        wanted = self.chosen & self.only_when_chosen().keys()
        return found.prefetch_related(*(ONLY_WHEN_CHOSEN[name] for name in wanted))

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
