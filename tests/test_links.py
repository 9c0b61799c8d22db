"""Every link of the public site answers, what it points to within a page is there, and each page has its translation.

The whole site is walked from its first page, over the content that comes with it. Links out of the site are not
followed; that no page loads anything from elsewhere is seen in a browser (`tests/browser`).
"""

import fcntl
import html
import os
import pickle
import re
from collections import deque
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client

from zhuzhou_cms.sitemaps import MODELS

from .demo_content import load_demo
from .languages import left_in_chinese, recorded

# Without the mark for a database there is none for the walk.
pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

LIMIT = 1000  # pages; a walk that does not end is a fault of its own
NO_LINKS_INSIDE = ("/api/v1/", "/admin/")
# Beside what the workers of one run share already. Other modules use the walk too.
KEPT = Path(os.environ["MIGRATED_TEST_DATABASE"]).with_name("walk.pickle")


@pytest.fixture(scope="session")
def site(django_db_setup, django_db_blocker):
    """The walk, made by one worker for all: pages by address, the addresses of public rows, the texts of the record."""
    with open(f"{KEPT}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not KEPT.exists():
            with django_db_blocker.unblock(), transaction.atomic():
                load_demo()
                rows = {row.get_absolute_url() for model in MODELS for row in model.objects.live()}
                KEPT.write_bytes(pickle.dumps((walk(Client(), "/"), rows, recorded())))
                transaction.set_rollback(True)
    return pickle.loads(KEPT.read_bytes())


def walk(client, start):
    """Every page that a visitor comes to by links alone: its status and text by its address."""
    pages, waiting = {}, deque([start])
    while waiting:
        address = waiting.popleft()
        if address in pages:
            continue
        assert len(pages) < LIMIT, f"more than {LIMIT} pages, the last at {address}"
        answer = client.get(address)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        content = answer.getvalue()  # to its end, upon which the client closes a file that is sent
        pages[address] = answer.status_code, content.decode() if is_page else ""
        if not address.startswith(NO_LINKS_INSIDE):
            waiting += (link.partition("#")[0] for link in links(address, pages[address][1]) if not is_file(link))
    return pages


def links(address, text):
    """Where a page at ``address`` leads to on this site, fragments included."""
    found = (urljoin(address, html.unescape(link)) for link in re.findall(r'\b(?:href|src|action)="([^"]*)"', text))
    return {link for link in found if not urlsplit(link).scheme}


def is_file(link):
    return link.startswith(settings.STATIC_URL)


def test_every_link_answers(site):
    pages, *_ = site
    assert {address: status for address, (status, _) in pages.items() if status >= 400} == {}


def test_every_public_row_is_reached_by_links(site):
    pages, rows, _ = site
    assert sorted(rows - pages.keys()) == []


def test_no_english_page_speaks_chinese_without_saying_so(site):
    """Words of the site are English on them; texts of the record that have no English are marked as Chinese."""
    pages, _, record = site
    english = {address: text for address, (_, text) in pages.items() if address.startswith("/en/") and text}
    assert len(english) > 100
    found = {address: left_in_chinese(text, record) for address, text in english.items()}
    assert {address: left for address, left in found.items() if left} == {}


def test_translations_name_each_other(site):
    """Of each page that search engines may list: itself, its translation, and which of them is for everybody else."""
    pages, *_ = site
    named = {}
    for _, text in pages.values():
        if canonical := re.search(r'<link rel="canonical" href="http://testserver([^"]+)">', text):
            pairs = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="http://testserver([^"]+)">', text)
            named[html.unescape(canonical[1])] = {language: html.unescape(path) for language, path in pairs}
    translated = {address: pairs for address, pairs in named.items() if pairs}
    assert len(translated) > 150
    for address, pairs in translated.items():
        assert sorted(pairs) == ["en", "x-default", "zh-Hans"], address
        assert pairs["x-default"] == pairs["zh-Hans"], address
        assert address == pairs["en" if address.startswith("/en/") else "zh-Hans"]
        assert translated[pairs["en"]] == translated[pairs["zh-Hans"]] == pairs
    untranslated = [address for address, pairs in named.items() if not pairs]
    assert [address for address in untranslated if not address.startswith("/api/")] == []


def test_every_linked_file_is_there(site):
    pages, *_ = site
    files = {link for address, (_, text) in pages.items() for link in links(address, text) if is_file(link)}
    assert [file for file in sorted(files) if not finders.find(file.removeprefix(settings.STATIC_URL))] == []


def test_every_link_into_a_page_finds_its_place(site):
    pages, *_ = site
    places = {address: set(re.findall(r'\bid="([^"]+)"', text)) for address, (_, text) in pages.items()}
    pointers = {(address, link) for address, (_, text) in pages.items() for link in links(address, text) if "#" in link}
    lost = []
    for address, link in sorted(pointers):
        target, _, place = link.partition("#")
        if unquote(place) not in places[target]:
            lost.append((address, link))
    assert lost == []
