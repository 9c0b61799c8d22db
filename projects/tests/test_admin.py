"""The project's page: many kinds of rows in one form, history that is only added to, and what follows from the rows.

What is typed is followed to its publication, where rules and writers have their say.
"""

import pytest

from core.partial_dates import PartialDate
from projects.actions import enter_stage
from projects.models import DateChange, Project
from projects.tests.days import day
from publishing.models import Draft
from tests import factories as make
from tests.admin_pages import add_row, form_data, page
from tests.drafting import publish_draft
from tests.publishing_steps import refused, save_and_publish
from tests.publishing_steps import save as save_draft

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]


@pytest.fixture
def editor(client):
    user = make.make_staff("editor")
    client.force_login(user)
    return user


def new_project(client, **values):
    """The data of the empty form with a name and an address filled in."""
    return form_data(client.get(page(Project, "add"))) | {"name": "先进封装", "slug": "packaging"} | values


def change(client, project):
    return form_data(client.get(page(Project, "change", project.pk)))


def save(client, project, data):
    """Save the project's form and publish it; returns the project."""
    return save_and_publish(client, page(Project, "change", project.pk), data)


def add(client, data):
    """Save the form of a new project and publish it; returns the project."""
    return save_and_publish(client, page(Project, "add"), data)


def refuse(client, project, data):
    """Save a project's form (None: of a new one) that can't be submitted; returns the page that says why."""
    return refused(client, page(Project, "change", project.pk) if project else page(Project, "add"), data)


def row_errors(response, prefix):
    formset = next(f.formset for f in response.context["inline_admin_formsets"] if f.formset.prefix == prefix)
    return [dict(errors) for errors in formset.errors], list(formset.non_form_errors())


@pytest.mark.everywhere
def test_new_project_is_saved_with_its_phase_and_milestones_in_one_form(client, editor):
    data = new_project(client, land_area="220亩", duration_months="24")
    add_row(data, "phases", number="1", name="一期", land_area="100.96亩")
    said = {"source": make.make_source().pk, "locator": "第3段"}
    add_row(data, "milestones", phase_number="1", kind="construction_start", actual="2020年9月", **said)
    add_row(data, "milestones", phase_number="0", kind="completion", original_target="2022年3月", is_final="on")
    add_row(data, "stage_entries", stage="under_construction", stated_on="2021?", phase_number="0")
    add_row(data, "amounts", kind="planned_total", value="26.8亿元", qualifier="about", as_of="2021")
    draft = save_draft(client, page(Project, "add"), data)
    assert Project.objects.count() == 0

    project = publish_draft(draft)
    assert project == Project.objects.get(slug="packaging")
    assert (project.is_live, project.stage) == (True, "under_construction")
    assert [(m.phase_number, m.kind) for m in project.milestones.all()] == [
        (0, "completion"),
        (1, "construction_start"),
    ]
    assert (project.started_on, project.due_on) == (PartialDate.of(2020, 9), PartialDate.of(2022, 3))
    assert (project.planned_investment, project.planned_investment_qualifier) == (2_680_000_000, "about")


def test_milestone_of_an_unknown_phase_is_an_error_of_its_row_and_nothing_is_saved(client, editor):
    data = new_project(client)
    add_row(data, "phases", number="1", name="一期")
    add_row(data, "milestones", phase_number="1", kind="signing")
    add_row(data, "milestones", phase_number="2", kind="completion", original_target="2022年3月")
    response = refuse(client, None, data)

    message = "没有第2期。请先在“分期”里加上，或填 0（整个项目）。"
    assert row_errors(response, "milestones") == ([{}, {"phase_number": [message]}], [])
    assert form_data(response)["milestones-1-original_target"] == "2022年3月"
    assert Project.objects.count() == 0


def test_phase_with_milestones_cannot_be_removed_alone(client, editor):
    project = make.make_project()
    make.make_phase(project, number=1)
    make.make_milestone(project, phase_number=1)
    response = refuse(client, project, change(client, project) | {"phases-0-DELETE": "on"})

    assert row_errors(response, "milestones")[0] == [
        {"phase_number": ["没有第1期。请先在“分期”里加上，或填 0（整个项目）。"]}
    ]
    assert project.phases.count() == 1


@pytest.mark.everywhere
def test_phase_with_milestones_is_removed_together_with_them(client, editor):
    project = make.make_project()
    make.make_phase(project, number=1)
    make.make_milestone(project, phase_number=1)
    save(client, project, change(client, project) | {"phases-0-DELETE": "on", "milestones-0-DELETE": "on"})

    assert (project.phases.count(), project.milestones.count()) == (0, 0)


