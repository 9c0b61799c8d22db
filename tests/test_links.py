"""Every link of the public site answers, and what it points to within a page is there.

The whole site is walked from its first page, over the content that comes with it. Links out of the site are not
followed; that no page loads anything from elsewhere is seen in a browser (`tests/browser`).
"""

import html
import io
import re
from collections import deque
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from zhuzhou_cms.sitemaps import SITEMAPS

LIMIT = 1000  # pages; a walk that does not end is a fault of its own
NOT_WALKED = ("/api/", "/admin/", settings.STATIC_URL)


@pytest.fixture
def walked(client, db):
    """Every page that a visitor can come to by links alone: its address with status and text."""
    call_command("load_site_if_empty", stdout=io.StringIO())
    pages, waiting = {}, deque(["/"])
    while waiting:
        address = waiting.popleft()
        if address in pages:
            continue
        assert len(pages) < LIMIT, f"more than {LIMIT} pages, at last {address}"
        answer = client.get(address)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        pages[address] = answer.status_code, answer.content.decode() if is_page else ""
        if not address.startswith(NOT_WALKED):
            waiting.extend(link.partition("#")[0] for link in links(address, pages[address][1]) if is_asked(link))
    return pages


def links(address, text):
    """Where the links of a page at ``address`` lead, each as an absolute address of this site, fragment included."""
    found = (urljoin(address, html.unescape(link)) for link in re.findall(r'\b(?:href|src|action)="([^"]*)"', text))
    return {link for link in found if not urlsplit(link).scheme}


def is_asked(link):
    return not link.startswith(settings.STATIC_URL)


def test_every_link_answers(walked):
    assert {address: status for address, (status, _) in walked.items() if status >= 400} == {}


def test_every_linked_file_is_there(walked):
    names = {
        link.removeprefix(settings.STATIC_URL)
        for address, (_, text) in walked.items()
        for link in links(address, text)
        if not is_asked(link)
    }
    assert sorted(name for name in names if not finders.find(name)) == []


def test_every_link_into_a_page_finds_its_place(walked):
    ids = {address: set(re.findall(r'\bid="([^"]+)"', text)) for address, (_, text) in walked.items()}
    lost = {
        (address, link)
        for address, (_, text) in walked.items()
        for link in links(address, text)
        for page, mark, place in [link.partition("#")]
        if place and unquote(place) not in ids.get(page, ids[address])
    }
    assert lost == set()


def test_every_public_page_is_reached_by_links(walked):
    listed = {sitemap.location(item) for sitemap in map(_instance, SITEMAPS.values()) for item in sitemap.items()}
    assert sorted(listed - walked.keys()) == []


def _instance(sitemap):
    return sitemap() if isinstance(sitemap, type) else sitemap
