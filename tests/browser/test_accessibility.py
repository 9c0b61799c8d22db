"""axe finds nothing on any public page type: wide and light, on a dark phone, in large type, on paper.

The rules on colours take axe most of the time: on each page they are asked once light and once dark, and in every mode
on the style guide, which has every part. No other rule is left out. All rules in all modes on all pages are asked by
`scripts/site_screenshots.py --axe`.
"""

from typing import NamedTuple

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse

from projects.admin.step_page import STEPS
from publishing import actions
from tests import factories
from tests.drafting import approve, make_draft, publish_draft
from zhuzhou_cms.styleguide import ERROR_PAGES

COLOUR_RULES = ["color-contrast", "link-in-text-block"]
ALL_RULES = {}
ONLY_COLOURS = {"runOnly": COLOUR_RULES}
NO_COLOURS = {"rules": {name: {"enabled": False} for name in COLOUR_RULES}}
# These pages have some hundred tables alike, which take axe as long as all other pages: a few stand for the rest, which
# are taken out, since axe reads what it is told to leave aside as well.
REPEATED = {
    reverse("api-docs"): "main section.band section:nth-of-type(n+6), main tr:nth-child(n+6)",
    reverse("open-data"): "main section.band:nth-of-type(n+7), main tr:nth-child(n+6)",
}


class Mode(NamedTuple):
    """How a page is looked at, and which rules of axe are asked."""

    width: int  # px
    rules: dict
    scheme: str = "light"
    media: str = "screen"
    size: str = "normal"


MODES = {
    "wide": Mode(1440, ALL_RULES),
    "dark phone": Mode(360, ALL_RULES, scheme="dark"),
    "large type": Mode(360, NO_COLOURS, size="large"),
    "paper": Mode(673, NO_COLOURS, media="print"),
}
STAFF_MODES = {"wide": Mode(1440, ALL_RULES), "dark phone": Mode(360, ALL_RULES, scheme="dark")}
FURTHER_MODES = {
    "dark": Mode(1440, ALL_RULES, scheme="dark"),
    "light phone": Mode(360, ALL_RULES),
    "large type": Mode(360, ALL_RULES, size="large"),
    "wide large type": Mode(1440, ALL_RULES, size="large"),
    "paper": Mode(673, ALL_RULES, media="print"),
}


def inject_axe(page):
    """Load axe into the page, where it stays until the next one; and unfold what is folded, so that axe sees it."""
    page.evaluate(AXE_SCRIPT)
    page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")


def broken_rules(page, rules):
    """The rules that the page breaks, each with the places."""
    # Preloading would put style elements into pages whose sheets import others, against their security policy.
    options = {"resultTypes": ["violations"], "preload": False, **rules}
    found = page.evaluate("options => axe.run(document, options)", options)
    return {
        violation["id"]: [target for node in violation["nodes"] for target in node["target"]]
        for violation in found["violations"]
    }


def broken_in_any_mode(page, addresses, modes=MODES):
    """What is broken on these pages, by address and mode."""
    broken = {}
    for address in addresses:
        page.goto(address)
        if address in REPEATED:
            page.evaluate("alike => document.querySelectorAll(alike).forEach(each => each.remove())", REPEATED[address])
        inject_axe(page)
        for name, mode in modes.items():
            page.set_viewport_size({"width": mode.width, "height": 900})
            page.emulate_media(media=mode.media, color_scheme=mode.scheme)
            page.evaluate("size => { document.documentElement.dataset.size = size }", mode.size)
            if found := broken_rules(page, mode.rules):
                broken[address, name] = found
    return broken


