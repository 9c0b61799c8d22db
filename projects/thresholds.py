"""The thresholds in force, from settings."""

from django.conf import settings

from .rules.thresholds import Thresholds


def thresholds() -> Thresholds:
    """The numbers of the rules as ``STATUS_THRESHOLDS`` sets them. Raises TypeError for a name that no rule has."""
    return Thresholds(**settings.STATUS_THRESHOLDS)
