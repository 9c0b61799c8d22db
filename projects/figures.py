"""What stands side by side in the tables of a project's page: rows in, rows out, nothing added up."""

from dataclasses import dataclass, replace

from core.english import said

from .choices import AmountKind, Nature

ASKED_FOR = (AmountKind.PLANNED_TOTAL, AmountKind.PAID_IN, AmountKind.CUMULATIVE_ACTUAL)
"""Kinds of amounts whose absence is shown."""

REACHED = (AmountKind.PAID_IN, AmountKind.CUMULATIVE_ACTUAL)
"""Kinds of amounts that tell what happened; the others are promises."""

BAR_WIDTH = 320  # units of the drawing, for the largest value
LANE = 16  # units, from one bar to the next


@dataclass(frozen=True)
class Bar:
    """One bar of a row's drawing: a promise (hollow), a fact (solid) or silence about a promise (hatched)."""

    kind: str
    y: int
    width: int


@dataclass(frozen=True)
class Bars:
    """The drawing of one row: the first fact inside its promise, further facts below."""

    bars: list[Bar]

    @property
    def height(self) -> int:
        return max(bar.y for bar in self.bars) + LANE

    @property
    def hatch(self) -> str:
        """The path that hatches the promise while nobody has said what was reached; empty otherwise."""
        width = next((bar.width for bar in self.bars if bar.kind == "unknown"), 0)
        # Strokes of 45 degrees between the hollow bar's upper edge (2) and its lower one (14).
        strokes = (
            (max(start, 0), 14 - max(-start, 0), min(start + 12, width), 14 - min(12, width - start))
            for start in range(-8, width, 4)
        )
        return "".join(f"M{x1} {y1}L{x2} {y2}" for x1, y1, x2, y2 in strokes if x1 < x2)


@dataclass(frozen=True)
class Measure:
    """A metric of one scope: what was planned, and beside it what was reached, each as stated last."""

    metric: object
    label: str
    """The scope in words; empty for the whole."""
    plan: object | None
    facts: tuple
    bars: Bars | None = None

    @property
    def scope(self) -> str:
        """``label`` in the reader's language."""
        return said(self.first, "label")

    @property
    def first(self):
        """The observation to tell where there is room for one."""
        return self.plan or self.facts[0]


def said_by(rows, day) -> list:
    """The rows (amounts, observations) that may have been stated by ``day``; a year's count from its first day."""
    return [row for row in rows if row.as_of.start <= day]


def measures(observations) -> list[Measure]:
    """Observations as rows of planned and reached, with bars where a unit has something to compare.

    The plan of a whole project and what one of its phases has reached stand in one row, each with its name: what is
    reached is a part of what was planned. Plans of several phases have rows of their own; nothing is added up. Bars of
    one unit share a scale.
    """
    rows = [row for subject in _by_subject(observations) for row in _paired(subject)]
    drawn = {}
    for row in rows:
        drawn.setdefault(row.metric.unit, []).append(row)
    scales = {unit: _scale([_sizes(row) for row in told]) for unit, told in drawn.items()}
    return [replace(row, bars=_bars(_sizes(row), scales[row.metric.unit])) for row in rows]


def _by_subject(observations):
    """The newest observations of each project, metric and scope, one for each phase and nature."""
    subjects: dict[tuple, dict] = {}
    for row in observations:
        newest = subjects.setdefault((row.project_id, row.metric_id, row.label), {})
        key = row.phase_number, row.nature
        if key not in newest or newest[key].as_of < row.as_of:
            newest[key] = row
    return [sorted(rows.values(), key=lambda row: row.phase_number) for rows in subjects.values()]


def _paired(rows) -> list[Measure]:
    metric, label = rows[0].metric, rows[0].label
    plans = [row for row in rows if row.nature == Nature.PLANNED]
    facts = [row for row in rows if row.nature == Nature.ACHIEVED]
    if len(plans) == 1 and plans[0].phase_number == 0:
        return [Measure(metric, label, plans[0], tuple(facts))]
    planned = {plan.phase_number for plan in plans}
    paired = [
        Measure(metric, label, plan, tuple(row for row in facts if row.phase_number == plan.phase_number))
        for plan in plans
    ]
    rest = tuple(row for row in facts if row.phase_number not in planned)
    return paired + ([Measure(metric, label, None, rest)] if rest else [])


def _sizes(row: Measure):
    """What is promised (None where nothing is) and what is reached."""
    return row.plan.value if row.plan else None, [fact.value for fact in row.facts]


def _scale(rows) -> float:
    """Units of the drawing for each one of the value; 0 where one number, or the same number, has nothing beside it."""
    sizes = [size for plan, facts in rows for size in (plan, *facts) if size is not None]
    has_both = any(plan is not None and facts for plan, facts in rows)
    if not any(sizes) or (len(set(sizes)) == 1 and not has_both):
        return 0
    return BAR_WIDTH / float(max(sizes))


def _bars(sizes, scale, *, shows_silence=True) -> Bars | None:
    plan, facts = sizes
    if not scale or (plan is None and not facts):
        return None
    bars = []
    first = 0
    if plan is not None:
        if facts:
            bars, first = [Bar("fact", 0, _length(facts[0], scale))], 1
        elif shows_silence:
            bars = [Bar("unknown", 0, _length(plan, scale))]
        bars.append(Bar("promise", 0, _length(plan, scale)))
    bars += [
        Bar("fact", (place + (plan is not None)) * LANE, _length(size, scale))
        for place, size in enumerate(facts[first:])
    ]
    return Bars(bars)


def _length(size, scale):
    return max(2, round(float(size) * scale)) if size else 0


def amounts_by_kind(amounts) -> list[dict]:
    """Amounts in the order of their kinds, the whole project before its phases, as stated first before stated later.

    Each row has ``kind`` (in words), ``amount``, which is None for a kind that readers ask for and no source states,
    and ``bars`` where there are several amounts in 元 to compare.
    """
    rows = []
    for kind in AmountKind:
        stated = [amount for amount in amounts if amount.kind == kind]
        stated.sort(key=lambda amount: (amount.phase_number, amount.as_of.sort_key))
        rows += [{"kind": kind.label, "amount": amount, "bars": None} for amount in stated]
        if not stated and kind in ASKED_FOR:
            rows.append({"kind": kind.label, "amount": None, "bars": None})
    drawn = [row for row in rows if row["amount"] and row["amount"].currency == "CNY"]
    scale = _scale([_amount_sizes(row["amount"]) for row in drawn])
    for row in drawn:
        row["bars"] = _bars(_amount_sizes(row["amount"]), scale, shows_silence=False)
    return rows


def _amount_sizes(amount):
    return (None, [amount.value]) if amount.kind in REACHED else (amount.value, [])


def planned_total(amounts):
    """The planned total of the whole project as stated last, or None."""
    totals = [a for a in amounts if a.kind == AmountKind.PLANNED_TOTAL and a.phase_number == 0]
    return max(totals, key=lambda amount: (amount.as_of.sort_key, amount.pk), default=None)
