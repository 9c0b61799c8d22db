"""Pages of projects."""

from collections import defaultdict

from django.db.models import Prefetch
from django.utils import timezone

from core.views import PublicDetailView, PublicListView

from . import figures, headline, timeline
from .filters import ProjectFilterSet
from .models import Party, Project


class ProjectListView(PublicListView):
    """All projects, filtered and sorted."""

    model = Project
    section = ("项目", "projects:list")
    filterset_class = ProjectFilterSet


class ProjectDetailView(PublicDetailView):
    """One project, led by its timeline."""

    model = Project
    section = ("项目", "projects:list")

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .prefetch_related(
                *(
                    f"{name}__source"
                    for name in ("phases", "milestones", "stage_entries", "amounts", "building_groups", "honours")
                ),
                "observations__metric",
                "observations__source",
                Prefetch("parties", queryset=Party.objects.live().with_names(), to_attr="public_parties"),
            )
        )

    def get_context_data(self, **kwargs):
        project, today = self.object, timezone.localdate()
        by_phase = defaultdict(list)
        for milestone in project.milestones.all():
            by_phase[milestone.phase_number].append(milestone)
        latest_stage = next((e for e in reversed(project.stage_entries.all()) if e.phase_number == 0), None)
        return super().get_context_data(
            headline=headline.build(project, by_phase[0], today=today, stage_entry=latest_stage),
            timeline=timeline.build(
                by_phase[0], today=today, last_confirmed_on=project.last_confirmed_on, stage=project.stage
            ),
            phases=[
                {"phase": phase, "rows": timeline.build(steps, today=today, steps=()) if steps else []}
                for phase in project.phases.all()
                for steps in [by_phase[phase.number]]
            ],
            measures=figures.planned_beside_achieved(project.observations.all()),
            amounts=figures.amounts_by_kind(project.amounts.all()),
            planned_total=figures.planned_total(project.amounts.all()),
            latest_stage=latest_stage,
            **kwargs,
        )
