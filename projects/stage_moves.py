"""Whether a new stage entry may follow what is on record; the moves themselves stand in ``rules.stages``."""

from .choices import Stage
from .record import stage_entry_of
from .rules.stages import ALLOWED_MOVES, may_move


def refusal_of_move(entries, *, stage, stated_on, entered_on=None, phase_number=0) -> str:
    """Why a source of ``stated_on`` can't say that the project (or phase) is at ``stage``; empty when it can.

    ``entries`` are those on record. The new one is held against the stage as it stood on its own day, so that an
    older source found later may still be added.
    """
    day = max(stated_on.start, entered_on.start) if entered_on else stated_on.start
    before = stage_entry_of(entries, on=day, phase_number=phase_number)
    if before is None or may_move(before.stage, stage):
        return ""
    after = "、".join(str(each.label) for each in Stage if each in ALLOWED_MOVES[Stage(before.stage)])
    allowed = f"“{Stage(before.stage).label}”之后只能是：{after}。" if after else "“终止”之后没有别的阶段。"
    return f"{allowed}如果是当初录错了，请用“改变阶段”，勾选“这是更正”并写明依据。"
