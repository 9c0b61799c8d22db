"""The style guide shows every part in every variant, to staff alone, and leads to every error page."""

import re

import pytest
from django.conf import settings
from django.template.base import Template
from django.urls import reverse

from tests import factories as make
from tests.pages import main_links_of, main_of, main_text_of
from tests.styles import classes_of, public_files
from zhuzhou_cms.sitemaps import SITEMAPS
from zhuzhou_cms.styleguide import ERROR_PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

ADDRESS = "/styleguide/"
TEMPLATES = settings.BASE_DIR / "templates"
PARTS = ("parts.css", "tables.css", "forms.css", "timeline.css")


@pytest.fixture
def staff_client(client):
    client.force_login(make.make_staff("editor"))
    return client


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}errors/404/"])
def test_visitor_is_sent_to_the_login(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.url) == (302, f"{reverse('admin:login')}?next={address}")


def test_person_who_is_not_staff_is_sent_to_the_login(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader", password="a-long-password"))
    assert client.get(ADDRESS).status_code == 302


def test_page_is_left_out_by_search_engines(staff_client):
    assert '<meta name="robots" content="noindex">' in staff_client.get(ADDRESS).content.decode()
    sitemaps = [make_sitemap() for make_sitemap in SITEMAPS.values()]
    addresses = [sitemap.location(item) for sitemap in sitemaps for item in sitemap.items()]
    assert ADDRESS not in addresses


def test_every_include_appears(staff_client, monkeypatch):
    drawn, render = set(), Template._render

    def noted(template, context):
        drawn.add(template.name)
        return render(template, context)

    monkeypatch.setattr(Template, "_render", noted)
    staff_client.get(ADDRESS)
    files = [*(TEMPLATES / "includes").glob("*.html"), *(TEMPLATES / "charts").glob("*.html")]
    assert sorted({str(file.relative_to(TEMPLATES)) for file in files} - drawn) == []


def test_every_variant_appears(staff_client):
    page = staff_client.get(ADDRESS).content.decode()
    shown = {name for names in re.findall(r'class="([^"]+)"', page) for name in names.split()}
    files = public_files()
    missing = {name: classes_of(files[name]) - shown for name in PARTS}
    assert {name: sorted(classes) for name, classes in missing.items() if classes} == {}


def test_samples_lead_to_no_content(staff_client):
    answer = staff_client.get(ADDRESS)
    links = {link for link in main_links_of(answer) if not link.startswith(("#", "?"))}
    assert links == {"/", "/en/", *(f"{ADDRESS}errors/{name}/" for name in ERROR_PAGES)}
    assert main_text_of(answer).count("样例") > 50


def test_each_id_is_there_once(staff_client):
    ids = re.findall(r'\sid="([^"]+)"', main_of(staff_client.get(ADDRESS)))
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_page_is_shown_without_an_error(staff_client, name):
    answer = staff_client.get(f"{ADDRESS}errors/{name}/")
    heading = re.search(r"<h1>([^<]*)</h1>", answer.content.decode())[1]
    assert (answer.status_code, answer.templates[0].name, bool(heading)) == (200, f"{name}.html", True)


def test_unknown_error_page_is_a_404(staff_client):
    assert staff_client.get(f"{ADDRESS}errors/base/").status_code == 404
