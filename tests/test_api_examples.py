"""The examples on the page about the API: each is asked of the content that comes with the site."""

import html
import json
import re

import pytest
from django.core.cache import cache

from zhuzhou_cms.api_examples import examples, read
from zhuzhou_cms.api_limits import AddressThrottle

from .demo_content import load_demo

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

SITE = "http://testserver"


def marked(answer):
    """The content of the answer, with what differs from site to site marked as in the file."""
    return json.loads(re.sub(r'cursor=[^&"]+', "cursor=…", answer.content.decode()).replace(SITE, "{site}"))


def test_each_example_is_answered_as_the_page_shows(client, settings, monkeypatch):
    load_demo()
    monkeypatch.setattr(AddressThrottle, "timer", staticmethod(lambda: 1_700_000_000.0))
    for example in read():
        request, expected = example["request"], example["answer"]
        before = example.get("after", {"rate": "", "requests": 0})
        settings.API_RATE = before["rate"]
        cache.clear()
        for _ in range(before["requests"]):
            client.get(request["path"])
        answer = client.get(request["path"], headers=request["headers"])
        shown = {"status": answer.status_code, "headers": {name: answer[name] for name in expected["headers"]}}
        if answer.content:
            shown["body"] = marked(answer)
        assert (example["name"], shown) == (example["name"], expected)
    cache.clear()


def test_page_shows_each_example(client, settings):
    settings.API_RATE = "30/hour"
    page = html.unescape(client.get("/api/docs/").content.decode())
    for example in examples(SITE):
        assert example.command in page
        assert example.answer in page
        assert all(text in page for text in example.words)
    assert "一个网络地址每小时最多 30 次" in page
    assert "{" + "site}" not in page
