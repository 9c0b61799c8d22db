"""Sources and pictures in the API. A source is listed once something public cites it."""

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from rest_framework import serializers

from core.api.serializers import ApiAddressField, RowSerializer
from core.api.values import LinkField
from core.api.views import TermViewSet

from .choices import Stance
from .models import Image, SourceDocument

SOURCED = ("source", "locator")


class SourceReferenceSerializer(serializers.Serializer):
    """Names the document that a fact was taken from."""

    slug = serializers.CharField(label="网址名")
    title = serializers.CharField(label="标题")
    url = ApiAddressField()


class SourcedSerializer(RowSerializer):
    """A child row that says where it was read; its ``Meta.fields`` end with ``*SOURCED``."""

    source = SourceReferenceSerializer(read_only=True, allow_null=True, label="来源")


class CitationSerializer(serializers.Serializer):
    """Where the value of one field of the row was read."""

    field = serializers.CharField(label="字段", help_text="同一对象里的字段名。")
    field_label = serializers.CharField(label="字段的中文名")
    source = SourceReferenceSerializer(source="document", label="来源")
    locator = serializers.CharField(label="出处位置")
    stance = serializers.ChoiceField(Stance.choices, label="说法")
    note = serializers.CharField(label="说明")


class ImageSerializer(RowSerializer):
    """A picture with what a page needs to show it."""

    url = serializers.FileField(source="file", label="文件地址", read_only=True)

    class Meta:
        model = Image
        fields = ("url", "width", "height", "alt", "credit")


def citations():
    """The field with a row's citations."""
    return CitationSerializer(many=True, read_only=True, label="出处")


def image():
    """The field with a row's picture."""
    return ImageSerializer(read_only=True, allow_null=True, label="图片")


class SourceSerializer(RowSerializer):
    """A document that facts are taken from."""

    url = ApiAddressField()
    link = LinkField(source="url", label="原文网址")

    class Meta:
        model = SourceDocument
        fields = ("slug", "title", "kind", "publisher", "authors", "published_on", "link", "note", "url")


def _public_rows(model):
    """The rows of ``model`` that the public sees: by the model's own rule, or by that of the row it belongs to."""
    manager = model._default_manager
    if hasattr(manager, "live"):
        return manager.live()
    owner = model._meta.get_field(model.natural_key_fields[0].split("__")[0])
    belongs = Q(**{f"{owner.name}__in": _public_rows(owner.related_model)})
    return manager.filter(belongs | Q(**{owner.name: None}) if owner.null else belongs)


def publicly_cited():
    """The source documents that public content names.

    The title of a document may tell of a project that is not public yet, so that the library as a whole is not.
    """
    relations = [
        relation
        for relation in SourceDocument._meta.get_fields(include_hidden=True)
        if relation.auto_created and relation.one_to_many
    ]
    cited = [
        Q(Exists(_public_rows(relation.related_model).filter(**{relation.field.name: OuterRef("pk")})))
        for relation in relations
    ]
    return SourceDocument.objects.filter(reduce(or_, cited))


class SourceViewSet(TermViewSet):
    """Sources of what is public."""

    model = SourceDocument
    serializer_class = SourceSerializer

    def cards(self):
        return publicly_cited()
