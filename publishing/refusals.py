"""Why something can't be done now, in words for the person who asked. ``actions`` raise them."""

from django.core.exceptions import ValidationError


class Refusal(ValidationError):
    """An action that makes no sense now: wrong state, wrong person, nothing to do."""


class Incomplete(Refusal):
    """The draft's form has mistakes; ``mistakes`` are pairs of where and what."""

    def __init__(self, mistakes):
        self.mistakes = mistakes
        super().__init__([f"{where}：{what}" for where, what in mistakes])


class Moved(Refusal):
    """Somebody else changed it since the person looked."""


class Clashing(Refusal):
    """Two people changed the same place. ``merged`` has both sides; nothing was written."""

    def __init__(self, merged, base, theirs, mine):
        self.merged, self.base, self.theirs, self.mine = merged, base, theirs, mine
        super().__init__(f"有 {len(merged.clashes)} 处和别人的修改冲突，请逐处决定用哪一个。")
