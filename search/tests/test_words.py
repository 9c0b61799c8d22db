"""What a query is taken to mean, and how names sound."""

import pytest

from search.folding import EDGE, fold
from search.sounds import columns, letters_of, typed
from search.words import MOST_WORDS, parse, tidy


def texts(query):
    return [[text.replace(EDGE, "") for text in word.texts] for word in parse(query).words]


@pytest.mark.parametrize(
    ("typed_in", "meant"),
    [
        ("数据湖", [["数据湖"]]),
        ("园 芯片　园", [["园"], ["芯片"]]),
        ("80 亿", [["80亿", "8000000000"]]),
        ("８０亿元", [["80亿元", "8000000000元"]]),
        ("8000000000", [["8000000000", "80亿"]]),
        ("800000万元", [["800000万元", "80亿元", "8000000000元"]]),
        ("0.8亿", [["0.8亿", "8000万", "80000000"]]),
        ("10000台", [["10000台", "1万台"]]),
        ("27,000平方米", [["27000平方米", "2.7万平方米"]]),
        ("0.5万元", [["0.5万元", "5000元"]]),
        ("2022-03", [["2022-03", "2022年3月"]]),
        ("2022/3", [["2022/3", "2022年3月"]]),
        ("2022 年 03 月", [["2022年03月", "2022年3月"]]),
        ("2021-04-28", [["2021-04-28", "2021年4月28日"]]),
        ("2022-13", [["2022-13"]]),
        ("《数据湖》", [["《数据湖》", "数据湖"]]),
        ("300 PB", [["300pb"]]),
        ("4546亩", [["4546亩"]]),
    ],
)  # fmt: skip
def test_query_means_what_pages_write(typed_in, meant):
    assert texts(typed_in) == meant


def test_query_has_at_most_so_many_words():
    assert len(parse(" ".join(f"w{number}" for number in range(30))).words) == MOST_WORDS


@pytest.mark.parametrize(
    ("word", "letters"),
    [
        ("hualu", "hualu"), ("xi'an", "xian"), ("hlsjh", "hlsjh"), ("5gcyy", "5gcyy"), ("h", ""), ("2022", ""),
        ("华录", ""), ("lü", "lv"),
    ],
)  # fmt: skip
def test_letters_may_be_a_sound(word, letters):
    assert typed(fold(word)) == letters


def test_names_sound_from_each_of_their_syllables_on():
    pinyin, initials = columns([fold("5G重庆银行")])
    assert (
        pinyin == "^5gchongqingyinhang$|5gchongqingyinhang|gchongqingyinhang|chongqingyinhang|qingyinhang|yinhang|hang"
    )
    assert initials == "^5gcqyh$"


def test_name_without_a_sound_has_none():
    assert columns(["—"]) == ("", "")


def test_letters_of_mixed_text():
    assert letters_of("华录 2020 App") == "hualu2020app"


@pytest.mark.parametrize(("text", "shown"), [(" 数据\t\n湖 ", "数据 湖"), ("\0", ""), ("ＡＢ", "AB"), ("\ud83d", "")])
def test_tidy_is_one_line(text, shown):
    assert tidy(text) == shown
