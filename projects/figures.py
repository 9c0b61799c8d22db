"""What stands side by side in the tables of a project's page: rows in, rows out, nothing added up."""

from .choices import AmountKind, Nature

ASKED_FOR = (AmountKind.PLANNED_TOTAL, AmountKind.PAID_IN, AmountKind.CUMULATIVE_ACTUAL)
"""Kinds of amounts whose absence is shown."""


def planned_beside_achieved(observations) -> list[dict]:
    """Observations by metric, phase and scope, each with the planned and the achieved one as stated last.

    Values of different phases or scopes stand in rows of their own and are never added up.
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
    return list(rows.values())


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
