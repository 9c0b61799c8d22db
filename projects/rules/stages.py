"""Which stage may follow which. One dict; whoever changes a stage asks here."""

from ..choices import Stage

_NEXT = {
    Stage.UNSTATED: set(Stage) - {Stage.UNSTATED},
    Stage.NEGOTIATION: {Stage.SIGNED, Stage.APPROVED, Stage.UNDER_CONSTRUCTION, Stage.CLOSED},
    Stage.SIGNED: {Stage.APPROVED, Stage.UNDER_CONSTRUCTION, Stage.CLOSED},
    Stage.APPROVED: {Stage.UNDER_CONSTRUCTION, Stage.CLOSED},
    Stage.UNDER_CONSTRUCTION: {Stage.COMPLETED, Stage.IN_PRODUCTION, Stage.CLOSED},
    Stage.COMPLETED: {Stage.IN_PRODUCTION, Stage.AT_CAPACITY, Stage.CLOSED},
    Stage.IN_PRODUCTION: {Stage.AT_CAPACITY, Stage.CLOSED},
    Stage.AT_CAPACITY: {Stage.CLOSED},
    Stage.CLOSED: set(),
}
ALLOWED_MOVES: dict[Stage, frozenset[Stage]] = {stage: frozenset(after) for stage, after in _NEXT.items()}
"""Forward only. A step back is not a move of the project but a mistake in the record: it is made as a correction."""


def may_move(before: str, after: str) -> bool:
    """Whether a project at stage ``before`` may be said to have reached ``after``; staying is allowed."""
    return before == after or Stage(after) in ALLOWED_MOVES[Stage(before)]
