"""Projects in OC4IDS: what is said, what is left unsaid, and that the package is one by the standard's own schema.

The schema belongs to others and is not part of the site: ``OC4IDS_SCHEMA_DIR`` says where it lies.
"""

import csv
import json
import os
import re
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from core.partial_dates import PartialDate
from tests import factories
from tests.test_api import dressed
from zhuzhou_cms.open_data import files, oc4ids
from zhuzhou_cms.open_data.datasets import DATASETS

pytestmark = pytest.mark.anywhere

SCHEMA_DIR = os.environ.get("OC4IDS_SCHEMA_DIR", "")
by_schema = pytest.mark.skipif(not SCHEMA_DIR, reason="OC4IDS_SCHEMA_DIR is not set")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
day = PartialDate.parse


@pytest.fixture
def package(tmp_path):
    """Writes the package of the present state and reads it."""

    def written():
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        files.write(DATASETS["projects"], folder)
        return json.loads((folder / "projects-oc4ids.json").read_text())

    return written


@pytest.fixture
def only(package):
    """The one project of the package."""

    def written():
        (project,) = package()["projects"]
        return project

    return written


# --- By the standard's own schema -------------------------------------------------------------------------------------


@cache
def schema(name):
    return json.loads((Path(SCHEMA_DIR) / name).read_text())


@cache
def codes(name):
    with (Path(SCHEMA_DIR) / "codelists" / name).open(encoding="utf-8-sig") as file:
        return {row["Code"] for row in csv.DictReader(file)}


def faults(package):
    """What the schema and its code lists say against the package, each as path and words."""
    formats = FormatChecker(formats=())
    formats.checks("date-time")(lambda text: not isinstance(text, str) or bool(MOMENT.fullmatch(text)))
    formats.checks("uri")(lambda text: not isinstance(text, str) or bool(re.match(r"[a-z]+://[^/\s]+", text)))
    parts = [schema("project-package-schema.json"), schema("project-schema.json")]
    known = Registry().with_resources([(part["id"], Resource(part, DRAFT4)) for part in parts])
    validator = Draft4Validator(parts[0], registry=known, format_checker=formats)
    found = [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(package)]
    project = schema("project-schema.json")
    for each in package.get("projects", ()):
        found += strays(each, project, project["definitions"])
    return found


OWN_CODES = {"additionalClassifications.scheme": {"x_industries"}}
"""What we add to open code lists, on purpose."""


def strays(value, shape, definitions, path=""):
    """Codes that are in no code list, closed or open. Metrics may have names of our own by the standard."""
    shape = definitions[shape["$ref"].rpartition("/")[2]] if "$ref" in shape else shape
    if isinstance(value, dict):
        for name in value.keys() & shape.get("properties", {}).keys():
            yield from strays(value[name], shape["properties"][name], definitions, f"{path}.{name}".strip("."))
        return
    several = value if isinstance(value, list) else [value]
    if shape.get("codelist", "metricID.csv") != "metricID.csv":
        known = codes(shape["codelist"]) | OWN_CODES.get(path, set())
        yield from (f"{path}: {code} is not in {shape['codelist']}" for code in several if code not in known)
    elif isinstance(value, list):
        for each in value:
            yield from strays(each, shape.get("items", {}), definitions, path)


@pytest.mark.everywhere
@by_schema
@pytest.mark.django_db
def test_package_is_valid_full_and_bare(package, settings):
    dressed("projects", summary="摘要", national_code="2020-430200-39-03-012345")
    factories.make_project()
    for kind in ("investor", "owner", "contractor", "designer", "operator", "partner", "tenant"):
        factories.make_party(factories.make_project(), role=kind)
    for domain, licence in [("", ""), ("www.zone.example", "https://example.org/licence")]:
        settings.SITE_OWNER = settings.SITE_OWNER | {"domain": domain, "licence_url": licence}
        assert faults(package()) == []


