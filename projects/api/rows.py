"""The rows of a project in the API: its plan, its facts and what was said when.

A milestone's dates are those of the day that was asked for: they come from ``standing``, never from the row.
"""

from rest_framework import serializers

from core.api.serializers import TermSerializer, reference
from core.api.values import CodeField, MoneySerializer, PartialDateSerializer, QuantitySerializer
from library.api import SOURCED, SourcedSerializer

from ..choices import Stage
from ..models import (
    Amount,
    Baseline,
    Confirmation,
    DateChange,
    Milestone,
    Observation,
    Party,
    Phase,
    StageEntry,
    StatusChange,
)
from .derived import VerdictSerializer

SAID = ("stated_on", "recorded_at")


def date(label, source, **kwargs):
    """A partial date that is not a column of the row; null where none is known."""
    return PartialDateSerializer(read_only=True, allow_null=True, label=label, source=source, **kwargs)


class PhaseSerializer(SourcedSerializer):
    """One phase of a project."""

    stage = CodeField(Stage.choices, source="standing.stage", read_only=True, label="阶段")

    class Meta:
        model = Phase
        fields = ("number", "name", "stage", "summary", "land_area", "as_of", *SOURCED)


class DateChangeSerializer(SourcedSerializer):
    """One change of one of a milestone's dates."""

    baseline = serializers.IntegerField(
        source="baseline.number", read_only=True, allow_null=True, label="第几次基线", help_text="重定基线才有。"
    )

    class Meta:
        model = DateChange
        fields = ("date_kind", "old", "new", "kind", "reason_code", "justification", "baseline", *SAID, *SOURCED)


class MilestoneSerializer(SourcedSerializer):
    """One promised step of a project with its dates."""

    title = serializers.CharField(label="名称", read_only=True)
    original_target = date("原定", "standing.dates.original")
    current_target = date("现定", "standing.dates.current", help_text="没有改过目标是 null。")
    alternative_date = date("另行预计", "standing.dates.alternative")
    effective_target = date("现在的目标", "standing.dates.expected", help_text="另行预计、现定、原定中最先有的一个。")
    actual = date("实际", "standing.dates.actual")
    missed_explanation = serializers.CharField(source="standing.explanation", read_only=True, label="逾期说明")
    verdict = VerdictSerializer(source="standing.verdict", read_only=True, label="情况")
    moves = serializers.IntegerField(
        source="standing.moves", read_only=True, label="改期次数", help_text="首次写明、报告实际和更正不算。"
    )
    date_changes = DateChangeSerializer(source="standing.changes", many=True, read_only=True, label="日期变更")
    responsible = reference("责任单位")

    class Meta:
        model = Milestone
        fields = (
            *("phase_number", "kind", "title", "original_target", "current_target", "alternative_date"),
            *("effective_target", "actual", "not_applicable", "is_final", "verdict", "moves", "responsible"),
            *("missed_explanation", "last_confirmed_on", "note", "stated_on", "date_changes", *SOURCED),
        )


class StageEntrySerializer(SourcedSerializer):
    """A source said that the project, or a phase of it, had reached a stage."""

    class Meta:
        model = StageEntry
        fields = ("phase_number", "stage", "entered_on", *SAID, "note", *SOURCED)


class StatusChangeSerializer(SourcedSerializer):
    """The project was paused, resumed, completed or cancelled."""

    class Meta:
        model = StatusChange
        fields = ("previous", "status", "reason_code", "summary", "review_due", *SAID, *SOURCED)


class ConfirmationSerializer(SourcedSerializer):
    """Somebody made sure that what is said still holds."""

    class Meta:
        model = Confirmation
        fields = (*SAID, "note", *SOURCED)


class BaselineSerializer(SourcedSerializer):
    """A numbered re-planning of the project."""

    class Meta:
        model = Baseline
        fields = ("number", "justification", *SAID, *SOURCED)


class AmountSerializer(SourcedSerializer):
    """An amount of money; amounts of different kinds are never added up."""

    amount = MoneySerializer(column="value", label="金额")

    class Meta:
        model = Amount
        fields = ("phase_number", "kind", "amount", "as_of", "note", *SOURCED)


class ObservationSerializer(SourcedSerializer):
    """A value of a metric, planned or achieved."""

    metric = TermSerializer(read_only=True, label="指标")
    quantity = QuantitySerializer(column="value", unit=lambda row: row.metric.unit, label="数值")

    class Meta:
        model = Observation
        fields = ("phase_number", "metric", "label", "nature", "quantity", "as_of", "note", *SOURCED)


class PartySerializer(SourcedSerializer):
    """An organisation's role in a project."""

    project = reference("项目")
    enterprise = reference("单位")

    class Meta:
        model = Party
        fields = ("project", "enterprise", "role", "is_inferred", "note", *SOURCED)
