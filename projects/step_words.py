"""What steps, their phases and their dates are called, wherever they are told of."""

from django.utils.translation import gettext as _

from .rules.verdicts import Dates


def phase_name(number: int, phases) -> str:
    """The name of the phase with this number among ``phases``, or its number in words where none of them has it."""
    named = next((phase for phase in phases if phase.number == number), None)
    return str(named) if named else _("第%(number)s期") % {"number": number}


def step_title(milestone, phases) -> str:
    """A milestone with its phase: 一期竣工, "completion (phase 1)"."""
    if not milestone.phase_number:
        return milestone.title
    return _("%(phase)s%(step)s") % {"phase": phase_name(milestone.phase_number, phases), "step": milestone.title}


def date_words(dates: Dates) -> list[str]:
    """Each of the dates that is known, with its word: 原定2022年3月."""
    words = [
        (_("原定%(date)s"), dates.original),
        (_("现定%(date)s"), dates.current),
        (_("另行预计%(date)s"), dates.alternative),
        (_("实际%(date)s"), dates.actual),
    ]
    return [said % {"date": date} for said, date in words if date]


def nature(change) -> str:
    """What sort of change it is, of a new baseline with its number."""
    if not change.baseline:
        return change.get_kind_display()
    return _("%(kind)s（第%(number)s次基线）") % {"kind": change.get_kind_display(), "number": change.baseline.number}