def test_phase_with_stage_entries_keeps_its_number(client, editor):
    project = make.make_project()
    make.make_phase(project, number=1)
    make.make_stage_entry(project, phase_number=1)
    response = refuse(client, project, change(client, project) | {"phases-0-number": "2"})

    assert row_errors(response, "stage_entries")[1] == ["第1期已有阶段记录，不能删去或改成别的期数。"]
    assert project.phases.get().number == 1


@pytest.mark.everywhere
def test_stage_entry_sets_the_stage_and_says_who_recorded_it(client, editor):
    project = make.make_project()
    make.make_phase(project, number=1)
    data = change(client, project)
    add_row(data, "stage_entries", stage="under_construction", stated_on="2021年4月", phase_number="0")
    add_row(data, "stage_entries", stage="completed", stated_on="2021年4月", phase_number="1")
    save(client, project, data)
    project.refresh_from_db()

    assert (project.stage, project.phases.get().stage) == ("under_construction", "completed")
    assert [entry.recorded_by for entry in project.stage_entries.all()] == [editor, editor]


def test_older_stage_entry_does_not_turn_the_stage_back(client, editor):
    project = make.make_project()
    enter_stage(project=project, stage="completed", stated_on=PartialDate.of(2022, 3), user=None)
    data = change(client, project)
    add_row(data, "stage_entries", stage="signed", stated_on="2019", phase_number="0")
    save(client, project, data)
    project.refresh_from_db()

    assert (project.stage, project.stage_entries.count()) == ("completed", 2)


def test_stage_entry_can_be_neither_changed_nor_removed(client):
    client.force_login(make.make_staff("administrator"))
    project = make.make_project()
    entry = enter_stage(project=project, stage="signed", stated_on=PartialDate.of(2020), user=None)
    forged = {
        "stage_entries-0-id": entry.pk,
        "stage_entries-0-stage": "completed",
        "stage_entries-0-stated_on": "2022",
        "stage_entries-0-DELETE": "on",
    }
    save(client, project, change(client, project) | forged | {"summary": "改过"})
    project.refresh_from_db()

    assert [(e.stage, e.stated_on) for e in project.stage_entries.all()] == [("signed", PartialDate.of(2020))]
    assert project.stage == "signed"


def test_stage_of_a_project_and_of_a_phase_is_no_field_of_the_form(client, editor):
    project = make.make_project()
    make.make_phase(project, number=1)
    forged = {"stage": "completed", "phases-0-stage": "completed"}
    save(client, project, change(client, project) | forged | {"summary": "改过"})
    project.refresh_from_db()

    assert (project.stage, project.phases.get().stage) == ("", "")


def test_mistyped_rows_are_shown_again_with_what_was_typed(client, editor):
    data = new_project(client, land_area="约300亩")
    add_row(data, "milestones", phase_number="0", kind="completion", original_target="2022年底")
    add_row(data, "amounts", kind="agreed", value="二十亿", as_of="2021")
    response = refuse(client, None, data)
    shown = form_data(response)

    assert list(response.context["adminform"].errors) == ["land_area"]
    assert list(row_errors(response, "milestones")[0][0]) == ["original_target"]
    assert list(row_errors(response, "amounts")[0][0]) == ["value"]
    assert shown["milestones-0-original_target"] == "2022年底"
    assert (shown["land_area"], shown["amounts-0-value"]) == ("约300亩", "二十亿")


@pytest.mark.everywhere
def test_same_row_twice_is_an_error(client, editor):
    data = new_project(client)
    for _ in range(2):
        add_row(data, "phases", number="1", name="一期")
    response = refuse(client, None, data)

    assert row_errors(response, "phases")[1] == ["请修改number的重复数据"]
    assert Project.objects.count() == 0


def test_observation_shows_the_unit_of_its_metric(client, editor):
    project = make.make_project()
    make.make_observation(project, make.make_metric(unit="PB"), value=28000)
    response = client.get(page(Project, "change", project.pk))

    assert form_data(response)["observations-0-value"] == "28000"
    assert '<span class="unit">PB</span>' in response.content.decode()


def test_project_form_with_more_than_1000_fields_is_saved(client, editor):
    project = make.make_project()
    for number in range(1, 101):
        make.make_milestone(project, original_target=PartialDate.of(2000 + number))
    data = change(client, project)
    save(client, project, data | {"milestones-99-note": "最后一行"})

    assert len(data) > 1000
    assert project.milestones.get(note="最后一行").original_target == PartialDate.of(2100)


