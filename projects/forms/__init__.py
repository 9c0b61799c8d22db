"""Forms of the staff's project pages: ``rows`` and ``milestones`` are in the project's form.

``steps`` and ``dates`` are the actions of one step.

What is allowed is asked of ``projects.rules``; what is written is written by ``projects.actions``.
"""

from .milestones import MilestoneForm, MilestoneFormSet
from .rows import ObservationForm, PhaseChildFormSet, PhaseFormSet, StageEntryFormSet

__all__ = [
    "MilestoneForm",
    "MilestoneFormSet",
    "ObservationForm",
    "PhaseChildFormSet",
    "PhaseFormSet",
    "StageEntryFormSet",
]
