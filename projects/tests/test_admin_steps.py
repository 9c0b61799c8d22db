"""The steps of a project: who may write them down, what they ask for, and what they write once they are published."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.partial_dates import PartialDate
from projects.actions import enter_stage, pause
from projects.admin.step_page import STEPS
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
from publishing import actions as publishing
from publishing.choices import State
from publishing.models import AuditEntry, Draft
from publishing.refusals import Incomplete, Moved, Refusal
from tests import factories as make
from tests.admin_pages import form_data, page
from tests.drafting import approve, publish_draft
from tests.publishing_steps import refused, save, save_and_publish
from zhuzhou_cms.roles import ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]
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
    """Write the step down, have it reviewed and published; returns the project."""
    return save_and_publish(client, address(project, step), typed)


def refuse(client, project, step, **typed):
    """Write a step down that can't be submitted so; returns the page that says why."""
    return refused(client, address(project, step), typed)


def errors(response):
    return {name: list(texts) for name, texts in response.context["form"].errors.items()}


def said(response):
    return [str(message) for message in response.context["messages"]]


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


RECORD = {
    "confirm": ["Confirmation"],
    "stage": ["StageEntry"],
    "progress": ["Observation"],
    "correct": ["DateChange"],
    "rebaseline": ["Baseline", "DateChange"],
    "resume": ["DateChange", "StatusChange"],
}


@pytest.mark.parametrize("step", STEPS)
def test_step_opens_and_is_written_down_only_by_who_may_change_projects(client, project, step):
    typed = valid(ready(project, step), step)
    statuses = {}
    for role in [*(role.code for role in ROLES if role.code not in MAY), ""]:
        client.force_login(make.make_staff(role))
        answers = (client.get(address(project, step)), client.post(address(project, step), typed))
        statuses[role] = tuple(answer.status_code for answer in answers)

    assert set(statuses.values()) == {(403, 403)}
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("step", STEPS)
def test_step_asks_a_visitor_to_log_in(client, project, step):
    response = client.post(address(project, step))

    assert response.headers["Location"] == f"{reverse('admin:login')}?next={address(project, step)}"


@pytest.mark.everywhere
@pytest.mark.parametrize("step", STEPS)
def test_step_is_a_draft_until_it_is_published(client, editor, project, step):
    ready(project, step)
    typed = valid(project, step)
    assert client.get(address(project, step)).status_code == 200
    assert Draft.objects.count() == 0
    before = Project.objects.values().get()

    draft = save(client, address(project, step), typed)
    approved = approve(draft)
    assert (draft.form, draft.title) == (step, f"{STEPS[step].title}：{project.label}")
    assert (written(), Project.objects.values().get()) == ([], before)

    assert publishing.publish(draft=approved, user=make.make_staff("publisher")) == project
    assert written() == RECORD.get(step, ["StatusChange"])
    verbs = [entry.verb for entry in AuditEntry.objects.filter(title=draft.title).order_by("pk")]
    assert verbs == ["起草", "提交", "签字", "签字", "签字", "公布"]
    for model in RECORDS:
        if hasattr(model, "recorded_by"):
            assert {row.recorded_by for row in model.objects.all()} <= {editor}


@pytest.mark.parametrize("step", STEPS)
def test_step_goes_to_review_with_one_button_and_is_judged_on_its_page(client, editor, project, step):
    typed = valid(ready(project, step), step)
    response = client.post(address(project, step), typed | {"_submit": "1"})
    draft = Draft.objects.get()
    client.force_login(make.make_staff("first_reviewer"))
    judged = client.get(page(Draft, "change", draft.pk))
    previewed = client.get(reverse("admin:publishing_draft_preview", args=[draft.pk]))

    assert (response.headers["Location"], draft.state) == (page(Draft, "change", draft.pk), State.IN_REVIEW)
    assert (judged.status_code, draft.title in judged.content.decode()) == (200, True)
    assert (previewed.status_code, project.name in previewed.content.decode()) == (200, True)
    assert written() == []


@pytest.mark.parametrize("step", STEPS)
def test_step_is_shown_again_as_it_was_typed(client, editor, project, step):
    typed = valid(ready(project, step), step)
    save(client, address(project, step), typed)
    shown = form_data(client.get(address(project, step)))

    assert {name: shown[name] for name in typed} == {name: str(value) for name, value in typed.items()}


