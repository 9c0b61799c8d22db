"""The feed of articles and the calendars of events, read by feedparser and icalendar."""

import datetime as dt

import feedparser
import pytest
from django.core.exceptions import ValidationError
from icalendar import Calendar

from core.partial_dates import PartialDate
from news.models import Article
from tests import factories as make
from tests.pages import query_count

pytestmark = pytest.mark.django_db

FEED, CALENDAR = "/news/feed/", "/events/calendar.ics"
date = PartialDate.parse


@pytest.fixture
def owner(settings):
    settings.SITE_OWNER = settings.SITE_OWNER | {"domain": "www.zone.example"}


def read_feed(answer):
    """The feed as feedparser reads it. Fails when it is not well formed."""
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.content)
    assert (feed.bozo, feed.version) == (False, "atom10")
    return feed


def events_of(answer):
    """The entries of the calendar as icalendar reads them."""
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content).walk("VEVENT")


def days_of(event):
    return event["dtstart"].dt, event["dtend"].dt


def at(day):
    return dt.datetime(2026, 3, day, 15, 30, tzinfo=dt.UTC)


def test_feed_holds_public_articles_the_newest_first(client, owner):
    source = make.make_source(publisher="株洲日报")
    old = make.make_article(published_at=at(1), summary="旧。")
    new = make.make_article(
        published_at=at(2), title="A & B <b>", summary="新。", occurred_on=date("2026-02"), source=source
    )
    make.make_article(published=False)
    make.make_article(published_at=dt.datetime(2199, 1, 1, tzinfo=dt.UTC))
    feed = read_feed(client.get(FEED))
    assert [entry.title for entry in feed.entries] == ["A & B <b>", old.title]
    first = feed.entries[0]
    assert (first.id, first.link) == (
        f"tag:www.zone.example,2026:article-{new.pk}",
        f"http://www.zone.example{new.get_absolute_url()}",
    )
    assert first.published == "2026-03-02T15:30:00+00:00"
    assert first.summary == "新。\n事情发生的日期：2026年2月。\n来源：株洲日报。"
    assert [tag.term for tag in first.tags] == ["动态要闻"]
    assert (feed.feed.title, feed.feed.id) == ("动态 - 株洲经开区", "tag:www.zone.example,2026:news")
    assert {(link.rel, link.href) for link in feed.feed.links} == {
        ("alternate", "http://www.zone.example/news/"),
        ("self", "http://www.zone.example/news/feed/"),
    }


def test_feed_name_of_an_article_survives_a_new_address(client):
    article = make.make_article()
    before = read_feed(client.get(FEED)).entries[0]
    Article.objects.update(slug="renamed", title="改名")
    after = read_feed(client.get(FEED)).entries[0]
    assert after.id == before.id
    assert after.link != before.link
    assert article.title != after.title


def test_feed_ends_at_thirty(client):
    for day in range(1, 32):
        make.make_article(published_at=at(day))
    entries = read_feed(client.get(FEED)).entries
    assert (len(entries), entries[-1].published[:10]) == (30, "2026-03-02")


def test_feed_without_articles_is_a_feed_and_stays_the_same(client):
    first = client.get(FEED)
    assert (read_feed(first).entries, client.get(FEED).content) == ([], first.content)


def test_feed_is_sent_once_and_again_when_an_article_is_withdrawn(client):
    make.make_article(published_at=at(1))
    newest = make.make_article(published_at=at(2))
    first = client.get(FEED)
    assert "Last-Modified" not in first  # asking by time alone would miss what is withdrawn
    asked = {"if-none-match": first["ETag"]}
    unchanged = client.get(FEED, headers=asked)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    Article.objects.filter(pk=newest.pk).update(published_at=None)
    again = client.get(FEED, headers=asked)
    assert (again.status_code, len(read_feed(again).entries)) == (200, 1)


def test_feed_survives_control_characters(client):
    make.make_article()
    Article.objects.update(title="甲\x0b乙", summary="一二\x1b")
    entry = read_feed(client.get(FEED)).entries[0]
    assert (entry.title, entry.summary) == ("甲乙", "一二")


def test_feed_takes_no_writing(client):
    assert client.post(FEED).status_code == 405


@pytest.mark.parametrize("slug", ["feed", "Feed"])
def test_article_does_not_take_the_address_of_the_feed(slug):
    with pytest.raises(ValidationError) as caught:
        make.make_article(slug=slug)
    assert caught.value.message_dict == {"slug": [f"“{slug}”是本站别的页面的网址，请换一个。"]}


