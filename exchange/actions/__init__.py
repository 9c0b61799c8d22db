"""The writers of batches: a file is brought and checked (``checking``), becomes drafts (``confirming``), and those go
their way together (``together``). Each calls the actions of ``publishing`` for each draft: the same rules, one by one.
"""

from .checking import bring, check
from .confirming import confirm
from .together import discard, override, publish, send_back, sign, stage_of, submit, undo

__all__ = [
    "bring",
    "check",
    "confirm",
    "discard",
    "override",
    "publish",
    "send_back",
    "sign",
    "stage_of",
    "submit",
    "undo",
]
