"""The writers of all that goes out: drafts (``drafting``), their review (``review``), what is public
(``publication``, ``scheduling``, ``withdrawal``, ``undoing``), and what was (``revisions``). Keyword-only, atomic, each
with its entry in the audit log.
"""

from .deleting import delete
from .drafting import discard, forget_typing, leave_typing, reopen, save_draft
from .publication import publish
from .review import comment, override, send_back, sign, submit, take_back
from .revisions import recover, restore, snapshot
from .scheduling import apply_due, schedule, unschedule
from .sharing import end_links, share
from .undoing import undo
from .upkeep import check_links
from .withdrawal import republish, set_expiry, withdraw

__all__ = [
    "apply_due",
    "check_links",
    "comment",
    "delete",
    "discard",
    "end_links",
    "forget_typing",
    "leave_typing",
    "override",
    "publish",
    "recover",
    "reopen",
    "republish",
    "restore",
    "save_draft",
    "schedule",
    "send_back",
    "set_expiry",
    "share",
    "sign",
    "snapshot",
    "submit",
    "take_back",
    "undo",
    "unschedule",
    "withdraw",
]