@pytest.mark.everywhere
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("key", ["abc", "0", "99999999999999999999999"])
def test_step_of_a_project_that_does_not_exist_leads_back(client, editor, step, key):
    response = client.get(reverse(f"admin:projects_project_{step}", args=[key]))

    assert (response.status_code, response.headers["Location"]) == (302, reverse("admin:index"))


@pytest.mark.parametrize("step", [step for step in STEPS if step not in ("confirm", "complete")])
def test_empty_step_may_be_saved_and_not_submitted(client, editor, project, step):
    response = refuse(client, ready(project, step), step)

    assert (errors(response) != {}, written(), Draft.objects.get().state) == (True, [], State.WRITING)


@pytest.mark.parametrize("step", STEPS)
def test_nonsense_in_every_field_is_an_error_of_the_form(client, editor, project, step):
    form = STEPS[step](project=ready(project, step))
    response = refuse(client, project, step, **dict.fromkeys(form.fields, "\0x" * 400))

    assert (errors(response) != {}, written()) == (True, [])


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
    response = client.get(address(project, "resume"), follow=True)

    assert said(response) == ["现在不能“恢复”：只有暂停的项目能恢复。"]
    assert response.redirect_chain == [(page(Project, "change", project.pk), 302)]


# --- A step's draft ---------------------------------------------------------------------------------------------------


def test_project_page_lists_the_steps_that_wait_and_leads_to_them(client, editor, project):
    draft = save(client, address(project, "pause"), valid(project, "pause"), _submit="1")
    save_and_publish(client, address(project, "confirm"), {})
    response = client.get(page(Project, "change", project.pk))
    html = response.content.decode()

    assert list(response.context["step_drafts"]) == [draft]
    assert f'href="{page(Draft, "change", draft.pk)}"' in html
    assert f'<a class="step step-open" href="{address(project, "pause")}">暂停（等初审）</a>' in html


def test_second_report_while_one_waits_shows_the_waiting_one(client, editor, project):
    waiting = save(client, address(project, "progress"), valid(project, "progress"), _submit="1")
    client.force_login(make.make_staff("editor"))
    response = client.post(address(project, "progress"), valid(project, "progress") | {"value": "200"}, follow=True)

    assert response.redirect_chain == [(address(project, "progress"), 302)]
    assert form_data(response)["value"] == "100"
    assert said(response)[-1] == f"“{waiting}”已经有人写下，等初审。请看过再决定。"
    assert (Draft.objects.get().version, Draft.objects.get().state) == (1, State.IN_REVIEW)


def test_one_click_on_a_waiting_confirmation_voids_no_signature(client, editor, project):
    save(client, address(project, "confirm"), {}, _submit="1")
    publishing.sign(draft=Draft.objects.get(), user=make.make_staff("first_reviewer"))
    client.post(address(project, "confirm"), {"_submit": "1"})

    assert Draft.objects.get().state_in_words == "等复审"


def test_two_people_at_one_step_see_both_sides(client, editor, project):
    client.force_login(make.make_staff("editor"))
    opened = form_data(client.get(address(project, "pause")))
    first = Client()
    first.force_login(editor)
    save(first, address(project, "pause"), valid(project, "pause"))
    response = client.post(address(project, "pause"), opened | valid(project, "pause") | {"summary": "等资金。"})

    assert response.status_code == 409
    assert [line["mine"] for line in response.context["lines"] if line["label"] == "说明"] == ["等资金。"]
    settle = {"_settle": "1"} | {line["name"]: "mine" for line in response.context["lines"]}
    client.post(address(project, "pause"), settle)
    assert Draft.objects.get().payload["fields"]["summary"] == ["等资金。"]


def test_typing_into_a_step_is_kept_until_the_form_is_opened_again(client, editor, project):
    here = address(project, "pause")
    data = form_data(client.get(here)) | {"summary": "等用地，还没写完"}
    answer = client.post(f"{here}typing/", data)
    shown = form_data(client.get(here))

    assert (answer.status_code, answer.json()["kept"], shown["summary"]) == (200, True, "等用地，还没写完")
    client.post(here, shown | {"_forget": "1"})
    assert form_data(client.get(here))["summary"] == ""
    assert Draft.objects.count() == 0


def test_untouched_step_is_nothing_unsaved(client, editor, project):
    here = address(project, "progress")
    client.post(f"{here}typing/", form_data(client.get(here)))

    assert "已恢复" not in client.get(here).content.decode()


