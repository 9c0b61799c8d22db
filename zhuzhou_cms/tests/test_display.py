"""Larger type and colours: chosen by a plain form, remembered in cookies, written into every page by the server."""

import re

import pytest

from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]


def root_of(client, address="/"):
    return re.search(r"<html[^>]*>", client.get(address).content.decode())[0]


def test_without_a_choice_pages_are_as_the_device_wants_them(client):
    assert root_of(client) == '<html lang="zh-Hans">'


def test_choice_holds_on_every_page(client):
    park = make.make_park()
    client.get("/display/", {"size": "large", "theme": "dark"})
    for address in ["/", "/parks/", park.get_absolute_url(), "/search/", "/no-such-page/", "/sitemap/"]:
        assert root_of(client, address) == '<html lang="zh-Hans" data-size="large" data-theme="dark">'


def test_choice_can_be_taken_back(client):
    client.get("/display/", {"size": "large", "theme": "light"})
    client.get("/display/", {"size": "normal"})
    assert root_of(client) == '<html lang="zh-Hans" data-theme="light">'
    client.get("/display/", {"theme": "auto"})
    assert root_of(client) == '<html lang="zh-Hans">'


def test_choice_is_kept_for_a_year_and_goes_to_this_site_only(client, settings):
    settings.HTTPS = True
    cookie = client.get("/display/", {"size": "large"}).cookies["display_size"]
    assert (cookie.value, cookie["max-age"], cookie["samesite"], bool(cookie["secure"]), cookie["path"]) == (
        "large", 365 * 24 * 60 * 60, "Lax", True, "/",
    )  # fmt: skip


@pytest.mark.parametrize("cookie", ["", "huge", '"><script>', "large "])
def test_cookie_that_holds_something_else_is_ignored(client, cookie):
    client.cookies.load({"display_size": cookie, "display_theme": cookie})
    assert root_of(client) == '<html lang="zh-Hans">'


@pytest.mark.parametrize(
    ("to", "location"),
    [
        ("/parks/?industry=a&page=2", "/parks/?industry=a&page=2"),
        ("/news/x/#note-1", "/news/x/"),
        ("http://testserver/parks/", "/parks/"),
        ("", "/"),
        ("https://example.com/", "/"),
        ("//example.com/", "/"),
        ("/\\example.com/", "/"),
        ("http:///example.com", "/"),
        ("javascript:alert(1)", "/"),
        ("parks/", "/"),
        ("http://testserver//example.com/", "/"),
        ("/parks/\r\nX: y", "/parks/X:%20y"),
    ],
)
def test_reader_comes_back_to_where_they_were_and_nowhere_else(client, to, location):
    answer = client.get("/display/", {"size": "large", "next": to})
    assert (answer.status_code, answer["Location"]) == (302, location)


def test_every_page_has_the_form_that_comes_back_to_it(client):
    page = client.get("/parks/?industry=%22a&page=1").content.decode()
    forms = re.findall(
        r'<form class="display" action="/display/"><input type="hidden" name="next" value="([^"]*)">', page
    )
    assert forms == ["/parks/?industry=%22a&amp;page=1"] * 2  # in the bar, and in the menu of phones


def test_without_a_choice_the_address_is_a_page_to_choose_on(client):
    client.cookies["display_size"] = "large"
    page = client.get("/display/").content.decode()
    assert re.findall(r'name="(\w+)" value="(\w+)" checked', page) == [("size", "large"), ("theme", "auto")]


@pytest.mark.parametrize("query", [{"size": "huge"}, {"theme": "red"}, {"size": "large", "theme": ""}])
def test_choice_that_is_none_is_a_400_that_says_so_and_changes_nothing(client, query):
    answer = client.get("/display/", query)
    assert (answer.status_code, dict(answer.cookies)) == (400, {})
    assert "刚才的选择没有看懂" in answer.content.decode()


def test_nothing_but_reading_is_answered(client):
    assert client.post("/display/", {"size": "large"}).status_code == 405


@pytest.mark.parametrize("address", ["/", "/parks/", "/display/", "/no-such-page/", "/accessibility/"])
def test_pages_differ_by_cookie_and_are_asked_for_each_time(client, address):
    answer = client.get(address)
    assert "Cookie" in answer["Vary"]
    assert answer["Cache-Control"] == "no-cache"


def test_answers_for_programs_are_asked_for_each_time_too(client):
    answer = client.get("/api/v1/parks/")
    assert (answer["Cache-Control"], "Cookie" in answer.get("Vary", "")) == ("no-cache", False)