@by_schema
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("status", "verzögert"),
        ("title", ""),
        ("updated", "2026-11-23"),
        ("period", {"startDate": "2026-11"}),
        ("budget", {"amount": {"amount": "100", "currency": "CNY"}}),
        ("budget", {"amount": {"amount": 100, "currency": "元"}}),
        ("parties", [{"id": "a", "roles": ["owner"]}]),
        ("milestones", [{"id": "a", "status": "missed"}]),
        ("documents", [{"title": "没有编号"}]),
        ("documents", [{"id": "a", "url": "/path"}]),
        ("locations", []),
    ],
)
def test_validator_notices_what_is_wrong(package, name, broken):
    factories.make_project()
    found = package()
    assert faults(found) == []
    found["projects"][0][name] = broken
    assert len(faults(found)) > 0


# --- What is said and what is not -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_package_says_who_publishes_it_and_marks_what_is_not_settled(package, settings):
    project = factories.make_project(slug="plant")
    found = package()
    assert found["uri"] == "https://site-domain-unset.invalid/open-data/projects-oc4ids.json"
    assert (found["version"], found["publisher"]) == ("0.9", {"name": "株洲经开区"})
    assert found["projects"][0]["id"] == "unregistered-plant"
    assert {"license", "publicationPolicy"} & found.keys() == set()
    owner = {"domain": "www.zone.example", "organiser": "示例管委会", "oc4ids_prefix": "oc4ids-example"}
    settings.SITE_OWNER = settings.SITE_OWNER | owner
    settings.HTTPS = True
    found = package()
    assert found["uri"] == "https://www.zone.example/open-data/projects-oc4ids.json"
    assert found["publicationPolicy"] == "https://www.zone.example/open-data/"
    assert found["publisher"] == {"name": "示例管委会", "uri": "https://www.zone.example"}
    (only,) = found["projects"]
    assert (only["id"], only["x_page"]) == (
        "oc4ids-example-plant",
        f"https://www.zone.example{project.get_absolute_url()}",
    )


@pytest.mark.django_db
def test_bare_project_says_nothing_that_is_not_known(only):
    factories.make_project(slug="plant", name="工厂")
    found = only()
    assert found.keys() == {"id", "updated", "language", "title", "x_status"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "status", "said"),
    [
        ("negotiation", "in_progress", "identification"),
        ("signed", "in_progress", "preparation"),
        ("approved", "paused", "preparation"),
        ("under_construction", "in_progress", "implementation"),
        ("completed", "complete", "completion"),
        ("in_production", "complete", "maintenance"),
        ("at_capacity", "complete", "maintenance"),
        ("closed", "complete", None),
        ("under_construction", "cancelled", "cancelled"),
        ("", "in_progress", None),
    ],
)
def test_stage_becomes_a_status_of_the_closed_list_or_none(only, stage, status, said):
    pause = (
        {"pause_reason": "land", "pause_summary": "等地", "pause_review_due": "2026-12-01"}
        if status == "paused"
        else {}
    )
    project = factories.make_project(stage=stage, status=status, **pause)
    if stage:
        factories.make_stage_entry(project, stage=stage)
    assert only().get("status") == said


@pytest.mark.django_db
def test_days_become_moments_and_other_dates_stay_what_they_are(only):
    project = factories.make_project()
    factories.make_milestone(
        project, kind="construction_start", original_target=day("2020-09-15"), actual=day("2020-10-01")
    )
    factories.make_milestone(
        project,
        kind="completion",
        original_target=day("2022-03"),
        current_target=day("2022-08-31?"),
        actual=day("2022-Q4"),
    )
    found = only()
    assert found["period"] == {"startDate": "2020-09-15T00:00:00+08:00"}
    assert found["implementationPeriod"] == {"startDate": "2020-10-01T00:00:00+08:00"}
    assert found["completion"] == {"endDateDetails": "2022年第四季度"}
    begun, done = found["milestones"]
    assert (begun["dueDate"], begun["dateMet"], begun["status"]) == (
        "2020-09-15T00:00:00+08:00",
        "2020-10-01T00:00:00+08:00",
        "met",
    )
    assert {"dueDate", "dateMet"} & done.keys() == set()
    assert done["x_dates"] == {
        "original_target": {"value": "2022-03", "precision": "month", "inferred": False},
        "current_target": {"value": "2022-08-31", "precision": "day", "inferred": True},
        "actual": {"value": "2022-10/2022-12", "precision": "quarter", "inferred": False},
    }


