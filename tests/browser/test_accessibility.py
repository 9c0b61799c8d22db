"""axe finds nothing on any public page type, light and dark, at phone and desktop width. No rule is switched off."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse

WIDTHS = [1440, 360]  # px
ALL_RULES = {}
# What depends on colours. In the dark nothing else differs, so that the other rules need not be asked again.
COLOUR_RULES = {"runOnly": ["color-contrast", "link-in-text-block"]}
# The API's page has some hundred tables alike, which take axe as long as all other pages: a few stand for the rest.
REPEATED = {reverse("api-docs"): ["main section.band section:nth-of-type(n+6)", "main tr:nth-child(n+6)"]}


def inject_axe(page):
    """Load axe into the page, where it stays until the next one; and unfold what is folded, so that axe sees it."""
    page.evaluate(AXE_SCRIPT)
    page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")


def broken_rules(page, rules, exclude=()):
    """The rules that the page breaks, each with the places."""
    options = {"resultTypes": ["violations"], **rules}
    found = page.evaluate("([context, options]) => axe.run(context, options)", [{"exclude": list(exclude)}, options])
    return {
        violation["id"]: [target for node in violation["nodes"] for target in node["target"]]
        for violation in found["violations"]
    }


@pytest.mark.parametrize(("scheme", "rules"), [("light", ALL_RULES), ("dark", COLOUR_RULES)], ids=["light", "dark"])
def test_axe_finds_nothing(new_page, page_types, scheme, rules):
    page = new_page(color_scheme=scheme)
    broken = {}
    for address in page_types:
        page.goto(address)
        inject_axe(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if found := broken_rules(page, rules, REPEATED.get(address, [])):
                broken[address, width] = found
    assert broken == {}


def test_axe_sees_which_colours_are_in_force(new_page, content):
    """Grey text is legible on the light page and not on the dark one."""
    page = new_page()
    page.goto("/")
    inject_axe(page)
    page.locator("h1").evaluate("heading => { heading.style.color = '#555' }")
    broken = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        broken[scheme] = broken_rules(page, COLOUR_RULES)
    assert broken == {"light": {}, "dark": {"color-contrast": ["h1"]}}