@pytest.mark.parametrize("step", STEPS)
def test_typing_into_a_step_is_kept_only_for_who_may_change_projects(client, project, step):
    client.force_login(make.make_staff("auditor"))

    assert client.post(f"{address(project, step)}typing/", {"_opened": "x"}).status_code == 403


def test_edit_after_submission_voids_the_signatures(client, editor, project):
    publishing.sign(
        draft=save(client, address(project, "pause"), valid(project, "pause"), _submit="1"),
        user=make.make_staff("first_reviewer"),
    )
    data = form_data(client.get(address(project, "pause"))) | {"summary": "等用地，也等资金。"}
    save(client, address(project, "pause"), data)

    assert Draft.objects.get().state == State.WRITING


@pytest.mark.parametrize("step", ["confirm", "stage", "pause", "complete", "cancel", "correct"])
def test_statement_without_a_date_is_of_the_day_on_which_it_was_written_down(client, editor, project, step):
    draft = save(client, address(project, step), valid(ready(project, step), step) | {"stated_on": ""})

    assert draft.payload["fields"]["stated_on"] == [day(0).isoformat()]


def test_what_was_written_down_long_ago_is_published_with_its_own_day(client, editor, project):
    draft = save(client, address(project, "confirm"), {"stated_on": "2022-03-15"})
    publish_draft(draft)

    assert Confirmation.objects.get().stated_on == PartialDate.of(2022, 3, 15)


@pytest.mark.parametrize("step", ["confirm", "pause", "complete", "cancel"])
def test_step_that_rests_on_another_state_is_asked_again(client, editor, project, step):
    draft = approve(save(client, address(project, step), valid(ready(project, step), step)))
    words = {"reason_code": "land", "summary": "等用地。", "review_due": day(30).start}
    pause(project=project, user=make.make_staff("editor"), **words)
    with pytest.raises(Moved):
        publishing.publish(draft=draft, user=make.make_staff("publisher"))
    assert written() == ["StatusChange"]


def test_outdated_step_is_mended_by_saving_it_once_more(client, editor, project):
    draft = approve(save(client, address(project, "cancel"), valid(project, "cancel")))
    Project.objects.filter(pk=project.pk).update(status="planned")
    with pytest.raises(Moved):
        publishing.publish(draft=draft, user=make.make_staff("publisher"))
    again = save(client, address(project, "cancel"), form_data(client.get(address(project, "cancel"))))
    publish_draft(again)

    assert (again.pk, StatusChange.objects.get().previous) == (draft.pk, "planned")


def test_progress_rests_on_nothing_that_others_change(client, editor, project):
    draft = approve(save(client, address(project, "progress"), valid(project, "progress")))
    Project.objects.filter(pk=project.pk).update(status="planned", stage="signed")
    publishing.publish(draft=draft, user=make.make_staff("publisher"))

    assert written() == ["Observation"]


def test_step_that_became_impossible_says_why_and_writes_nothing(client, editor, project):
    make.make_phase(project, number=1)
    source = make.make_source().pk
    typed = valid(project, "progress") | {"phase_number": "1", "source": source}
    draft = approve(save(client, address(project, "progress"), typed))
    project.phases.all().delete()
    with pytest.raises(Incomplete) as refusal:
        publishing.publish(draft=draft, user=make.make_staff("publisher"))

    assert [where for where, _ in refusal.value.mistakes] == ["哪一期"]
    assert (written(), Draft.objects.get().state) == ([], State.APPROVED)


def test_open_step_of_a_changed_project_is_still_shown(client, editor, project):
    save(client, address(project, "pause"), valid(project, "pause"))
    Project.objects.filter(pk=project.pk).update(status="cancelled")
    response = client.get(address(project, "pause"))
    checked = client.get(address(project, "pause"), {"check": 1})

    assert (response.status_code, form_data(response)["summary"]) == (200, "等用地。")
    assert said(checked) == ["现在不能“暂停”：只有计划或进行中的项目能暂停。"]


@pytest.mark.everywhere
def test_step_of_a_deleted_project_can_still_be_read_but_not_published(client, editor, project):
    draft = approve(save(client, address(project, "resume"), valid(paused(project), "resume")))
    project.delete()
    client.force_login(make.make_staff("publisher"))

    assert client.get(page(Draft, "change", draft.pk)).status_code == 200
    with pytest.raises(Refusal):
        publishing.publish(draft=draft, user=make.make_staff("publisher"))


def test_step_of_a_withheld_project_does_not_publish_it(client, editor):
    project = make.make_project(published=False)
    take(client, project, "confirm")
    project.refresh_from_db()

    assert (project.published_at, project.last_confirmed_on) == (None, day(0))


