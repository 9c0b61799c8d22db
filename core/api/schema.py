"""How the API is described (OpenAPI): operations in Chinese, the filters' parameters, the answers to bad requests."""

from django_filters import BooleanFilter, MultipleChoiceFilter
from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_array_type, build_parameter_type
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from core.filters import YearFilter
from core.partial_dates import EARLIEST_YEAR, LATEST_YEAR

from .errors import MEDIA_TYPE, ProblemSerializer
from .parts import MORE, MoreSerializer, has_parts, parts_of
from .views import PublicFilterBackend, PublicViewSet, TermViewSet

PROBLEMS = {
    400: "参数有误。有一个参数不能用，整个请求就不执行。",
    406: "Accept 里没有 JSON。",
    429: "请求太多；Retry-After 写着过几秒再试。",
    500: "服务器出错；没有更多的说明。",
}


def _header(name, words, codes=None, schema=OpenApiTypes.STR):
    place = OpenApiParameter.HEADER
    return OpenApiParameter(name, schema, place, description=words, response=codes or False)


ASKED_HEADERS = [
    _header("If-None-Match", "已有的那一份的 ETag；没有变化就只答 304。"),
    _header("If-Modified-Since", "已有的那一份的 Last-Modified，照抄；没有变化就只答 304。有 If-None-Match 时不看它。"),
]
TOLD_HEADERS = [
    _header("ETag", "这份答复的标记：内容变了，它就变。", [200, 304]),
    _header("Last-Modified", "从什么时候起是这份答复。", [200, 304]),
    _header("Retry-After", "过几秒再试。", [429], OpenApiTypes.INT),
]


class ApiSchema(AutoSchema):
    """Names an operation after what the rows are called on the pages."""

    def _is_list(self):
        return getattr(self.view, "action", "") == "list"

    def _name(self):
        return getattr(self.view, "schema_name", "") or str(self.view.model._meta.verbose_name)

    def get_tags(self):
        return [self._name()]

    def get_summary(self):
        kind = "列表" if self._is_list() else "详情里的完整列表" if self._is_part() else "详情"
        return f"{self._name()}{kind}"

    def _is_part(self):
        return getattr(self.view, "action", "") == "part"

    def get_operation_id(self):
        return f"{super().get_operation_id()}_part" if self._is_part() else super().get_operation_id()

    def get_override_parameters(self):
        described = getattr(self.view, "described_parameters", list)()
        if self._is_part():
            words = f"哪个列表，即详情里的字段名：{'、'.join(self.view.parts)}。"
            part = OpenApiParameter("part", enum=self.view.parts, location=OpenApiParameter.PATH, description=words)
            described = [part, *described]
        return [*described, *ASKED_HEADERS, *TOLD_HEADERS]

    def _get_pagination_parameters(self):
        is_paged = getattr(self.view, "is_paged", False)
        return self.view.pagination_class().get_schema_operation_parameters(self.view) if is_paged else []

    def get_response_serializers(self):
        serializer = getattr(self.view, "answer", None) or super().get_response_serializers()
        problems = dict(PROBLEMS)
        if self._is_part():
            serializer = self._page_of_parts()
        if getattr(self.view, "detail", False):
            problems[404] = "没有这一项，或它没有公开。"
        if "{slug}" in self.path and not isinstance(self.view, TermViewSet):
            problems[410] = "这一项公开过，已经撤下或下线；说明里有原因。"
        known = {
            200: OpenApiResponse(serializer, "成功。"),
            304: OpenApiResponse(None, "与已有的那一份相同；没有正文。"),
        }
        return known | {
            (code, MEDIA_TYPE): OpenApiResponse(ProblemSerializer, text) for code, text in sorted(problems.items())
        }

    def _page_of_parts(self):
        """A page of any of the lists: each is of rows of its own type."""
        rows = parts_of(self.view.serializer_class())
        named = {self.resolve_serializer(child, "response").ref["$ref"]: None for child in rows.values()}
        schema = {"type": "array", "items": {"anyOf": [{"$ref": ref} for ref in named]}}
        return self.view.pagination_class().get_paginated_response_schema(schema)


class RowExtension(OpenApiSerializerExtension):
    """A row of which ``?fields=`` may leave out any field, and which in lists may have more than it usually has."""

    target_class = "core.api.serializers.RowSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema, direction):
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        if "url" in schema["properties"] and "slug" in schema["properties"]:
            schema.pop("required", None)
        for name, field in self._besides().items():
            schema["properties"][name] = auto_schema._map_serializer_field(field, direction)
        return schema

    def _besides(self):
        """What answers have beside their fields: lists what one may name, details what tells of their cuts."""
        rows = type(self.target)
        for viewset in PublicViewSet.__subclasses__():
            if viewset.card_serializer_class is rows:
                return viewset(action="list").only_when_chosen()
            if viewset.serializer_class is rows and has_parts(rows):
                return {MORE: MoreSerializer(read_only=True, label="没有列全的")}
        return {}


class PublicFilterExtension(DjangoFilterExtension):
    """Describes the filters by their labels and help texts, and never by the rows that they could find."""

    target_class = PublicFilterBackend
    priority = 1

    def resolve_filter_field(self, auto_schema, model, filterset_class, field_name, filter_field):
        choices = filter_field.extra.get("choices", [])
        choices = dict(getattr(choices, "choices", choices))
        is_multiple = isinstance(filter_field, MultipleChoiceFilter)
        schema = {"type": "string"}
        if isinstance(filter_field, BooleanFilter):
            schema = {"type": "boolean"}
        elif isinstance(filter_field, YearFilter):
            schema = {"type": "integer", "minimum": EARLIEST_YEAR, "maximum": LATEST_YEAR}
        elif choices:
            schema["enum"] = list(choices)
        elif "max_length" in filter_field.extra:
            schema["maxLength"] = filter_field.extra["max_length"]
        sentences = [filter_field.label, filter_field.extra.get("help_text", "")]
        if "to_field_name" in filter_field.extra:
            sentences.append("写网址名（slug）。")
        if is_multiple:
            sentences.append("可以写几次，满足其一即可。")
        if choices:
            sentences.append("；".join(f"{value} {label}" for value, label in choices.items()))
        return [
            build_parameter_type(
                name=field_name,
                location=OpenApiParameter.QUERY,
                description="。".join(text.rstrip("。") for text in map(str, sentences) if text) + "。",
                schema=build_array_type(schema) if is_multiple else schema,
                explode=True if is_multiple else None,
                style="form" if is_multiple else None,
            )
        ]
