"""Nothing withheld is public: a secret word in every withheld row, and every public address is read for it."""

import datetime as dt
import io
import json
import zipfile

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import timezone

from core.partial_dates import PartialDate
from news.models import Article, Event, EventParticipant
from parks.models import Honour, Infrastructure, Park
from projects.models import Party
from publishing.models import Publishable
from search.actions import reconcile
from search.models import Entry
from zhuzhou_cms.open_data.datasets import DATASETS
from zhuzhou_cms.open_data.files import names_of
from zhuzhou_cms.sitemaps import LISTS, MODELS, SITEMAPS

from . import factories

pytestmark = pytest.mark.django_db

SECRET = "canarybird"
MAKERS = {
    "zoneprofile": factories.make_zone,
    "park": factories.make_park,
    "enterprise": factories.make_enterprise,
    "industryfund": factories.make_fund,
    "project": factories.make_project,
    "talentprogram": factories.make_program,
    "researchplatform": factories.make_platform,
    "expert": factories.make_expert,
    "article": factories.make_article,
    "event": factories.make_event,
}


FILES = ["/news/feed/", "/projects/feed/", "/projects/milestones.ics", "/events/calendar.ics"]


def secret_fields(model):
    """The secret in every text that a person types, slug included."""
    texts = [
        field
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices and field.editable
    ]
    skipped = {"national_code", "website"}
    return {field.name: SECRET for field in texts if field.name not in skipped}


def make_secret(model, **fields):
    return MAKERS[model._meta.model_name](**{**secret_fields(model), "published": False, **fields})


@pytest.fixture
def public_rows():
    """One public row of each type, so that every page has something to show."""
    return {name: make() for name, make in MAKERS.items()}


@pytest.fixture
def withheld(public_rows):
    """A withheld row of each type, tied to public ones in every way that the models allow."""
    hidden = {
        model._meta.model_name: make_secret(model) for model in content_models() if model.__name__ != "ZoneProfile"
    }
    park, project, enterprise = (public_rows[name] for name in ("park", "project", "enterprise"))
    hidden_park, hidden_enterprise, hidden_project = (hidden[name] for name in ("park", "enterprise", "project"))

    factories.make_park(parent=hidden_park)
    Park.objects.filter(pk=hidden_park.pk).update(parent=park)
    for row, names in [
        (project, {"park": hidden_park}),
        (public_rows["researchplatform"], {"park": hidden_park, "host": hidden_enterprise}),
        (public_rows["expert"], {"platform": hidden["researchplatform"], "employer": hidden_enterprise}),
        (public_rows["article"], {"interprets": hidden["article"]}),
    ]:
        type(row).objects.filter(pk=row.pk).update(**names)
    Article.objects.filter(pk=hidden["article"].pk).update(interprets=public_rows["article"])

    factories.make_tenancy(park=park, enterprise=hidden_enterprise, name=SECRET)
    factories.make_tenancy(park=hidden_park, enterprise=enterprise, note=SECRET)
    factories.make_investment(fund=public_rows["industryfund"], enterprise=hidden_enterprise, note=SECRET)
    factories.make_investment(fund=hidden["industryfund"], enterprise=enterprise, note=SECRET)
    factories.make_party(project=project, enterprise=hidden_enterprise, note=SECRET)
    Party.objects.create(project=hidden_project, enterprise=enterprise, role="partner", note=SECRET)
    factories.make_milestone(project=project, responsible=hidden_enterprise)
    dates = {"original_target": PartialDate.of(2022), "actual": PartialDate.of(2023)}
    change = factories.make_date_change(factories.make_milestone(project=hidden_project, label=SECRET, **dates))
    assert SECRET in str(change)
    factories.make_benefit(program=hidden["talentprogram"], name=SECRET)
    Honour.objects.create(park=hidden_park, title=SECRET)
    Infrastructure.objects.create(park=hidden_park, kind="road", name=SECRET)
    EventParticipant.objects.create(
        event=public_rows["event"], enterprise=hidden_enterprise, role="attendee", note=SECRET
    )
    EventParticipant.objects.create(event=hidden["event"], enterprise=enterprise, role="attendee", note=SECRET)
    for name in ("article", "event"):
        public_rows[name].projects.add(hidden_project)
        hidden[name].projects.add(project)
    public_rows["article"].parks.add(hidden_park)
    public_rows["article"].enterprises.add(hidden_enterprise)
    public_rows["article"].programs.add(hidden["talentprogram"])
    hidden["article"].enterprises.add(enterprise)
    return hidden


