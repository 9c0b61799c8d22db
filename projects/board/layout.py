"""From records to positions: which row, lane, bar and sign stands where.

One drawing is cut into sheets of rows, each with the axis above it: a long board keeps its years in sight and breaks
between pages of paper and not inside a row.
"""

import datetime as dt
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.charts.words import shortened, text_width

from ..rules.slip import duration
from .axis import MINI, PAGE, ROOMY, Axis, Tops, shapes
from .parts import Bar, Drawing, Group, Label, Lane, Row, Sheet, Sign
from .strips import Strip, own_strip, stage_words, strips_of

ROWS_A_SHEET = 38
LINE = 18
"""Height of a line of words above a lane."""
AFTER_PHASES = 6
"""Below the last phase of a row, which otherwise ends closer to the line than a project's own strip does."""


def drawing_of(records, on: dt.date, *, name="drawing", variants=PAGE, is_today=True, group=None, brief=False):
    """``records`` as they stood on the day ``on``, one row each, in the order given: a ``Drawing``.

    ``variants`` are those for the room that the page has (``axis.PAGE``, ``BAND`` or ``BESIDE``). ``group`` answers a
    record's group (anything that says its name and has ``get_absolute_url``, or None); records of one group must stand
    together. ``brief`` leaves out phases, lights and stages: for a first look.
    """
    drawn = [(record, [own_strip(record)] if brief else strips_of(record)) for record in records]
    years = _years([strip for _, strips in drawn for strip in strips], on)
    shown = shapes(len(drawn), variants, brief=brief)
    flag = (_("今天%(day)s") if is_today else pgettext("board", "截至%(day)s")) % {"day": on.isoformat()}
    groups = []
    for owner, pairs in groupby(drawn, key=lambda pair: group(pair[0]) if group else None):
        members = list(pairs)
        sheets = []
        for start in range(0, len(members), ROWS_A_SHEET):
            cut, prefix = members[start : start + ROWS_A_SHEET], f"{name}-{len(groups)}-{len(sheets)}"
            sheets.append([_sheet(f"{prefix}-{shape.name}", shape, cut, years, on, flag) for shape in shown])
        title = "" if group is None else str(owner) if owner else _("园区未说明")
        groups.append(Group(title, sheets, owner.get_absolute_url() if owner else ""))
    return Drawing(name, on, years, groups, len(drawn) > ROOMY)


def minis_of(records, on: dt.date, *, name="strips") -> Sheet:
    """A row without words for each of ``records``, all on one axis: for the cells of a table."""
    drawn = [(record, [own_strip(record)]) for record in records]
    years = _years([strip for _, strips in drawn for strip in strips], on)
    return _sheet(name, MINI, drawn, years, on, "")


def _years(strips: list[Strip], on) -> tuple[int, int]:
    """First and last year of the axis: of all that is drawn and of ``on``, with a year before an open start."""
    days = [day for strip in strips for day in strip.days] + [on]
    openings = [strip.fact[0].start.year - 1 for strip in strips if strip.open_start]
    first, last = min([day.year for day in days] + openings), max(day.year for day in days)
    return min(first, last - 2), last


def _sheet(name, shape, drawn, years, on, words) -> Sheet:
    axis = Axis(*years, shape.axis_left, shape.axis_right)
    rows, y = [], shape.head
    for record, strips in drawn:
        shown = strips if shape.phase else strips[:1]  # compact rows have one strip
        row = _row(shape, axis, record, shown, y, on)
        rows.append(row)
        y += row.height
    half = text_width(words) / 2 + 8
    x = axis.x(on + dt.timedelta(days=1))  # the end of the day, where what is known or silent ends too
    flag = Label(words, round(min(max(x, half), shape.width - half), 1), 15, "middle", round(2 * half, 1))
    return Sheet(name, shape, axis, rows, y + 6, flag, x)


def _row(shape, axis, record, strips, y, on) -> Row:
    project = record.project
    size = 12 if shape.name == "paper" else 18
    name_y = y + shape.name_top
    name = Label(shortened(project.label, shape.name_width, shape.text), size + 7, name_y)
    remark = None
    if shape.has_remarks:
        remark = Label(f"{record.shown.light.label} · {stage_words(record)}", size + 7, y + 42)
    lanes, top = [], y
    for strip in strips:
        label, tops = _target_label(shape, axis, strip, top)
        lanes.append(_lane(shape, axis, strip, top, tops, on, label))
        top += tops.height
    if len(lanes) > 1:
        top += AFTER_PHASES
    return Row(record, y, top - y, name, remark, lanes, project.get_absolute_url(), name_y - size + 3, size)


def _tops(shape, strip) -> Tops:
    has_promise = any(not mark.is_fact for mark in strip.marks) or strip.target is not None
    if strip.name:
        return shape.phase if has_promise else shape.phase_silent
    return shape.first if has_promise else shape.first_silent


