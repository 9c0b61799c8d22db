"""The project record: a project, its plan (``plan``), its measured facts (``facts``) and its history (``history``)."""

from .facts import Amount, Metric, Observation, Party, ProjectBuildingGroup, ProjectHonour
from .history import Baseline, Confirmation, DateChange, DateChangeRequest, StageEntry, StatusChange
from .plan import Milestone, Phase
from .project import Project, ProjectCitation

__all__ = [
    "Amount",
    "Baseline",
    "Confirmation",
    "DateChange",
    "DateChangeRequest",
    "Metric",
    "Milestone",
    "Observation",
    "Party",
    "Phase",
    "Project",
    "ProjectBuildingGroup",
    "ProjectCitation",
    "ProjectHonour",
    "StageEntry",
    "StatusChange",
]
