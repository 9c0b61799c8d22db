"""The work-lists: the same rule as the record's, one query each, on the first page and as a filter of the list."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.partial_dates import PartialDate
from projects.admin.worklists import WORKLISTS, counted
from projects.models import Project
from projects.record import record_of
from projects.rules.thresholds import Thresholds
from tests import factories as make
from tests.admin_pages import page

pytestmark = pytest.mark.django_db
LIMITS = Thresholds()
date = PartialDate.parse
FRIDAY, SUNDAY, MONDAY, TUESDAY = (dt.date(2022, 4, day) for day in (1, 3, 4, 5))


def milestone(status="in_progress", **values):
    return make.make_milestone(make.make_project(status=status), stated_on=PartialDate.of(2000), **values)


@pytest.mark.parametrize("on", [FRIDAY, SUNDAY, MONDAY, TUESDAY])
@pytest.mark.parametrize("holidays", [frozenset(), frozenset({MONDAY})])
@pytest.mark.parametrize("status", ["planned", "in_progress", "paused", "complete", "cancelled"])
def test_missed_milestones_are_those_of_the_record(on, holidays, status):
    limits = Thresholds(holidays=holidays)
    for values in (
        {"original_target": date("2022-03")},
        {"original_target": date("2022-04-01")},
        {"original_target": date("2022-Q2")},
        {"original_target": date("2020"), "current_target": date("2022-04-03")},
        {"original_target": date("2022-03"), "current_target": date("2023")},
        {"original_target": date("2022-03"), "alternative_date": date("2023")},
        {"original_target": date("2022-03"), "actual": date("2022-03")},
        {"original_target": date("2022-03"), "not_applicable": True},
        {"alternative_date": date("2022-03")},
        {},
    ):
        milestone(status, **values)
    projects = Project.objects.with_record().order_by("pk")
    expected = [project for project in projects if record_of(project, on=on, limits=limits).missed]

    assert list(projects.with_missed_milestone(on=on, holidays=holidays)) == expected


@pytest.mark.parametrize(
    ("values", "is_soon"),
    [
        ({"original_target": date("2022-04-01")}, True),
        ({"original_target": date("2022-05-01")}, True),
        ({"original_target": date("2022-05-02")}, False),
        ({"original_target": date("2022-03-31")}, False),
        ({"original_target": date("2022-04")}, True),
        ({"original_target": date("2022-05")}, False),
        ({"original_target": date("2022-04"), "current_target": date("2022-08")}, False),
        ({"original_target": date("2021"), "current_target": date("2022-04")}, True),
        ({"original_target": date("2022-04"), "actual": date("2022-03")}, False),
        ({"original_target": date("2022-04"), "not_applicable": True}, False),
        ({}, False),
    ],
)
def test_targets_of_the_next_30_days(values, is_soon):
    milestone(**values)

    assert Project.objects.due_within(on=FRIDAY, days=30).count() == is_soon


@pytest.mark.parametrize(
    ("confirmed", "status", "is_stale"),
    [
        (None, "in_progress", True),
        (date("2021"), "in_progress", True),
        (date("2022-01"), "in_progress", False),
        (date("2022-01-01"), "in_progress", False),  # 90 days
        (date("2021-12-31"), "in_progress", True),
        (date("2021"), "paused", True),
        (date("2021"), "complete", False),
        (date("2021"), "cancelled", False),
    ],
)
def test_stale_projects(confirmed, status, is_stale):
    make.make_project(last_confirmed_on=confirmed, status=status)

    assert Project.objects.stale(on=FRIDAY, limits=LIMITS).count() == is_stale


@pytest.mark.parametrize(
    ("status", "review", "is_due"),
    [("paused", FRIDAY, True), ("paused", SUNDAY, False), ("paused", None, False), ("in_progress", FRIDAY, False)],
)
def test_pauses_to_be_looked_at(status, review, is_due):
    make.make_project(status=status, pause_review_due=review)

    assert Project.objects.pause_review_due(on=FRIDAY).count() == is_due


def test_contradicted_projects():
    make.cite(make.make_project(), "name")
    doubted = make.make_project()
    make.cite(doubted, "name", stance="contradicts")
    make.cite(doubted, "park", stance="contradicts")

    assert list(Project.objects.contradicted()) == [doubted]


def test_projects_that_await_a_second_person():
    waiting = make.make_date_change_request()
    make.make_date_change_request(decision="approved")

    assert list(Project.objects.awaiting_second_person()) == [waiting.milestone.project]


def test_each_list_counts_in_one_query():
    make.make_date_change_request()
    with CaptureQueriesContext(connection) as queries:
        counts = counted()

    assert len(queries) == len(WORKLISTS)
    assert [(each["title"], each["count"]) for each in counts] == [
        ("到期未报", 0),
        ("30天内到期", 0),
        ("消息过期", 1),
        ("资料不全", 0),
        ("出处冲突", 0),
        ("暂停到期复核", 0),
        ("等第二人同意", 1),
    ]


@pytest.mark.parametrize("each", WORKLISTS, ids=lambda each: each.name)
def test_count_on_the_first_page_leads_to_as_many_rows(client, each):
    client.force_login(make.make_staff("editor"))
    make.make_date_change_request(make.make_milestone(make.make_project(), original_target=date("2022-03")))
    make.make_project(status="paused", pause_review_due=FRIDAY, stage="signed")
    make.cite(make.make_project(last_confirmed_on=PartialDate(timezone.localdate())), "name", stance="contradicts")
    listed = next(
        item for item in client.get(reverse("admin:index")).context["board"]["worklists"] if item["title"] == each.title
    )
    rows = client.get(listed["url"]).context["cl"].result_list

    assert len(rows) == listed["count"]


@pytest.mark.anywhere
def test_first_page_takes_the_same_queries_for_1_and_30_projects(client):
    client.force_login(make.make_staff("editor"))
    make.make_date_change_request()
    client.get(reverse("admin:index"))
    counts = []
    for more in (0, 29):
        for _ in range(more):
            make.make_date_change_request()
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:index"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_first_page_shows_no_work_to_who_may_not_see_projects(client):
    client.force_login(make.make_staff())

    assert client.get(reverse("admin:index")).context["board"].get("worklists", []) == []


def test_list_without_a_known_filter_shows_everything(client):
    client.force_login(make.make_staff("editor"))
    make.make_project()
    response = client.get(page(Project, "changelist"), {"work": "nonsense"}, follow=True)

    assert len(response.context["cl"].result_list) == 1
