"""The site's search page: what it shows of what it finds, how it helps on, and that no input breaks it."""

from urllib.parse import quote

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import finding
from search.actions import rebuild, reconcile
from search.models import Entry
from search.views import LONGEST_QUERY, PER_PAGE
from tests import factories as make
from tests.pages import main_links_of, main_of, main_rows_of, main_text_of, query_count
from tests.test_no_leaks import MAKERS

pytestmark = pytest.mark.django_db


def search(client, words, **parameters):
    reconcile()
    return client.get("/search/", {"q": words, **parameters})


def titles(answer):
    return [result.title for result in answer.context["results"]]


def test_results_stand_in_one_list_with_type_and_excerpt(client):
    make.make_park(name="数据园", summary="一个园区。")
    make.make_enterprise(name="大数据公司", summary="一家公司。")
    assert main_rows_of(search(client, "数据"), "h3") == ["数据园园区", "大数据公司企业"]
    assert "一个园区。" in main_text_of(search(client, "数据"))


@pytest.mark.parametrize("name", MAKERS)
def test_public_row_of_each_type_is_found_by_its_name(client, name):
    row = MAKERS[name]()
    assert row.get_absolute_url() in main_links_of(search(client, str(row)))


@pytest.mark.parametrize("name", MAKERS)
def test_withheld_row_of_each_type_is_never_found(client, name):
    row = MAKERS[name](published=False)
    answer = search(client, str(row))
    assert row.get_absolute_url() not in main_links_of(answer) - {"/zone/"}
    assert "没有哪一页同时写到这些词" in main_text_of(answer)


def test_english_of_a_row_is_found_from_both_languages_and_shown_in_english(client):
    park = make.make_park(
        name="数据湖", name_en="Data Lake", summary="一个园区。", summary_en="A park of <b>servers</b>."
    )
    reconcile()
    for words in ("data lake", "servers"):
        assert titles(client.get("/search/", {"q": words})) == ["数据湖"]
        assert titles(client.get("/en/search/", {"q": words})) == ["Data Lake"]
    page = main_of(client.get("/en/search/", {"q": "lake servers"}))
    assert "Data <mark>Lake</mark>" in page
    assert "A park of &lt;b&gt;<mark>servers</mark>&lt;/b&gt;." in page
    (shown,) = client.get("/en/search/suggest/", {"q": "数据湖"}).json()["results"]
    assert shown == {"title": "Data Lake", "type": "Parks", "url": f"/en{park.get_absolute_url()}"}


def test_excerpt_in_english_is_chinese_where_only_that_says_what_was_searched_for(client):
    make.make_park(name="湖", name_en="Lake", summary="做芯片。", summary_en="Makes chips.")
    reconcile()
    found = client.get("/en/search/", {"q": "芯片"})
    assert '<p class="entry-summary" lang="zh-Hans">做<mark>芯片</mark>。' in main_of(found)


def test_excerpt_cuts_no_latin_word_in_two(client):
    words = " ".join(["alpha", "beta", "gamma"] * 60)
    make.make_park(summary=f"{words} target {words}")
    (result,) = search(client, "target").context["results"]
    kept = result.excerpt.replace("<mark>", "").replace("</mark>", "").strip("…").split()
    assert set(kept) == {"alpha", "beta", "gamma", "target"}


def test_index_is_the_same_in_whatever_language_it_is_written(client):
    make.make_park(name="湖", name_en="Lake", land_area=2000)
    written = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            rebuild()
        written.append(Entry.objects.values_list("names", "text", "body").get())
    assert written[0] == written[1]


def test_every_word_must_occur(client):
    make.make_park(name="东园", summary="做芯片")
    make.make_park(name="西园", summary="做软件")
    assert titles(search(client, "园 芯片")) == ["东园"]