def _lane(shape, axis, strip: Strip, y, tops, on, label) -> Lane:
    promise_y, fact_y = y + tops.promise, y + tops.fact
    middle = promise_y + shape.promise_height / 2
    bars = [_bar(axis, span, promise_y, shape.promise_height) for span in strip.promise]
    bars += [_bar(axis, span, fact_y, shape.fact_height, shape.says_words) for span in strip.fact]
    size = min(8.0, shape.promise_height / 2 + 3) if shape.says_words else 4.5 if shape.name != "paper" else 3.5
    signs = [_sign(axis, mark, middle, fact_y + shape.fact_height / 2, size) for mark in _shown(shape, strip)]
    return Lane(
        name=_phase_label(shape, strip, y + tops.words) if strip.name else None,
        bars=bars,
        signs=signs,
        open_from=round(max(axis.x(strip.fact[0].start) - 40, axis.left), 1) if strip.open_start else None,
        open_to=round(axis.x(strip.fact[0].start) - 2, 1) if strip.open_start else None,
        fact_middle=fact_y + shape.fact_height / 2,
        label=label,
        overdue=_overdue_label(shape, axis, strip, fact_y, on) if shape.has_remarks else None,
    )


def _shown(shape, strip):
    """The marks that the variant has room for: on paper, of many projects, the target alone."""
    if shape.name != "paper":
        return strip.marks
    return [mark for mark in strip.marks if strip.target and (mark.kind, mark.date) == strip.target.key]


def _sign(axis, mark, promise_middle, fact_middle, size) -> Sign:
    """A fact is drawn in the middle of its period; a target is due at the end of its own."""
    start, width = axis.stretch(mark.date.start, mark.date.end)
    x = round(start + width / 2 if mark.is_fact else start + width, 1)
    y, size = (fact_middle, 3.5) if mark.is_fact else (promise_middle, size)
    is_wide = width > 2 * size
    return Sign(
        mark.kind, x, y, size, start if is_wide else None, round(start + width, 1) if is_wide else None, mark.words
    )


def _phase_label(shape, strip, y) -> Label:
    indent, room = (2, 120) if shape.is_stacked else (42, shape.name_width - 16)
    return Label(shortened(strip.name, room, 14), indent, y)


def _bar(axis, span, y, height, says_words=False) -> Bar:
    x, width = axis.stretch(span.start, span.end)
    fits = says_words and text_width(span.words) + 6 <= width and height >= 14
    return Bar(span.kind, x, y, width, height, span.words if fits else "")


def _target_label(shape, axis, strip, y) -> tuple[Label | None, Tops]:
    """The words about the target and the measures of the strip, whose top is at ``y``.

    The words stand after the target's sign, or before all that is in the lane; where neither side has room, on a line
    of their own above it.
    """
    tops = _tops(shape, strip)
    if strip.target is None or not shape.says_words:
        return None, tops
    words = strip.words if shape.has_remarks or shape.is_stacked else strip.brief
    if shape.is_stacked:
        indent = text_width(shortened(strip.name, 120, 14)) + 12 if strip.name else 0
        return Label(shortened(words, shape.width - 4 - indent, 14), round(2 + indent, 1), y + tops.words), tops
    beside = y + tops.promise + 11
    right = max(axis.x(mark.date.end) for mark in strip.marks) + 16
    wanted = text_width(words)
    if right + wanted <= shape.width:
        return Label(words, round(right, 1), beside), tops
    left = min(axis.x(day) for day in _promised_from(strip)) - 10
    if left - wanted >= axis.left:
        return Label(words, round(left, 1), beside, "end"), tops
    words = shortened(words, axis.right - axis.left, 14)
    wanted = text_width(words)
    x = max(axis.left, min(axis.x(strip.target.date.end) - wanted / 2, axis.right - wanted))
    return Label(words, round(x, 1), y + 15), tops.lowered(LINE)


def _promised_from(strip) -> list[dt.date]:
    """The first days of all that stands in the promise lane."""
    days = [span.start for span in strip.promise] + [mark.date.start for mark in strip.marks if not mark.is_fact]
    return days or [strip.target.date.start]


def _overdue_label(shape, axis, strip, y, on) -> Label | None:
    """How long the target has passed, on the silence before today; only where that has room for it."""
    if not strip.days_overdue:
        return None
    words = _("到期未报 · 已过%(time)s") % {"time": duration(strip.days_overdue)}
    width = text_width(words) + 16
    right = axis.x(on) - 8
    silence = next((span for span in strip.fact if span.kind == "silence" and span.end == on), None)
    if silence is None or right - width < axis.x(silence.start):
        return None
    return Label(words, round(right - width, 1), y - 3, width=round(width))
