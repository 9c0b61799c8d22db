"""The API's addresses: which type is found where, what the API says of itself, and 404 for the rest below /api/."""

from django.urls import include, path, re_path
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from core.api.conditional import ConditionalAnswers
from core.api.parts import with_parts
from core.api.views import check_parameters
from enterprises.api import EnterpriseViewSet, FundViewSet
from library.api import SourceViewSet
from news.api import ArticleViewSet, EventViewSet
from parks.api import IndustryViewSet, ParkViewSet, ZoneViewSet
from projects.api import MetricViewSet, ProjectViewSet
from talent.api import ExpertViewSet, PlatformViewSet, ProgramViewSet

from .api_docs import ApiDocsView, SchemaView

COLLECTIONS = {
    "parks": ParkViewSet,
    "projects": ProjectViewSet,
    "enterprises": EnterpriseViewSet,
    "funds": FundViewSet,
    "programs": ProgramViewSet,
    "experts": ExpertViewSet,
    "platforms": PlatformViewSet,
    "articles": ArticleViewSet,
    "events": EventViewSet,
    "industries": IndustryViewSet,
    "metrics": MetricViewSet,
    "sources": SourceViewSet,
}


class RootView(ConditionalAnswers, APIView):
    """What the API has, each with its address."""

    schema_name = "目录"
    answer = {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}
    http_method_names = ["get", "head"]

    @extend_schema(operation_id="root", summary="目录：有哪些内容，各在哪里")
    def get(self, request):
        check_parameters(request)
        addresses = {"zone": reverse("api:zone", request=request)}
        for name, viewset in COLLECTIONS.items():
            addresses[name] = reverse(f"api:{viewset.model._meta.model_name}-list", request=request)
        return Response(addresses)


class UnknownView(APIView):
    """Everything else below /api/."""

    schema = None

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        raise NotFound("接口里没有这个地址。目录在 /api/v1/，说明在 /api/docs/。")


def _parts_of(viewset, route):
    """The address of the lists inside the details of ``viewset``; none where there are no lists."""
    rows = with_parts(viewset)
    if rows is None:
        return []
    view = rows.as_view({"get": "part"}, detail=True)
    return [re_path(rf"^{route}(?P<part>{'|'.join(rows.parts)})/$", view)]


router = SimpleRouter()
parts = _parts_of(ZoneViewSet, "zone/")
for name, viewset in COLLECTIONS.items():
    router.register(name, viewset, basename=viewset.model._meta.model_name)
    parts += _parts_of(viewset, f"{name}/(?P<slug>{viewset.lookup_value_regex})/")

version_1 = [
    path("", RootView.as_view(), name="root"),
    path("zone/", ZoneViewSet.as_view({"get": "retrieve"}, detail=True), name="zone"),
    *router.urls,
    *parts,
]
urlpatterns = [
    path("v1/", include((version_1, "api"))),
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", ApiDocsView.as_view(), name="api-docs"),
    # With the slash at the end only, so that an address without it is still sent on to the one with it.
    re_path(r"^(?:.*/)?$", UnknownView.as_view()),
]