def test_hits_are_marked_in_title_and_excerpt(client):
    make.make_park(name="5G产业园", summary="５ｇ 产业与<b>软件</b>")
    page = main_of(search(client, "5g产业"))
    assert "<mark>5G产业</mark>园" in page
    assert "<mark>５ｇ 产业</mark>与&lt;b&gt;软件&lt;/b&gt;" in page


def test_what_was_typed_as_pinyin_is_marked_in_the_title(client):
    make.make_enterprise(name="中国华录")
    assert "中国<mark>华录</mark>" in main_of(search(client, "hualu"))
    assert "<mark>中国华</mark>录" in main_of(search(client, "zgh"))


def test_excerpt_is_the_part_where_the_words_are(client):
    make.make_park(name="甲园", summary="开头。" + "很长的一句，" * 60 + "这里有芯片。" + "后面还有，" * 60)
    excerpt = search(client, "芯片").context["results"][0].excerpt
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert "这里有<mark>芯片</mark>。" in excerpt


def test_type_filter_has_counts_and_keeps_the_words(client):
    make.make_park(name="芯片园")
    make.make_enterprise(name="芯片厂")
    make.make_enterprise(name="芯片店")
    answer = search(client, "芯片")
    assert [(kind.label, kind.count) for kind in answer.context["kinds"]] == [("全部", 3), ("园区", 1), ("企业", 2)]
    assert f"?q={quote('芯片')}&type=enterprise" in main_links_of(answer)

    narrowed = search(client, "芯片", type="enterprise")
    assert sorted(titles(narrowed)) == ["芯片厂", "芯片店"]
    assert [(kind.label, kind.is_chosen) for kind in narrowed.context["kinds"]][-1] == ("企业", True)
    assert 'name="type" value="enterprise"' in main_of(narrowed)


def test_unknown_type_is_a_400_in_words(client):
    answer = search(client, "芯片", type="secret")
    assert answer.status_code == 400
    assert "没有这种类型" in main_text_of(answer)


def test_results_are_paged(client):
    for _ in range(PER_PAGE + 1):
        make.make_park(summary="芯片")
    first, second = search(client, "芯片"), search(client, "芯片", page=2)
    assert (len(titles(first)), len(titles(second))) == (PER_PAGE, 1)
    assert set(titles(first)) & set(titles(second)) == set()
    assert f"?q={quote('芯片')}&page=2" in main_links_of(first)


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999", "", "1\0"])
def test_page_that_is_none_shows_one_that_is(client, number):
    make.make_park(summary="芯片")
    assert len(titles(search(client, "芯片", page=number))) == 1


def test_more_hits_than_are_counted_say_so(client, monkeypatch):
    monkeypatch.setattr(finding.find, "__kwdefaults__", finding.find.__kwdefaults__ | {"most": 3})
    for _ in range(4):
        make.make_park(summary="芯片")
        make.make_event(summary="芯片")
    answer = search(client, "芯片")
    assert "找到3条以上" in main_text_of(answer)
    assert {kind.count for kind in answer.context["kinds"]} == {0}
    assert len(titles(search(client, "芯片", type="event"))) == 3


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


def test_nothing_found_names_the_word_that_is_missing_and_drops_it(client):
    make.make_park(name="芯片园")
    answer = search(client, "芯片 没有的")
    assert "哪一页都没有写到：“没有的”。" in main_text_of(answer)
    assert f"?q={quote('芯片')}" in main_links_of(answer)
    assert f"?q={quote('没有的')}" not in main_links_of(answer)


