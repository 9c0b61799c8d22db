"""The site in two languages: the address alone decides, every marked word has its English, the record stays Chinese.

Over all pages of the site, that none says a word in Chinese without marking it is in ``test_links``.
"""

import ast
import gettext
import re
from decimal import Decimal

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import translation

from core import quantities
from core.english import lacking_english, said, untranslated
from core.origin import translations
from core.partial_dates import PartialDate
from parks.models import Park
from projects.models import Project
from publishing.models import AuditEntry
from search.models import Entry
from tests.drafting import approve, make_new_draft

from . import factories as make
from .languages import marked_words, unmarked_words
from .pages import query_count

pytestmark = pytest.mark.anywhere

CATALOGUE = settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES"


# --- Words ------------------------------------------------------------------------------------------------------------


def compiled():
    with (CATALOGUE / "django.mo").open("rb") as file:
        found = gettext.GNUTranslations(file)._catalog
    # With a context the key is "context\x04text", of a plural (text, number).
    return {key if isinstance(key, str) else key[0]: text for key, text in found.items() if key}


def written():
    """The entries of the catalogue as text, plurals by their first form."""
    entries = {}
    for block in (CATALOGUE / "django.po").read_text().split("\n\n"):
        parts = re.findall(r'^(msg\w+(?:\[\d\])?) ((?:"(?:[^"\\]|\\.)*"\n?)+)', block, re.MULTILINE)
        values = {name: "".join(ast.literal_eval(line) for line in text.strip().split("\n")) for name, text in parts}
        context = f"{values['msgctxt']}\x04" if "msgctxt" in values else ""
        if values.get("msgid"):
            entries[context + values["msgid"]] = values.get("msgstr[1]", values.get("msgstr"))
    return entries


def test_every_marked_word_has_its_english():
    known = {key.rpartition("\x04")[2] for key in compiled()}
    missing = {
        text: path.relative_to(settings.BASE_DIR).as_posix()
        for text, path in marked_words()
        if text not in known and re.search(r"[\u3000-\u9fff\uff00-\uffef]", text)
    }
    assert missing == {}


def test_public_templates_mark_every_word():
    assert list(unmarked_words()) == []


def test_no_english_has_chinese_in_it():
    assert {key: text for key, text in written().items() if re.search(r"[\u3000-\u9fff\uff00-\uffef]", text)} == {}


def test_english_keeps_what_is_filled_in():
    def names(text):
        return sorted(set(re.findall(r"%\(\w+\)[sd]", text)))

    assert {key: text for key, text in written().items() if names(key) != names(text)} == {}


def test_compiled_catalogue_is_the_written_one():
    assert compiled() == written()


# --- Quantities and dates ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quantity", "chinese", "english"),
    [
        (lambda: quantities.money(Decimal(8_000_000_000)), "80亿元", "CNY 8 billion"),
        (lambda: quantities.money(Decimal(2_680_000_000)), "26.8亿元", "CNY 2.68 billion"),
        (lambda: quantities.money(Decimal(300_000_000)), "3亿元", "CNY 300 million"),
        (lambda: quantities.money(Decimal(5_000_000)), "500万元", "CNY 5 million"),
        (lambda: quantities.money(Decimal(150_000)), "15万元", "CNY 150,000"),
        (lambda: quantities.money(Decimal("1234.5")), "1234.5元", "CNY 1,234.5"),
        (lambda: quantities.land_area(Decimal(186_000)), "279亩", "18.6 ha"),
        (lambda: quantities.floor_area(Decimal(54_000)), "5.4万平方米", "54,000 m²"),
        (lambda: quantities.count(Decimal(280_000), "台"), "28万台", "280,000 servers"),
        (lambda: quantities.count(Decimal(3000), "PB"), "3000PB", "3,000 PB"),
        (lambda: quantities.count(Decimal(3), "一种没有英文的单位"), "3一种没有英文的单位", "3 一种没有英文的单位"),
    ],
)
def test_quantities_follow_the_language(quantity, chinese, english):
    assert quantities.words(quantity()) == chinese
    with translation.override("en"):
        assert quantities.words(quantity()) == english


@pytest.mark.parametrize(
    ("typed", "chinese", "english"),
    [
        ("2026-03-13", "2026年3月13日", "13 March 2026"),
        ("2020年9月", "2020年9月", "September 2020"),
        ("2020年第三季度", "2020年第三季度", "Q3 2020"),
        ("2020年下半年", "2020年下半年", "second half of 2020"),
        ("2021?", "2021年（推定）", "2021 (inferred)"),
    ],
)
def test_dates_follow_the_language_with_their_precision(typed, chinese, english):
    date = PartialDate.parse(typed)
    assert str(date) == chinese
    with translation.override("en"):
        assert str(date) == english


# --- Texts of the record ----------------------------------------------------------------------------------------------


def drawn(source, **context):
    return Template("{% load zone %}" + source).render(Context(context))


def test_text_is_said_in_english_where_there_is_english():
    park = Park(name="云龙园", name_en="Yunlong Park", short_name="云龙", focus="数据 & 算力")
    assert drawn("{{ park }}|{{ park.label }}|{{ park|words:'focus' }}", park=park) == "云龙园|云龙|数据 &amp; 算力"
    with translation.override("en"):
        assert said(park, "short_name", "name") == "Yunlong Park"
        assert drawn("{{ park|words }}|{{ park.label }}", park=park) == "Yunlong Park|Yunlong Park"
        chinese = '<span lang="zh-Hans">数据 &amp; 算力</span>'
        assert drawn("{{ park|words:'focus' }}", park=park) == chinese
        assert drawn("<p{{ park.focus|language }}>", park=park) == '<p lang="zh-Hans">'
        assert drawn("<p{{ park.name_en|language }}>", park=park) == "<p>"
        assert [field.name for field in untranslated(park)] == ["short_name", "focus"]


