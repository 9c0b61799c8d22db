"""How content goes out: what is public (``content``), drafts and their review (``drafts``), what was public
(``history``), and who did what (``audit``). Knows no content model."""

from .audit import AuditEntry
from .content import Publishable
from .drafts import Draft, DraftSave, Event, Sitting
from .history import OldAddress, Revision, Withdrawal
from .upkeep import BrokenLink, ScheduleRun, WatchWord

__all__ = [
    "AuditEntry",
    "BrokenLink",
    "Draft",
    "DraftSave",
    "Event",
    "OldAddress",
    "Publishable",
    "Revision",
    "ScheduleRun",
    "Sitting",
    "WatchWord",
    "Withdrawal",
]
