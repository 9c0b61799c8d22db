"""Texts with what went and what came marked: both can be read from the marks again, and long ones stay quick."""

import time

import pytest

from publishing.marks import marked

CHANGED = [("same", "一"), ("gone", "，"), ("new", "、")]
LONG = "".join(f"第{number}句说的是一件事。" for number in range(2000))


def said(old, new):
    return [(mark.kind, mark.text) for mark in marked(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "marks"),
    [
        ("", "", []),
        ("一样", "一样", [("same", "一样")]),
        ("", "新", [("new", "新")]),
        ("旧", "", [("gone", "旧")]),
        ("投资8亿元。", "投资9亿元。", [("same", "投资"), ("gone", "8"), ("new", "9"), ("same", "亿元。")]),
        ("aa", "aaa", [("same", "aa"), ("new", "a")]),
        ("一，二。", "一、二。\n三。", [*CHANGED, ("same", "二。"), ("new", "\n三。")]),
    ],
)
def test_what_went_stands_before_what_came(old, new, marks):
    assert said(old, new) == marks


def test_one_character_in_a_long_text_is_found():
    assert said(LONG, LONG.replace("第1000句", "第千句"))[1:3] == [("gone", "1000"), ("new", "千")]


def test_two_places_in_a_long_text_are_marked_apart():
    new = LONG.replace("第7句说", "第七句说").replace("第1990句", "第末句")

    assert [mark for mark in said(LONG, new) if mark[0] != "same"] == [
        ("gone", "7"),
        ("new", "七"),
        ("gone", "1990"),
        ("new", "末"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (LONG, "".join(reversed(LONG))),
        (LONG, "".join(f"第{number * 7 % 2001}句说的是一件事。\n\n" for number in range(2000))),
        ("甲乙" * 1000, "乙甲" * 999 + "丙"),
        ("\n" * 3000 + "甲", "乙" + "\n" * 2000 + "丙"),
    ],
)
def test_marks_make_up_both_texts_in_bounded_time(old, new):
    began = time.process_time()
    marks = marked(old, new)

    assert time.process_time() - began < 10  # seconds; the slow way takes minutes
    assert "".join(mark.text for mark in marks if mark.kind != "new") == old
    assert "".join(mark.text for mark in marks if mark.kind != "gone") == new
