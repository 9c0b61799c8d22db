"""Moving a milestone's dates: what is written, what is refused, and that a refusal leaves nothing behind."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.partial_dates import PartialDate
from projects.actions import approve_change, change_date, correct_date, rebaseline, reject_change
from projects.models import Baseline, DateChange, DateChangeRequest, Milestone, Project
from tests import factories

from .days import LONG_AGO, day

pytestmark = pytest.mark.django_db

REASON = {"reason_code": "supply", "justification": "设备晚到。"}


def date(text):
    return text and PartialDate.parse(text)


@pytest.fixture(autouse=True)
def today():
    with day("2022-03-15") as today:
        yield today


@pytest.fixture
def editor():
    return factories.make_staff(username="editor")


@pytest.fixture
def colleague():
    return factories.make_staff(username="colleague")


@pytest.fixture
def project():
    return factories.make_project(published_at=LONG_AGO)


def make_milestone(project, **values):
    dates = {"stated_on": "2021-06"} | values
    return factories.make_milestone(project, **{k: date(v) if isinstance(v, str) else v for k, v in dates.items()})


def written():
    """All that the writers of dates may write, for telling whether they did."""
    models = (Baseline, DateChange, DateChangeRequest, Milestone, Project)
    return [list(model.objects.order_by("pk").values()) for model in models]


def errors(caught):
    error = caught.value
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


# --- Changing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "date_kind", "new", "kind"),
    [
        ({}, "original_target", "2022-09", "first"),
        ({"original_target": "2022-09"}, "current_target", "2022-12", "extension"),
        ({"original_target": "2022-09"}, "current_target", "2022-06", "acceleration"),
        ({"original_target": "2022-02"}, "alternative_date", "2022-Q4", "alternative"),
        ({"original_target": "2022-02"}, "actual", "2022-03", "report"),
    ],
)
def test_change_writes_record_and_value_together(project, editor, known, date_kind, new, kind):
    milestone = make_milestone(project, **known)
    source = factories.make_source()
    change = change_date(
        milestone=milestone,
        date_kind=date_kind,
        new=date(new),
        user=editor,
        source=source,
        locator="第2页",
        stated_on=date("2022-03"),
        **REASON,
    )
    row = DateChange.objects.get()
    assert row == change
    assert (row.milestone, row.date_kind, row.old, row.new, row.kind) == (milestone, date_kind, None, date(new), kind)
    assert (row.reason_code, row.justification, row.source, row.locator) == (*REASON.values(), source, "第2页")
    assert (row.stated_on, row.recorded_by, row.approved_by, row.baseline) == (date("2022-03"), editor, None, None)
    milestone.refresh_from_db()
    assert getattr(milestone, date_kind) == date(new)


def test_change_prepares_the_columns_of_lists(project, editor):
    milestone = make_milestone(project, original_target="2022-09", is_final=True)
    change_date(milestone=milestone, date_kind="current_target", new=date("2022-12"), user=editor, **REASON)
    project.refresh_from_db()
    assert project.due_on == date("2022-12")


def test_change_without_a_source_date_was_stated_today(project, editor, today):
    milestone = make_milestone(project, original_target="2022-09")
    change = change_date(milestone=milestone, date_kind="current_target", new=date("2022-12"), user=editor, **REASON)
    assert change.stated_on == PartialDate(today)


def test_alternative_date_explains_the_miss(project, editor):
    milestone = make_milestone(project, original_target="2022-02")
    change_date(milestone=milestone, date_kind="alternative_date", new=date("2022-12"), user=editor, **REASON)
    milestone.refresh_from_db()
    assert (milestone.missed_explanation, milestone.current_target) == ("设备晚到。", None)


@pytest.mark.parametrize(
    ("known", "date_kind", "new"),
    [
        ({"original_target": "2022-09"}, "original_target", "2022-09"),
        ({"original_target": "2022-09"}, "current_target", "2022-09"),
        ({"original_target": "2022-09"}, "current_target", None),
        ({"original_target": "2022-09", "current_target": "2022-12"}, "current_target", "2022-12"),
        ({}, "actual", None),
    ],
)
def test_change_to_what_holds_already_is_no_change(project, editor, known, date_kind, new):
    milestone = make_milestone(project, **known)
    before = written()
    assert change_date(milestone=milestone, date_kind=date_kind, new=date(new), user=editor, **REASON) is None
    assert written() == before


REFUSED = [
    # known, which date, new, words, field
    ({"original_target": "2022-09"}, "original_target", "2022-10", REASON, "original_target"),
    ({"original_target": "2022-09"}, "current_target", "2022-10", {}, "reason_code"),
    ({"original_target": "2022-09"}, "current_target", "2022-10", {"reason_code": "supply"}, "justification"),
    (
        {"original_target": "2022-09"},
        "current_target",
        "2022-10",
        REASON | {"reason_code": "bad_luck"},
        "reason_code",
    ),
    (
        {"original_target": "2022-09"},
        "current_target",
        "2022-10",
        REASON | {"stated_on": PartialDate.parse("2022-04")},
        "stated_on",
    ),
    ({"original_target": "2022-02"}, "current_target", "2022-10", REASON, "current_target"),
    ({"original_target": "2022-09"}, "alternative_date", "2022-10", REASON, "alternative_date"),
    ({"original_target": "2022-02"}, "actual", "2022-03-01", REASON, "actual"),
    ({"original_target": "2022-02"}, "actual", "2022-03-16", REASON, "actual"),
    ({"actual": "2022-02"}, "actual", None, REASON, "actual"),
    ({"not_applicable": True}, "original_target", "2022-10", REASON, "original_target"),
]


@pytest.mark.parametrize(("known", "date_kind", "new", "words", "field"), REFUSED)
def test_refused_change_names_the_field_and_writes_nothing(project, editor, known, date_kind, new, words, field):
    milestone = make_milestone(project, **known)
    before = written()
    with pytest.raises(ValidationError) as caught:
        change_date(milestone=milestone, date_kind=date_kind, new=date(new), user=editor, **words)
    assert list(errors(caught)) == [field]
    assert written() == before


def test_original_target_of_a_withheld_project_may_still_be_mended(editor):
    milestone = make_milestone(factories.make_project(published=False), original_target="2022-09")
    change = change_date(milestone=milestone, date_kind="original_target", new=date("2022-10"), user=editor)
    assert (change.kind, change.old, change.new) == ("first", date("2022-09"), date("2022-10"))


def test_original_target_of_an_expired_project_stays_fixed(editor):
    project = factories.make_project(published_at=LONG_AGO, expires_at=LONG_AGO)
    milestone = make_milestone(project, original_target="2022-09")
    with pytest.raises(ValidationError, match="公布以后不再改"):
        change_date(milestone=milestone, date_kind="original_target", new=date("2022-10"), user=editor)


# --- The second person ------------------------------------------------------------------------------------------------


@pytest.fixture
def request_near(project, editor):
    """A waiting request: the target was near when the editor moved it."""
    milestone = make_milestone(project, original_target="2022-04-10", is_final=True)
    request = change_date(
        milestone=milestone,
        date_kind="current_target",
        new=date("2022-06"),
        user=editor,
        source=factories.make_source(),
        locator="第2页",
        **REASON,
    )
    assert isinstance(request, DateChangeRequest)
    return request


def test_near_target_waits_for_the_second_person(request_near):
    assert (request_near.old, request_near.new, request_near.decision) == (date("2022-04-10"), date("2022-06"), "")
    request_near.milestone.refresh_from_db()
    assert (request_near.milestone.current_target, DateChange.objects.count()) == (None, 0)


def test_second_person_who_agreed_already_is_on_the_record(project, editor, colleague):
    milestone = make_milestone(project, original_target="2022-03")
    words = {"milestone": milestone, "date_kind": "current_target", "user": editor, "approved_by": colleague, **REASON}
    near = change_date(new=date("2022-09"), **words)
    far = change_date(new=date("2022-12"), **words)

    assert (near.recorded_by, near.approved_by, far.approved_by) == (editor, colleague, None)
    assert (Milestone.objects.get().current_target, DateChangeRequest.objects.count()) == (date("2022-12"), 0)


def test_nobody_is_their_own_second_person(project, editor):
    milestone = make_milestone(project, original_target="2022-03")
    before = written()
    with pytest.raises(PermissionDenied):
        change_date(
            milestone=milestone,
            date_kind="current_target",
            new=date("2022-09"),
            user=editor,
            approved_by=editor,
            **REASON,
        )
    assert written() == before


def test_second_person_s_agreement_carries_the_change_out(request_near, editor, colleague):
    change = approve_change(request=request_near, user=colleague)
    assert (change.kind, change.old, change.new) == ("extension", None, date("2022-06"))
    assert (change.recorded_by, change.approved_by) == (editor, colleague)
    assert (change.justification, change.source, change.locator, change.stated_on) == (
        request_near.justification,
        request_near.source,
        "第2页",
        request_near.stated_on,
    )
    request_near.refresh_from_db()
    assert (request_near.decision, request_near.decided_by) == ("approved", colleague)
    project = Project.objects.get()
    assert (project.milestones.get().current_target, project.due_on) == (date("2022-06"), date("2022-06"))


def test_second_person_s_refusal_leaves_the_target(request_near, colleague):
    reject_change(request=request_near, user=colleague)
    request_near.refresh_from_db()
    assert (request_near.decision, request_near.decided_by) == ("rejected", colleague)
    assert (Milestone.objects.get().current_target, DateChange.objects.count()) == (None, 0)


@pytest.mark.parametrize("decide", [approve_change, reject_change])
def test_who_asked_does_not_decide(request_near, editor, decide):
    before = written()
    with pytest.raises(PermissionDenied):
        decide(request=request_near, user=editor)
    assert written() == before


@pytest.mark.parametrize("decide", [approve_change, reject_change])
def test_decision_is_made_once(request_near, colleague, decide):
    reject_change(request=request_near, user=colleague)
    before = written()
    with pytest.raises(ValidationError, match="已经有决定"):
        decide(request=request_near, user=colleague)
    assert written() == before


def test_one_change_waits_at_a_time(request_near, editor):
    before = written()
    with pytest.raises(ValidationError, match="已经有一个改期在等第二人同意"):
        change_date(
            milestone=request_near.milestone, date_kind="current_target", new=date("2022-07"), user=editor, **REASON
        )
    assert written() == before


def test_agreement_to_a_target_that_has_changed_since_is_refused(request_near, editor, colleague):
    correct_date(
        milestone=request_near.milestone,
        date_kind="original_target",
        new=date("2022-05-10"),
        justification="录错了。",
        user=editor,
    )
    before = written()
    with pytest.raises(ValidationError, match="目标在此期间已经改过"):
        approve_change(request=request_near, user=colleague)
    assert written() == before


@pytest.mark.parametrize(
    ("later", "message"), [("2022-04-11", "目标日已过"), ("2022-07-01", "目标日已过")], ids=["passed", "new passed"]
)
def test_agreement_comes_too_late_once_the_target_has_passed(request_near, colleague, later, message):
    with day(later):
        before = written()
        with pytest.raises(ValidationError, match=message):
            approve_change(request=request_near, user=colleague)
        assert written() == before


def test_agreement_to_move_what_has_happened_is_refused(request_near, editor, colleague):
    change_date(
        milestone=request_near.milestone,
        date_kind="actual",
        new=date("2022-03-10"),
        user=editor,
        source=factories.make_source(),
    )
    with pytest.raises(ValidationError, match="已经发生"):
        approve_change(request=request_near, user=colleague)
    assert Milestone.objects.get().current_target is None


# --- Correcting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("date_kind", ["original_target", "current_target", "alternative_date", "actual"])
def test_correction_keeps_the_mistake_on_record(project, editor, date_kind):
    milestone = make_milestone(project, **{date_kind: "2021-09"})
    correct_date(
        milestone=milestone, date_kind=date_kind, new=date("2020-09"), justification="年份录错了。", user=editor
    )
    row = DateChange.objects.get()
    assert (row.kind, row.reason_code, row.old, row.new) == (
        "correction",
        "data_correction",
        date("2021-09"),
        date("2020-09"),
    )
    milestone.refresh_from_db()
    assert getattr(milestone, date_kind) == date("2020-09")


def test_correction_can_take_back_an_actual_date(project, editor):
    milestone = make_milestone(project, original_target="2022-02", actual="2022-01")
    correct_date(milestone=milestone, date_kind="actual", new=None, justification="其实没有发生。", user=editor)
    milestone.refresh_from_db()
    assert (milestone.actual, DateChange.objects.get().old) == (None, date("2022-01"))


def test_correction_of_an_alternative_date_is_no_explanation_of_the_miss(project, editor):
    milestone = make_milestone(project, original_target="2022-02")
    change_date(milestone=milestone, date_kind="alternative_date", new=date("2022-12"), user=editor, **REASON)
    correct_date(
        milestone=milestone,
        date_kind="alternative_date",
        new=date("2022-11"),
        justification="录错了月份。",
        user=editor,
    )
    milestone.refresh_from_db()
    assert milestone.missed_explanation == "设备晚到。"


@pytest.mark.parametrize(
    ("known", "date_kind", "new", "words", "field"),
    [
        ({"original_target": "2022-02"}, "original_target", "2022-03", {"justification": " "}, "justification"),
        ({"actual": "2022-02"}, "actual", "2022-03-16", {}, "actual"),
        ({"not_applicable": True}, "actual", "2022-03-01", {}, "actual"),
        ({"actual": "2022-02"}, "actual", "2022-01", {"stated_on": PartialDate.parse("2023")}, "stated_on"),
    ],
)
def test_refused_correction_names_the_field_and_writes_nothing(project, editor, known, date_kind, new, words, field):
    milestone = make_milestone(project, **known)
    before = written()
    with pytest.raises(ValidationError) as caught:
        correct_date(
            **{"milestone": milestone, "date_kind": date_kind, "new": date(new), "user": editor}
            | {"justification": "录错了。"}
            | words
        )
    assert list(errors(caught)) == [field]
    assert written() == before


def test_correction_to_what_is_on_record_writes_nothing(project, editor):
    milestone = make_milestone(project, actual="2022-02")
    before = written()
    words = {"justification": "录错了。", "user": editor}
    assert correct_date(milestone=milestone, date_kind="actual", new=date("2022-02"), **words) is None
    assert written() == before


# --- Planning anew ----------------------------------------------------------------------------------------------------


def plan_anew(project, targets, user, **words):
    words = {"document": factories.make_source(), "justification": "重新排了工期。", "reason_code": "land"} | words
    return rebaseline(project=project, targets=targets, user=user, **words)


def test_rebaseline_moves_targets_and_leaves_the_first_promise(project, editor):
    passed = make_milestone(project, original_target="2022-02")
    ahead = make_milestone(project, original_target="2022-12", is_final=True)
    same = make_milestone(project, original_target="2022-11")
    new = {passed: date("2022-09"), ahead: date("2023-06"), same: date("2022-11")}
    baseline = plan_anew(project, new, editor)
    assert baseline.number == 1
    assert sorted(baseline.date_changes.values_list("milestone", "kind")) == sorted(
        [(passed.pk, "rebaseline"), (ahead.pk, "rebaseline")]
    )
    for milestone in new:
        milestone.refresh_from_db()
    assert [(m.original_target, m.current_target) for m in new] == [
        (date("2022-02"), date("2022-09")),
        (date("2022-12"), date("2023-06")),
        (date("2022-11"), None),
    ]
    project.refresh_from_db()
    assert project.due_on == date("2023-06")


def test_rebaselines_are_numbered(project, editor):
    milestone = make_milestone(project, original_target="2022-12")
    for number, new in enumerate(["2023-01", "2023-02"], 1):
        assert plan_anew(project, {milestone: date(new)}, editor).number == number


def test_rebaseline_takes_back_an_alternative_date_that_the_new_plan_replaces(project, editor):
    milestone = make_milestone(project, original_target="2022-02", alternative_date="2022-06")
    plan_anew(project, {milestone: date("2022-12")}, editor)
    milestone.refresh_from_db()
    assert (milestone.current_target, milestone.alternative_date) == (date("2022-12"), None)
    assert milestone.rule_dates.expected == date("2022-12")
    assert list(DateChange.objects.values_list("date_kind", "old", "new", "kind")) == [
        ("current_target", None, date("2022-12"), "rebaseline"),
        ("alternative_date", date("2022-06"), None, "rebaseline"),
    ]


@pytest.mark.parametrize(
    ("known", "new", "words", "message"),
    [
        ({"original_target": "2022-12"}, "2023-06", {"document": None}, "要有文件为据"),
        ({"original_target": "2022-12"}, "2023-06", {"reason_code": ""}, "选一个原因"),
        ({"original_target": "2022-12"}, "2023-06", {"justification": ""}, "写明理由"),
        ({"original_target": "2022-12"}, "2022-12", {}, "至少要改一个目标"),
        ({"original_target": "2022-12"}, None, {}, "至少要改一个目标"),
        ({"original_target": "2022-12"}, "2022-02", {}, "不能在今天以前"),
        ({"original_target": "2022-12", "actual": "2022-03"}, "2023-06", {}, "已经发生"),
        ({}, "2023-06", {}, "还没有原定日期"),
        ({"not_applicable": True}, "2023-06", {}, "不适用"),
    ],
)
def test_refused_rebaseline_writes_nothing(project, editor, known, new, words, message):
    milestone = make_milestone(project, **known)
    before = written()
    words = {"document": factories.make_source()} | words
    with pytest.raises(ValidationError, match=message):
        plan_anew(project, {milestone: date(new)}, editor, **words)
    assert written() == before


def test_rebaseline_plans_no_other_project_s_milestones(project, editor):
    other = make_milestone(factories.make_project(published_at=LONG_AGO), original_target="2022-12")
    before = written()
    with pytest.raises(ValidationError, match="不属于这个项目"):
        plan_anew(project, {other: date("2023-06")}, editor)
    assert written() == before
