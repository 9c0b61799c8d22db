"""Where the parts of charts stand, whatever the numbers and names are; and that the templates say all of it."""

import re
from decimal import Decimal
from itertools import combinations

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from core.charts import Item, Plot, Value, bar_chart, square_chart
from core.charts.bars import SHORTEST, Labels
from core.charts.shapes import BROAD, USUAL
from core.charts.squares import LARGEST, sides
from core.charts.words import SIZES, shortened, text_width
from core.footnotes import Footnotes

ROUNDING = 0.11
LABELS = Labels(promise="规划", fact="已具备")

names = st.text("项目园一期大数据中心ABC（）12", min_size=1, max_size=30)
sizes = st.one_of(st.just(Decimal(0)), st.decimals("0.01", "1e12", places=2))
values = st.builds(
    Value,
    size=sizes,
    words=st.text("约至少0123456789.亿万元平方米", min_size=1, max_size=18),
    scope=st.sampled_from(["", "一期", "示范湖"]),
)
items = st.builds(
    Item,
    name=names,
    remark=st.sampled_from(["", "冷数据存储能力", "一期；5G射频滤波器晶圆级封装线（WLCSP）"]),
    promise=st.none() | values,
    facts=st.lists(values, max_size=3).map(tuple),
)


def box(words):
    """The room that words take: a little above their letters, and below for those that reach under the line."""
    return words.x, words.y - words.size + 2, words.right, words.y + 3


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def assert_words_are_apart_and_inside(sheet):
    boxes = [box(words) for words in sheet.words]
    assert [pair for pair in combinations(boxes, 2) if overlap(*pair)] == []
    outside = [each for each in boxes if each[0] < 0 or each[2] > sheet.shape.width + 1 or each[3] > sheet.height]
    assert outside == []


@settings(deadline=None, max_examples=50)
@given(st.lists(items, max_size=6), st.booleans(), st.booleans())
def test_bars_and_words_keep_inside_the_drawing_and_apart(rows, shows_silence, is_dense):
    chart = bar_chart("some", "图", rows, labels=LABELS, shows_silence=shows_silence, is_dense=is_dense)
    assert [sheet.shape for sheet in chart.sheets] == list(USUAL)
    for sheet in chart.sheets:
        assert_words_are_apart_and_inside(sheet)
        boxes = [box(words) for words in sheet.words]
        for bar in sheet.bars:
            assert 0 <= bar.x <= bar.right <= sheet.shape.width
            assert 0 <= bar.y <= bar.bottom <= sheet.height
            assert [each for each in boxes if overlap((bar.x, bar.y, bar.right, bar.bottom), each)] == []


@settings(deadline=None, max_examples=50)
@given(st.lists(items, min_size=1, max_size=6))
def test_bars_are_as_long_as_their_values_on_one_scale(rows):
    for sheet in bar_chart("some", "图", rows, labels=LABELS).sheets:
        stated = [value.size for row in rows for value in row.values]
        drawn = [bar for bar in sheet.bars if bar.kind != "unknown"]
        assert len(drawn) == len(stated)
        # A frame is listed after what it holds; by length the two lists agree.
        pairs = list(zip(sorted(stated), sorted(bar.width for bar in drawn), strict=True))
        most, longest = pairs[-1] if pairs else (0, 0)
        for size, width in pairs:
            exact = float(size / most) * longest if most else 0
            assert width == pytest.approx(max(exact, SHORTEST) if size else 0, abs=2 * ROUNDING)


def told(promise=None, *facts, **fields):
    said = [Value(Decimal(size), f"{size}PB", scope) for size, scope in facts]
    whole = Value(Decimal(promise), f"{promise}PB") if promise is not None else None
    return Item("数据湖", promise=whole, facts=tuple(said), **fields)


def test_a_fact_stands_inside_the_promise_and_further_facts_below_it():
    sheet = bar_chart("some", "图", [told(1500, (164, "一期"), (20, "二期"))], labels=LABELS).sheets[0]
    inside, frame, below = sheet.bars
    assert [bar.kind for bar in sheet.bars] == ["fact", "promise", "fact"]
    assert (inside.x, inside.y) == (frame.x, frame.y) == (sheet.left, frame.y)
    assert below.y > frame.bottom
    assert [words.words for words in sheet.words] == ["数据湖", "规划1500PB", "一期已具备164PB", "二期已具备20PB"]


def test_silence_about_a_promise_is_hatched_only_where_it_is_asked_for():
    for shows_silence, kinds in [(True, ["unknown", "promise"]), (False, ["promise"])]:
        chart = bar_chart("some", "图", [told(1500)], shows_silence=shows_silence)
        assert [bar.kind for bar in chart.sheets[0].bars] == kinds
        assert chart.has_unknown is shows_silence


