"""The actions of one step: who may take them, what they ask for, what they write, and that looking changes nothing."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from core.partial_dates import PartialDate
from projects.actions import enter_stage
from projects.admin.steps import STEPS
from projects.models import (
    Baseline,
    Confirmation,
    DateChange,
    DateChangeRequest,
    Observation,
    Project,
    StageEntry,
    StatusChange,
)
from tests import factories as make
from tests.admin_pages import page
from zhuzhou_cms.roles import ROLES

pytestmark = pytest.mark.django_db
MAY = ("editor", "administrator")
RECORDS = (Baseline, Confirmation, DateChange, Observation, StageEntry, StatusChange)


def day(days):
    """The day so many days from now."""
    return PartialDate(timezone.localdate() + dt.timedelta(days=days))


@pytest.fixture
def editor(client):
    user = make.make_staff("editor")
    client.force_login(user)
    return user


@pytest.fixture
def project(db):
    project = make.make_project()
    make.make_milestone(project, kind="completion", original_target=day(-40), is_final=True)
    return project


def address(project, step):
    return reverse(f"admin:projects_project_{step}", args=[project.pk])


def take(client, project, step, **typed):
    return client.post(address(project, step), typed)


def errors(response):
    return {name: list(texts) for name, texts in response.context["form"].errors.items()}


def written():
    return [model.__name__ for model in RECORDS if model.objects.exists()]


def paused(project):
    Project.objects.filter(pk=project.pk).update(status="paused", pause_reason="land", pause_summary="等用地。")
    project.refresh_from_db()
    return project


def valid(project, step):
    """What a person types to take the step."""
    source = make.make_source().pk
    target = f"target_{project.milestones.get().pk}"
    return {
        "confirm": {},
        "stage": {"stage": "signed", "phase_number": "0", "accept_missing": "on"},
        "progress": {
            "metric": make.make_metric().pk,
            "value": "100",
            "phase_number": "0",
            "as_of": "2022",
            "source": source,
        },
        "correct": {
            "milestone": project.milestones.get().pk,
            "date_kind": "original_target",
            "new": "2020年3月",
            "justification": "抄错了。",
        },
        "rebaseline": {"source": source, "reason_code": "land", "justification": "批准了。", target: "2199"},
        "pause": {"reason_code": "land", "summary": "等用地。", "review_due": day(30).isoformat()},
        "resume": {"summary": "用地已交付。", target: "2199"},
        "complete": {},
        "cancel": {"reason": "不建了。"},
    }[step]


def ready(project, step):
    """Bring the project where the step makes sense."""
    if step == "resume":
        paused(project)
    if step == "complete":
        project.milestones.update(actual=PartialDate.of(2022))
    return project


@pytest.mark.parametrize("step", STEPS)
def test_step_opens_and_writes_only_for_who_may_change_projects(client, project, step):
    ready(project, step)
    typed = valid(project, step)
    statuses, records = {}, {}
    for role in [*(role.code for role in ROLES if role.code not in MAY), ""]:
        client.force_login(make.make_staff(role))
        statuses[role] = (
            client.get(address(project, step)).status_code,
            take(client, project, step, **typed).status_code,
        )
        records[role] = written()

    assert set(statuses.values()) == {(403, 403)}
    assert [names for names in records.values() if names] == []


@pytest.mark.parametrize("step", STEPS)
def test_step_asks_a_visitor_to_log_in(client, project, step):
    response = take(client, project, step)

    assert response.headers["Location"] == f"{reverse('admin:login')}?next={address(project, step)}"


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("step", STEPS)
def test_step_is_looked_at_without_change_and_taken_with_a_record(client, project, step, role):
    client.force_login(make.make_staff(role))
    ready(project, step)
    looked = client.get(address(project, step))
    before = written()
    response = take(client, project, step, **valid(project, step))

    assert (looked.status_code, before) == (200, [])
    assert (response.status_code, response.headers["Location"]) == (302, page(Project, "change", project.pk))
    record = {
        "confirm": ["Confirmation"],
        "stage": ["StageEntry"],
        "progress": ["Observation"],
        "correct": ["DateChange"],
        "rebaseline": ["Baseline", "DateChange"],
        "resume": ["DateChange", "StatusChange"],
    }.get(step, ["StatusChange"])
    assert written() == record
    assert LogEntry.objects.get().change_message == f"{STEPS[step].title}。"


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("key", ["abc", "0", "99999999999999999999999"])
def test_step_of_a_project_that_does_not_exist_leads_back(client, editor, step, key):
    response = client.get(reverse(f"admin:projects_project_{step}", args=[key]))

    assert (response.status_code, response.headers["Location"]) == (302, reverse("admin:index"))


@pytest.mark.parametrize("step", [step for step in STEPS if step not in ("confirm", "complete")])
def test_empty_form_is_shown_again_and_nothing_is_written(client, editor, project, step):
    response = take(client, ready(project, step), step)

    assert response.status_code == 200
    assert (errors(response) != {}, written(), LogEntry.objects.count()) == (True, [], 0)


@pytest.mark.parametrize("step", STEPS)
def test_nonsense_in_every_field_is_an_error_of_the_form(client, editor, project, step):
    form = STEPS[step](project=ready(project, step))
    response = take(client, project, step, **dict.fromkeys(form.fields, "\0x" * 400))

    assert (response.status_code, written()) == (200, [])


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("planned", ["confirm", "stage", "progress", "correct", "rebaseline", "pause", "complete", "cancel"]),
        ("paused", ["confirm", "stage", "progress", "correct", "rebaseline", "resume", "cancel"]),
        ("cancelled", ["confirm", "stage", "progress", "correct", "rebaseline"]),
    ],
)
def test_page_offers_the_steps_that_make_sense(client, editor, project, status, offered):
    Project.objects.filter(pk=project.pk).update(status=status)
    response = client.get(page(Project, "change", project.pk))

    assert [step["name"] for step in response.context["steps"]] == offered


def test_page_offers_no_step_to_who_may_only_look(client, project):
    client.force_login(make.make_staff("auditor"))

    assert client.get(page(Project, "change", project.pk)).context["steps"] == []


def test_step_that_makes_no_sense_now_leads_back_and_says_why(client, editor, project):
    response = client.post(address(project, "resume"), valid(project, "resume"), follow=True)

    assert [str(m) for m in response.context["messages"]] == ["现在不能“恢复”：只有暂停的项目能恢复。"]
    assert written() == []


# --- Each step --------------------------------------------------------------------------------------------------------


def test_stage_with_missing_facts_asks_for_a_tick_and_lists_them(client, editor, project):
    response = take(client, project, "stage", stage="signed", phase_number="0")

    assert errors(response) == {
        "accept_missing": [
            "“签约”还缺：摘要、产业、投资方或建设单位、协议投资或计划总投资、签约日期。"
            "请先在项目页补上；来源没有写的，勾选这一项再保存。"
        ]
    }
    assert [line.state for line in response.context["checklist"]][:6] == ["missing"] * 5 + ["later"]


def test_stage_goes_forward_only(client, editor, project):
    enter_stage(project=project, stage="completed", stated_on=PartialDate.of(2021), user=None)
    response = take(client, project, "stage", stage="signed", phase_number="0", accept_missing="on")

    assert list(errors(response)) == ["stage"]
    assert StageEntry.objects.count() == 1


def test_stage_goes_back_as_a_correction_with_a_note(client, editor, project):
    enter_stage(project=project, stage="completed", stated_on=PartialDate.of(2021), user=None)
    typed = {"stage": "signed", "phase_number": "0", "accept_missing": "on", "is_correction": "on"}
    refused = take(client, project, "stage", **typed)
    take(client, project, "stage", **typed, note="来源说的是另一个项目")
    project.refresh_from_db()

    assert list(errors(refused)) == ["note"]
    assert (project.stage, project.stage_entries.latest("pk").note) == ("signed", "更正：来源说的是另一个项目")


def test_stage_of_a_phase_is_written_to_the_phase(client, editor, project):
    make.make_phase(project, number=1)
    take(client, project, "stage", stage="completed", phase_number="1", stated_on="2021年5月")
    project.refresh_from_db()

    assert (project.stage, project.phases.get().stage) == ("", "completed")
    assert StageEntry.objects.get().recorded_by == editor


@pytest.mark.parametrize("name", ["stated_on", "entered_on"])
def test_stage_of_the_future_is_refused(client, editor, project, name):
    response = take(client, project, "stage", **valid(project, "stage") | {name: "2199"})

    assert list(errors(response)) == [name]


def test_confirming_is_one_click_and_makes_the_project_fresh(client, editor, project):
    take(client, project, "confirm")
    project.refresh_from_db()

    assert (project.last_confirmed_on, Confirmation.objects.get().recorded_by) == (day(0), editor)


def test_many_projects_are_confirmed_from_the_list(client, editor):
    projects = [make.make_project(), make.make_project(), make.make_project()]
    data = {"action": "confirm_still_true", "_selected_action": [p.pk for p in projects[:2]]}
    client.post(page(Project, "changelist"), data)

    assert [p.last_confirmed_on for p in Project.objects.order_by("pk")] == [day(0), day(0), None]
    assert (Confirmation.objects.count(), LogEntry.objects.count()) == (2, 2)


def test_reader_cannot_confirm_from_the_list(client, project):
    client.force_login(make.make_staff("publisher"))
    client.post(
        page(Project, "changelist"), {"action": "confirm_still_true", "_selected_action": [project.pk]}, follow=True
    )

    assert Confirmation.objects.count() == 0


def test_progress_is_an_achieved_figure_with_its_source(client, editor, project):
    typed = valid(project, "progress")
    take(client, project, "progress", **typed)
    again = take(client, project, "progress", **typed)
    figure = Observation.objects.get()

    assert (figure.nature, figure.value, figure.as_of, figure.source_id) == (
        "achieved",
        100,
        PartialDate.of(2022),
        typed["source"],
    )
    assert errors(again) == {"__all__": ["同一指标、范围和截至日期已经有一个数值。"]}


@pytest.mark.parametrize(("name", "value"), [("as_of", "2199"), ("source", ""), ("value", "-1"), ("metric", "abc")])
def test_progress_without_what_it_needs_is_refused(client, editor, project, name, value):
    response = take(client, project, "progress", **valid(project, "progress") | {name: value})

    assert list(errors(response)) == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [("reason_code", ""), ("summary", " "), ("review_due", ""), ("review_due", "2199-01-01"), ("stated_on", "2199")],
)
def test_pause_without_what_it_needs_is_refused(client, editor, project, name, value):
    response = take(client, project, "pause", **valid(project, "pause") | {name: value})
    project.refresh_from_db()

    assert (list(errors(response)), project.status) == ([name], "in_progress")


def test_resuming_asks_for_a_target_ahead_of_each_awaited_milestone(client, editor, project):
    target = f"target_{project.milestones.get().pk}"
    for value in ("", "2021"):
        response = take(client, paused(project), "resume", **valid(project, "resume") | {target: value})
        assert list(errors(response)) == [target]
    take(client, project, "resume", **valid(project, "resume"))
    project.refresh_from_db()

    assert (project.status, project.pause_reason, project.milestones.get().current_target) == (
        "in_progress",
        "",
        PartialDate.of(2199),
    )


def test_rebaseline_keeps_the_first_promise(client, editor, project):
    take(client, project, "rebaseline", **valid(project, "rebaseline"))
    milestone = project.milestones.get()

    assert (milestone.original_target, milestone.current_target) == (day(-40), PartialDate.of(2199))
    assert (DateChange.objects.get().baseline.number, DateChange.objects.get().kind) == (1, "rebaseline")


@pytest.mark.parametrize("name", ["source", "reason_code", "justification"])
def test_rebaseline_without_what_it_needs_is_refused(client, editor, project, name):
    response = take(client, project, "rebaseline", **valid(project, "rebaseline") | {name: ""})

    assert list(errors(response)) == [name]


def test_rebaseline_without_a_new_target_is_refused(client, editor, project):
    target = f"target_{project.milestones.get().pk}"
    response = take(client, project, "rebaseline", **valid(project, "rebaseline") | {target: ""})

    assert errors(response) == {"__all__": ["重定基线至少要改一个目标。"]}


def test_correction_may_empty_a_date_and_keeps_the_old_one_on_record(client, editor, project):
    take(client, project, "correct", **valid(project, "correct") | {"new": ""})
    record = DateChange.objects.get()

    assert project.milestones.get().original_target is None
    assert (record.kind, record.old, record.new, record.recorded_by) == ("correction", day(-40), None, editor)


def test_correction_of_another_projects_milestone_is_refused(client, editor, project):
    other = make.make_milestone(make.make_project(), original_target=day(10))
    response = take(client, project, "correct", **valid(project, "correct") | {"milestone": other.pk})

    assert list(errors(response)) == ["milestone"]


def test_completing_waits_for_the_last_actual_date(client, editor, project):
    response = take(client, project, "complete")
    project.refresh_from_db()

    assert (errors(response), project.status) == ({"__all__": ["还没有实际日期：竣工。"]}, "in_progress")


# --- The second person ------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(editor, project):
    milestone = project.milestones.get()
    milestone.original_target = day(10)
    milestone.save()
    return make.make_date_change_request(milestone, old=day(10), new=day(100), recorded_by=editor)


def decide(client, waiting, decision="approved"):
    return client.post(reverse("admin:projects_datechangerequest_decide", args=[waiting.pk]), {"decision": decision})


def state(waiting):
    waiting.refresh_from_db()
    waiting.milestone.refresh_from_db()
    return waiting.decision, waiting.milestone.current_target


def test_who_asked_cannot_decide(client, waiting):
    shown = client.get(reverse("admin:projects_datechangerequest_decide", args=[waiting.pk]))

    assert "这是您自己提出的" in shown.content.decode()
    assert decide(client, waiting).status_code == 403
    assert state(waiting) == ("", None)


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize(("decision", "target"), [("approved", 100), ("rejected", None)])
def test_another_person_decides(client, waiting, role, decision, target):
    second = make.make_staff(role)
    client.force_login(second)
    response = decide(client, waiting, decision)

    assert response.headers["Location"] == page(Project, "change", waiting.milestone.project_id)
    assert state(waiting) == (decision, day(target) if target else None)
    assert waiting.decided_by == second


def test_who_may_only_look_cannot_decide(client, waiting):
    for role in [*(role.code for role in ROLES if role.code not in MAY), ""]:
        client.force_login(make.make_staff(role))
        address = reverse("admin:projects_datechangerequest_decide", args=[waiting.pk])
        assert (client.get(address).status_code, decide(client, waiting).status_code) == (403, 403)
    assert state(waiting) == ("", None)


def test_nonsense_is_no_decision(client, waiting):
    client.force_login(make.make_staff("editor"))
    response = decide(client, waiting, "maybe")

    assert (response.status_code, state(waiting)) == (302, ("", None))


def test_target_that_moved_meanwhile_is_not_overwritten(client, waiting):
    waiting.milestone.current_target = day(50)
    waiting.milestone.save()
    client.force_login(make.make_staff("editor"))
    response = decide(client, waiting)

    assert (response.status_code, state(waiting)) == (302, ("", day(50)))
    assert DateChangeRequest.objects.get().decided_by is None


def test_waiting_change_is_shown_on_the_project_with_its_link(client, waiting):
    response = client.get(page(Project, "change", waiting.milestone.project_id))

    assert list(response.context["waiting"]) == [waiting]
    assert reverse("admin:projects_datechangerequest_decide", args=[waiting.pk]) in response.content.decode()
