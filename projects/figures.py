"""What stands side by side in the tables of a project's page: rows in, rows out, nothing added up."""

from dataclasses import dataclass

from .choices import AmountKind, Nature

ASKED_FOR = (AmountKind.PLANNED_TOTAL, AmountKind.PAID_IN, AmountKind.CUMULATIVE_ACTUAL)
"""Kinds of amounts whose absence is shown."""

BAR_WIDTH = 160  # units of the drawing, for the largest value of a metric


@dataclass(frozen=True)
class Bar:
    """Lengths of a row's drawing: the promise hollow, the fact solid; None where no source gives the value."""

    planned: int | None
    achieved: int | None

    @property
    def hatch(self) -> str:
        """The path that hatches the promise while nobody has said what was reached; empty otherwise."""
        if self.achieved is not None or not self.planned:
            return ""
        # Strokes of 45 degrees between the hollow bar's upper edge (2) and its lower one (14).
        strokes = (
            (max(start, 0), 14 - max(-start, 0), min(start + 12, self.planned), 14 - min(12, self.planned - start))
            for start in range(-8, self.planned, 4)
        )
        return "".join(f"M{x1} {y1}L{x2} {y2}" for x1, y1, x2, y2 in strokes if x1 < x2)


def said_by(rows, day) -> list:
    """The rows (amounts, observations) that may have been stated by ``day``; a year's count from its first day."""
    return [row for row in rows if row.as_of.start <= day]


def planned_beside_achieved(observations) -> list[dict]:
    """Observations by metric, phase and scope, each with the planned and the achieved one as stated last.

    Values of different phases or scopes stand in rows of their own and are never added up. ``bar`` draws a row on a
    scale that it shares with the other rows of its metric.
    """
    rows = {}
    for observation in observations:
        key = (observation.metric_id, observation.phase_number, observation.label)
        row = rows.setdefault(
            key,
            {
                "metric": observation.metric,
                "phase_number": observation.phase_number,
                "label": observation.label,
                "planned": None,
                "achieved": None,
            },
        )
        name = Nature(observation.nature).value
        if row[name] is None or row[name].as_of < observation.as_of:
            row[name] = observation
    longest = {}
    for row in rows.values():
        values = [row[name].value for name in ("planned", "achieved") if row[name]]
        longest[row["metric"].pk] = max(*values, longest.get(row["metric"].pk, 0))
    for row in rows.values():
        whole = longest[row["metric"].pk]
        row["bar"] = Bar(*(_length(row[name], whole) for name in ("planned", "achieved")))
    return list(rows.values())


def _length(observation, whole):
    if observation is None:
        return None
    return max(2, round(BAR_WIDTH * observation.value / whole)) if observation.value else 0


def amounts_by_kind(amounts) -> list[dict]:
    """Amounts in the order of their kinds, the whole project before its phases, as stated first before stated later.

    Each row has ``kind`` (in words) and ``amount``, which is None for a kind that readers ask for and no source states.
    """
    rows = []
    for kind in AmountKind:
        stated = [amount for amount in amounts if amount.kind == kind]
        stated.sort(key=lambda amount: (amount.phase_number, amount.as_of.sort_key))
        rows += [{"kind": kind.label, "amount": amount} for amount in stated]
        if not stated and kind in ASKED_FOR:
            rows.append({"kind": kind.label, "amount": None})
    return rows


def planned_total(amounts):
    """The planned total of the whole project as stated last, or None."""
    totals = [a for a in amounts if a.kind == AmountKind.PLANNED_TOTAL and a.phase_number == 0]
    return max(totals, key=lambda amount: (amount.as_of.sort_key, amount.pk), default=None)
