"""Chromium for the tests of this directory, and what every page opened in it must keep to.

Pages talk to their own server alone, break no rule of the Content-Security-Policy, raise no script error and miss no
file: the `page` and `new_page` fixtures fail the test in which one does. Without Chromium and a Chinese font the tests
are skipped, which `make test` reports and REQUIRE_ALL=1 forbids.
"""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from core.outward import outward
from scripts import chromium
from tests.demo_content import load_demo
from zhuzhou_cms.sitemaps import LISTS, MODELS

# fmt: off
FLAGS = [
    "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]
# fmt: on
PATIENCE = 15_000  # ms; the server is this machine, which may be busy with other tests


def pytest_collection_modifyitems(items):
    """Mark what lies in this directory, so that no test can forget to say that it needs a browser."""
    marks = [pytest.mark.browser]
    if missing := chromium.missing():
        marks.append(pytest.mark.skip(reason="; ".join(missing)))
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            for mark in marks:
                item.add_marker(mark)


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import expect, sync_playwright

    # Playwright's loop runs in this thread from now on, and Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        sandbox = os.geteuid() != 0  # Chromium refuses to be sandboxed as root
        browser = playwright.chromium.launch(
            executable_path=chromium.find_chromium(), args=FLAGS, chromium_sandbox=sandbox
        )
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser, live_server):
    """Open a page as a person of their own, with a session of their own: `new_page(width=390)`.

    `losing` names addresses that the test lets fail: "/typing/".
    """
    contexts, faults = [], []

    def open_page(width=1440, height=900, losing=None, **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id=settings.TIME_ZONE,
            **options,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        page.on("console", lambda message: faults.extend(complaints(message, losing)))
        page.on("request", lambda request: faults.extend(outside_requests(request.url, live_server.url)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(new_page):
    """One page of desktop width."""
    return new_page()


@pytest.fixture
def log_in(live_server):
    """Give a page the session of this user: `log_in(page, user)`."""

    def give_session(page, user):
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    return give_session


@pytest.fixture
def content(live_server):
    """The content that comes with the site, as `make run` loads it."""
    load_demo()


@pytest.fixture
def page_types(content):
    """One address of each public page type: the lists, of each type the row with most to show, and the odd ones out."""
    return addresses_of_page_types()


def addresses_of_page_types():
    rows = [
        model.objects.live().annotate(said=Count("citations")).order_by("-said", "slug").first() for model in MODELS
    ]
    search = reverse("search")
    return [
        *map(reverse, LISTS),
        *(row.get_absolute_url() for row in rows),
        search,
        f"{search}?q=数据湖",
        f"{search}?q=没有这个词",
        f"{reverse('projects:list')}?q=没有这个项目",
        f"{reverse('projects:list')}?park=abc",  # 400
        "/no-such-page/",  # 404
        reverse("api-docs"),
        reverse("display"),
        outward("https://example.com/"),
        reverse("leaving"),  # 400
    ]


def complaints(message, losing=None):
    """What the browser complains of in its console. That the page itself is a 404 is no fault of the page."""
    if "Content Security Policy" in message.text:
        return [message.text]
    if message.type != "error" or message.location["url"] == message.page.url:
        return []
    if losing and losing in message.location["url"]:
        return []
    return [f"{message.location['url']}: {message.text}"]


def outside_requests(url, own):
    return [] if url.startswith((own, "data:", "blob:")) else [f"request to the outside: {url}"]
