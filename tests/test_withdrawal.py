"""A person who takes back their consent is gone at once: from pages, search, sitemap, API and caches."""

import datetime as dt
import re

import pytest

from core.outward import outward
from search.actions import reconcile

from . import factories as make
from .test_api_protocol import clock  # noqa: F401
from .test_no_leaks import api_addresses, sitemaps

pytestmark = pytest.mark.django_db

NAME = "可撤回的人"


@pytest.fixture
def expert():
    platform, employer = make.make_platform(), make.make_enterprise()
    expert = make.make_expert(name=NAME, slug="revocable", platform=platform, employer=employer)
    make.cite(expert, "name_basis", make.make_source(url="https://paper.example.com/revocable"))
    reconcile()
    return expert


def public_addresses(client, expert):
    """Every place where an expert is named."""
    return [
        "/talent/", "/talent/experts/", "/sitemap/", f"/search/?q={NAME}", f"/search/suggest/?q={NAME}",
        expert.platform.get_absolute_url(), expert.employer.get_absolute_url(), *sitemaps(), *api_addresses(client),
    ]  # fmt: skip


def naming(client, addresses):
    """The addresses whose answers name the expert or lead to their page."""
    pages = {address: client.get(address).content.decode() for address in addresses}
    # The search shows again what it was asked for.
    pages = {address: re.sub(r"<(input|title)[^>]*>[^<]*", "", page) for address, page in pages.items()}
    return {address for address, page in pages.items() if "/revocable/" in page}


def test_expert_is_gone_everywhere_at_once(client, expert):
    addresses = public_addresses(client, expert)
    before = naming(client, addresses)
    found = {f"/search/?q={NAME}", f"/search/suggest/?q={NAME}"}
    assert {"/talent/", "/talent/experts/", "/sitemap/", "/sitemap-expert.xml"} | found <= before
    assert client.get(expert.get_absolute_url()).status_code == 200

    expert.withdrawn_on = dt.date(2026, 3, 1)
    expert.save()
    assert naming(client, addresses) == set()
    assert client.get(expert.get_absolute_url()).status_code in (404, 410)
    assert NAME not in "".join(client.get(address).content.decode() for address in addresses if "search" not in address)


def test_nobody_keeps_a_page_that_may_have_been_withdrawn(client, expert):
    for address in [expert.get_absolute_url(), *public_addresses(client, expert)]:
        answer = client.get(address)
        # The API's mark is made from the answer itself; pages have none.
        has_mark = "/api/" in address and answer.status_code == 200
        assert (address, answer["Cache-Control"], "ETag" in answer) == (address, "no-cache", has_mark)


def test_api_says_of_no_answer_that_names_what_is_withdrawn_that_it_holds(client, expert, clock):  # noqa: F811
    detail = f"/api/v1/experts/{expert.slug}/"
    naming_it = [detail, *(each for each in public_addresses(client, expert) if "/api/v1/" in each)]
    answers = {address: client.get(address) for address in naming_it}
    kept = {address: answer for address, answer in answers.items() if NAME in answer.content.decode()}
    assert detail in kept
    expert.withdrawn_on = dt.date(2026, 3, 1)
    expert.save()
    for address, answer in kept.items():
        for header, mark in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
            assert client.get(address, headers={header: answer[mark]}).status_code != 304


def test_search_engines_are_told_that_the_page_is_gone(client, expert):
    expert.withdrawn_on = dt.date(2026, 3, 1)
    expert.save()
    page = client.get(expert.get_absolute_url()).content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert NAME not in page


def test_page_says_on_what_ground_and_how_to_withdraw(client, expert, settings):
    settings.SITE_OWNER = settings.SITE_OWNER | {"phone": "0731-0000"}
    page = re.sub(r"<[^>]+>|\s", "", client.get(expert.get_absolute_url()).content.decode())
    assert "依据《个人信息保护法》：已合法公开（第二十七条）" in page
    assert re.search(r"要求撤下[^。]*0731-0000。", page)
    assert outward("https://paper.example.com/revocable") in client.get(
        expert.get_absolute_url()
    ).content.decode().replace("&amp;", "&")