def test_what_no_source_states_is_said_and_not_drawn():
    sheet = bar_chart("some", "图", [told()]).sheets[0]
    assert (sheet.bars, sheet.words[-1].words) == ([], "未说明")


@pytest.mark.parametrize(
    ("rows", "is_drawn"),
    [
        ([], False),
        ([told(1500)], False),
        ([told(1500), told()], False),
        ([told(None, (0, "")), told(None, (0, ""))], False),
        ([told(None, (0, "")), told(None, (14, ""))], False),
        ([told(20), told(20)], False),
        ([told(20, (20, ""))], True),
        ([told(1500, (164, ""))], True),
        ([told(1500), told(20)], True),
    ],
)
def test_one_number_alone_is_no_chart(rows, is_drawn):
    assert bar_chart("some", "图", rows).is_drawn is is_drawn


def test_names_stand_beside_the_bars_where_they_leave_them_room():
    lefts = [sheet.left for sheet in bar_chart("some", "图", [told(1), told(2)]).sheets]
    assert [left > 0 for left in lefts] == [True] * len(USUAL)
    long = [Item("很长很长的一个项目名称", promise=Value(1, "1")), told(2)]
    assert [sheet.left > 0 for sheet in bar_chart("some", "图", long).sheets] == [True, True, False, False]


def test_bars_are_described_in_words_with_their_qualifiers():
    chart = bar_chart("some", "图", [told(1500, (164, "一期"), remark="冷"), told()], labels=LABELS)
    assert chart.desc == "数据湖（冷）：规划1500PB，一期已具备164PB；数据湖：未说明。"


# --- Squares ----------------------------------------------------------------------------------------------------------

plots = st.builds(Plot, name=names, area=st.decimals("1", "1e9", places=2), words=names)


@settings(deadline=None, max_examples=50)
@given(st.lists(plots, max_size=9))
def test_squares_keep_inside_the_drawing_and_apart(rows):
    for sheet in square_chart("some", "图", rows, shapes=(BROAD, *USUAL)).sheets:
        assert_words_are_apart_and_inside(sheet)
        boxes = [(s.x, s.y, s.x + s.side, s.bottom) for s in sheet.squares]
        assert [pair for pair in combinations(boxes, 2) if overlap(*pair)] == []
        assert [b for b in boxes if b[0] < 0 or b[1] < 0 or b[2] > sheet.shape.width] == []
        assert [w for w in sheet.words for b in boxes if overlap(box(w), b)] == []
        assert len(sheet.squares) == len(rows)
        if rows:
            assert max(square.side for square in sheet.squares) == LARGEST[sheet.shape.name]


def test_areas_of_squares_are_in_proportion():
    assert sides([400, 100, 25], 80) == [80, 40, 20]
    assert sides([10**9, 1], 80) == [80, 2]  # what is not nothing stays visible
    assert sides([], 80) == []


# --- Words ------------------------------------------------------------------------------------------------------------


@given(names, st.floats(30, 300), st.sampled_from([14, 15, 16]))
def test_shortened_words_fit_their_room(words, room, size):
    kept = shortened(words, room, size)
    assert text_width(kept, size) <= room
    assert kept == words or kept.endswith("…")


def test_no_letters_are_smaller_than_fourteen():
    assert min(SIZES.values()) == 14


# --- Templates --------------------------------------------------------------------------------------------------------


def rendered(chart, template="charts/_bars.html"):
    return render_to_string(template, {"chart": chart, "footnotes": Footnotes()})


def test_bars_come_with_title_description_and_an_equal_table():
    rows = [told(1500, (164, "示范湖"), link="/projects/lake/"), told(3000)]
    page = rendered(bar_chart("lake", "规划与完成", rows, labels=LABELS, shows_silence=True))
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    named = re.findall(r'role="img" aria-labelledby="([^"]+)"', page)
    assert [name.split() for name in named] == [[f"lake-{s.name}-title", f"lake-{s.name}-desc"] for s in USUAL]
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(ids)
    table = re.sub(r"\s|<[^>]+>", "", page[page.index("<table") :])
    assert "项目规划已具备" in table
    assert "数据湖1500PB164PB示范湖" in table
    assert "数据湖3000PB未说明" in table
    assert re.findall(r"\sstyle=|<style|<script|\son\w+=", page) == []


def test_one_number_is_printed_without_a_drawing():
    page = rendered(bar_chart("lake", "规划", [told(1500)], labels=LABELS))
    assert ("<svg" in page, "<details" in page, "1500PB" in page) == (False, False, True)


def test_names_are_escaped_in_drawing_and_table():
    page = rendered(bar_chart("x", "<图>", [Item("<b>", promise=Value(1, "1&2")), told(2)]))
    assert ("<b>" in page, "&lt;b&gt;" in page, "1&amp;2" in page) == (False, True, True)
