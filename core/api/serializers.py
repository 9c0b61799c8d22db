"""Rows of the API: what every public row shows, references to other rows, and what an app adds to rows below it."""

from copy import deepcopy
from functools import cache

from django.db import models
from rest_framework import serializers
from rest_framework.reverse import reverse

from core.english import pairs
from core.fields import AreaField, MoneyField, PartialDateField
from core.views import excerpt

from .values import AreaSerializer, CodeField, LinkField, MoneySerializer, PartialDateSerializer

_contributions: dict[type, dict[str, serializers.Field]] = {}


def contribute(serializer_class, **fields):
    """Add fields to the serializer of a model that lies below and does not know the app that adds them.

    It is to the API what ``core.panels`` is to the pages. Raises ValueError when a name is taken.
    """
    own = _contributions.setdefault(serializer_class, {})
    if taken := fields.keys() & {*own, *serializer_class.Meta.fields}:
        raise ValueError(f"{serializer_class.__name__} has {sorted(taken)} already")
    own |= fields


def api_url(row, request) -> str:
    """The absolute address of a row in the API."""
    return reverse(f"api:{row._meta.model_name}-detail", kwargs={"slug": row.slug}, request=request)


class RowSerializer(serializers.ModelSerializer):
    """A row of a model: its own columns by name, dates, money and areas as ``values`` has them, labels in Chinese.

    A column's help text speaks to the editor who fills it in and is not shown to the reader of the API.
    """

    serializer_choice_field = CodeField

    def get_field_names(self, declared_fields, info):
        """The columns that a subclass names, each text with its English."""
        english = {field.name: column.name for field, column in pairs(self.Meta.model)}
        names = super().get_field_names(declared_fields, info)
        return [each for name in names for each in (name, english.get(name)) if each]

    def get_fields(self):
        return super().get_fields() | deepcopy(_contributions.get(type(self), {}))

    def prepare(self, row):
        """Work out what fields read of the row that is not on it. Called before they are read."""

    def to_representation(self, row):
        self.prepare(row)
        return super().to_representation(row)

    def build_standard_field(self, field_name, model_field):
        label = str(model_field.verbose_name)
        if isinstance(model_field, PartialDateField):
            return PartialDateSerializer, {"read_only": True, "allow_null": model_field.null, "label": label}
        number = {"column": field_name, "allow_null": model_field.null, "label": label}
        if isinstance(model_field, MoneyField):
            return MoneySerializer, number
        if isinstance(model_field, AreaField):
            return AreaSerializer, number | {"land": model_field.land}
        if isinstance(model_field, models.URLField):
            return LinkField, {"label": label}
        field_class, options = super().build_standard_field(field_name, model_field)
        options.pop("help_text", None)
        # Nothing is written here, and a form's checks would describe an empty text as impossible.
        return field_class, options | {"label": label, "read_only": True, "validators": []}


class _AddressField(serializers.URLField):
    def __init__(self, **kwargs):
        super().__init__(**{"source": "*", "read_only": True, **kwargs})


class ApiAddressField(_AddressField):
    """The absolute address of the row in the API."""

    def __init__(self, **kwargs):
        super().__init__(**{"label": "接口地址", **kwargs})

    def to_representation(self, row):
        return api_url(row, self.context["request"])


class PageAddressField(_AddressField):
    """The absolute address of the row's public page."""

    def __init__(self, **kwargs):
        super().__init__(**{"label": "网页地址", **kwargs})

    def to_representation(self, row):
        return self.context["request"].build_absolute_uri(row.get_absolute_url())


class PublicSerializer(RowSerializer):
    """A row with a public page."""

    url = ApiAddressField()
    page = PageAddressField()


class LiveRows(serializers.ListSerializer):
    """Rows that are public now. It asks each row itself, so that a query that forgot ``live()`` leaks nothing."""

    def to_representation(self, data):
        rows = data.all() if hasattr(data, "all") else data
        return [self.child.to_representation(row) for row in rows if row.is_live]


class ReferenceSerializer(serializers.Serializer):
    """Names a public row of another kind and says where it is. A row that is not public reads as none."""

    slug = serializers.CharField(label="网址名")
    name = serializers.CharField(source="__str__", label="名称")
    url = ApiAddressField()
    page = PageAddressField()

    class Meta:
        list_serializer_class = LiveRows

    def to_representation(self, row):
        return super().to_representation(row) if row.is_live else None


class TermSerializer(serializers.Serializer):
    """Names a word of a common list, such as an industry."""

    slug = serializers.CharField(label="网址名")
    name = serializers.CharField(label="名称")
    url = ApiAddressField()


def reference(label: str, **kwargs):
    """A field with one other public row, null when there is none or it is not public."""
    return ReferenceSerializer(read_only=True, allow_null=True, label=label, **kwargs)


def references(label: str, **kwargs):
    """A field with several other public rows; those that are not public are left out."""
    return ReferenceSerializer(many=True, read_only=True, label=label, **kwargs)


def terms(label: str, **kwargs):
    """A field with several words of a common list."""
    return TermSerializer(many=True, read_only=True, label=label, **kwargs)


class ExcerptSerializer(serializers.Serializer):
    """The first rows of a list that may be long, and where the rest is. Made by ``excerpt_of``."""

    has_more = serializers.BooleanField(label="是否还有", help_text="true 表示没有列全。")
    list = serializers.URLField(label="完整列表", help_text="分页。")

    def __init__(self, *args, rows, limit, listing, **kwargs):
        self.rows, self.limit, self.listing = rows, limit, listing
        super().__init__(*args, **kwargs)

    def to_representation(self, owner):
        found = excerpt(self.rows(owner), self.limit)
        return {
            "results": self.fields["results"].to_representation(found.rows),
            "has_more": found.has_more,
            "list": self._address(owner),
        }

    def _address(self, owner):
        if not self.listing:
            of = self.context.get("same_day", "")  # the list of the day that the owner is shown of
            return f"{api_url(owner, self.context['request'])}{self.field_name}/{of}"
        name, parameter = self.listing
        return f"{reverse(name, request=self.context['request'])}?{parameter}={owner.slug}"


@cache
def _excerpt_class(serializer_class):
    name = serializer_class.__name__.removesuffix("Serializer")
    results = serializer_class(many=True, label="前若干项")
    return type(f"{name}ExcerptSerializer", (ExcerptSerializer,), {"results": results})


def excerpt_of(serializer_class, rows, *, label: str, limit: int = 50, listing: tuple[str, str] | None = None):
    """A field with at most ``limit`` rows of what ``rows`` (a function from the owner to a queryset) answers.

    ``listing`` is the (address name, parameter) of the list that has them all when filtered by the owner's slug; where
    there is none, they have an address below that of the owner (``parts``).
    """
    kwargs = {"rows": rows, "limit": limit, "listing": listing}
    return _excerpt_class(serializer_class)(source="*", read_only=True, label=label, **kwargs)
