"""What belongs to a project, in the order one tells it: the plan, how far it came, the figures, who, what for."""

from django.contrib import admin
from django.utils import timezone

from core.admin import EMPTY, ChildBlocks, ChildTable
from library.admin import SOURCE, CitationInline
from parks.admin import BUILDING_LINES, BUILDING_UNITS, HONOUR_LINES

from ..forms import (
    MilestoneForm,
    MilestoneFormSet,
    ObservationForm,
    PhaseChildFormSet,
    PhaseFormSet,
    StageEntryFormSet,
)
from ..models import (
    Amount,
    Milestone,
    Observation,
    Party,
    Phase,
    ProjectBuildingGroup,
    ProjectCitation,
    ProjectHonour,
    StageEntry,
)

# Why a date was moved: asked for in the row itself, and kept with the record of the move.
REASON = ("change_reason", "change_justification", "change_stated_on")


class PhaseInline(ChildBlocks):
    model = Phase
    formset = PhaseFormSet
    verbose_name_plural = "分期：分几期建设，没有分期就不填"
    readonly_fields = ["stage"]
    fields = [
        ("number", "name", "stage"),
        ("land_area", "land_area_qualifier", "as_of"),
        ("summary", *SOURCE),
    ]


class MilestoneInline(ChildBlocks):
    model = Milestone
    form = MilestoneForm
    formset = MilestoneFormSet
    verbose_name_plural = "里程碑：承诺的每一步，原定何时、现定何时、实际何时"
    fields = [
        ("phase_number", "kind", "label", "is_final", "not_applicable"),
        ("original_target", "current_target", "alternative_date", "actual"),
        REASON,
        ("responsible", "missed_explanation", "last_confirmed_on", "stated_on"),
        ("note", *SOURCE),
    ]

    def get_fields(self, request, obj=None):
        """Who may only look is not asked for reasons."""
        fields = super().get_fields(request, obj)
        return fields if self._is_editable(request, obj) else [line for line in fields if line != REASON]


class StageEntryInline(ChildTable):
    """Append-only: what was said when is neither changed nor removed."""

    model = StageEntry
    formset = StageEntryFormSet
    verbose_name_plural = "阶段记录：哪天的来源说到了哪一步；只增不改，最新来源的阶段就是项目的阶段"
    fields = ["stage", "stated_on", "entered_on", "phase_number", *SOURCE, "note", "recorded"]
    readonly_fields = ["recorded"]

    @admin.display(description="记录")
    def recorded(self, entry):
        if not entry.pk:
            return EMPTY
        return f"{timezone.localtime(entry.recorded_at):%Y-%m-%d} {entry.recorded_by or '随站点带来'}"

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class AmountInline(ChildBlocks):
    model = Amount
    formset = PhaseChildFormSet
    verbose_name_plural = "金额：每个口径一行，口径不同的不相加"
    fields = [
        ("kind", "phase_number", "value", "qualifier", "currency"),
        ("as_of", *SOURCE, "note"),
    ]


class ObservationInline(ChildBlocks):
    model = Observation
    form = ObservationForm
    formset = PhaseChildFormSet
    verbose_name_plural = "指标数值：规划了多少，已具备多少"
    # The unit is the metric's; ObservationForm fills it in for each row.
    units = {"value": ""}
    fields = [
        ("metric", "nature", "value", "qualifier"),
        ("phase_number", "label", "as_of"),
        ("note", *SOURCE),
    ]


class BuildingGroupInline(ChildBlocks):
    model = ProjectBuildingGroup
    formset = PhaseChildFormSet
    units = BUILDING_UNITS
    fields = BUILDING_LINES


class PartyInline(ChildTable):
    model = Party
    fields = ["enterprise", "role", "is_inferred", "note", *SOURCE]


class HonourInline(ChildBlocks):
    model = ProjectHonour
    fields = HONOUR_LINES


class ProjectCitationInline(CitationInline):
    model = ProjectCitation