@pytest.mark.anywhere
@pytest.mark.parametrize(("address", "maker"), [(FEED, make.make_article), (CALENDAR, make.make_event)])
def test_files_cost_the_same_at_one_and_at_thirty_rows(client, address, maker):
    fields = {"starts_on": date("2026-03-13")} if maker is make.make_event else {}
    maker(**fields)
    few = query_count(client, address)
    for _ in range(29):
        maker(**fields)
    assert query_count(client, address) == few


def test_calendar_entry_says_what_the_record_says(client, owner):
    event = make.make_event(
        name="低空经济大会", kind="conference", starts_on=date("2026-03-13"), ends_on=date("2026-03-15"),
        place="株洲；云龙, 1号", summary="一句话。",
    )  # fmt: skip
    (entry,) = events_of(client.get(CALENDAR))
    assert str(entry["uid"]) == f"event-{event.pk}@www.zone.example"
    assert days_of(entry) == (dt.date(2026, 3, 13), dt.date(2026, 3, 16))
    assert (str(entry["summary"]), str(entry["location"])) == ("低空经济大会", "株洲；云龙, 1号")
    address = f"http://www.zone.example{event.get_absolute_url()}"
    assert (str(entry["url"]), str(entry["description"])) == (address, f"一句话。\n{address}")
    assert entry["dtstamp"].dt == entry["last-modified"].dt == event.updated_at.replace(microsecond=0)
    assert (str(entry["status"]), str(entry["transp"])) == ("CONFIRMED", "TRANSPARENT")


@pytest.mark.parametrize(
    ("starts", "ends", "first", "after", "words"),
    [
        ("2026-02", None, "2026-02-01", "2026-03-01", "2026年2月内，具体日期未说明"),
        ("2026-Q3", None, "2026-07-01", "2026-10-01", "2026年第三季度内，具体日期未说明"),
        ("2025", None, "2025-01-01", "2026-01-01", "2025年内，具体日期未说明"),
        ("2025?", None, "2025-01-01", "2026-01-01", "约2025年内，具体日期未说明"),
        ("2026-03-13?", None, "2026-03-13", "2026-03-14", "约2026年3月13日，日期为推定"),
        ("2026-03-13", "2026-04", "2026-03-13", "2026-05-01", "2026年3月13日至2026年4月内，具体日期未说明"),
    ],
)
def test_partial_date_is_never_rounded_to_a_day(client, starts, ends, first, after, words):
    make.make_event(name="大会", starts_on=date(starts), ends_on=date(ends) if ends else None)
    (entry,) = events_of(client.get(CALENDAR))
    assert days_of(entry) == (dt.date.fromisoformat(first), dt.date.fromisoformat(after))
    assert str(entry["summary"]) == f"大会（{words}）"
    assert str(entry["description"]).splitlines()[0] == f"日期：{words}。"


def test_calendar_lines_are_folded_by_octets(client):
    make.make_event(name="株洲经开区低空经济与北斗规模应用大会" * 4, starts_on=date("2026-03-13"))
    content = client.get(CALENDAR).content
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in lines:
        line.decode()  # no character is cut in two


def test_calendar_leaves_out_what_has_no_date_or_is_not_public(client):
    make.make_event()
    make.make_event(published=False, starts_on=date("2026-03-13"))
    assert events_of(client.get(CALENDAR)) == []


def test_event_has_a_calendar_of_its_own(client):
    event = make.make_event(starts_on=date("2026-03-13"))
    make.make_event(starts_on=date("2026-03-14"))
    address = f"{event.get_absolute_url()}calendar.ics"
    assert [str(entry["summary"]) for entry in events_of(client.get(address))] == [event.name]
    assert f'<a href="{address}" type="text/calendar">' in client.get(event.get_absolute_url()).content.decode()


def test_event_without_date_or_not_public_has_no_calendar(client):
    undated, hidden = make.make_event(), make.make_event(published=False, starts_on=date("2026"))
    for event in (undated, hidden):
        assert client.get(f"/events/{event.slug}/calendar.ics").status_code == 404
    assert "calendar.ics" not in client.get(undated.get_absolute_url()).content.decode()


def test_heads_lead_to_feed_and_calendar(client):
    article = make.make_article()
    link = '<link rel="alternate" type="application/atom+xml" href="/news/feed/" title="动态">'
    for address in ("/news/", article.get_absolute_url()):
        assert link in client.get(address).content.decode()
    link = '<link rel="alternate" type="text/calendar" href="/events/calendar.ics" title="活动日历">'
    assert link in client.get("/events/").content.decode()
