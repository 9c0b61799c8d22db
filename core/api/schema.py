"""How the API is described (OpenAPI): operations in Chinese, the filters' parameters, the answers to bad requests."""

from django_filters import BooleanFilter, MultipleChoiceFilter
from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_array_type, build_parameter_type
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from core.filters import YearFilter
from core.partial_dates import EARLIEST_YEAR, LATEST_YEAR

from .errors import MEDIA_TYPE, ProblemSerializer
from .views import PublicFilterBackend, TermViewSet


class ApiSchema(AutoSchema):
    """Names an operation after what the rows are called on the pages."""

    def _is_list(self):
        return getattr(self.view, "action", "") == "list"

    def _name(self):
        return getattr(self.view, "schema_name", "") or str(self.view.model._meta.verbose_name)

    def get_tags(self):
        return [self._name()]

    def get_summary(self):
        return f"{self._name()}列表" if self._is_list() else f"{self._name()}详情"

    def get_response_serializers(self):
        serializer = super().get_response_serializers()
        problems = {404: "没有这一页。"} if self._is_list() else {404: "没有这一项，或它没有公开。"}
        if "{slug}" in self.path and not isinstance(self.view, TermViewSet):
            problems |= {410: "这一项公开过，已经撤下或下线；说明里有原因。"}
        problems = {400: "参数有误。有一个参数不能用，整个请求就不执行。"} | problems
        return {200: OpenApiResponse(serializer, "成功。")} | {
            (code, MEDIA_TYPE): OpenApiResponse(ProblemSerializer, text) for code, text in problems.items()
        }


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
