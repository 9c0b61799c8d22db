"""What holds for the whole site: the answers for machines, and the content security policy on every page."""

import re

import pytest
from django.db import DatabaseError, InterfaceError, connection

from zhuzhou_cms.sitemaps import LISTS

from . import factories
from .test_no_leaks import MAKERS, page_addresses

pytestmark = pytest.mark.django_db


def test_healthz_says_that_the_database_answers(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "reachable"})


@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
def test_healthz_says_that_the_database_does_not_answer(client, monkeypatch, error):
    def refuse():
        raise error("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "database": "unreachable"})


def test_robots_name_the_sitemap(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


def locations_of(answer):
    return re.findall(r"<loc>http://testserver([^<]+)</loc>", answer.content.decode())


def test_sitemap_has_a_further_file_for_what_does_not_fit(client, monkeypatch):
    monkeypatch.setattr("zhuzhou_cms.sitemaps.ContentSitemap.limit", 4)  # two rows, each in two languages
    parks = [factories.make_park() for _ in range(3)]
    parts = [part for part in locations_of(client.get("/sitemap.xml")) if "park" in part]
    assert parts == ["/sitemap-park.xml", "/sitemap-park.xml?p=2"]
    listed = [location for part in parts for location in locations_of(client.get(part))]
    own = [park.get_absolute_url() for park in parks]
    assert sorted(listed) == sorted([*own, *(f"/en{address}" for address in own)])


def test_sitemap_lists_every_public_page_with_its_last_change(client):
    rows = [make() for name, make in MAKERS.items() if name != "zoneprofile"]
    factories.make_zone()
    parts = locations_of(client.get("/sitemap.xml"))
    answers = [client.get(part) for part in parts]
    page = "".join(answer.content.decode() for answer in answers)
    locations = [location for answer in answers for location in locations_of(answer)]
    assert len(locations) == 2 * (len(LISTS) + len(rows))
    own = {row.get_absolute_url() for row in rows}
    assert own | {f"/en{address}" for address in own} <= set(locations)
    assert page.count("<lastmod>") == len(locations) - len(["/accessibility/", "/en/accessibility/"])  # show no row


def test_public_pages_carry_a_strict_policy_and_obey_it(client):
    rows = [make() for make in MAKERS.values()]
    for address in [*page_addresses(rows), "/no-such-page/", "/admin/login/"]:
        answer = client.get(address)
        policy = answer["Content-Security-Policy"]
        assert "'unsafe" not in policy
        assert "script-src 'self';" in f"{policy};"
        assert "style-src 'self';" in f"{policy};"
        page = answer.content.decode()
        assert re.findall(r"<[^>]+\s(?:style|on\w+)=", page) == [], address
        # A block of JSON-LD is data, which no browser runs (tests/browser/test_linked_data.py).
        code = page.replace('<script type="application/ld+json">', "")
        assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", code) == [], address
        assert "<style" not in page, address
        assert re.findall(r'(?:src|srcset)="https?:', page) == [], address


def test_unknown_page_is_a_404_in_chinese(client):
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert '<html lang="zh-Hans">' in answer.content.decode()


@pytest.mark.parametrize("page", ["-1", "0", "abc", "999", "9" * 40, "%00"])
def test_bad_page_number_is_a_404(client, page):
    factories.make_project()
    assert client.get(f"/projects/?page={page}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "park=abc",
        "park=abc&page=-1",
        "stage=flying",
        "industry=%00",
        "investment_min=many",
        "investment_min=-5",
        "investment_max=" + "9" * 60,
        "started_from=20x",
        "started_to=99999",
        "sort=backwards",
        "q=" + "长" * 61,
        "q=%00",
    ],
)
def test_bad_filter_is_a_400_that_names_the_field(client, query):
    name = query.split("=")[0]
    answer = client.get(f"/projects/?{query}")
    assert (answer.status_code, list(answer.context["filter"].form.errors)) == (400, [name])
    message = answer.context["filter"].form.errors[name][0]
    assert message in answer.content.decode()
