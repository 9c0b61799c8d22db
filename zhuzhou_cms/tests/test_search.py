"""The site's search page: what it finds, how it says that it found nothing, and that no input breaks it."""

from urllib.parse import quote

import pytest

from tests import factories as make
from tests.pages import main_links_of, main_of, main_rows_of, main_text_of, query_count
from tests.test_no_leaks import MAKERS
from zhuzhou_cms.views import LONGEST_QUERY, RESULTS_PER_TYPE

pytestmark = pytest.mark.django_db

FOUND = {name: maker for name, maker in MAKERS.items() if name != "zoneprofile"}


def search(client, words):
    return client.get("/search/", {"q": words})


def test_results_stand_by_type_with_a_line_of_text(client):
    make.make_park(name="数据园", summary="一个园区。")
    make.make_enterprise(name="数据公司", summary="一家公司。")
    assert main_rows_of(search(client, "数据"), "section") == ["园区数据园一个园区。", "企业数据公司一家公司。"]


@pytest.mark.parametrize("name", FOUND)
def test_public_row_of_each_type_is_found_by_its_name(client, name):
    row = FOUND[name]()
    assert row.get_absolute_url() in main_links_of(search(client, str(row)))


@pytest.mark.parametrize("name", FOUND)
def test_withheld_row_of_each_type_is_never_found(client, name):
    row = FOUND[name](published=False)
    answer = search(client, str(row))
    assert row.get_absolute_url() not in main_links_of(answer)
    assert "没有哪一页同时写到这些词" in main_text_of(answer)


def test_every_word_must_occur(client):
    both = make.make_park(name="东园", summary="做芯片")
    make.make_park(name="西园", summary="做软件")
    assert main_links_of(search(client, "园 芯片")) == {"/", both.get_absolute_url()}


def test_width_and_case_make_no_difference(client):
    park = make.make_park(name="5G产业园")
    assert park.get_absolute_url() in main_links_of(search(client, "５ｇ　产业"))


def test_title_comes_before_text(client):
    make.make_park(name="甲园", slug="a", summary="也有芯片")
    make.make_park(name="芯片园", slug="b")
    assert main_rows_of(search(client, "芯片"), "li")[-2:] == ["芯片园", "甲园也有芯片"]


def test_more_than_the_limit_says_so(client):
    for _ in range(RESULTS_PER_TYPE + 1):
        make.make_park(summary="芯片")
    answer = search(client, "芯片")
    assert [len(group["rows"]) for group in answer.context["groups"]] == [RESULTS_PER_TYPE]
    assert f"只列出最前面的{RESULTS_PER_TYPE}条。再加一个词，结果会更少。" in main_text_of(answer)


@pytest.mark.parametrize("words", ["", "   ", "\u3000", "\0", None])
def test_search_for_nothing_offers_the_lists(client, words):
    answer = client.get("/search/", {} if words is None else {"q": words})
    assert (answer.status_code, answer.context["q"]) == (200, "")
    assert {"/parks/", "/projects/", "/enterprises/", "/talent/", "/news/"} <= main_links_of(answer)
    assert "没有找到" not in main_text_of(answer)


def test_nothing_found_helps_on(client):
    answer = search(client, "没有这个词")
    assert "没有哪一页同时写到这些词。可以少写几个词，换成更短的词，或从下面的栏目里找。" in main_text_of(answer)
    assert "/projects/" in main_links_of(answer)
    assert 'value="没有这个词"' in main_of(answer)


def test_query_that_is_too_long_is_a_400_in_words(client):
    assert search(client, "长" * LONGEST_QUERY).status_code == 200
    answer = search(client, "长" * (LONGEST_QUERY + 1))
    assert answer.status_code == 400
    assert f"查询词太长，请用不超过{LONGEST_QUERY}个字。" in main_text_of(answer)
    assert 'aria-invalid="true"' in main_of(answer)


@pytest.mark.parametrize(
    "words",
    [
        "园\0区", "%", "_", "\\", "'", '"', "';--", "<script>alert(1)</script>", "()[]{}*+?^$|", "《》“”…—",
        "𠮷", "\ud83d", "🙂", "a " * 29, "\u202e\u200b", "NULL", "-1", "园" * 10_000, "\r\n\t", "％　％",
    ],
)  # fmt: skip
def test_no_query_breaks_the_page(client, words):
    make.make_park(name="百分之百园")
    answer = client.get(f"/search/?q={quote(words, errors='surrogatepass')}")
    assert answer.status_code in (200, 400)
    assert "<script>" not in main_of(answer)


def test_wildcards_are_taken_as_they_are(client):
    park = make.make_park(name="100%园")
    make.make_park(name="百分园")
    assert main_links_of(search(client, "%")) == {"/", park.get_absolute_url()}


def test_search_takes_the_same_queries_for_1_and_30_rows(client):
    def more():
        park = make.make_park(summary="芯片")
        make.make_project(summary="芯片", park=park)
        make.make_enterprise(summary="芯片")
        expert = make.make_expert(summary="芯片", platform=make.make_platform(summary="芯片"))
        make.make_expert_title(expert)
        make.make_article(summary="芯片")

    more()
    one = query_count(client, "/search/?q=芯片")
    for _ in range(29):
        more()
    assert query_count(client, "/search/?q=芯片") == one


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_search_only_reads(client, method):
    assert getattr(client, method)("/search/").status_code == 405
