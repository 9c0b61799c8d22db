"""The staff's side of publishing.

``drafted`` is the form that saves drafts, ``content`` what every type with a public page inherits, ``clashes`` shows
two people's changes side by side.
"""

from .audit_log import AuditEntryAdmin
from .audited import AuditedAdmin
from .content import PublishableAdmin
from .drafted import DraftedAdmin
from .drafts import DraftAdmin
from .words import BrokenLinkAdmin, WatchWordAdmin

__all__ = [
    "AuditEntryAdmin",
    "AuditedAdmin",
    "BrokenLinkAdmin",
    "DraftAdmin",
    "DraftedAdmin",
    "PublishableAdmin",
    "WatchWordAdmin",
]
