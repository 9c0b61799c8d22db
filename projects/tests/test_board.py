"""What is drawn of a project, and where: dates in, spans and positions out; no database."""

import datetime as dt
import itertools
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from core.charts.words import shortened, text_width
from parks.models import Park
from projects.board import drawing_of, table_rows
from projects.board.axis import Axis, shapes
from projects.board.strips import strips_of
from projects.models import Confirmation, Phase, StageEntry
from projects.tests.records import TODAY, date, record, step

MID_2021 = dt.date(2021, 6, 30)
_times = (dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=n) for n in itertools.count())


class Rows(list):
    """Rows as a related manager gives them."""

    def all(self):
        return self


def entry(stage, stated_on, entered_on="", phase=0):
    return StageEntry(
        stage=stage,
        stated_on=date(stated_on),
        entered_on=date(entered_on),
        phase_number=phase,
        recorded_at=next(_times),
    )


def project(*entries, phases=(), confirmations=(), name="某项目"):
    return SimpleNamespace(
        label=name,
        name=name,
        get_absolute_url=lambda: "/projects/some/",
        phases=Rows(Phase(number=number, name=f"第{number}期") for number in phases),
        stage_entries=Rows(entries),
        confirmations=Rows(Confirmation(stated_on=date(text)) for text in confirmations),
    )


def told(*steps, entries=(), confirmed="2021", on=TODAY, phases=(), confirmations=(), **fields):
    owner = project(*entries, phases=phases, confirmations=confirmations)
    return record(*steps, on=on, confirmed=confirmed, project=owner, **fields)


def spans(lane):
    return [(span.kind, span.start.isoformat(), span.end.isoformat()) for span in lane]


# --- The lane of facts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entries", "fields", "fact", "is_open"),
    [
        # A year fills its year, and silence follows.
        (
            [("under_construction", "2021")],
            {},
            [("building", "2021-01-01", "2021-12-31"), ("silence", "2022-01-01", "2026-11-23")],
            True,
        ),
        # A month fills its month.
        (
            [("in_production", "2021-04")],
            {"confirmed": ""},
            [("done", "2021-04-01", "2021-04-30"), ("silence", "2021-05-01", "2026-11-23")],
            True,
        ),
        # A known first day is no open start.
        (
            [("under_construction", "2021", "2020-09")],
            {},
            [("building", "2020-09-01", "2021-12-31"), ("silence", "2022-01-01", "2026-11-23")],
            False,
        ),
        # What was true in 2021 is not drawn beyond the day that is looked at.
        (
            [("under_construction", "2021", "2020-09")],
            {"on": MID_2021},
            [("building", "2020-09-01", "2021-06-30")],
            False,
        ),
        # A stage that no source dates ends where it was last confirmed; what lies between is silence.
        (
            [("under_construction", "2021"), ("in_production", "2024-05")],
            {"confirmed": "2024-05"},
            [
                ("building", "2021-01-01", "2021-12-31"),
                ("silence", "2022-01-01", "2024-04-30"),
                ("done", "2024-05-01", "2024-05-31"),
                ("silence", "2024-06-01", "2026-11-23"),
            ],
            True,
        ),
        # With the day on which the next began, a stage reaches to it.
        (
            [("under_construction", "2021"), ("in_production", "2024-05", "2023-03")],
            {"confirmed": "2024-05"},
            [
                ("building", "2021-01-01", "2023-02-28"),
                ("done", "2023-03-01", "2024-05-31"),
                ("silence", "2024-06-01", "2026-11-23"),
            ],
            True,
        ),
        # The same stage said again goes on from its beginning.
        (
            [("under_construction", "2021", "2020-09"), ("under_construction", "2022")],
            {"confirmed": "2022"},
            [("building", "2020-09-01", "2022-12-31"), ("silence", "2023-01-01", "2026-11-23")],
            False,
        ),
        # An entry of later than the day is not known yet.
        (
            [("under_construction", "2021"), ("completed", "2022")],
            {"on": MID_2021},
            [("building", "2021-01-01", "2021-06-30")],
            True,
        ),
        # Confirmed, but nobody said how far it is.
        ([], {}, [("unstated", "2021-01-01", "2021-12-31"), ("silence", "2022-01-01", "2026-11-23")], True),
        # Nothing known at all.
        ([], {"confirmed": ""}, [], False),
        # What is closed or cancelled needs no more news.
        ([("closed", "2021")], {}, [("closed", "2021-01-01", "2021-12-31")], True),
        ([("signed", "2021")], {"status": "cancelled"}, [("early", "2021-01-01", "2021-12-31")], True),
        # News of today leaves no silence.
        ([("signed", "2026-11-23")], {"confirmed": "2026-11-23"}, [("early", "2026-11-23", "2026-11-23")], True),
    ],
)
def test_fact_lane_shows_what_is_known_and_no_more(entries, fields, fact, is_open):
    (strip,) = strips_of(told(entries=[entry(*said) for said in entries], **fields))
    assert (spans(strip.fact), strip.open_start) == (fact, is_open)


