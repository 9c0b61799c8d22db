"""The API's description for programs (OpenAPI, by drf-spectacular) and, drawn from it, the page for people.

The page is plain HTML from the server. Swagger UI, which drf-spectacular would serve, is 1.5 MB of script, speaks
English, and shows nothing where script is off.
"""

from functools import cache

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView
from rest_framework.response import Response

from core.api.conditional import ConditionalAnswers
from core.page_meta import Column
from core.views import ColumnPage

from .api_examples import examples

API = Column(
    _("开放接口"),
    "api-docs",
    kind="数据开放",
    description="园区、项目、企业、基金、人才政策与动态的只读数据接口：怎样用，有哪些参数，答复里各项是什么意思。",
    keywords=("开放数据", "数据接口"),
)
TYPE_WORDS = {"string": "文字", "integer": "整数", "number": "数", "boolean": "true 或 false", "object": "对象"}
FORMAT_WORDS = {"date": "日期", "date-time": "日期时间", "uri": "网址", "decimal": "十进制数（文字）"}


@cache
def openapi() -> dict:
    """The OpenAPI document. It follows from the code alone, so that one process makes it once."""
    return SchemaGenerator().get_schema(request=None, public=True)


class SchemaView(ConditionalAnswers, SpectacularAPIView):
    """The OpenAPI document as YAML or, by the Accept header, JSON."""

    http_method_names = ["get", "head"]
    schema = None

    def get(self, request):
        return Response(openapi())


class ApiDocsView(ColumnPage, TemplateView):
    """What can be asked, what is answered, and what the words in it mean."""

    section = API
    template_name = "api/docs.html"

    def get_context_data(self, **kwargs):
        document = openapi()
        components = document["components"]["schemas"]
        return super().get_context_data(
            info=document["info"],
            root=reverse("api:root"),
            examples=examples(self.request.build_absolute_uri("/").rstrip("/")),
            groups=_groups(document),
            types=[_type(name, components[name]) for name in sorted(components) if _is_object(name, components[name])],
            codes=[_codes(name, components[name]) for name in sorted(components) if "enum" in components[name]],
            **kwargs,
        )


def _groups(document):
    """Operations by tag, in the order of the document."""
    groups = {}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            groups.setdefault(operation["tags"][0], []).append(
                _operation(path, operation, document["components"]["schemas"])
            )
    return [
        {"name": name, "id": f"group-{number}", "operations": rows}
        for number, (name, rows) in enumerate(groups.items(), 1)
    ]


def _is_object(name, schema):
    # That a list comes in pages is said once, above, and not for each type.
    return "properties" in schema and not name.startswith("Paginated")


def _operation(path, operation, components):
    answer = next(iter(operation["responses"]["200"]["content"].values()))["schema"]
    answer = (
        components.get(answer.get("$ref", "").rpartition("/")[2], answer).get("properties", {}).get("results", answer)
    )
    return {
        "summary": operation["summary"],
        "path": path,
        "address": "" if "{" in path else path,
        "parameters": [
            {"name": row["name"], "description": row.get("description", ""), **_words(row["schema"])}
            for row in operation.get("parameters", [])
            if row["in"] == "query" or "enum" in row["schema"]
        ],
        "answer": _words(answer),
    }


def _type(name, schema):
    fields = [
        {
            "name": field,
            "title": part.get("title", ""),
            "description": part.get("description", "") if "enum" not in part else "",
            **_words(part),
        }
        for field, part in schema["properties"].items()
    ]
    return {"name": name, "fields": fields}


def _codes(name, schema):
    lines = [line.removeprefix("* ").partition(" - ") for line in schema.get("description", "").splitlines() if line]
    return {"name": name, "values": [{"code": code.strip("`"), "label": label} for code, _, label in lines]}


def _words(schema) -> dict:
    """A schema in words: ``words`` for its type, ``target`` for the component it names ("" when it names none),
    ``is_list`` and ``is_nullable``."""
    found = {"words": "", "target": "", "is_list": False, "is_nullable": False}
    variants = schema.get("oneOf") or schema.get("allOf")
    if variants:
        named = [part for part in variants if part.get("type") != "null" and not _is_null_enum(part)]
        found |= _words(named[0])
        found["is_nullable"] = found["is_nullable"] or len(named) < len(variants)
        return found
    if "$ref" in schema:
        return found | {"target": schema["$ref"].rpartition("/")[2]}
    kind = schema.get("type", "object")
    if isinstance(kind, list):
        found["is_nullable"] = "null" in kind
        kind = kind[0]
    if kind == "array":
        return found | _words(schema["items"]) | {"is_list": True}
    return found | {"words": FORMAT_WORDS.get(schema.get("format")) or TYPE_WORDS[kind]}


def _is_null_enum(schema):
    return schema.get("$ref", "").endswith("/NullEnum") or schema.get("enum") == [None]
