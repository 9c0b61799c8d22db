"""What is told of a change of a date: the words of the API, from each way in which dates change."""

import pytest

from core.partial_dates import PartialDate
from projects import actions
from projects.choices import DateKind
from publishing import happenings
from tests import factories as make
from tests.drafting import make_draft, publish_draft

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]


@pytest.fixture
def told(monkeypatch):
    calls = []
    monkeypatch.setattr(happenings, "_listeners", [calls.append])
    return calls


@pytest.fixture
def milestone():
    project = make.make_project(slug="hu")
    return make.make_milestone(project, kind="completion", original_target=PartialDate.of(2090, 9), phase_number=0)


def test_date_change_is_told_in_the_words_of_the_api(client, told, milestone):
    actions.change_date(
        milestone=milestone,
        date_kind=DateKind.CURRENT_TARGET,
        new=PartialDate.of(2091),
        user=make.make_staff("editor"),
        reason_code="land",
        justification="用地未交付。",
    )
    [[happening]] = told
    [shown] = client.get("/api/v1/projects/hu/").json()["milestones"]
    change = shown["date_changes"][0]

    assert (happening.kind, happening.item) == ("milestone.date_changed", milestone.project)
    assert happening.said == {
        "milestone": {name: shown[name] for name in ("phase_number", "kind", "title")},
        "change": {name: change[name] for name in happening.said["change"]},
    }
    assert (change["old"], change["new"]["value"], change["reason_code"]) == (None, "2091", "land")


def test_dates_of_a_draft_are_told_together_with_its_publication(told, milestone):
    row = {"id": milestone.pk, "current_target": "2091", "change_reason": "land", "change_justification": "用地。"}
    publish_draft(make_draft(milestone.project, rows={"milestones": [row]}))

    assert [[each.kind.value for each in call] for call in told] == [["milestone.date_changed", "item.published"]]


def test_correction_is_told(told, milestone):
    words = {"justification": "录错了。", "user": make.make_staff("editor")}
    actions.correct_date(milestone=milestone, date_kind=DateKind.ORIGINAL_TARGET, new=PartialDate.of(2090, 8), **words)

    [[happening]] = told
    change = happening.said["change"]
    assert (change["kind"], change["old"]["value"], change["new"]["value"]) == ("correction", "2090-09", "2090-08")