def test_confirmations_in_between_keep_a_stage_known():
    known = told(
        entries=[entry("under_construction", "2021"), entry("in_production", "2024")],
        confirmed="2024",
        confirmations=["2022-06"],
    )
    (strip,) = strips_of(known)
    assert spans(strip.fact)[:2] == [("building", "2021-01-01", "2022-06-30"), ("silence", "2022-07-01", "2023-12-31")]


def test_a_finished_project_ends_without_silence():
    known = told(
        step("completion", original="2021-05", actual="2021-06", final=True), entries=[entry("completed", "2021")]
    )
    assert spans(strips_of(known)[0].fact) == [("done", "2021-01-01", "2021-12-31")]


# --- The lane of promises ---------------------------------------------------------------------------------------------

START = {"actual": "2020-09"}


@pytest.mark.parametrize(
    ("dates", "on", "promise", "marks", "words"),
    [
        (
            {"original": "2022-03"},
            MID_2021,
            [("promise", "2020-09-01", "2022-03-31")],
            [("met", "2020年9月开工"), ("planned", "2022年3月竣工")],
            "原定2022年3月，竣工",
        ),
        (
            {"original": "2022-03"},
            TODAY,
            [("promise", "2020-09-01", "2022-03-31")],
            [("met", "2020年9月开工"), ("due", "2022年3月竣工")],
            "原定2022年3月，竣工",
        ),
        # A target that was put off keeps its first day as a ghost.
        (
            {"original": "2022-03", "current": "2022-09"},
            MID_2021,
            [("promise", "2020-09-01", "2022-03-31"), ("moved", "2022-04-01", "2022-09-30")],
            [("former", "2022年3月竣工"), ("met", "2020年9月开工"), ("planned", "2022年9月竣工")],
            "原定2022年3月，现定2022年9月，竣工",
        ),
        # Brought forward, nothing lies beyond the first promise.
        (
            {"original": "2022-03", "current": "2021-12"},
            MID_2021,
            [("promise", "2020-09-01", "2022-03-31")],
            [("former", "2022年3月竣工"), ("met", "2020年9月开工"), ("planned", "2021年12月竣工")],
            "原定2022年3月，现定2021年12月，竣工",
        ),
        # An alternative date does not hide what was missed.
        (
            {"original": "2022-03", "alternative": "2027"},
            TODAY,
            [("promise", "2020-09-01", "2022-03-31"), ("moved", "2022-04-01", "2027-12-31")],
            [("former", "2022年3月竣工"), ("met", "2020年9月开工"), ("due", "2027年竣工")],
            "原定2022年3月，另行预计2027年，竣工",
        ),
        (
            {"original": "2022-03", "actual": "2022-05"},
            TODAY,
            [("promise", "2020-09-01", "2022-03-31")],
            [("former", "2022年3月竣工"), ("met", "2020年9月开工"), ("met", "2022年5月竣工")],
            "原定2022年3月，实际2022年5月，竣工",
        ),
    ],
)
def test_promise_lane_keeps_the_first_target_in_sight(dates, on, promise, marks, words):
    known = told(step("construction_start", on=on, **START), step("completion", on=on, final=True, **dates), on=on)
    (strip,) = strips_of(known)
    assert spans(strip.promise) == promise
    assert [(mark.kind, mark.words) for mark in strip.marks] == marks
    assert strip.words == words


def test_a_target_without_a_known_beginning_has_no_stretch():
    (strip,) = strips_of(told(step("completion", original="2022-03", final=True)))
    assert (strip.promise, [mark.kind for mark in strip.marks]) == ((), ["due"])


def test_milestones_of_one_date_share_one_mark():
    both = [step("completion", original="2022-03"), step("production_start", original="2022-03", final=True)]
    (strip,) = strips_of(told(*both))
    assert [mark.words for mark in strip.marks] == ["2022年3月竣工、投产或投用"]
    assert strip.words == "原定2022年3月，竣工、投产或投用"