@pytest.mark.parametrize("typed", ["数据胡", "数剧湖", "数湖据", "数据据湖产业", "shujvhu"])
def test_typing_error_leads_to_what_was_meant(client, typed):
    park = make.make_park(name="云龙数据湖产业园")
    make.make_park(name="芯片园")
    answer = search(client, typed)
    assert f"没有找到“{typed}”，是不是想找：" in main_text_of(answer)
    assert [result.url for result in answer.context["meant"]] == [park.get_absolute_url()]


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
        "OR AND NOT", '"园" OR "*', "园*", "NEAR(园 区)", ":", "'园':*", "\x1f", "\ue0ff园", "ﷺ" * 3, "1,000,000亿亿",
        "9" * 60, "0.00000001亿", "2022-13", "^$", "|hua", "ä ö", "ß", "ﬀ", "½", "①②", "㎡",
    ],
)  # fmt: skip
def test_no_query_breaks_the_page(client, words):
    make.make_park(name="百分之百园")
    reconcile()
    for address in ("/search/", "/search/suggest/"):
        answer = client.get(f"{address}?q={quote(words, errors='surrogatepass')}")
        assert answer.status_code in (200, 400)
        assert "<script>" not in answer.content.decode().partition("<main")[2]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.text(max_size=20),
    summary=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60),
)
def test_no_text_breaks_the_page_or_gets_out_of_its_marks(client, words, summary):
    from search.highlighting import marked, snippet
    from search.words import parse

    assert client.get(f"/search/?q={quote(words, errors='surrogatepass')}").status_code in (200, 400)
    for markup in (marked(summary, parse(words), sounds=True), snippet(summary, parse(words))):
        bare = markup.replace("<mark>", "").replace("</mark>", "")
        assert not set("<>\"'") & set(bare)
    shown = marked(summary, parse(summary[:5]))
    assert shown.count("<mark>") == shown.count("</mark>")


def test_wildcards_are_taken_as_they_are(client):
    make.make_park(name="100%园")
    make.make_park(name="百分园")
    assert titles(search(client, "%")) == ["100%园"]


def test_search_takes_the_same_queries_for_1_and_30_rows(client):
    def more():
        park = make.make_park(summary="芯片")
        make.make_project(summary="芯片", park=park)
        make.make_enterprise(summary="芯片")
        expert = make.make_expert(summary="芯片", platform=make.make_platform(summary="芯片"))
        make.make_expert_title(expert)
        make.make_article(summary="芯片")

    def counts():
        reconcile()
        with_types = [query_count(client, f"/search/?q=芯片&type={kind}") for kind in ("park", "article")]
        return [query_count(client, "/search/suggest/?q=园区"), *with_types]

    more()
    one = counts()
    for _ in range(29):
        more()
    assert counts() == one


def test_page_of_results_asks_each_type_once(client, django_assert_max_num_queries):
    for maker in MAKERS.values():
        maker(summary="芯片")
    reconcile()
    with django_assert_max_num_queries(20):
        client.get("/search/?q=芯片")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("address", ["/search/", "/search/suggest/"])
def test_search_only_reads(client, method, address):
    assert getattr(client, method)(address).status_code == 405


# --- Suggestions ------------------------------------------------------------------------------------------------------


def suggest(client, words):
    reconcile()
    return [row["title"] for row in client.get("/search/suggest/", {"q": words}).json()["results"]]


@pytest.mark.parametrize(
    "typed", ["华", "华录", "录", "hua", "hual", "hl", "huaLU", "ｈｕａ", "zhongguo hua", "中国hl"]
)
def test_names_are_suggested_from_their_first_letters_on(client, typed):
    make.make_enterprise(name="中国华录")
    make.make_enterprise(name="腾讯", summary="中国华录的伙伴")
    assert suggest(client, typed) == ["中国华录"]


def test_suggestion_has_title_type_and_address(client):
    park = make.make_park(name="<i>园</i>")
    reconcile()
    answer = client.get("/search/suggest/", {"q": "园"})
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {
        "q": "园", "results": [{"title": "<i>园</i>", "type": "园区", "url": park.get_absolute_url()}]
    }  # fmt: skip


def test_suggestions_are_at_most_eight(client):
    for _ in range(9):
        make.make_park()
    assert len(suggest(client, "园区")) == 8


@pytest.mark.parametrize("words", ["", " ", "长" * (LONGEST_QUERY + 1)])
def test_nothing_is_suggested_for_nothing_or_too_much(client, words):
    make.make_park()
    assert suggest(client, words) == []