def content_models():
    return [model for model in apps.get_models() if issubclass(model, Publishable)]


def sitemaps():
    return [reverse("sitemap-section", args=[section]) for section in SITEMAPS]


def page_addresses(rows):
    lists = [reverse(name) for name in LISTS]
    details = [row.get_absolute_url() for row in rows]
    return [*lists, *details, *FILES, "/sitemap.xml", *sitemaps(), "/robots.txt"]


def api_addresses(client, start="/api/v1/"):
    """Every list of the API and, from its rows, every detail."""
    found = [start]
    for address in client.get(start).json().values():
        found.append(address)
        answer = client.get(address).json()
        found += [row["url"] for row in answer.get("results", [])]
    return found


def test_every_content_type_has_a_canary():
    assert {model._meta.model_name for model in content_models()} == set(MAKERS)
    assert {model._meta.model_name for model in MODELS} == set(MAKERS) - {"zoneprofile"}


def test_withheld_rows_are_on_no_page(client, public_rows, withheld):
    for address in page_addresses(public_rows.values()):
        answer = client.get(address)
        assert (address, answer.status_code) == (address, 200)
        assert SECRET not in answer.content.decode(), address


def test_withheld_rows_have_no_page_of_their_own(client, withheld):
    for row in withheld.values():
        answer = client.get(row.get_absolute_url())
        assert (row, answer.status_code) == (row, 404)


def test_withheld_rows_are_not_found_by_search(client, public_rows, withheld):
    reconcile()
    assert [entry.title for entry in Entry.objects.all() if SECRET in entry.text + entry.names + entry.body] == []
    assert client.get("/search/", {"q": SECRET}).context["total"] == 0
    assert client.get("/search/suggest/", {"q": SECRET}).json()["results"] == []


def test_withheld_rows_are_nowhere_in_the_api(client, public_rows, withheld):
    for address in [*api_addresses(client), reverse("api-schema")]:
        answer = client.get(address)
        assert (address, answer.status_code) == (address, 200)
        assert SECRET not in answer.content.decode(), address


def test_withheld_rows_are_in_no_file_of_the_open_data(client, public_rows, withheld):
    for dataset in DATASETS.values():
        for name in names_of(dataset):
            answer = client.get(reverse("open-data-file", args=[name]))
            content = answer.getvalue()
            assert (name, answer.status_code) == (name, 200)
            if name.endswith(".xlsx"):
                with zipfile.ZipFile(io.BytesIO(content)) as book:
                    content = b"".join(map(book.read, book.namelist()))
            assert SECRET not in content.decode(), name


def test_withheld_rows_are_no_filter_value(client, public_rows, withheld):
    for address in ["/projects/", "/enterprises/", "/talent/platforms/", "/api/v1/projects/"]:
        answer = client.get(address, {"park": withheld["park"].slug})
        assert (address, answer.status_code) == (address, 400)


@pytest.mark.parametrize("change", [{"name_basis": "", "name_basis_note": ""}, {"withdrawn_on": dt.date(2026, 1, 1)}])
def test_expert_without_a_legal_basis_is_public_nowhere(client, public_rows, change):
    expert = factories.make_expert(name=SECRET, platform=public_rows["researchplatform"], **change)
    for address in page_addresses(public_rows.values()):
        assert SECRET not in client.get(address).content.decode(), address
    assert client.get(expert.get_absolute_url()).status_code == 404


def test_expired_rows_are_gone(client, public_rows):
    Event.objects.update(expires_at=timezone.now())
    assert client.get(public_rows["event"].get_absolute_url()).status_code == 410
    assert public_rows["event"].name not in client.get("/events/").content.decode()
    assert json.loads(client.get("/api/v1/events/").content)["results"] == []
