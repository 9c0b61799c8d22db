"""Data for machines within pages: the browser takes it for data, and the strict policy has nothing to refuse."""

import json

import pytest
from django.urls import reverse

from projects.models import Project

WATCH = """
window.refused = [];
document.addEventListener('securitypolicyviolation', (event) => window.refused.push(event.violatedDirective));
"""
BLOCKS = "Array.from(document.querySelectorAll('script[type=\"application/ld+json\"]'), (block) => block.textContent)"


@pytest.mark.parametrize("where", ["home", "zone", "projects:list", "project"])
def test_data_block_is_data_and_breaks_no_rule(page, content, where):
    address = Project.objects.live().first().get_absolute_url() if where == "project" else reverse(where)
    page.add_init_script(WATCH)
    page.goto(address)
    (block,) = page.evaluate(BLOCKS)
    assert json.loads(block)["@context"] == "https://schema.org"
    assert page.evaluate("window.refused") == []


def test_watch_sees_what_the_policy_refuses(browser, live_server, content):
    """The test above could not fail if the watch saw nothing."""
    page = browser.new_page(base_url=live_server.url)
    page.add_init_script(WATCH)
    page.goto(reverse("home"))
    page.evaluate(
        "const code = document.createElement('script'); code.textContent = 'window.ran = 1'; document.head.append(code)"
    )
    page.wait_for_function("window.refused.length > 0")
    assert page.evaluate("[window.ran === undefined, window.refused[0]]") == [True, "script-src-elem"]
    page.close()