@pytest.mark.django_db
def test_milestones_are_met_missed_or_scheduled(only):
    project = factories.make_project()
    for kind, values in [
        ("signing", {"original_target": day("2020"), "actual": day("2020-06")}),
        ("completion", {"original_target": day("2022-03")}),
        ("full_capacity", {"original_target": day("2099")}),
        ("production_start", {}),
        ("topping_out", {"not_applicable": True}),
    ]:
        factories.make_milestone(project, kind=kind, **values)
    found = {each["x_kind"]: each for each in only()["milestones"]}
    assert {kind: each.get("status") for kind, each in found.items()} == {
        "signing": "met",
        "completion": "notMet",
        "full_capacity": "scheduled",
        "production_start": None,
    }
    assert {kind: each["type"] for kind, each in found.items() if "type" in each} == {"signing": "approval"}
    assert found["completion"]["id"] == "0-completion-竣工"


@pytest.mark.django_db
def test_roles_have_codes_of_the_list_or_none(only):
    project, company = factories.make_project(), factories.make_enterprise(slug="company", name="公司")
    for role in ("investor", "owner"):
        factories.make_party(project, company, role=role)
    factories.make_party(project, factories.make_enterprise(published=False), role="contractor")
    assert only()["parties"] == [
        {
            "id": "company",
            "name": "公司",
            "roles": ["funder"],
            "x_roles": [{"role": "investor", "inferred": False}, {"role": "owner", "inferred": False}],
        }
    ]


@pytest.mark.django_db
def test_figures_are_numbers_with_their_unit_and_their_words(only):
    project = factories.make_project()
    factories.make_amount(project, value="2680000000.50", qualifier="about")
    metric = factories.make_metric(slug="racks", name="机架", unit="架")
    factories.make_observation(project, metric, value=100, nature="planned", qualifier="at_least")
    factories.make_observation(
        project, metric, value="12.5", nature="achieved", phase_number=0, as_of=day("2022-05-01")
    )
    found = only()
    assert found["budget"]["amount"] == {"amount": 2680000000.5, "currency": "CNY"}
    assert found["budget"]["description"].startswith("计划总投资：约26.8亿元")
    (planned,), (achieved,) = (found[name][0]["observations"] for name in ("forecasts", "metrics"))
    assert (planned["measure"], planned["unit"], planned["notes"]) == (100, {"name": "架"}, "至少100架")
    assert (achieved["measure"], "notes" in achieved) == (12.5, False)
    assert [found[name][0]["id"] for name in ("forecasts", "metrics")] == ["racks", "racks"]


@pytest.mark.django_db
def test_documents_are_the_sources_of_the_project_and_its_parts(only):
    named = [
        factories.make_source(slug=f"source-{letter}", published_on=day("2021-04-05"), url="https://example.org/a")
        for letter in "abc"
    ]
    factories.make_source()
    project = factories.make_project()
    factories.cite(project, "summary", named[2])
    milestone = factories.make_milestone(project, original_target=day("2022"), source=named[0])
    factories.make_date_change(milestone, source=named[1])
    documents = only()["documents"]
    assert [each["id"] for each in documents] == ["source-a", "source-b", "source-c"]
    assert (documents[0]["url"], documents[0]["datePublished"]) == (
        "https://example.org/a",
        "2021-04-05T00:00:00+08:00",
    )


def test_nothing_empty_is_said():
    assert oc4ids.stated(a=None, b="", c=[], d={}, e=0, f=False) == {"e": 0, "f": False}
    assert oc4ids.stated(a=None) is None
