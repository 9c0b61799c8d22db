"""Sources and pictures in the API. A source is listed once something public cites it."""

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.serializers import ApiAddressField, RowSerializer
from core.api.values import LinkField
from core.api.views import TermViewSet

from .choices import Stance
from .models import Image, SourceDocument

SOURCED = ("source", "locator")
CROP_WORDS = [("whole", "完整"), ("wide", "16:9"), ("square", "1:1")]


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


class RenditionSerializer(serializers.Serializer):
    """One file of a picture."""

    url = serializers.SerializerMethodField(label="文件地址")
    crop = serializers.ChoiceField(CROP_WORDS, source="rendition.crop", label="裁剪")
    media_type = serializers.CharField(source="rendition.media_type", label="文件类型")
    width = serializers.IntegerField(source="rendition.width", label="宽（像素）")
    height = serializers.IntegerField(source="rendition.height", label="高（像素）")

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, file):
        return self.context["request"].build_absolute_uri(file["address"])


class ImageSerializer(RowSerializer):
    """A picture with what a page needs to show it. One whose files are not there reads as none."""

    url = serializers.SerializerMethodField(label="最大的 JPEG 文件的地址")
    width = serializers.IntegerField(source="whole.width", label="它的宽（像素）")
    height = serializers.IntegerField(source="whole.height", label="它的高（像素）")
    renditions = RenditionSerializer(source="files", many=True, label="各种尺寸、裁剪和格式的文件")

    class Meta:
        model = Image
        fields = ("url", "width", "height", "alt", "is_decorative", "credit", "renditions")

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, image):
        return self.context["request"].build_absolute_uri(image.address)

    def to_representation(self, image):
        return super().to_representation(image) if image.renditions else None


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
