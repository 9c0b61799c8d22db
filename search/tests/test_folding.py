"""One way of writing: what is the same word for a reader is the same text here, and is found where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.folding import EDGE, fold, fold_with_places

ODD = st.text(alphabet="a 1,.0数湖\n　９\x00\ue000（é\u0301ﷺ㎡İß")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("５Ｇ产业", "5g产业"), ("80 亿元", "80亿元"), ("８０ 亿", "80亿"), ("数据　湖", "数据湖"),
        ("PB 存储", "pb存储"), ("4,546亩", "4546亩"), ("1500 PB", "1500PB"),
        ("㎡", "m2"), ("数\u200b据", "数据"), ("数\0据", "数据"),
        ("Straße", "STRASSE"), ("a  b", "a b"), (" a ", "a"),
    ],
)  # fmt: skip
def test_writings_of_one_word_are_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("80亿", "180亿"), ("80", "800"), ("2", "2022年"), ("1.5", "11.5"), ("数据湖", "数据\n湖"),
        ("20202021", "2020 2021"),
    ],
)  # fmt: skip
def test_parts_of_numbers_and_words_across_lines_are_not_found(part, whole):
    assert fold(part) not in fold(whole)


@pytest.mark.parametrize(
    ("part", "whole"), [("5g", "在5G网络"), ("g网", "5G网络"), ("2022年3月", "原定2022年3月，"), ("80", "80亿")]
)
def test_words_around_numbers_are_found(part, whole):
    assert fold(part) in fold(whole)


@given(st.one_of(st.text(), ODD))
def test_folding_with_places_is_folding(text):
    folded, places = fold_with_places(text)
    assert folded == fold(text)
    assert len(places) == len(folded)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@given(st.text())
def test_folded_text_has_nothing_that_a_database_refuses(text):
    assert "\0" not in fold(text)
    fold(text).encode("utf-8")
    assert fold(text).count(EDGE) % 2 == 0
