"""What is on record about a project, set against ``rules.completeness``; and the same question asked of all projects.

The table itself, what is required from which stage on, stands in the rules and nowhere else.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from .choices import AmountKind, MilestoneKind, PartyRole, Stage
from .rules.completeness import REQUIREMENTS, Known, Requirement, missing, required_at

OWN_FIELDS = ("summary", "national_code", "park", "land_area")
"""The project's own columns that the table asks for."""


@dataclass(frozen=True)
class Line:
    """One requirement as it stands for one project. ``is_due`` says whether the stage asked about requires it."""

    requirement: Requirement
    is_met: bool
    is_due: bool

    @property
    def state(self) -> str:
        """One of met, missing and later: the name that templates and CSS use."""
        return "met" if self.is_met else "missing" if self.is_due else "later"


def known_of(project) -> Known:
    """What is on record about ``project``, in four queries unless its rows were prefetched.

    A step that was declared not applicable asks for no date.
    """
    milestones = list(project.milestones.all())
    settled = {m.kind for m in milestones if m.actual or m.not_applicable}
    fields = {name for name in OWN_FIELDS if getattr(project, name) not in (None, "")}
    return Known(
        fields=frozenset(fields | ({"industries"} if project.industries.all() else set())),
        actual=frozenset(settled),
        targeted=frozenset(settled | {m.kind for m in milestones if m.rule_dates.target}),
        amounts=frozenset(amount.kind for amount in project.amounts.all() if amount.phase_number == 0),
        roles=frozenset(party.role for party in project.parties.all()),
    )


def checklist(known: Known, stage: str) -> list[Line]:
    """The whole table for a project at ``stage``, in the order of the stages."""
    due = required_at(stage)
    return [Line(each, each.is_met(known), each in due) for each in REQUIREMENTS]


def missing_of(project, stage: str) -> list[Requirement]:
    """What ``stage`` requires and is not on record about ``project``."""
    return missing(known_of(project), stage)


def is_incomplete(model) -> Q:
    """The condition under which a row of ``model`` (Project) lacks what its stage requires, for the database to judge.

    The table's tests are Python; these are their twins in SQL, so that a count over all projects is one query. A test
    holds each pair together.
    """
    met = _conditions(model)
    incomplete = Q(pk__in=[])
    for requirement in REQUIREMENTS:
        stages = [stage for stage in Stage.values if requirement in required_at(stage)]
        incomplete |= Q(stage__in=stages) & ~Q(met[requirement.code])
    return incomplete


def _conditions(model) -> dict:
    def has(children, *conditions, **values):
        rows = model._meta.get_field(children).related_model._default_manager
        return Q(Exists(rows.filter(*conditions, project=OuterRef("pk"), **values)))

    happened = Q(actual__isnull=False) | Q(not_applicable=True)
    planned = happened | Q(original_target__isnull=False) | Q(current_target__isnull=False)
    industries = model.industries.through._default_manager.filter(project=OuterRef("pk"))
    return {
        "summary": ~Q(summary=""),
        "industries": Q(Exists(industries)),
        "investor": has("parties", role__in=[PartyRole.INVESTOR, PartyRole.OWNER]),
        "investment": has("amounts", phase_number=0, kind__in=[AmountKind.AGREED, AmountKind.PLANNED_TOTAL]),
        "signed_on": has("milestones", happened, kind=MilestoneKind.SIGNING),
        "park": Q(park__isnull=False),
        "national_code": ~Q(national_code=""),
        "approved_on": has("milestones", happened, kind=MilestoneKind.APPROVAL),
        "land_area": Q(land_area__isnull=False),
        "started_on": has("milestones", happened, kind=MilestoneKind.CONSTRUCTION_START),
        "completion_target": has("milestones", planned, kind=MilestoneKind.COMPLETION),
        "completed_on": has("milestones", happened, kind=MilestoneKind.COMPLETION),
        "produced_on": has("milestones", happened, kind=MilestoneKind.PRODUCTION_START),
        "at_capacity_on": has("milestones", happened, kind=MilestoneKind.FULL_CAPACITY),
    }
