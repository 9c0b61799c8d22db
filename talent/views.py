"""Pages of talent programs, experts and platforms."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from core.page_meta import Column
from core.views import ColumnPage, PublicDetailView, PublicListView, excerpt

from .filters import ExpertFilterSet, PlatformFilterSet, ProgramFilterSet
from .linked_data import expert_data, platform_data, program_data
from .models import Expert, ResearchPlatform, TalentProgram

TALENT = Column(
    _("人才"),
    "talent:index",
    kind=_("政策文件"),
    description=_("人才政策、专家与科研平台：来了能得到什么，谁在这里工作，在哪里做研究。"),
    keywords=(_("人才"), _("人才政策"), _("专家"), _("科研平台")),
)
PROGRAMS = Column(
    _("人才政策"),
    "talent:program-list",
    kind=_("政策文件"),
    description=_("人才政策：科研经费、安家补贴、住房等待遇，给谁、最高多少。"),
    keywords=(_("人才政策"), _("安家补贴"), _("科研经费")),
)
EXPERTS = Column(
    _("专家"),
    "talent:expert-list",
    kind=_("概况信息"),
    description=_("在区内工作的专家：头衔、领域、所在的科研平台与企业。"),
    keywords=(_("专家"), _("院士")),
)
PLATFORMS = Column(
    _("科研平台"),
    "talent:platform-list",
    kind=_("概况信息"),
    description=_("科研平台：院士工作站、国家级中心分中心、研究院，在哪个园区，依托哪家单位。"),
    keywords=(_("科研平台"), _("院士工作站"), _("研究院")),
)


class TalentView(ColumnPage, TemplateView):
    """The way into programs, experts and platforms."""

    section = TALENT
    template_name = "talent/index.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            programs=excerpt(TalentProgram.objects.live().with_card(), 6, reverse("talent:program-list")),
            experts=excerpt(Expert.objects.live().with_card(), 12, reverse("talent:expert-list")),
            platforms=excerpt(
                ResearchPlatform.objects.live().with_card().prefetch_related("citations__document"),
                12,
                reverse("talent:platform-list"),
            ),
            **kwargs,
        )


class _ProgramPage:
    model = TalentProgram
    section, parent_section = PROGRAMS, TALENT


class ProgramListView(_ProgramPage, PublicListView):
    """All talent programs."""

    filterset_class = ProgramFilterSet
    template_name = "talent/program_list.html"


class ProgramDetailView(_ProgramPage, PublicDetailView):
    """One program: what it gives, to whom, and how to apply."""

    tells = _("给什么、给谁、最高多少、怎样申请")
    template_name = "talent/program_detail.html"
    context_object_name = "program"

    def linked_data(self):
        return [program_data(self.object)]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            validity=self.object.validity(on=timezone.localdate()),
            experts=excerpt(Expert.objects.live().with_card(), 6, reverse("talent:expert-list")),
            platforms=excerpt(
                ResearchPlatform.objects.live().with_card().prefetch_related("citations__document"),
                6,
                reverse("talent:platform-list"),
            ),
            **kwargs,
        )


class _ExpertPage:
    model = Expert
    section, parent_section = EXPERTS, TALENT


class ExpertListView(_ExpertPage, PublicListView):
    """All experts whose name may be shown."""

    filterset_class = ExpertFilterSet
    template_name = "talent/expert_list.html"


class ExpertDetailView(_ExpertPage, PublicDetailView):
    """One expert: titles, field and where they work."""

    tells = _("头衔、领域、科研平台与所在企业")
    template_name = "talent/expert_detail.html"

    def linked_data(self):
        return [data] if (data := expert_data(self.object)) else []


class _PlatformPage:
    model = ResearchPlatform
    section, parent_section = PLATFORMS, TALENT


class PlatformListView(_PlatformPage, PublicListView):
    """All research platforms."""

    filterset_class = PlatformFilterSet
    template_name = "talent/platform_list.html"

    def get_queryset(self):
        return super().get_queryset().prefetch_related("citations__document")


class PlatformDetailView(_PlatformPage, PublicDetailView):
    """One platform and who works there."""

    tells = _("类别、所在园区、依托单位与专家")
    template_name = "talent/platform_detail.html"
    context_object_name = "platform"

    def linked_data(self):
        return [platform_data(self.object)]

    def get_context_data(self, **kwargs):
        return super().get_context_data(experts=excerpt(self.object.experts.live().with_card(), 50), **kwargs)