def test_a_phase_of_which_something_was_said_has_a_strip_of_its_own():
    known = told(entries=[entry("under_construction", "2021"), entry("completed", "2021", phase=1)], phases=(1, 2))
    assert [(strip.name, strip.fact[0].kind) for strip in strips_of(known)] == [("", "building"), ("第1期", "done")]


# --- Positions --------------------------------------------------------------------------------------------------------

AXIS = Axis(2020, 2023, 100, 1561)  # 1461 days, one unit each


@pytest.mark.parametrize(
    ("start", "end", "x", "width"),
    [
        ("2020-01-01", "2020-12-31", 100, 366),
        ("2021-01-01", "2021-12-31", 466, 365),
        ("2021-04-01", "2021-04-30", 556, 30),
        ("2021-04-28", "2021-04-28", 583, 1.5),
        ("2023-12-31", "2023-12-31", 1560, 1.5),
    ],
)
def test_axis_places_days_by_the_calendar(start, end, x, width):
    assert AXIS.stretch(dt.date.fromisoformat(start), dt.date.fromisoformat(end)) == (x, width)


@pytest.mark.parametrize(
    ("years", "labelled"),
    [
        ((2020, 2023), [2020, 2021, 2022, 2023]),
        ((2010, 2029), [*range(2010, 2030, 2)]),
        ((1980, 2029), [*range(1980, 2030, 5)]),
    ],
)
def test_axis_labels_as_many_years_as_have_room(years, labelled):
    assert [year for year, _, _ in Axis(*years, 0, 400).ticks] == labelled


def sheet_of(*records, on=TODAY, variant=0, **options):
    return drawing_of(records, on, **options).groups[0].sheets[0][variant]


def test_drawing_spans_all_that_is_drawn_and_the_day():
    known = told(step("completion", original="2028-03"), entries=[entry("signed", "2021", "2020-09")])
    assert drawing_of([known], TODAY).years == (2020, 2028)
    assert drawing_of([told(entries=[entry("signed", "2021")])], TODAY).years == (2020, 2026)  # room for the open start
    assert drawing_of([], TODAY).years == (2024, 2026)


def test_bars_end_where_today_is():
    sheet = sheet_of(told(entries=[entry("under_construction", "2021")]))
    known, silence = sheet.rows[0].lanes[0].bars
    assert known.right == silence.x
    assert abs(silence.right - sheet.today_x) <= 0.1
    assert known.x == sheet.axis.x(dt.date(2021, 1, 1))


def test_a_target_stands_at_the_end_of_its_period():
    sheet = sheet_of(told(step("completion", original="2022", final=True)))
    (sign,) = sheet.rows[0].lanes[0].signs
    assert (sign.x, sign.from_x) == (sheet.axis.x(dt.date(2023, 1, 1)), sheet.axis.x(dt.date(2022, 1, 1)))


def test_both_variants_show_the_same_bars_and_signs():
    known = told(step("completion", original="2022-03"), entries=[entry("signed", "2021")], phases=())
    wide, narrow = (sheet_of(known, variant=number).rows[0].lanes[0] for number in (0, 1))
    assert [bar.kind for bar in wide.bars] == [bar.kind for bar in narrow.bars]
    assert [sign.words for sign in wide.signs] == [sign.words for sign in narrow.signs]


@pytest.mark.parametrize("count", [1, 20, 21, 300])
def test_rows_follow_each_other_and_fill_their_sheets(count):
    known = told(step("completion", original="2022-03"), entries=[entry("signed", "2021")])
    (group,) = drawing_of([known] * count, TODAY).groups
    assert sum(len(variants[0].rows) for variants in group.sheets) == count
    names = ["wide", "middle", "small", "narrow"] if count <= 20 else ["middle", "narrow", "paper"]
    assert [variant.shape.name for variant in group.sheets[0]] == names
    for sheet in itertools.chain.from_iterable(group.sheets):
        bottoms = [sheet.shape.head, *(row.bottom for row in sheet.rows)]
        assert [row.y for row in sheet.rows] == bottoms[:-1]
        assert bottoms[-1] < sheet.height
    names = [sheet.id for sheet in itertools.chain.from_iterable(group.sheets)]
    assert len(set(names)) == len(names)


def test_groups_have_headings_and_one_axis():
    park = Park(name="某园区", slug="some")
    early, late = told(entries=[entry("signed", "2012")], confirmed="2012"), told(entries=[entry("signed", "2021")])
    owners = {id(early): park, id(late): None}
    drawing = drawing_of([early, late], TODAY, group=lambda told: owners[id(told)])
    assert [(group.title, group.link) for group in drawing.groups] == [("某园区", "/parks/some/"), ("园区未说明", "")]
    assert {sheet[0].axis for group in drawing.groups for sheet in group.sheets} == {Axis(2011, 2026, 300, 1192)}