def test_axe_finds_nothing_on_public_pages(page, page_types):
    assert broken_in_any_mode(page, page_types) == {}


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_on_the_style_guide_and_error_pages(page, log_in):
    log_in(page, factories.make_staff("editor"))
    addresses = [reverse("styleguide"), *(reverse("styleguide-error", args=[name]) for name in ERROR_PAGES)]
    assert broken_in_any_mode(page, addresses, MODES | FURTHER_MODES) == {}


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_on_staff_pages(page, log_in):
    """One of each kind: Django's own, which templates and styles of ours mend, and those that are ours alone."""
    administrator = factories.make_staff("administrator")
    log_in(page, administrator)
    assert broken_in_any_mode(page, [*pages_of_all_kinds(), *pages_of_work(administrator)], STAFF_MODES) == {}


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_on_staff_forms_with_a_row_in_every_table(page, log_in):
    log_in(page, factories.make_staff("administrator"))
    assert broken_in_any_mode(page, filled_forms(), STAFF_MODES) == {}


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_where_staff_log_in(page):
    assert broken_in_any_mode(page, [reverse("admin:login")], MODES | FURTHER_MODES) == {}


def pages_of_all_kinds():
    """Addresses of the pages that need nothing to have happened."""
    project, source = factories.make_project(), factories.make_source()
    lists = reverse("admin:projects_project_changelist")
    return [
        reverse("admin:index"),
        lists,
        f"{lists}?q={project.name}&status__exact=active",
        f"{lists}?q=没有这个项目",
        reverse("admin:news_article_add"),
        *(reverse(f"admin:projects_project_{name}", args=[project.pk]) for name in STEPS),
        reverse("admin:library_sourcedocument_delete", args=[source.pk]),
        reverse("admin:publishing_auditentry_changelist"),
        reverse("admin:site-norms"),
        reverse("admin:password_change"),
        reverse("admin:auth_user_changelist"),
        reverse("admin:auth_user_add"),
    ]


def pages_of_work(user):
    """Addresses of the pages on which drafts and publications of every state lie, and what can be done with them."""
    program = publish_draft(make_draft(factories.make_program(), summary="改过一次。", why="补一句"))
    park = factories.make_park()
    infrastructure = factories.make_infrastructure(park)
    in_review = actions.submit(
        draft=(
            draft := make_draft(
                park, summary="改过。", rows={"infrastructure": [{"id": infrastructure.pk, "note": "改过"}]}
            )
        ),
        user=draft.author,
    )
    written, approved = (
        make_draft(factories.make_project(), user),
        approve(make_draft(factories.make_park(), focus="改过")),
    )
    for draft in (in_review, written):
        yield reverse("admin:publishing_draft_change", args=[draft.pk])
    yield reverse("admin:publishing_draft_changelist")
    yield reverse("admin:publishing_draft_preview", args=[written.pk])
    yield reverse("admin:publishing_draft_act", args=[approved.pk, "publish"])
    history = reverse("admin:talent_talentprogram_history", args=[program.pk])
    yield history
    yield f"{history}compare/?a=1&b=2"
    yield f"{reverse('admin:talent_talentprogram_withdraw')}?row={program.pk}"
    yield reverse("admin:talent_talentprogram_expiry", args=[program.pk])
    yield reverse("admin:talent_talentprogram_delete", args=[program.pk])
    yield reverse("admin:talent_talentprogram_deleted")


def filled_forms():
    """Addresses of forms in which every kind of child row has a row, in tables and in blocks."""
    project, park, event = factories.make_project(), factories.make_park(), factories.make_event()
    for make_row in (factories.make_phase, factories.make_milestone, factories.make_stage_entry, factories.make_amount):
        make_row(project)
    factories.make_observation(project)
    factories.make_party(project)
    factories.cite(project, "summary")
    factories.make_building_group(park)
    factories.make_infrastructure(park)
    factories.make_honour(park)
    factories.make_tenancy(park)
    yield reverse("admin:projects_project_change", args=[project.pk])
    yield reverse("admin:parks_park_change", args=[park.pk])
    yield reverse("admin:news_event_change", args=[event.pk])
    yield reverse("admin:talent_talentprogram_change", args=[factories.make_benefit().program_id])


def test_axe_sees_which_colours_are_in_force(new_page, content):
    """Grey text is legible on the light page and not on the dark one."""
    page = new_page()
    page.goto("/")
    inject_axe(page)
    page.locator("h1").evaluate("heading => { heading.style.color = '#555' }")
    broken = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        broken[scheme] = broken_rules(page, ONLY_COLOURS)
    assert broken == {"light": {}, "dark": {"color-contrast": ["h1"]}}
