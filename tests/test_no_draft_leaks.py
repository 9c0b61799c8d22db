"""Nothing in a draft is public: a secret word in every text of every drafted type, its child rows and its pictures.

What is withheld in the content tables is tried in ``test_no_leaks``; here it is what lies in drafts, in what somebody
has typed and not saved, in revisions and in comments.
"""

import pytest
from django import forms
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from publishing import actions
from publishing.models import Draft, Publishable
from publishing.pages import page_of
from search.actions import reconcile
from search.models import Entry
from zhuzhou_cms.sitemaps import LISTS, SITEMAPS

from . import factories as make
from .admin_rows import DRAFTED, full_row
from .test_no_leaks import SECRET, api_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]


def with_secrets(page, payload):
    """The payload with the secret in every text, in a new row of each table as well as in those that stand."""
    fields = {name: _secret(page.form.fields.get(name), value) for name, value in payload["fields"].items()}
    rows = {}
    for formset in page.formsets:
        blank = formset.empty_form.fields
        standing = payload["rows"][formset.prefix]
        new = {name: [SECRET] for name, field in blank.items() if _is_text(field)}
        secret = [{name: _secret(blank.get(name), value) for name, value in row.items()} for row in standing]
        rows[formset.prefix] = [*secret, new]
    return {"fields": fields, "rows": rows}


def _is_text(field):
    return isinstance(field, forms.CharField) and not isinstance(field, forms.URLField)


def _secret(field, value):
    return [SECRET] if field is not None and _is_text(field) else value


@pytest.fixture
def drafts(settings):
    """A draft of a live row and, where that can be, of a new one, of each drafted type; with a comment each."""
    settings.REVIEW_STEPS = {"default": 3}
    editor = make.make_staff("editor")
    found = []
    for label in DRAFTED:
        model, row = apps.get_model(label), full_row(label)
        pages = [page_of(model, editor, row)]
        if not pages[0].model_admin.adds_directly and model._meta.model_name != "zoneprofile":
            pages.append(page_of(model, editor))
        for page in pages:
            draft = actions.save_draft(page=page, user=editor, payload=with_secrets(page, page.payload()), why=SECRET)
            actions.comment(draft=draft, user=editor, text=SECRET)
            actions.leave_typing(
                user=editor,
                place=f"{label}:{draft.pk}",
                content_type=ContentType.objects.get_for_model(model),
                payload=draft.payload,
                opened="",
            )
            found.append(draft)
    return found


def public_addresses(client):
    """Every list, every detail of every live row, and the machine-readable ways out."""
    rows = [
        row for model in apps.get_models() if issubclass(model, Publishable) for row in model._default_manager.live()
    ]
    sections = [reverse("sitemap-section", args=[section]) for section in SITEMAPS]
    return [
        *map(reverse, LISTS),
        *(row.get_absolute_url() for row in rows),
        *api_addresses(client),
        reverse("api-schema"),
        reverse("api-docs"),
        "/sitemap.xml",
        *sections,
        "/robots.txt",
    ]


def test_drafts_have_secrets_in_every_table(drafts):
    """Else the tests below would look for nothing."""
    for draft in drafts:
        assert [SECRET] in draft.payload["fields"].values(), draft
        for prefix, rows in draft.payload["rows"].items():
            assert rows == [] or [SECRET] in rows[-1].values() or not rows[-1], (draft, prefix)
    assert {draft.model._meta.label_lower for draft in drafts} == set(DRAFTED)


@pytest.mark.everywhere
def test_drafts_are_on_no_public_page(client, drafts):
    for address in public_addresses(client):
        answer = client.get(address)
        assert (address, answer.status_code) == (address, 200)
        assert SECRET not in answer.content.decode(), address


@pytest.mark.everywhere
def test_drafts_are_not_found(client, drafts):
    reconcile()
    assert Entry.objects.count() > 0
    assert client.get("/search/", {"q": SECRET}).context["total"] == 0
    assert client.get("/search/suggest/", {"q": SECRET}).json()["results"] == []
    for address in ("/projects/", "/parks/", "/enterprises/", "/news/", "/api/v1/projects/"):
        answer = client.get(address, {"q": SECRET})
        links = [f"/{part}/{SECRET}/" for part in ("parks", "projects", "enterprises", "news", "funds", "events")]
        assert [link for link in links if link in answer.content.decode()] == []


def test_drafts_have_no_page_of_their_own(client, drafts):
    for draft in drafts:
        if issubclass(draft.model, Publishable) and draft.model._meta.model_name != "zoneprofile":
            address = draft.model(slug=SECRET).get_absolute_url()
            answer = client.get(address)
            assert (address, answer.status_code) == (address, 404)
            assert SECRET not in answer.content.decode().replace(address, "")


def test_previews_are_closed_without_their_token(client, drafts):
    for draft in drafts:
        for name in ("preview", "preview_page", "change"):
            answer = client.get(reverse(f"admin:publishing_draft_{name}", args=[draft.pk]), follow=True)
            assert SECRET not in answer.content.decode(), name
        for token in (str(draft.pk), f"{draft.pk}:1:x", "x"):
            answer = client.get(f"/preview/{token}/")
            assert answer.status_code in {404, 410}
            assert SECRET not in answer.content.decode()


def test_drafts_of_every_type_were_tried(drafts):
    assert Draft.objects.count() == len(drafts) > len(DRAFTED)