def boxes_of(label):
    """Where the words of a label stand: from a little above their letters to below those that reach under the line."""
    width = text_width(label.words)
    left = label.x - width if label.anchor == "end" else label.x
    return left, label.y - 12, left + width, label.y + 3


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("brief", [False, True])
@pytest.mark.parametrize("target", ["2021-05", "2021-12", "2022-03", "2023", "2026-12", "2031-06"])
@pytest.mark.parametrize("on", ["2020-09-30", "2021-01-15", "2021-06-30", "2021-12-31", "2022-04-20", "2026-11-23"])
def test_words_of_a_target_stand_inside_the_drawing_and_over_nothing(on, target, brief):
    on = dt.date.fromisoformat(on)
    known = told(
        step("construction_start", on=on, **START),
        step("completion", on=on, original=target, final=True),
        step("production_start", on=on, original=target),
        entries=[entry("under_construction", "2021", "2020-09")],
        confirmed="2020-09-30",
        on=on,
    )
    for sheet in drawing_of([known], on, brief=brief).groups[0].sheets[0]:
        (row,) = sheet.rows
        (lane,) = row.lanes
        words = boxes_of(lane.label)
        assert 0 <= words[0] <= words[2] <= sheet.shape.width
        assert sheet.shape.is_stacked or sheet.axis.left <= words[0]
        assert row.y <= words[1] <= words[3] <= row.bottom
        drawn = [(bar.x, bar.y, bar.right, bar.bottom) for bar in lane.bars]
        drawn += [(s.x - s.size, s.y - s.size, s.x + s.size, s.y + s.size) for s in lane.signs]
        if lane.overdue:
            chip = lane.overdue
            drawn.append((chip.x, chip.y, chip.x + chip.width, chip.y + 22))
        assert [box for box in drawn if overlap(words, box)] == []


def test_words_without_room_beside_the_target_stand_on_a_line_of_their_own():
    on = dt.date(2021, 1, 15)
    dated = told(
        step("construction_start", on=on, **START), step("completion", on=on, original="2028-12", final=True), on=on
    )
    sheets = drawing_of([dated, told(entries=[entry("signed", "2020")], confirmed="2020")], on).groups[0].sheets[0]
    for sheet in sheets[:3]:
        worded, plain = sheet.rows
        assert worded.height == plain.height + 18
        assert worded.lanes[0].label.y < worded.lanes[0].bars[0].y


def test_overdue_is_said_on_the_silence():
    known = told(step("completion", original="2022-03", final=True), entries=[entry("signed", "2021")])
    assert sheet_of(known).rows[0].lanes[0].overdue.words == "到期未报 · 已过1698天"


def test_long_names_are_cut_to_their_room():
    assert shortened("株洲经开区", 70, 14) == "株洲经开区"
    assert shortened("株洲经开区管委会", 70, 14) == "株洲经开…"
    assert max(text_width(shortened("项" * 40, shape.name_width, 14)) - shape.name_width for shape in shapes(300)) <= 0


# --- The table --------------------------------------------------------------------------------------------------------


def test_table_says_in_words_what_is_drawn():
    known = told(
        step("construction_start", **START),
        step("completion", original="2022-03", current="2022-09", final=True),
        entries=[entry("under_construction", "2021", "2020-09"), entry("completed", "2021", phase=1)],
        phases=(1,),
        stage="under_construction",
    )
    (row,) = table_rows([known])
    assert (row.stage, row.expected, row.is_due) == ("在建", "2022年9月", True)
    assert row.parts == ["2020年9月起在建", "第1期：竣工（2021年的说法）"]
    assert row.others == ["开工：实际2020年9月"]
    assert row.target.dates.original == date("2022-03")


def test_words_in_english():
    with override("en"):
        known = told(step("construction_start", actual="2020-09"), step("completion", original="2022-03", final=True))
        sheet = drawing_of([known], TODAY).groups[0].sheets[0][0]
        others = table_rows([known])[0].others
    (row,), (lane,) = sheet.rows, sheet.rows[0].lanes
    assert (lane.label.words, lane.overdue.words, row.remark.words, sheet.today.words, others) == (
        "Target March 2022 · completion",
        "Due, not reported · 1,698 days past",
        "Grey · Stage not stated",
        "Today, 2026-11-23",
        ["Construction start: actual September 2020"],
    )
