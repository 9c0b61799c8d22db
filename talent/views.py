"""Pages of talent programs, experts and platforms."""

from django.urls import reverse
from django.views.generic import TemplateView

from core.footnotes import Footnotes
from core.views import PublicDetailView, PublicListView, excerpt

from .filters import ExpertFilterSet, PlatformFilterSet, ProgramFilterSet
from .models import Expert, ResearchPlatform, TalentProgram

TALENT = ("人才", "talent:index")
PROGRAMS, EXPERTS, PLATFORMS = (
    ("人才政策", "talent:program-list"),
    ("专家", "talent:expert-list"),
    ("科研平台", "talent:platform-list"),
)


class TalentView(TemplateView):
    """The way into programs, experts and platforms."""

    template_name = "talent/index.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            crumbs=[("人才", "")],
            footnotes=Footnotes(),
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

    template_name = "talent/program_detail.html"
    context_object_name = "program"


class _ExpertPage:
    model = Expert
    section, parent_section = EXPERTS, TALENT


class ExpertListView(_ExpertPage, PublicListView):
    """All experts whose name may be shown."""

    filterset_class = ExpertFilterSet
    template_name = "talent/expert_list.html"


class ExpertDetailView(_ExpertPage, PublicDetailView):
    """One expert: titles, field and where they work."""

    template_name = "talent/expert_detail.html"


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

    template_name = "talent/platform_detail.html"
    context_object_name = "platform"

    def get_context_data(self, **kwargs):
        return super().get_context_data(experts=excerpt(self.object.experts.live().with_card(), 50), **kwargs)
