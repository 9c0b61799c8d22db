"""The site's own content: the fixtures load, load again without change, are valid and say where each fact was read.

What one row says is read from the files, since a load takes a second; what the database makes of them, after a load.
Whether the pages show the facts is not asked here; ``tests.article_facts`` lists what they must show.
"""

import json
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.db import models

from library.models import Citation, Sourced
from projects.actions import refresh_list_columns, write_stage
from projects.models import Project
from publishing.models import Publishable

FIXTURES = sorted((Path(__file__).parent.parent / "fixtures").glob("*.json"))
APPS = ["library", "parks", "enterprises", "projects", "talent", "news"]
ROWS = [row for path in FIXTURES for row in json.loads(path.read_text("utf-8"))]
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]
CONTENT = [model for model in MODELS if issubclass(model, Publishable)]
SOURCED = [model for model in MODELS if issubclass(model, Sourced)]
CITATIONS = [model for model in MODELS if issubclass(model, Citation)]

# Of a content row's fields, those that the site decides itself: no source says them.
NOT_CITED = {
    "attendance_qualifier",  # goes with the number, which is cited
    "column",
    "land_area_qualifier",
    "last_confirmed_on",
    "locator",
    "name_basis_note",
    "position",
    "short_name",
    "source",
    "status",
}
# An enterprise is a company unless a source says otherwise; the kinds of platforms and events are read in the source.
NOT_CITED_OF = {"enterprise": {"kind"}}
LOCATOR = re.compile(r"第(?:[1-9]|1[0-2])段(?:第[1-9]句)?")
PREPARED = ["stage", "planned_investment", "planned_investment_qualifier", "started_on", "due_on"]


@pytest.fixture
def content(db):
    load()


def load():
    call_command("loaddata", *map(str, FIXTURES), verbosity=0)


def dump(model):
    """All rows as text in the order of their keys, keys included, so that a replaced row shows."""
    return serializers.serialize("json", model.objects.order_by("pk"), indent=2)


def fields_of(model):
    """What the files say of each row of ``model``."""
    return [row["fields"] for row in ROWS if row["model"] == model._meta.label_lower]


def owner_of(citation_model, citation):
    owner = citation_model._meta.get_field("owner").related_model
    return next(fields for fields in fields_of(owner) if [fields["slug"]] == citation["owner"])


def by_model(chosen):
    return pytest.mark.parametrize("model", chosen, ids=lambda model: model.__name__)


def test_fixtures_are_numbered_in_the_order_of_the_layers():
    assert [path.name for path in FIXTURES] == [f"{10 * n:03}_{app}.json" for n, app in enumerate(APPS, 1)]


def test_fixtures_name_rows_by_natural_key():
    assert [row for row in ROWS if "pk" in row] == []


def test_fixtures_loaded_twice_change_no_row(content):
    before = {model: dump(model) for model in MODELS}
    load()
    assert {model: dump(model) for model in MODELS} == before


def test_fixtures_are_what_dumpdata_writes(content, tmp_path):
    for app, path in zip(APPS, FIXTURES, strict=True):
        output = tmp_path / path.name
        call_command("dumpdata", app, natural_foreign=True, natural_primary=True, indent=2, output=str(output))
        assert output.read_text("utf-8") == path.read_text("utf-8")


@pytest.mark.anywhere
def test_fixture_rows_pass_full_clean(content):
    rows = [row for model in MODELS for row in model.objects.all()]
    for row in rows:
        row.full_clean()
    assert len(rows) == len(ROWS)


def test_fixture_content_is_public(content):
    for model in CONTENT:
        assert model.objects.live().count() == len(fields_of(model)) > 0


def test_prepared_columns_are_what_the_actions_write(content):
    before = list(Project.objects.values_list("slug", *PREPARED))
    Project.objects.update(
        stage="", planned_investment=None, planned_investment_qualifier="", started_on=None, due_on=None
    )
    for project in Project.objects.all():
        refresh_list_columns(project=project)
        write_stage(project=project)
    assert list(Project.objects.values_list("slug", *PREPARED)) == before


