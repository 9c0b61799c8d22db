"""Pausing, resuming, cancelling, completing and confirming a project."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from core.partial_dates import PartialDate
from projects.actions import cancel, complete, confirm, pause, resume
from projects.models import Confirmation, DateChange, Milestone, Project, StatusChange
from tests import factories

from .days import LONG_AGO, day

pytestmark = pytest.mark.django_db


def date(text):
    return text and PartialDate.parse(text)


@pytest.fixture(autouse=True)
def today():
    with day("2022-03-15") as today:
        yield today


@pytest.fixture
def editor():
    return factories.make_staff(username="editor")


def make_project(status="in_progress", **values):
    return factories.make_project(status=status, published_at=LONG_AGO, **values)


def make_milestone(project, kind="topping_out", label="", **values):
    dates = {k: date(v) if isinstance(v, str) else v for k, v in values.items()}
    return factories.make_milestone(project, kind=kind, label=label or str(project.milestones.count()), **dates)


def written():
    models = (Confirmation, DateChange, StatusChange, Milestone, Project)
    return [list(model.objects.order_by("pk").values()) for model in models]


def refused(write, message, **words):
    """``write`` raises a ValidationError with the message and leaves nothing behind."""
    before = written()
    with pytest.raises(ValidationError, match=message):
        write(**words)
    assert written() == before


PAUSE = {"reason_code": "land", "summary": "等土地手续。", "review_due": dt.date(2022, 6, 1)}


# --- Pause ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["planned", "in_progress"])
def test_pause_writes_record_and_status_together(editor, status):
    project, source = make_project(status), factories.make_source()
    change = pause(project=project, user=editor, source=source, locator="第2页", stated_on=date("2022-03"), **PAUSE)
    row = StatusChange.objects.get()
    assert (row, row.previous, row.status, row.recorded_by) == (change, status, "paused", editor)
    assert (row.reason_code, row.summary, row.review_due) == tuple(PAUSE.values())
    assert (row.source, row.locator, row.stated_on) == (source, "第2页", date("2022-03"))
    project.refresh_from_db()
    assert (project.status, project.pause_reason, project.pause_summary, project.pause_review_due) == (
        "paused",
        *PAUSE.values(),
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"reason_code": ""}, "选一个原因"),
        ({"reason_code": "bad_luck"}, "bad_luck"),
        ({"summary": ""}, "写一句说明"),
        ({"review_due": None}, "复核日"),
        ({"review_due": dt.date(2022, 6, 14)}, "复核日要在明天到2022年6月13日之间（90天以内）"),
        ({"stated_on": PartialDate.parse("2022-04")}, "来源日期不能晚于今天"),
    ],
)
def test_pause_without_its_words_is_refused(editor, wrong, message):
    refused(pause, message, project=make_project(), user=editor, **PAUSE | wrong)


@pytest.mark.parametrize("status", ["paused", "complete", "cancelled"])
def test_pause_takes_a_running_project(editor, status):
    refused(pause, "只有计划或进行中的项目能暂停", project=make_project(status), user=editor, **PAUSE)


# --- Resume -----------------------------------------------------------------------------------------------------------


def test_resume_gives_new_dates_with_their_records(editor):
    project = make_project("paused", pause_reason="land", pause_summary="等", pause_review_due=dt.date(2022, 6, 1))
    passed = make_milestone(project, original_target="2022-02", is_final=True)
    same = make_milestone(project, original_target="2022-09")
    sooner = make_milestone(project, original_target="2022-12", current_target="2023-02")
    met = make_milestone(project, original_target="2021-02", actual="2021-03")
    unplanned = make_milestone(project)
    targets = {passed: date("2022-10"), same: date("2022-09"), sooner: date("2022-12")}
    change = resume(project=project, targets=targets, summary="手续办好了。", user=editor, stated_on=date("2022-03"))
    assert (change.previous, change.status, change.summary) == ("paused", "in_progress", "手续办好了。")
    assert list(DateChange.objects.values_list("milestone", "old", "new", "kind", "reason_code", "stated_on")) == [
        (passed.pk, None, date("2022-10"), "extension", "project_pause", date("2022-03")),
        (sooner.pk, date("2023-02"), date("2022-12"), "acceleration", "project_pause", date("2022-03")),
    ]
    project.refresh_from_db()
    assert (project.status, project.due_on) == ("in_progress", date("2022-10"))
    assert (project.pause_reason, project.pause_summary, project.pause_review_due) == ("", "", None)
    for milestone, target in [(same, None), (met, None), (unplanned, None)]:
        milestone.refresh_from_db()
        assert milestone.current_target == target


def test_resume_takes_back_an_alternative_date_that_the_new_target_replaces(editor):
    project = make_project("paused")
    milestone = make_milestone(project, original_target="2022-02", alternative_date="2022-06")
    resume(project=project, targets={milestone: date("2022-12")}, summary="手续办好了。", user=editor)
    milestone.refresh_from_db()
    assert (milestone.alternative_date, milestone.rule_dates.expected) == (None, date("2022-12"))


@pytest.mark.parametrize("new", [None, "2022-02", "2022-03-14"])
def test_resume_needs_a_target_ahead_for_all_that_is_awaited(editor, new):
    project = make_project("paused")
    milestone = make_milestone(project, original_target="2022-02", kind="completion", label="竣工")
    refused(
        resume, "今天以后的新目标：竣工", project=project, targets={milestone: date(new)}, summary="好了。", user=editor
    )


def test_resume_needs_a_summary(editor):
    refused(resume, "写一句说明", project=make_project("paused"), targets={}, summary=" ", user=editor)


@pytest.mark.parametrize("status", ["planned", "in_progress", "complete", "cancelled"])
def test_resume_takes_a_paused_project(editor, status):
    refused(resume, "只有暂停的项目能恢复", project=make_project(status), targets={}, summary="好了。", user=editor)


# --- Cancel and complete ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["planned", "in_progress", "paused"])
def test_cancel_writes_record_and_status_and_the_project_stays_public(editor, status):
    project = make_project(status)
    change = cancel(project=project, reason="投资方退出。", user=editor)
    assert (change.previous, change.status, change.summary) == (status, "cancelled", "投资方退出。")
    project.refresh_from_db()
    assert (project.status, project.cancel_reason) == ("cancelled", "投资方退出。")
    assert project in Project.objects.live()


def test_cancel_needs_a_reason(editor):
    refused(cancel, "写明原因", project=make_project(), reason=" ", user=editor)


@pytest.mark.parametrize("status", ["complete", "cancelled"])
def test_cancel_takes_what_is_not_over(editor, status):
    refused(cancel, "项目已经是", project=make_project(status), reason="退出。", user=editor)


def test_complete_writes_record_and_status_together(editor):
    project = make_project()
    make_milestone(project, original_target="2021-02", actual="2021-03")
    make_milestone(project, original_target="2021-02", not_applicable=True)
    change = complete(project=project, user=editor, stated_on=date("2022"))
    assert (change.previous, change.status, change.stated_on) == ("in_progress", "complete", date("2022"))
    project.refresh_from_db()
    assert project.status == "complete"


def test_complete_names_what_is_still_awaited(editor):
    project = make_project()
    make_milestone(project, kind="completion", label="竣工", original_target="2022-02")
    make_milestone(project, kind="production_start", label="投产")
    refused(complete, "还没有实际日期：竣工、投产", project=project, user=editor)


@pytest.mark.parametrize("status", ["paused", "complete", "cancelled"])
def test_complete_takes_a_running_project(editor, status):
    refused(complete, "不能标为已完成", project=make_project(status), user=editor)


# --- Confirm ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "stated_on", "expected"),
    [
        (None, None, "2022-03-15"),
        ("2021-05", None, "2022-03-15"),
        ("2021-05", "2022-01", "2022-01"),
        ("2021-05", "2021", "2021"),  # may have been said in December
        ("2021-05", "2021-04", "2021-05"),
        ("2021-05", "2021-05", "2021-05"),
    ],
)
def test_confirm_never_turns_freshness_back(editor, last, stated_on, expected):
    project = make_project(last_confirmed_on=date(last))
    record = confirm(project=project, user=editor, stated_on=date(stated_on), note="电话核实")
    assert Confirmation.objects.get() == record
    assert (record.previous, record.note, record.recorded_by) == (date(last), "电话核实", editor)
    assert record.stated_on == date(stated_on or "2022-03-15")
    project.refresh_from_db()
    assert project.last_confirmed_on == date(expected)


def test_confirm_of_a_day_ahead_is_refused(editor):
    refused(confirm, "不能晚于今天", project=make_project(), user=editor, stated_on=date("2022-03-16"))
