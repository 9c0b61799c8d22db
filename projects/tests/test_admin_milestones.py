"""Moving a milestone's dates in the project's form: what is refused and why, and what goes on record."""

import datetime as dt

import pytest
from django.utils import timezone

from core.partial_dates import PartialDate
from projects.models import DateChange, DateChangeRequest, Milestone, Project
from projects.tests.days import day as on_day
from publishing import actions as publishing
from publishing.models import Draft, Revision, Withdrawal
from tests import factories as make
from tests.admin_pages import add_row, page
from tests.drafting import approve, publish_draft
from tests.publishing_steps import save as save_draft

from .test_admin import change, refuse, row_errors, save

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]
REASON = {"change_reason": "land", "change_justification": "用地交付推迟。"}


def day(days):
    """The day so many days from now."""
    return PartialDate(timezone.localdate() + dt.timedelta(days=days))


@pytest.fixture
def editor(client):
    user = make.make_staff("editor")
    client.force_login(user)
    return user


def milestone_of(*, published=True, **dates):
    project = make.make_project(published=published)
    return make.make_milestone(project, kind="completion", is_final=True, **dates)


def typing(client, milestone, **typed):
    data = change(client, milestone.project)
    values = {name: value.isoformat() if isinstance(value, PartialDate) else value for name, value in typed.items()}
    return data | {f"milestones-0-{name}": value for name, value in values.items()}


def send(client, milestone, **typed):
    """Change the milestone in its project's form, and publish that; returns the project."""
    return save(client, milestone.project, typing(client, milestone, **typed))


def send_refused(client, milestone, **typed):
    return refuse(client, milestone.project, typing(client, milestone, **typed))


@pytest.fixture
def unsigned(settings):
    """Nobody signs before a publication, so a near target needs its second person afterwards."""
    settings.REVIEW_STEPS = {"default": 0}


def dates(milestone):
    return Milestone.objects.values_list("original_target", "current_target", "alternative_date", "actual").get(
        pk=milestone.pk
    )


def refusals(response):
    return row_errors(response, "milestones")[0][0]


def test_public_original_target_is_shown_and_not_changed(client, editor):
    milestone = milestone_of(original_target=day(200))
    response = send_refused(client, milestone, original_target=day(300))
    field = response.context["inline_admin_formsets"][1].formset.forms[0].fields["original_target"]

    assert list(refusals(response)) == ["original_target"]
    assert (field.widget.attrs["readonly"], field.help_text) == (
        True,
        "已公布，不再改。要改期请改“现定”；当初录错了，用页首的“更正日期”，会留下记录。",
    )
    assert dates(milestone) == (day(200), None, None, None)


def test_original_target_of_a_project_that_nobody_saw_is_mended_freely(client, editor):
    milestone = milestone_of(published=False, original_target=day(200))
    send(client, milestone, original_target=day(300))

    assert dates(milestone) == (day(300), None, None, None)


@pytest.mark.parametrize(
    ("stored", "typed", "field"),
    [
        ({"original_target": 200}, {"current_target": 300}, "change_reason"),
        ({"original_target": 200}, {"current_target": 300, "change_reason": "land"}, "change_justification"),
        ({"original_target": 200}, {"current_target": -5, **REASON}, "current_target"),
        ({"original_target": 200}, {"alternative_date": 300, **REASON}, "alternative_date"),
        ({"original_target": -40}, {"current_target": 300, **REASON}, "current_target"),
        ({"original_target": -40}, {"alternative_date": 300}, "change_reason"),
        ({"original_target": -40}, {"alternative_date": -1, **REASON}, "alternative_date"),
        ({"original_target": -40}, {"actual": -3}, "actual"),  # no source
        ({"original_target": -40}, {"actual": 1, "source": "yes"}, "actual"),
        ({"actual": -40}, {"actual": -30, "source": "yes"}, "actual"),
        ({"actual": -40}, {"actual": "", "source": "yes"}, "actual"),
        ({}, {"current_target": 300, **REASON}, "current_target"),
        ({"original_target": 200}, {"current_target": 300, "change_stated_on": day(1), **REASON}, "change_stated_on"),
        ({"original_target": 200}, {"not_applicable": "on"}, "not_applicable"),
        ({"original_target": 200}, {"stated_on": "2020"}, "stated_on"),
    ],
)
def test_what_the_rules_refuse_is_said_beside_the_field_and_nothing_is_written(client, editor, stored, typed, field):
    milestone = milestone_of(**{name: day(days) for name, days in stored.items()})
    before = dates(milestone)
    typed = {name: day(value) if isinstance(value, int) else value for name, value in typed.items()}
    if "source" in typed:
        typed["source"] = make.make_source().pk
    response = send_refused(client, milestone, note="别丢了这句", **typed)

    assert list(refusals(response)) == [field]
    assert response.context["inline_admin_formsets"][1].formset.forms[0]["note"].value() == "别丢了这句"
    assert (dates(milestone), DateChange.objects.count(), Milestone.objects.get().note) == (before, 0, "")