def test_stage_of_a_phase_is_what_its_entries_say(content):
    phases = [phase for project in Project.objects.all() for phase in project.phases.all()]
    before = [phase.stage for phase in phases]
    for phase in phases:
        write_stage(project=phase.project, phase_number=phase.number)
        phase.refresh_from_db()
    assert [phase.stage for phase in phases] == before


@by_model(SOURCED)
def test_row_names_its_source_and_place(model):
    assert [row for row in fields_of(model) if not (row["source"] and LOCATOR.fullmatch(row["locator"]))] == []


@by_model(CITATIONS)
def test_citation_names_a_filled_field_and_a_place(model):
    rows = fields_of(model)
    assert rows
    assert [row for row in rows if owner_of(model, row)[row["field"]] in (None, "", [])] == []
    assert [row for row in rows if not LOCATOR.fullmatch(row["locator"])] == []


@by_model(CITATIONS)
def test_contradiction_says_what_the_other_place_says(model):
    rows = fields_of(model)
    supported = {(*row["owner"], row["field"]) for row in rows if row["stance"] == "supports"}
    contradictions = [row for row in rows if row["stance"] == "contradicts"]
    assert [row for row in contradictions if not row["note"]] == []
    assert {(*row["owner"], row["field"]) for row in contradictions} - supported == set()


@by_model(CONTENT)
def test_content_cites_every_filled_field(model):
    citation = model._meta.get_field("citations").related_model
    cited = {(*row["owner"], row["field"]) for row in fields_of(citation) if row["stance"] == "supports"}
    exempt = NOT_CITED | NOT_CITED_OF.get(model._meta.model_name, set())
    citable = {name for name, _ in citation.field_choices()} - exempt
    filled = {(row["slug"], name) for row in fields_of(model) for name in citable if row[name] not in (None, "", [])}
    assert filled - cited == set()


def test_project_children_name_phases_that_exist():
    children = [row["fields"] for row in ROWS if "phase_number" in row["fields"] and "project" in row["fields"]]
    phases = {(*row["project"], row["number"]) for row in fields_of(apps.get_model("projects.phase"))}
    assert {(*row["project"], row["phase_number"]) for row in children if row["phase_number"]} - phases == set()


def test_project_with_targets_has_one_final_milestone():
    milestones = fields_of(apps.get_model("projects.milestone"))
    final = [(row["project"], row["kind"]) for row in milestones if row["is_final"]]
    projects = {tuple(row["project"]) for row in milestones if row["original_target"]}
    assert sorted(final) == [([slug], "production_start") for (slug,) in sorted(projects)]


def test_what_the_source_leaves_out_is_marked_as_inferred():
    starts = {
        tuple(row["project"]): row["actual"] for row in fields_of(apps.get_model("projects.milestone")) if row["actual"]
    }
    assert starts == {("guochuang-yuemo-packaging",): "2020-09", ("yunlong-service-centre",): "2021-04-28?"}
    assert [row["published_on"] for row in fields_of(apps.get_model("library.sourcedocument"))] == ["2021?"]


@by_model([model for model in MODELS if any(field.name == "is_inferred" for field in model._meta.fields)])
def test_inference_says_its_ground(model):
    inferred = [row for row in fields_of(model) if row["is_inferred"]]
    assert inferred
    assert [row for row in inferred if not row["note"]] == []


@pytest.mark.parametrize("label", ["parks.industry", "projects.metric"])
def test_every_entry_of_a_vocabulary_is_used(label):
    vocabulary = apps.get_model(label)
    used = set()
    for model in MODELS:
        for field in [*model._meta.fields, *model._meta.many_to_many]:
            if field.related_model is vocabulary:
                for row in fields_of(model):
                    keys = row[field.name] if isinstance(field, models.ManyToManyField) else [row[field.name]]
                    used |= {key[0] for key in keys}
    assert {row["slug"] for row in fields_of(vocabulary)} == used


def test_expert_is_named_in_no_other_row():
    """Or a withdrawal would not clear the name: it must stand where ``Expert.objects.live()`` guards it."""
    names = [row["fields"]["name"] for row in ROWS if row["model"] == "talent.expert"]
    others = [row for row in ROWS if row["model"] != "talent.expert"]
    assert len(names) == 5
    assert [name for name in names for row in others if name in json.dumps(row, ensure_ascii=False)] == []
