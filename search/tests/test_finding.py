"""What is found is the same with the index that narrows, without it, walking, and by a plain reading of the rule."""

import datetime as dt

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import finding, grams
from search import near as near_module
from search.actions import rebuild, reconcile
from search.finding import find
from search.models import Entry
from search.near import near
from search.querysets import NAME_TIERS
from search.words import TEXT, parse
from tests import factories as make
from tests.demo_content import load_demo

pytestmark = pytest.mark.django_db

QUERIES = [
    "数据湖", "湖", "园", "大数据", "云龙", "hualu", "hl", "h", "zgyd", "hualu 数据湖", "hualu数据湖", "80亿",
    "2022年3月", "2022-03", "5g", "g", "1500pb", "中国移动大数据中心", "没有这个词", "没有 数据湖", "（", "%",
    "产业 园 湖南", "app", "a", "ye", "2019", "有限公司", "湖南云龙大数据产业园", "株洲 开工", "|", "^$",
    "产业研究园（研究园部分）", "yuan shi", "8000000000元",
]  # fmt: skip


@pytest.fixture
def content():
    load_demo()


def by_the_rule(query):
    """Keys in the order that ``querysets`` describes, decided here by reading every entry."""
    found = []
    for entry in Entry.objects.live():
        in_names = [there(word, entry.names, entry) for word in query.words]
        if not all(there(word, entry.text, entry) for word in query.words):
            continue
        tier = tier_of(query, entry) if all(in_names) else 8 if any(in_names) and len(query.words) > 1 else 9
        length = entry.length if tier < NAME_TIERS else 0
        found.append((tier, length, entry.weight, -entry.published_at.timestamp(), entry.slug, entry.pk))
    return [key for *_, key in sorted(found)]


def there(word, text, entry):
    columns = {TEXT: text, "pinyin": entry.pinyin, "initials": entry.initials}
    return any(all(needle.what in columns[needle.where] for needle in way) for way in word.ways)


def tier_of(query, entry):
    whole = f"^{query.letters}$"
    rules = [
        entry.title_key == query.key,
        f"\n{query.key}\n" in entry.names,
        entry.title_key.startswith(query.key),
        all(any(text in entry.title_key for text in word.texts) for word in query.words),
        bool(query.letters) and (whole in entry.pinyin or whole in entry.initials),
        bool(query.letters) and (whole[:-1] in entry.pinyin or whole[:-1] in entry.initials),
        all(any(text in entry.names for text in word.texts) for word in query.words),
    ]
    return next((tier for tier, holds in enumerate(rules) if holds), 7)


def keys(query, **options):
    return [key for key, *_ in find(query, **options).hits]


@pytest.mark.parametrize("few", [finding.FEW, 0, 3])
def test_narrowed_walked_and_plain_search_find_the_same(content, monkeypatch, few):
    expected = {text: by_the_rule(parse(text)) for text in QUERIES}
    assert sum(map(len, expected.values())) > 150
    monkeypatch.setattr(finding, "FEW", few)
    assert {text: keys(parse(text)) for text in QUERIES} == expected

    monkeypatch.setattr(grams, "is_available", lambda: False)
    assert {text: keys(parse(text)) for text in QUERIES} == expected


def test_index_has_what_makes_the_search_fast():
    """Else all of the above would try the plain search alone."""
    assert grams.is_available()
    assert grams.condition(parse("数据湖")) != ""


def test_first_hits_are_those_of_the_whole_search(content, monkeypatch):
    for few in (finding.FEW, 0):
        monkeypatch.setattr(finding, "FEW", few)
        for text in QUERIES:
            assert keys(parse(text), most=3) == by_the_rule(parse(text))[:3]


def test_one_type_is_found_in_the_same_order(content):
    for text in QUERIES:
        everything = find(parse(text)).hits
        assert find(parse(text), kind="project").hits == [hit for hit in everything if hit[1] == "project"]


CHARACTERS = "数据湖产业园a5g1.万亿 -《（'\"|^%_"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=st.text(CHARACTERS, min_size=1, max_size=20),
    text=st.text(CHARACTERS + "\n", max_size=30),
    typed=st.text(CHARACTERS, max_size=6),
)
def test_any_text_is_found_alike(title, text, typed):
    Entry.objects.all().delete()
    make.make_park(name=title.strip() or "园", summary=text)
    reconcile()
    query = parse(typed)
    assert not query or keys(query) == by_the_rule(query)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grams, "is_available", lambda: False)
        assert not query or keys(query) == by_the_rule(query)


def test_what_may_have_been_meant_is_the_same_with_and_without_the_index(content, monkeypatch):
    typed = [
        "数据胡",
        "华路",
        "华录数聚湖",
        "新方九总部",
        "hualv",
        "zhonguoyidong",
        "中国移动数据中心",
        "国创越先进封装",
        "大数",
        "xy",
    ]
    expected = {text: near(parse(text)) for text in typed}
    assert sum(map(bool, expected.values())) == 9
    monkeypatch.setattr(near_module, "FEW", 0)
    assert {text: near(parse(text)) for text in typed} == expected
    monkeypatch.setattr(grams, "is_available", lambda: False)
    assert {text: near(parse(text)) for text in typed} == expected


def test_what_was_filed_is_forgotten():
    park = make.make_park(name="数据园", summary="芯片")
    reconcile()
    later = {"updated_at": park.updated_at + dt.timedelta(seconds=1)}
    type(park).objects.filter(pk=park.pk).update(name="算力园", summary="软件", **later)
    reconcile()
    assert keys(parse("数据")) == keys(parse("芯片")) == []
    assert len(keys(parse("算力"))) == len(keys(parse("软件"))) == 1
    assert filed("据园") == 0
    assert filed("力园") == 1


def filed(pair):
    with connection.cursor() as cursor:
        term = f'"{pair}"' if connection.vendor == "sqlite" else f"'{pair}'"
        cursor.execute(f"SELECT COUNT(*) FROM ({grams._KEYS[connection.vendor]}) AS found", [term, 9])
        return cursor.fetchone()[0]


def test_rebuilt_index_is_the_same(content):
    before = {text: keys(parse(text)) for text in QUERIES}
    titles = dict(Entry.objects.values_list("pk", "title"))
    rebuild()
    now = dict(Entry.objects.values_list("pk", "title"))
    assert {text: [titles[key] for key in found] for text, found in before.items()} == {
        text: [now[key] for key in keys(parse(text))] for text in QUERIES
    }
