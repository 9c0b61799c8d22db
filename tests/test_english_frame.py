"""What surrounds content, in English: error pages, the switch between languages, feeds, calendars, shared links.

What pages themselves say is read by the tests of each app.
"""

import datetime as dt
import json

import feedparser
import pytest
from django.utils import translation
from icalendar import Calendar
from lxml import html

from core.charts import Item, Plot, Value, bar_chart, square_chart
from core.footnotes import place_in_words
from core.partial_dates import PartialDate
from core.quantities import MONEY_UNITS, parse
from publishing.actions import withdraw
from tests import factories as make
from tests.languages import left_in_chinese
from tests.pages import main_english_of
from zhuzhou_cms.share_pictures import words_of

pytestmark = pytest.mark.anywhere

NAMES = {"name": "数据湖", "name_en": "Data Lake"}


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("locator", "words"),
    [
        ("第12段", "para. 12"),
        ("第1段第3句", "para. 1, sent. 3"),
        ("第3页", "p. 3"),
        ("第3-5页", "pp. 3–5"),
        ("表2", "table 2"),
        ("附件一", "附件一"),
        ("第3页附注", "第3页附注"),
    ],
)
def test_place_in_a_source_is_named_in_english_where_its_form_is_known(english, locator, words):
    assert place_in_words(locator) == words


def test_place_in_a_source_stays_as_written_in_chinese():
    assert place_in_words("第12段") == "第12段"


def test_charts_tell_their_values_in_words_with_spaces(english):
    value = Value(8, "8 racks", scope="Phase 1")
    bars = bar_chart("racks", "Racks", [Item("Centre", "storage", facts=(value,)), Item("Park")])
    assert bars.desc == "Centre (storage): Phase 1 8 racks; Park: not stated."
    assert square_chart("land", "Land", [Plot("Park", 1, "1 ha")]).desc == "Park: 1 ha."


@pytest.mark.parametrize(
    ("typed", "value"), [("8 billion", 8_000_000_000), ("1.5 million", 1_500_000), ("20亿元", 2_000_000_000)]
)
def test_amount_is_read_as_either_language_writes_it(typed, value):
    assert parse(typed, MONEY_UNITS) == value


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"), [("/en/nowhere/", 404), ("/en/search/?type=no", 400), ("/en/leaving/", 400)]
)
def test_page_that_says_what_went_wrong_is_in_english_and_leads_to_the_other_language(client, address, status):
    answer = client.get(address)
    page = html.document_fromstring(answer.content)
    assert (answer.status_code, page.get("lang"), left_in_chinese(answer.content.decode(), [])) == (status, "en", [])
    assert set(page.xpath("//ul[@class='languages']//a/@lang")) == {"zh-Hans"}


@pytest.mark.django_db
def test_withdrawn_page_says_so_in_english_and_leads_on_within_english(client):
    gone, replaced, _other = (make.make_park(slug=slug) for slug in ("a", "b", "c"))
    publisher = make.make_staff("publisher")
    withdraw(item=gone, user=publisher, reason="面积有误")
    withdraw(item=replaced, user=publisher, reason="面积有误", redirect_to="/parks/c/")
    assert main_english_of(client.get("/en/parks/a/")).startswith("410 This page was withdrawn on ")
    assert client.get("/en/parks/b/").url == "/en/parks/c/"


@pytest.mark.django_db
def test_crumbs_of_an_english_page_begin_at_the_english_home(client):
    park = make.make_park(**NAMES)
    page = html.document_fromstring(client.get(f"/en{park.get_absolute_url()}").content)
    (block,) = page.xpath("//script[@type='application/ld+json']/text()")
    (crumbs,) = (node for node in json.loads(block)["@graph"] if node["@type"] == "BreadcrumbList")
    assert [(step["name"], step["item"]) for step in crumbs["itemListElement"]] == [
        ("Home", "http://testserver/en/"),
        ("Parks", "http://testserver/en/parks/"),
        ("Data Lake", f"http://testserver/en{park.get_absolute_url()}"),
    ]


@pytest.mark.django_db
def test_feed_in_english_says_so_and_is_another_than_the_chinese_one(client):
    article = make.make_article(title="数据湖开工", title_en="Construction of the data lake starts")
    feeds = [feedparser.parse(client.get(address).content) for address in ("/en/news/feed/", "/news/feed/")]
    assert [(feed.bozo, feed.feed.language) for feed in feeds] == [(False, "en"), (False, "zh-Hans")]
    assert feeds[0].entries[0].title == "Construction of the data lake starts"
    assert feeds[0].entries[0].link == f"http://testserver/en{article.get_absolute_url()}"
    assert len({feed.feed.id for feed in feeds} | {feed.entries[0].id for feed in feeds}) == 4


@pytest.mark.django_db
def test_calendar_in_english_says_how_exact_its_dates_are(client):
    make.make_event(name="峰会", name_en="Summit", starts_on=PartialDate.parse("2020-09"))
    calendar = Calendar.from_ical(client.get("/en/events/calendar.ics").content)
    (event,) = calendar.walk("VEVENT")
    assert str(calendar["prodid"]).endswith("//EN")
    assert str(event["summary"]) == "Summit (September 2020, exact date not stated)"


@pytest.mark.django_db
def test_picture_of_a_shared_link_speaks_the_language_of_its_address(client, english):
    park = make.make_park(
        **NAMES, summary="一个园区。", summary_en="A park.", last_confirmed_on=PartialDate(dt.date(2026, 3, 1))
    )
    words = words_of("park", park.slug)
    assert (words.title, words.sentence, words.as_of) == ("Data Lake", "A park.", "Last confirmed: 1 March 2026")
    addresses = ["/en/og/site/home.png", "/og/site/home.png"]
    assert len({client.get(address)["ETag"] for address in addresses}) == 2