@pytest.mark.everywhere
def test_moved_target_is_recorded_with_its_reason_and_who_wrote_it(client, editor):
    milestone = milestone_of(original_target=day(200))
    send(client, milestone, current_target=day(300), change_stated_on="2021年5月", note="改了", **REASON)
    record = DateChange.objects.get()

    assert dates(milestone) == (day(200), day(300), None, None)
    assert (record.date_kind, record.old, record.new, record.kind) == ("current_target", None, day(300), "extension")
    assert (record.reason_code, record.justification, record.recorded_by) == ("land", "用地交付推迟。", editor)
    assert (record.stated_on, record.source) == (PartialDate.of(2021, 5), None)
    assert Milestone.objects.get().note == "改了"


def test_move_without_a_date_of_its_source_was_said_on_the_day_on_which_it_was_written_down(client, editor):
    milestone = milestone_of(original_target=day(200))
    address = page(Project, "change", milestone.project_id)
    draft = save_draft(client, address, typing(client, milestone, current_target=day(300), **REASON))
    today = day(0)
    with on_day((today.start + dt.timedelta(days=3)).isoformat()):
        publish_draft(draft)

    assert DateChange.objects.get().stated_on == today


def test_untouched_milestone_says_nothing_of_a_day(client, editor):
    milestone = milestone_of(original_target=day(200))
    address = page(Project, "change", milestone.project_id)
    draft = save_draft(client, address, typing(client, milestone, note="改了"))

    assert draft.payload["rows"]["milestones"][0]["change_stated_on"] == [""]


def test_target_within_the_month_waits_for_a_second_person_where_nobody_signed(client, editor, unsigned):
    milestone = milestone_of(original_target=day(10))
    send(client, milestone, current_target=day(100), **REASON)
    request = DateChangeRequest.objects.get()

    assert dates(milestone) == (day(10), None, None, None)
    assert (request.old, request.new, request.decision, request.recorded_by) == (day(10), day(100), "", editor)
    assert "要第二个人同意才改" in Draft.objects.get().events.get(kind="published").comment


def test_target_within_the_month_moves_at_once_when_others_signed(client, editor):
    milestone = milestone_of(original_target=day(10))
    address = page(Project, "change", milestone.project_id)
    draft = approve(save_draft(client, address, typing(client, milestone, current_target=day(100), **REASON)))
    publish_draft(draft)
    record, last = DateChange.objects.get(), draft.events.filter(kind="signed").latest("pk").by

    assert dates(milestone) == (day(10), day(100), None, None)
    assert (record.recorded_by, record.approved_by, DateChangeRequest.objects.count()) == (editor, last, 0)


def test_target_that_is_far_off_needs_no_second_person(client, editor):
    milestone = milestone_of(original_target=day(200))
    send(client, milestone, current_target=day(300), **REASON)

    assert DateChange.objects.get().approved_by is None


@pytest.mark.everywhere
def test_second_request_for_the_same_milestone_is_refused(client, editor, unsigned):
    milestone = milestone_of(original_target=day(10))
    send(client, milestone, current_target=day(100), **REASON)
    response = send_refused(client, milestone, current_target=day(120), **REASON)

    assert list(refusals(response)) == ["current_target"]
    assert DateChangeRequest.objects.count() == 1


def test_after_the_target_the_alternative_date_moves_with_its_explanation(client, editor):
    milestone = milestone_of(original_target=day(-40))
    send(client, milestone, alternative_date=day(90), **REASON)

    assert dates(milestone) == (day(-40), None, day(90), None)
    assert Milestone.objects.get().missed_explanation == "用地交付推迟。"


def test_actual_date_takes_the_source_of_its_row(client, editor):
    milestone, source = milestone_of(original_target=day(-40)), make.make_source()
    send(client, milestone, actual=day(-3), source=source.pk, locator="第2页")
    record = DateChange.objects.get()

    assert dates(milestone) == (day(-40), None, None, day(-3))
    assert (record.kind, record.source, record.locator) == ("report", source, "第2页")


@pytest.mark.everywhere
def test_alternative_and_actual_of_one_row_are_two_records(client, editor):
    milestone = milestone_of(original_target=day(-40))
    send(client, milestone, alternative_date=day(0), actual=day(0), source=make.make_source().pk, **REASON)

    assert [change.date_kind for change in DateChange.objects.order_by("pk")] == ["alternative_date", "actual"]


