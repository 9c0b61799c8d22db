"""Everything that writes a project's status: one writer per fact, history row and current value together.

``dates`` moves a milestone's dates, ``running`` pauses, resumes, cancels and confirms, ``stages`` says how far a
project is, ``columns`` prepares what lists sort by. Every function is atomic and takes ``user=``.
"""

from .columns import refresh_columns_of, refresh_list_columns
from .dates import approve_change, change_date, correct_date, rebaseline, reject_change
from .running import cancel, complete, confirm, pause, resume
from .stages import enter_stage, write_stage

__all__ = [
    "approve_change",
    "cancel",
    "change_date",
    "complete",
    "confirm",
    "correct_date",
    "enter_stage",
    "pause",
    "rebaseline",
    "refresh_columns_of",
    "refresh_list_columns",
    "reject_change",
    "resume",
    "write_stage",
]
