"""Buildings drawn one by one and areas drawn as squares: rows in, outlines out; no database."""

import re
from decimal import Decimal
from itertools import combinations

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from core.charts.shapes import USUAL
from parks.choices import BuildingUse, BuildState
from parks.models import BuildingGroup, Park
from parks.pattern import MOST, pattern_of
from parks.tiles import edge_words, plots, tiles

groups = st.builds(
    BuildingGroup,
    name=st.text("标准厂房研发楼", min_size=1, max_size=20),
    use=st.sampled_from(BuildingUse.values),
    state=st.sampled_from(BuildState.values),
    phase_number=st.integers(0, 3),
    count=st.none() | st.integers(0, 500),
    storeys_min=st.none() | st.integers(1, 5),
    storeys_max=st.none() | st.integers(5, 40),
)


def box(outline):
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", re.sub(r"V[\d.]+", "", outline))]
    heights = [float(number) for number in re.findall(r"V(-?\d+(?:\.\d+)?)", outline)]
    (left, bottom), right = numbers[:2], max(numbers[::2] if "L" in outline else [numbers[0], numbers[2]])
    return left, min(heights), right, bottom


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@settings(deadline=None, max_examples=40)
@given(st.lists(groups, max_size=5))
def test_buildings_and_words_keep_inside_the_drawing_and_apart(rows):
    pattern = pattern_of(rows)
    if pattern is None:
        assert sum(1 if row.count is None else row.count for row in rows) < 2
        return
    for sheet in pattern.sheets:
        words = [(w.x, w.y - w.size + 2, w.right, w.y + 3) for w in sheet.words]
        assert [pair for pair in combinations(words, 2) if overlap(*pair)] == []
        outlines = [box(figure.outline) for figure in sheet.figures]
        assert [b for b in outlines if b[0] < 0 or b[1] < 0 or b[2] > sheet.shape.width or b[3] > sheet.height] == []
        assert [w for w in words if w[2] > sheet.shape.width or w[3] > sheet.height] == []
        assert [pair for pair in combinations(sorted(outlines)[:80], 2) if overlap(*pair)] == []


def counted(count, **fields):
    return BuildingGroup(**{"name": "标准厂房", "use": "workshop", "state": "completed", "count": count} | fields)


def test_each_building_is_one_figure_and_unknown_numbers_are_one_hatched():
    pattern = pattern_of([counted(7), counted(None, state="planned", name="公寓")])
    for sheet in pattern.sheets:
        assert [(figure.kind, figure.is_counted) for figure in sheet.figures] == [("built", True)] * 7 + [
            ("planned", False)
        ]
    assert [words.words for words in pattern.sheets[0].words] == ["7栋", "标准厂房", "栋数未说明", "公寓"]
    assert pattern.desc == "7栋标准厂房；栋数未说明的公寓。"
    assert (pattern.kinds, pattern.has_uncounted, pattern.per_figure) == ({"built", "planned"}, True, 1)


def test_storeys_are_drawn_only_where_a_source_states_them():
    sheet = pattern_of([counted(1, storeys_min=3, storeys_max=4), counted(1)]).sheets[0]
    assert [figure.floors.count("M") for figure in sheet.figures] == [3, 0]


def test_of_very_many_buildings_a_figure_stands_for_several():
    pattern = pattern_of([counted(3 * MOST + 1)])
    assert pattern.per_figure == 4
    assert len(pattern.sheets[0].figures) == 46
    assert "一个图形代表4栋" in render_to_string("parks/_pattern.html", {"pattern": pattern})


@pytest.mark.parametrize("rows", [[], [counted(1)], [counted(0), counted(1)], [counted(None)]])
def test_one_building_is_no_pattern(rows):
    assert pattern_of(rows) is None


def test_pattern_has_title_description_and_no_inline_style():
    page = render_to_string("parks/_pattern.html", {"pattern": pattern_of([counted(2), counted(None)], shapes=USUAL)})
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    named = re.findall(r'role="img" aria-labelledby="([^"]+)"', page)
    assert [set(name.split()) <= set(ids) for name in named] == [True] * len(USUAL)
    assert re.findall(r"\sstyle=|<style|<script|\son\w+=", page) == []


# --- Squares ----------------------------------------------------------------------------------------------------------


def park(area, **fields):
    return Park(pk=area, name=f"{area}园", slug=f"park-{area}", land_area=Decimal(area) if area else None, **fields)


def test_tiles_are_squares_on_one_scale_where_an_area_is_stated():
    large, none, small = tiles([park(90_000), park(0), park(10_000)])
    assert (large.side, none.side, small.side) == (156, None, 52)
    assert (large.top, small.top) == (1, 105)
    assert (large.edge, none.edge) == ("约300米", "")


@pytest.mark.parametrize(
    ("area", "words"), [(3030666, "约1.74千米"), (200000, "约450米"), (9000, "约95米"), (10000, "约100米")]
)
def test_edges_are_said_as_exactly_as_a_drawing_is(area, words):
    assert edge_words(Decimal(area)) == words


def test_plots_leave_out_what_no_source_states_and_mark_the_pages_own():
    own = park(200_000, land_area_qualifier="about")
    found = plots([own, park(0)], own=own)
    assert [(plot.words, plot.other_words, plot.is_own) for plot in found] == [("约300亩", "约20万平方米", True)]