def test_refusal_in_one_row_writes_nothing_of_the_others(client, editor):
    first = milestone_of(original_target=day(200))
    second = make.make_milestone(first.project, original_target=day(200))
    data = change(client, first.project)
    for row, name in enumerate(("current_target", "alternative_date")):
        typed = {name: day(300).isoformat(), **REASON}
        data |= {f"milestones-{row}-{field}": value for field, value in typed.items()}
    response = refuse(client, first.project, data)

    assert [list(errors) for errors in row_errors(response, "milestones")[0]] == [[], ["alternative_date"]]
    assert (dates(first), dates(second)) == ((day(200), None, None, None),) * 2
    assert DateChange.objects.count() == 0


@pytest.mark.everywhere
def test_writer_that_fails_takes_the_whole_form_back(client, editor, monkeypatch):
    milestone = milestone_of(original_target=day(200))

    def fail(**words):
        raise RuntimeError

    monkeypatch.setattr("projects.actions.change_date", fail)
    with pytest.raises(RuntimeError):
        send(client, milestone, current_target=day(300), note="改了", **REASON)
    assert Milestone.objects.get().note == ""


def test_new_milestone_of_a_public_project_states_its_original_target(client, editor):
    project = make.make_project()
    data = change(client, project)
    add_row(data, "milestones", phase_number="0", kind="completion", original_target="2199年3月", stated_on="2021")
    save(client, project, data)

    assert [(m.original_target, m.stated_on) for m in project.milestones.all()] == [
        (PartialDate.of(2199, 3), PartialDate.of(2021))
    ]
    assert DateChange.objects.count() == 0


def test_new_milestone_cannot_be_said_to_have_moved_already(client, editor):
    project = make.make_project()
    data = change(client, project)
    add_row(data, "milestones", phase_number="0", kind="completion", original_target="2199", current_target="2198")
    response = refuse(client, project, data)

    assert list(refusals(response)) == ["current_target"]
    assert project.milestones.count() == 0


@pytest.mark.parametrize("typed", [{"actual": "2199"}, {"actual": "2020"}])
def test_new_milestone_has_happened_only_by_a_source_and_not_in_the_future(client, editor, typed):
    project = make.make_project()
    data = change(client, project)
    source = {"source": make.make_source().pk} if typed["actual"] == "2199" else {}
    add_row(data, "milestones", phase_number="0", kind="completion", **typed, **source)
    response = refuse(client, project, data)

    assert list(refusals(response)) == ["actual"]


@pytest.mark.parametrize("has_moved", [True, False])
def test_milestone_with_public_dates_is_not_deleted(client, editor, has_moved):
    milestone = milestone_of(**({} if has_moved else {"original_target": day(200)}))
    if has_moved:
        make.make_date_change(milestone)
    response = send_refused(client, milestone, DELETE="on")

    assert len(row_errors(response, "milestones")[1]) == 1
    assert Milestone.objects.count() == 1


def test_withdrawing_a_project_does_not_free_its_promises(client, editor):
    milestone = milestone_of(original_target=day(200))
    publishing.withdraw(item=milestone.project, user=make.make_staff("publisher"), reason="有误")
    assert Withdrawal.objects.count() == 1
    for typed in ({"original_target": day(300)}, {"DELETE": "on"}):
        response = send_refused(client, milestone, **typed)
        errors, of_table = row_errors(response, "milestones")
        assert any(errors) or of_table

    assert dates(milestone) == (day(200), None, None, None)


@pytest.mark.everywhere
def test_promises_of_a_recovered_project_stay(client, editor):
    project = milestone_of(original_target=day(200)).project
    administrator = make.make_staff("administrator")
    publishing.withdraw(item=project, user=administrator, reason="有误")
    publishing.delete(item=project, user=administrator)
    publishing.recover(revision=Revision.objects.latest("pk"), user=administrator)
    assert Project.objects.get().published_at is None
    response = send_refused(client, Milestone.objects.get(), original_target=day(300))

    assert list(refusals(response)) == ["original_target"]


def test_milestone_that_nobody_saw_is_deleted(client, editor):
    milestone = milestone_of(published=False, original_target=day(200))
    send(client, milestone, DELETE="on")

    assert Milestone.objects.count() == 0


@pytest.mark.parametrize("typed", ["2022年底", "x" * 500])
def test_date_that_cannot_be_read_is_an_error_of_its_field(client, editor, typed):
    milestone = milestone_of(original_target=day(200))
    response = send_refused(client, milestone, current_target=typed, change_stated_on=typed)

    assert {*refusals(response)} == {"current_target", "change_stated_on"}