def test_review_of_a_step_may_be_shorter_than_that_of_the_project(client, editor, project, settings):
    settings.REVIEW_STEPS = {"default": 3, "projects.project:confirm": 1, "projects.project:pause": 0}
    confirmed = save(client, address(project, "confirm"), {}, _submit="1")
    halted = save(client, address(project, "pause"), valid(project, "pause"), _submit="1")
    cancelled = save(client, address(project, "cancel"), valid(project, "cancel"), _submit="1")

    assert [draft.steps for draft in (confirmed, halted, cancelled)] == [
        ["sign_first"],
        [],
        ["sign_first", "sign_second", "sign_final"],
    ]
    assert (halted.state, written()) == (State.APPROVED, [])


# --- Each step --------------------------------------------------------------------------------------------------------


def test_stage_with_missing_facts_asks_for_a_tick_and_lists_them(client, editor, project):
    response = refuse(client, project, "stage", stage="signed", phase_number="0")

    assert errors(response) == {
        "accept_missing": [
            "“签约”还缺：摘要、产业、投资方或建设单位、协议投资或计划总投资、签约日期。"
            "请先在项目页补上；来源没有写的，勾选这一项再保存。"
        ]
    }
    assert [line.state for line in response.context["checklist"]][:6] == ["missing"] * 5 + ["later"]


def test_stage_goes_forward_only(client, editor, project):
    enter_stage(project=project, stage="completed", stated_on=PartialDate.of(2021), user=None)
    response = refuse(client, project, "stage", stage="signed", phase_number="0", accept_missing="on")

    assert list(errors(response)) == ["stage"]
    assert StageEntry.objects.count() == 1


def test_stage_goes_back_as_a_correction_with_a_note(client, editor, project):
    enter_stage(project=project, stage="completed", stated_on=PartialDate.of(2021), user=None)
    typed = {"stage": "signed", "phase_number": "0", "accept_missing": "on", "is_correction": "on"}
    shown = refuse(client, project, "stage", **typed)
    take(client, project, "stage", **form_data(shown) | {"note": "来源说的是另一个项目"})
    project.refresh_from_db()

    assert list(errors(shown)) == ["note"]
    assert (project.stage, project.stage_entries.latest("pk").note) == ("signed", "更正：来源说的是另一个项目")


@pytest.mark.everywhere
def test_stage_of_a_phase_is_written_to_the_phase(client, editor, project):
    make.make_phase(project, number=1)
    take(client, project, "stage", stage="completed", phase_number="1", stated_on="2021年5月")
    project.refresh_from_db()

    assert (project.stage, project.phases.get().stage) == ("", "completed")
    assert StageEntry.objects.get().recorded_by == editor


@pytest.mark.parametrize("name", ["stated_on", "entered_on"])
def test_stage_of_the_future_is_refused(client, editor, project, name):
    response = refuse(client, project, "stage", **valid(project, "stage") | {name: "2199"})

    assert list(errors(response)) == [name]


def test_confirming_is_one_click_and_makes_the_project_fresh(client, editor, project):
    take(client, project, "confirm")
    project.refresh_from_db()

    assert (project.last_confirmed_on, Confirmation.objects.get().recorded_by) == (day(0), editor)


@pytest.mark.everywhere
def test_many_projects_are_confirmed_from_the_list(client, editor):
    projects = [make.make_project(), make.make_project(), make.make_project()]
    data = {"action": "confirm_still_true", "_selected_action": [p.pk for p in projects[:2]]}
    response = client.post(page(Project, "changelist"), data, follow=True)
    drafts = list(Draft.objects.order_by("object_id"))

    assert said(response) == ["已为 2 个项目写下“今天仍属实”，等初审。"]
    assert [(draft.object_id, draft.form, draft.state) for draft in drafts] == [
        (project.pk, "confirm", State.IN_REVIEW) for project in projects[:2]
    ]
    for draft in drafts:
        publish_draft(draft)
    assert [p.last_confirmed_on for p in Project.objects.order_by("pk")] == [day(0), day(0), None]


def test_project_with_a_waiting_confirmation_is_named_and_skipped(client, editor, project):
    waiting = save(client, address(project, "confirm"), {"note": "电话核实"})
    other = make.make_project()
    data = {"action": "confirm_still_true", "_selected_action": [project.pk, other.pk]}
    response = client.post(page(Project, "changelist"), data, follow=True)
    waiting.refresh_from_db()

    assert said(response)[-2:] == [
        "已为 1 个项目写下“今天仍属实”，等初审。",
        f"已有人写下、没有再写的：{project.label}。",
    ]
    assert (waiting.version, waiting.state, Draft.objects.count()) == (1, State.WRITING, 2)


