"""What is given out: a dataset for each collection of the API, and the lists that the API only shows in part.

Its tables are read off the API's description (``tables``); here stands only what that can't say.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.api.views import PublicViewSet
from enterprises.api import InvestmentSerializer, TenancySerializer
from enterprises.models import Investment, Tenancy
from parks.api import ZoneViewSet
from zhuzhou_cms.api import COLLECTIONS


@dataclass(frozen=True)
class Listing:
    """Rows that join two public things; an item of the API shows the first of them only."""

    name: str
    title: str | Promise
    serializer_class: type
    rows: Callable
    """Answers a queryset of what is public now."""


@dataclass(frozen=True)
class Dataset:
    """One thing to download, in several formats. ``key`` begins the names of its files and never changes."""

    key: str
    singular: str
    """What a column is called, with ``_slug`` behind it, that names an item from a table of its parts."""
    title: str | Promise
    description: str | Promise
    viewset: type[PublicViewSet]
    listings: tuple[Listing, ...] = ()

    @property
    def has_oc4ids(self) -> bool:
        return self.key == "projects"

    def __str__(self):
        return str(self.title)


_TENANCIES = Listing("tenancies", _("入驻"), TenancySerializer, lambda: Tenancy.objects.live().with_names())
_INVESTMENTS = Listing("investments", _("投资"), InvestmentSerializer, lambda: Investment.objects.live().with_names())

_WORDS = {
    "zone": ("zone", _("概况"), _("经开区的定位、区位、主导产业，全区的基础设施和荣誉。")),
    "parks": ("park", _("园区"), _("每个园区的占地、产业、建设状态、楼栋、基础设施和荣誉。")),
    "projects": (
        "project",
        _("项目"),
        _("每个项目的阶段、状态灯、分期、里程碑（原定、现定、实际）、每次改期和理由、金额、指标、参与单位和出处。"),
    ),
    "enterprises": ("enterprise", _("企业与单位"), _("企业和机构，以及谁入驻了哪个园区。")),
    "funds": ("fund", _("产业基金"), _("基金的规模和方向，以及投了哪些企业。")),
    "programs": ("program", _("人才政策"), _("谁可以申请、怎样申请、每一档待遇。")),
    "experts": ("expert", _("专家"), _("公开姓名有依据的专家，他们的领域、任职和头衔。")),
    "platforms": ("platform", _("科研平台"), _("科研平台的类型、所在园区和依托单位。")),
    "articles": ("article", _("动态"), _("要闻、通知、政策与解读的全文，以及说到了哪些内容。")),
    "events": ("event", _("活动"), _("会议、赛事和签约，经开区的角色和参加单位。")),
    "industries": ("industry", _("产业"), _("各数据集共用的产业名称。")),
    "metrics": ("metric", _("指标"), _("各项目共用的指标和单位。")),
    "sources": ("source", _("来源文件"), _("公开内容引用的文件：标题、发布者、日期和网址。")),
}
_LISTINGS = {"enterprises": (_TENANCIES,), "funds": (_INVESTMENTS,)}


def _dataset(key, viewset):
    if key in _WORDS:
        return Dataset(key, *_WORDS[key], viewset, _LISTINGS.get(key, ()))
    # A collection that nobody has described yet is given out all the same.
    name = viewset.model._meta.verbose_name
    return Dataset(key, viewset.model._meta.model_name, name, name, viewset)


DATASETS = {key: _dataset(key, viewset) for key, viewset in {"zone": ZoneViewSet, **COLLECTIONS}.items()}


def in_chinese():
    """Files say the same whichever page they were taken from: what the record says."""
    return override("zh-hans")
