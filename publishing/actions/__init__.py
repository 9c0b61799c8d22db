"""The writers of all that goes out: drafts (``drafting``), their review (``review``), what is public
(``publication``, ``scheduling``, ``withdrawal``, ``undoing``), and what was (``revisions``). Keyword-only, atomic, each
with its entry in the audit log.
"""

from .deleting import delete
from .drafting import begin, discard, forget_typing, leave_typing, reopen, save_draft
from .moving import locked_drafts
from .publication import publish, publish_new
from .review import comment, override, send_back, sign, submit, take_back
from .revisions import recover, restore, snapshot
from .scheduling import apply_due, schedule, unschedule
from .sharing import end_links, share
from .undoing import undo, undo_new
from .upkeep import check_links
from .withdrawal import republish, set_expiry, withdraw

__all__ = [
    "apply_due",
    "begin",
    "check_links",
    "comment",
    "delete",
    "discard",
    "end_links",
    "forget_typing",
    "leave_typing",
    "locked_drafts",
    "override",
    "publish",
    "publish_new",
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
    "undo_new",
    "unschedule",
    "withdraw",
]