@pytest.mark.everywhere
def test_list_marks_targets_that_have_passed(client, editor):
    make.make_project(slug="a", due_on=PartialDate.of(2022, 3))
    make.make_project(slug="b", due_on=PartialDate.of(2022, 3), status="complete")
    make.make_project(slug="c", due_on=PartialDate.of(2199))
    response = client.get(page(Project, "changelist"))

    assert [(p.slug, p.is_overdue) for p in response.context["cl"].result_list] == [
        ("a", True),
        ("b", False),
        ("c", False),
    ]


def test_stage_entry_must_be_a_step_forward(client, editor):
    project = make.make_project()
    enter_stage(project=project, stage="completed", stated_on=PartialDate.of(2022, 3), user=None)
    data = change(client, project)
    add_row(data, "stage_entries", stage="signed", stated_on="2022年4月", phase_number="0")
    response = refuse(client, project, data)

    message = "“竣工”之后只能是：投用、达产、终止。如果是当初录错了，请用“改变阶段”，勾选“这是更正”并写明依据。"
    assert row_errors(response, "stage_entries")[0] == [{}, {"stage": [message]}]
    assert project.stage_entries.count() == 1


def test_stage_entries_of_one_form_are_held_against_each_other(client, editor):
    project = make.make_project()
    data = change(client, project)
    add_row(data, "stage_entries", stage="signed", stated_on="2022年4月", phase_number="0")
    add_row(data, "stage_entries", stage="completed", stated_on="2021年4月", phase_number="0")
    response = refuse(client, project, data)

    assert [list(errors) for errors in row_errors(response, "stage_entries")[0]] == [["stage"], []]


def test_new_stage_says_what_it_still_lacks(client, editor):
    project = make.make_project(summary="摘要", industries=[make.make_industry()])
    data = change(client, project)
    add_row(data, "stage_entries", stage="signed", stated_on="2021年4月", phase_number="0")
    save(client, project, data)

    words = Draft.objects.get().events.get(kind="published").comment
    assert words == "“签约”还缺：投资方或建设单位、协议投资或计划总投资、签约日期。"


def test_status_and_freshness_are_no_fields_of_the_form(client, editor):
    project = make.make_project()
    forged = {"status": "cancelled", "cancel_reason": "x", "pause_reason": "land", "last_confirmed_on": "2022"}
    save(client, project, change(client, project) | forged | {"summary": "改过"})
    project.refresh_from_db()

    assert (project.status, project.cancel_reason, project.pause_reason) == ("in_progress", "", "")
    assert project.last_confirmed_on is None


def test_new_project_starts_as_planned_or_in_progress(client, editor):
    response = refuse(client, None, new_project(client, status="paused"))
    add(client, new_project(client, status="planned"))

    assert list(response.context["adminform"].errors) == ["status"]
    assert Project.objects.get().status == "planned"


@pytest.mark.everywhere
def test_date_changes_are_only_looked_at(client):
    client.force_login(make.make_staff("administrator"))
    entry = make.make_date_change()
    statuses = [
        client.post(page(DateChange, name, *args), {"post": "yes"}).status_code
        for name, args in (("add", []), ("change", [entry.pk]), ("delete", [entry.pk]))
    ]

    assert statuses == [403, 403, 403]
    assert DateChange.objects.get().new == entry.new


def test_row_that_was_added_and_left_empty_is_not_kept(client, editor):
    """On another day its preset date would make it look filled in."""
    project = make.make_project()
    data = change(client, project) | {"summary": "改过"}
    for prefix in ("milestones", "stage_entries", "amounts", "parties", "citations"):
        add_row(data, prefix)
    draft = save_draft(client, page(Project, "change", project.pk), data)

    assert [rows for rows in draft.payload["rows"].values() if rows] == []
    with day("2035-01-02"):
        publish_draft(draft)
    assert (Project.objects.get().summary, project.milestones.count()) == ("改过", 0)


def test_draft_is_shown_again_with_moved_dates_their_reasons_and_ticked_deletions(client, editor):
    project = make.make_project()
    make.make_phase(project, number=1)
    make.make_milestone(project, kind="completion", original_target=PartialDate.of(2199))
    typed = {
        "milestones-0-current_target": "2199年3月",
        "milestones-0-change_reason": "land",
        "milestones-0-change_justification": "用地交付推迟。",
        "phases-0-DELETE": "on",
    }
    save_draft(client, page(Project, "change", project.pk), change(client, project) | typed)
    shown = change(client, project)

    assert {name: shown[name] for name in typed} == typed
    assert project.phases.count() == 1