@pytest.mark.django_db
def test_rows_that_lack_english_are_found_with_their_children():
    complete = make.make_park(name="甲", name_en="A", short_name="", focus="", summary="", build_state_note="")
    own = make.make_park(name="乙", name_en="", short_name="", focus="", summary="")
    by_child = make.make_park(name="丙", name_en="C", short_name="", focus="", summary="", build_state_note="")
    make.make_building_group(by_child, name="厂房", name_en="")
    make.make_building_group(complete, name="厂房", name_en="Factory")

    assert set(Park.objects.filter(lacking_english(Park))) == {own, by_child}


# --- Addresses --------------------------------------------------------------------------------------------------------


def test_page_has_an_address_in_each_language():
    assert translations("/parks/?page=2") == {"zh-Hans": "/parks/?page=2", "en": "/en/parks/?page=2"}
    with translation.override("en"):
        assert translations("/en/projects/board/") == {"zh-Hans": "/projects/board/", "en": "/en/projects/board/"}
    assert translations("/api/") == {}
    assert translations("/no-such-page/") == {}


@pytest.mark.django_db
def test_language_is_decided_by_the_address_alone(client):
    for address, language in [("/parks/", "zh-Hans"), ("/en/parks/", "en")]:
        for asked in ("en", "zh-CN", "de"):
            client.cookies["django_language"] = asked
            answer = client.get(address, headers={"accept-language": asked})
            assert f'<html lang="{language}"' in answer.content.decode()
            assert "Accept-Language" not in answer.get("Vary", "")
    assert client.get("/zh-hans/parks/").status_code == 404


@pytest.mark.django_db
def test_staff_work_in_chinese_whatever_their_browser_prefers(client):
    page = client.get("/admin/login/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="zh-hans"' in page
    assert "用户名" in page


@pytest.mark.django_db
def test_switch_stays_on_the_page_and_keeps_what_was_asked(client):
    page = client.get("/en/parks/?page=1&state=under_construction").content.decode()
    assert '<a href="/parks/?page=1&amp;state=under_construction" lang="zh-Hans" hreflang="zh-Hans">' in page


@pytest.mark.django_db
def test_page_in_one_language_leads_to_the_first_page_of_the_other(client):
    page = client.get("/no-such-page/").content.decode()
    assert '<a href="/en/" lang="en" hreflang="en">' in page


@pytest.mark.django_db
def test_unknown_page_is_a_404_in_the_language_of_its_address(client):
    answer = client.get("/en/no-such-page/")
    assert answer.status_code == 404
    assert answer["Content-Language"] == "en"
    assert '<html lang="en"' in answer.content.decode()


def warm_query_count(client, address):
    """Without the counting of lights, which is done once after each change."""
    client.get(address)
    return query_count(client, address)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["parks:list", "projects:list", "projects:board", "enterprises:list", "news:list"])
def test_english_costs_no_more_queries_however_many_rows(client, name):
    for number in range(3):
        park = make.make_park()
        project = make.make_project(park=park)
        make.make_milestone(project)
        enterprise = make.make_enterprise()
        make.make_tenancy(park=park, enterprise=enterprise)
        make.make_article(projects=[project], parks=[park])
        if number == 0:
            with translation.override("en"):
                address = reverse(name)
            one = warm_query_count(client, address)
    assert warm_query_count(client, address) == one


@pytest.mark.django_db
@override_settings(REVIEW_STEPS={"default": 0})
def test_what_a_reader_of_english_sets_off_is_on_record_in_chinese(client):
    import datetime as dt
    from unittest import mock

    from publishing.actions import schedule

    moment = dt.datetime(2030, 5, 1, tzinfo=dt.UTC)
    with mock.patch("django.utils.timezone.now", return_value=moment - dt.timedelta(hours=1)):
        draft = approve(make_new_draft(Park, slug="xin", name="新园", name_en="New Park"))
        schedule(draft=draft, user=make.make_staff("publisher"), publish_at=moment)
    with mock.patch("django.utils.timezone.now", return_value=moment):
        assert client.get("/en/parks/xin/").status_code == 200
    assert AuditEntry.objects.order_by("pk").last().title == "新园"
    assert Entry.objects.get().title == "新园"


# --- Staff ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_staff_see_what_lacks_english_of_the_types_they_may_look_at(client):
    make.make_park(name="乙园", name_en="", short_name="")
    make.make_park(published=False, name="丙园", name_en="")
    client.force_login(make.make_staff("editor"))
    page = client.get("/admin/english/").content.decode()
    assert "1项缺英文" in page
    assert "乙园" in page
    assert "丙园" not in page
    client.force_login(make.make_staff())
    assert "乙园" not in client.get("/admin/english/").content.decode()


@pytest.mark.django_db
def test_list_of_a_type_can_be_narrowed_to_what_lacks_english(client):
    client.force_login(make.make_staff("editor"))
    make.make_project(name="甲项目", name_en="Project A", short_name="", summary="", description="")
    lacking = make.make_project(name="乙项目", name_en="")
    for value, expected in [("lacking", [lacking]), ("complete", list(Project.objects.exclude(pk=lacking.pk)))]:
        answer = client.get("/admin/projects/project/", {"english": value})
        assert list(answer.context["cl"].queryset) == expected
