"""The writers of a project's status."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.partial_dates import PartialDate
from projects.actions import enter_stage, refresh_list_columns
from projects.models import Amount, Milestone, Phase, Project, StageEntry

date = PartialDate.parse


@pytest.fixture
def project(db):
    return Project.objects.create(slug="p", name="项目")


def test_enter_stage_writes_record_and_present_stage_together(project, django_user_model):
    user = django_user_model.objects.create(username="editor")
    entry = enter_stage(project=project, stage="signed", stated_on=date("2020"), user=user)
    project.refresh_from_db()
    assert (project.stage, entry.stage, entry.recorded_by) == ("signed", "signed", user)


def test_enter_stage_lets_an_older_source_not_turn_the_record_back(project):
    enter_stage(project=project, stage="under_construction", stated_on=date("2021"), user=None)
    enter_stage(project=project, stage="signed", stated_on=date("2019"), user=None)
    project.refresh_from_db()
    assert project.stage == "under_construction"


def test_enter_stage_goes_back_only_as_a_correction(project):
    enter_stage(project=project, stage="completed", stated_on=date("2021"), user=None)
    words = {"project": project, "stage": "signed", "stated_on": date("2022"), "user": None}
    with pytest.raises(ValidationError) as refused:
        enter_stage(**words)
    assert list(refused.value.message_dict) == ["stage"]
    assert StageEntry.objects.count() == 1

    enter_stage(**words, is_correction=True)
    project.refresh_from_db()
    assert project.stage == "signed"


def test_enter_stage_refuses_a_stage_that_there_is_not(project):
    enter_stage(project=project, stage="completed", stated_on=date("2021"), user=None)
    with pytest.raises(ValidationError) as refused:
        enter_stage(project=project, stage="nonsense", stated_on=date("2022"), user=None)
    assert list(refused.value.message_dict) == ["stage"]


def test_enter_stage_of_a_phase_leaves_the_project_alone(project):
    phase = Phase.objects.create(project=project, number=1, name="一期")
    enter_stage(project=project, stage="completed", stated_on=date("2021"), phase_number=1, user=None)
    project.refresh_from_db()
    phase.refresh_from_db()
    assert (project.stage, phase.stage) == ("", "completed")


def test_enter_stage_of_an_unknown_phase_writes_nothing(project):
    with pytest.raises(ValidationError, match="没有第2期"):
        enter_stage(project=project, stage="completed", stated_on=date("2021"), phase_number=2, user=None)
    assert StageEntry.objects.count() == 0


def test_enter_stage_refuses_the_same_entry_twice(project):
    enter_stage(project=project, stage="signed", stated_on=date("2020"), user=None)
    with pytest.raises(ValidationError, match="已经记录过"):
        enter_stage(project=project, stage="signed", stated_on=date("2020"), user=None)


def test_refresh_list_columns_reads_milestones_and_amounts(project):
    Amount.objects.create(project=project, kind="planned_total", value=80, as_of=date("2019"))
    Amount.objects.create(project=project, kind="planned_total", value=90, as_of=date("2021"), qualifier="about")
    Amount.objects.create(project=project, kind="construction", value=999, as_of=date("2022"))
    Milestone.objects.create(project=project, kind="construction_start", actual=date("2020-09"))
    Milestone.objects.create(project=project, kind="completion", original_target=date("2022-03"))
    Milestone.objects.create(
        project=project,
        kind="production_start",
        original_target=date("2022-05"),
        current_target=date("2022-Q4"),
        is_final=True,
    )
    refresh_list_columns(project=project)
    project.refresh_from_db()
    assert (project.planned_investment, project.planned_investment_qualifier) == (Decimal("90.00"), "about")
    assert (project.started_on, project.due_on) == (date("2020-09"), date("2022-Q4"))


def test_refresh_list_columns_empties_what_is_no_longer_there(project):
    Project.objects.filter(pk=project.pk).update(planned_investment=5, due_on=date("2020"))
    refresh_list_columns(project=project)
    project.refresh_from_db()
    assert (project.planned_investment, project.due_on) == (None, None)
