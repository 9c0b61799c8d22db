"""What is on record, set against the table of what a stage requires: for one project, and in one query for all."""

import pytest

from core.partial_dates import PartialDate
from projects.choices import Stage
from projects.completeness import _conditions, checklist, known_of, missing_of
from projects.models import Project
from projects.rules.completeness import REQUIREMENTS
from tests import factories as make

pytestmark = pytest.mark.django_db
DATE = PartialDate.of(2020, 9)
KINDS = {
    "signed_on": "signing",
    "approved_on": "approval",
    "started_on": "construction_start",
    "completed_on": "completion",
    "produced_on": "production_start",
    "at_capacity_on": "full_capacity",
}


def complete_project():
    """A project that has reached its full capacity, with everything that this requires."""
    project = make.make_project(
        stage="at_capacity",
        summary="摘要",
        industries=[make.make_industry()],
        park=make.make_park(),
        national_code="2020-430200-39-03-012345",
        land_area=100,
    )
    make.make_party(project, role="owner")
    make.make_amount(project, kind="agreed")
    for kind in KINDS.values():
        make.make_milestone(project, kind=kind, actual=DATE)
    return project


def without(project, code):
    """Take away what the requirement asks for."""
    if code in ("summary", "national_code", "park", "land_area"):
        empty = {"summary": "", "national_code": "", "park": None, "land_area": None}[code]
        Project.objects.filter(pk=project.pk).update(**{code: empty})
    elif code == "industries":
        project.industries.clear()
    elif code == "investor":
        project.parties.update(role="tenant")
    elif code == "investment":
        project.amounts.update(kind="paid_in")
    elif code == "completion_target":
        project.milestones.filter(kind="completion").update(actual=None)
    else:
        project.milestones.filter(kind=KINDS[code]).update(actual=None, original_target=DATE)
    return Project.objects.get(pk=project.pk)


def test_complete_project_lacks_nothing_in_python_and_in_the_database():
    project = complete_project()

    assert ([each.code for each in missing_of(project, project.stage)], list(Project.objects.incomplete())) == ([], [])


@pytest.mark.parametrize("code", [each.code for each in REQUIREMENTS])
def test_each_requirement_is_missed_in_python_and_in_the_database(code):
    project = without(complete_project(), code)
    also = ["completed_on"] if code == "completion_target" else []

    assert [each.code for each in missing_of(project, "at_capacity")] == [code, *also]
    assert list(Project.objects.incomplete()) == [project]


@pytest.mark.parametrize("stage", Stage.values)
def test_each_stage_asks_for_the_same_in_python_and_in_the_database(stage):
    for requirement in REQUIREMENTS:
        project = without(complete_project(), requirement.code)
        Project.objects.filter(pk=project.pk).update(stage=stage)
    expected = {p.pk for p in Project.objects.all() if missing_of(p, stage)}

    assert {p.pk for p in Project.objects.incomplete()} == expected


def test_each_requirement_has_its_condition():
    assert list(_conditions(Project)) == [each.code for each in REQUIREMENTS]


def test_step_that_does_not_apply_asks_for_no_date():
    project = complete_project()
    project.milestones.filter(kind="approval").update(actual=None, not_applicable=True)

    assert (missing_of(project, "at_capacity"), Project.objects.incomplete().count()) == ([], 0)


def test_amount_of_a_phase_is_none_of_the_project():
    project = complete_project()
    make.make_phase(project, number=1)
    project.amounts.update(phase_number=1)

    assert [each.code for each in missing_of(project, "at_capacity")] == ["investment"]
    assert Project.objects.incomplete().count() == 1


def test_checklist_tells_met_from_missing_and_later():
    project = make.make_project(summary="摘要")
    lines = checklist(known_of(project), "signed")

    assert [(line.requirement.code, line.state) for line in lines][:6] == [
        ("summary", "met"),
        ("industries", "missing"),
        ("investor", "missing"),
        ("investment", "missing"),
        ("signed_on", "missing"),
        ("park", "later"),
    ]
