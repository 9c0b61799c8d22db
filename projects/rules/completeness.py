"""What must be known about a project at which stage. One table; admin, work-lists and import read it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..choices import AmountKind, MilestoneKind, PartyRole, Stage


@dataclass(frozen=True)
class Known:
    """What is on record about a project, as the table asks for it."""

    fields: frozenset[str] = frozenset()
    """Names of the project's own fields that are filled."""
    actual: frozenset[str] = frozenset()
    """Kinds of the milestones with an actual date."""
    targeted: frozenset[str] = frozenset()
    """Kinds of the milestones with a target or an actual date."""
    amounts: frozenset[str] = frozenset()
    """Kinds of the amounts of the whole project."""
    roles: frozenset[str] = frozenset()
    """Roles of the parties."""


@dataclass(frozen=True)
class Requirement:
    """One line of the table: from the stage ``since`` on, ``is_met`` must hold."""

    code: str
    label: str
    since: Stage
    is_met: Callable[[Known], bool] = field(compare=False)


def _field(name):
    return lambda known: name in known.fields


def _actual(kind):
    return lambda known: kind.value in known.actual


def _target(kind):
    return lambda known: kind.value in known.targeted


_ORDER = [
    Stage.NEGOTIATION,
    Stage.SIGNED,
    Stage.APPROVED,
    Stage.UNDER_CONSTRUCTION,
    Stage.COMPLETED,
    Stage.IN_PRODUCTION,
    Stage.AT_CAPACITY,
]

REQUIREMENTS = [
    Requirement("summary", "摘要", Stage.NEGOTIATION, _field("summary")),
    Requirement("industries", "产业", Stage.NEGOTIATION, _field("industries")),
    Requirement(
        "investor",
        "投资方或建设单位",
        Stage.SIGNED,
        lambda known: bool({PartyRole.INVESTOR.value, PartyRole.OWNER.value} & known.roles),
    ),
    Requirement(
        "investment",
        "协议投资或计划总投资",
        Stage.SIGNED,
        lambda known: bool({AmountKind.AGREED.value, AmountKind.PLANNED_TOTAL.value} & known.amounts),
    ),
    Requirement("signed_on", "签约日期", Stage.SIGNED, _actual(MilestoneKind.SIGNING)),
    Requirement("park", "所在园区", Stage.APPROVED, _field("park")),
    Requirement("national_code", "国家统一项目代码", Stage.APPROVED, _field("national_code")),
    Requirement("approved_on", "立项或备案日期", Stage.APPROVED, _actual(MilestoneKind.APPROVAL)),
    Requirement("land_area", "用地面积", Stage.APPROVED, _field("land_area")),
    Requirement("started_on", "开工日期", Stage.UNDER_CONSTRUCTION, _actual(MilestoneKind.CONSTRUCTION_START)),
    Requirement("completion_target", "竣工目标", Stage.UNDER_CONSTRUCTION, _target(MilestoneKind.COMPLETION)),
    Requirement("completed_on", "竣工日期", Stage.COMPLETED, _actual(MilestoneKind.COMPLETION)),
    Requirement("produced_on", "投产日期", Stage.IN_PRODUCTION, _actual(MilestoneKind.PRODUCTION_START)),
    Requirement("at_capacity_on", "达产日期", Stage.AT_CAPACITY, _actual(MilestoneKind.FULL_CAPACITY)),
]


def required_at(stage: str) -> list[Requirement]:
    """What must be known at ``stage``; nothing while the stage is not stated or the project is closed."""
    if stage not in _ORDER:
        return []
    reached = _ORDER.index(Stage(stage))
    return [requirement for requirement in REQUIREMENTS if _ORDER.index(requirement.since) <= reached]


def missing(known: Known, stage: str) -> list[Requirement]:
    """The requirements of ``stage`` that are not met."""
    return [requirement for requirement in required_at(stage) if not requirement.is_met(known)]