@pytest.mark.everywhere
def test_confirming_many_projects_is_all_or_nothing(client, editor, project, monkeypatch):
    submit = publishing.submit

    def fail_for_the_second(**words):
        if Draft.objects.count() == 2:
            raise Refusal("不行。")
        return submit(**words)

    monkeypatch.setattr("publishing.actions.submit", fail_for_the_second)
    data = {"action": "confirm_still_true", "_selected_action": [project.pk, make.make_project().pk]}
    response = client.post(page(Project, "changelist"), data, follow=True)

    assert (said(response), Draft.objects.count()) == (["不行。"], 0)


def test_reader_cannot_confirm_from_the_list(client, project):
    client.force_login(make.make_staff("publisher"))
    client.post(
        page(Project, "changelist"), {"action": "confirm_still_true", "_selected_action": [project.pk]}, follow=True
    )

    assert Draft.objects.count() == 0


@pytest.mark.everywhere
def test_progress_is_an_achieved_figure_with_its_source(client, editor, project):
    typed = valid(project, "progress")
    take(client, project, "progress", **typed)
    again = refuse(client, project, "progress", **typed)
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
    response = refuse(client, project, "progress", **valid(project, "progress") | {name: value})

    assert list(errors(response)) == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [("reason_code", ""), ("summary", " "), ("review_due", ""), ("review_due", "2199-01-01"), ("stated_on", "2199")],
)
def test_pause_without_what_it_needs_is_refused(client, editor, project, name, value):
    response = refuse(client, project, "pause", **valid(project, "pause") | {name: value})
    project.refresh_from_db()

    assert (list(errors(response)), project.status) == ([name], "in_progress")


def test_resuming_asks_for_a_target_ahead_of_each_awaited_milestone(client, editor, project):
    target = f"target_{project.milestones.get().pk}"
    typed = valid(paused(project), "resume")
    for value in ("", "2021"):
        response = refuse(client, project, "resume", **typed | {target: value})
        assert list(errors(response)) == [target]
        typed = form_data(response)
    take(client, project, "resume", **typed | {target: "2199"})
    project.refresh_from_db()

    assert (project.status, project.pause_reason, project.milestones.get().current_target) == (
        "in_progress",
        "",
        PartialDate.of(2199),
    )


@pytest.mark.everywhere
def test_rebaseline_keeps_the_first_promise(client, editor, project):
    take(client, project, "rebaseline", **valid(project, "rebaseline"))
    milestone = project.milestones.get()

    assert (milestone.original_target, milestone.current_target) == (day(-40), PartialDate.of(2199))
    assert (DateChange.objects.get().baseline.number, DateChange.objects.get().kind) == (1, "rebaseline")


@pytest.mark.parametrize("name", ["source", "reason_code", "justification"])
def test_rebaseline_without_what_it_needs_is_refused(client, editor, project, name):
    response = refuse(client, project, "rebaseline", **valid(project, "rebaseline") | {name: ""})

    assert list(errors(response)) == [name]


def test_rebaseline_without_a_new_target_is_refused(client, editor, project):
    target = f"target_{project.milestones.get().pk}"
    response = refuse(client, project, "rebaseline", **valid(project, "rebaseline") | {target: ""})

    assert errors(response) == {"__all__": ["重定基线至少要改一个目标。"]}


def test_correction_may_empty_a_date_and_keeps_the_old_one_on_record(client, editor, project):
    take(client, project, "correct", **valid(project, "correct") | {"new": ""})
    record = DateChange.objects.get()

    assert project.milestones.get().original_target is None
    assert (record.kind, record.old, record.new, record.recorded_by) == ("correction", day(-40), None, editor)


def test_correction_of_another_projects_milestone_is_refused(client, editor, project):
    other = make.make_milestone(make.make_project(), original_target=day(10))
    response = refuse(client, project, "correct", **valid(project, "correct") | {"milestone": other.pk})

    assert list(errors(response)) == ["milestone"]


def test_completing_waits_for_the_last_actual_date(client, editor, project):
    response = refuse(client, project, "complete")
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


@pytest.mark.everywhere
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


@pytest.mark.everywhere
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
