"""The feeds of date changes and the calendar of milestones, read by feedparser and icalendar."""

import datetime as dt

import feedparser
import pytest
from icalendar import Calendar

from core.partial_dates import PartialDate
from projects.models import Project
from tests import factories as make
from tests.pages import query_count

pytestmark = pytest.mark.django_db

FEED, CALENDAR = "/projects/feed/", "/projects/milestones.ics"
date = PartialDate.parse


def entries_of(answer):
    """The feed's entries. Fails when the feed is not well formed."""
    feed = feedparser.parse(answer.content)
    assert (answer.status_code, feed.bozo, feed.version) == (200, False, "atom10")
    return feed.entries


def calendar_of(answer):
    """The entries of the calendar by their titles."""
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(event["summary"]): event for event in events}


def moved(project=None, **values):
    """A change of a completion's target."""
    milestone = make.make_milestone(
        project or make.make_project(),
        kind="completion",
        original_target=date("2022-03"),
        current_target=date("2022-08"),
    )
    return make.make_date_change(milestone, **{"old": date("2022-03"), "source": make.make_source()} | values)


def test_change_says_what_became_of_the_date_why_and_who_said_so(client):
    source = make.make_source(title="调度会纪要", publisher="管委会")
    change = moved(source=source, locator="第3段")
    project = change.milestone.project
    (entry,) = entries_of(client.get(FEED))
    title = f"{project.name}：竣工的现定日期"
    assert entry.title == f"{title} 2022年3月 → 2022年8月"
    assert entry.summary.splitlines() == [
        f"{title}：2022年3月 → 2022年8月。",
        "性质：延期。",
        "原因：设备或供应。",
        "理由：设备晚到。",
        "来源日期：2022年3月。",
        "出处：《调度会纪要》，管委会，第3段。",
    ]
    assert entry.id == f"tag:testserver,2026:date-change-{change.pk}"
    assert entry.link == f"http://testserver/projects/{project.slug}/changes/#change-{change.pk}"
    assert f'id="change-{change.pk}"' in client.get(f"/projects/{project.slug}/changes/").content.decode()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"old": None, "new": date("2021"), "date_kind": "original_target"}, "原定日期 未说明 → 2021年"),
        ({"date_kind": "actual", "old": None, "new": date("2022-08-05")}, "实际日期 未说明 → 2022年8月5日"),
        ({"date_kind": "actual", "old": date("2022-08-05"), "new": None}, "实际日期 2022年8月5日 → 撤回"),
        ({"date_kind": "alternative_date", "old": None, "new": date("2023-H1")}, "另行预计日期 未说明 → 2023年上半年"),
    ],
)
def test_every_kind_of_date_is_followed(client, values, told):
    moved(**values)
    assert entries_of(client.get(FEED))[0].title.endswith(f"的{told}")


def test_feed_is_of_public_projects_and_ends_at_fifty(client):
    project = make.make_project()
    changes = [moved(project)]
    for number in range(50):
        recorded = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=number)
        changes.append(make.make_date_change(changes[0].milestone, recorded_at=recorded))
    moved(make.make_project(published=False))
    ids = [entry.id for entry in entries_of(client.get(FEED))]
    assert ids == [f"tag:testserver,2026:date-change-{change.pk}" for change in changes[:0:-1]]


def test_project_has_a_feed_of_its_own(client):
    own, other = moved(), moved()
    address = f"/projects/{own.milestone.project.slug}/feed/"
    assert [entry.id for entry in entries_of(client.get(address))] == [f"tag:testserver,2026:date-change-{own.pk}"]
    assert own.pk != other.pk
    for page in (own.milestone.project.get_absolute_url(), f"/projects/{own.milestone.project.slug}/changes/"):
        assert (
            f'<link rel="alternate" type="application/atom+xml" href="{address}"' in client.get(page).content.decode()
        )


def test_feed_of_a_project_that_is_not_public_is_not_there(client):
    project = moved(make.make_project(published=False)).milestone.project
    assert client.get(f"/projects/{project.slug}/feed/").status_code == 404
    assert client.get("/projects/nowhere/feed/").status_code == 404


def test_feed_of_a_withdrawn_project_says_so(client):
    project = moved().milestone.project
    Project.objects.filter(pk=project.pk).update(expires_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert client.get(f"/projects/{project.slug}/feed/").status_code == 410


def test_feed_is_sent_once(client):
    moved()
    tag = client.get(FEED)["ETag"]
    assert client.get(FEED, headers={"if-none-match": tag}).status_code == 304
    moved()
    assert client.get(FEED, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.anywhere
@pytest.mark.parametrize("address", [FEED, CALENDAR])
def test_files_cost_the_same_at_one_and_at_thirty_projects(client, address):
    make.make_phase(moved().milestone.project)
    few = query_count(client, address)
    for _ in range(29):
        make.make_phase(moved().milestone.project)
    assert query_count(client, address) == few


def test_calendar_tells_targets_from_what_happened(client):
    project = make.make_project(name="大数据产业园", short_name="大数据园")
    milestone = make.make_milestone(
        project, kind="completion", source=make.make_source(title="规划"), original_target=date("2021-06"),
        current_target=date("2022-03"), alternative_date=date("2023-H1"), actual=date("2023-05-06"),
    )  # fmt: skip
    found = calendar_of(client.get(CALENDAR))
    told = {
        title: (str(event["status"]), event["dtstart"].dt, event["dtend"].dt, str(event["uid"]))
        for title, event in found.items()
    }
    uid = f"milestone-{milestone.pk}"
    assert told == {
        "现定竣工：大数据园（2022年3月内，具体日期未说明）": (
            "TENTATIVE", dt.date(2022, 3, 1), dt.date(2022, 4, 1), f"{uid}-target@testserver"),
        "另行预计竣工：大数据园（2023年上半年内，具体日期未说明）": (
            "TENTATIVE", dt.date(2023, 1, 1), dt.date(2023, 7, 1), f"{uid}-alternative@testserver"),
        "实际竣工：大数据园": (
            "CONFIRMED", dt.date(2023, 5, 6), dt.date(2023, 5, 7), f"{uid}-actual@testserver"),
    }  # fmt: skip
    assert str(found["实际竣工：大数据园"]["description"]).splitlines() == [
        "大数据产业园",
        "原定2021年6月；现定2022年3月；另行预计2023年上半年；实际2023年5月6日。",
        "出处：《规划》。",
        f"http://testserver{project.get_absolute_url()}",
    ]


def test_calendar_names_the_phase(client):
    project = make.make_project(short_name="园")
    make.make_phase(project, number=1, name="一期")
    make.make_milestone(project, kind="completion", phase_number=1, actual=date("2023-05-06"))
    assert list(calendar_of(client.get(CALENDAR))) == ["实际一期竣工：园"]


def test_targets_of_a_cancelled_project_are_cancelled(client):
    project = make.make_project(status="cancelled", cancel_reason="不建了。")
    make.make_milestone(project, kind="completion", original_target=date("2022-03-01"))
    make.make_milestone(project, kind="signing", actual=date("2021-03-01"))
    events = calendar_of(client.get(CALENDAR)).values()
    assert sorted(str(event["status"]) for event in events) == ["CANCELLED", "CONFIRMED"]
    assert {str(event["description"]).splitlines()[1] for event in events} == {"项目已取消。"}


def test_calendar_leaves_out_what_is_not_public_not_applicable_or_undated(client):
    make.make_milestone(make.make_project(published=False), original_target=date("2022"))
    make.make_milestone(make.make_project(), original_target=date("2022"), not_applicable=True)
    make.make_milestone(make.make_project())
    assert calendar_of(client.get(CALENDAR)) == {}


def test_calendar_entry_is_as_new_as_its_last_change(client):
    change = moved(recorded_at=dt.datetime(2199, 1, 1, tzinfo=dt.UTC))
    Project.objects.update(updated_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    (event,) = calendar_of(client.get(CALENDAR)).values()
    assert event["last-modified"].dt == change.recorded_at


def test_list_leads_to_feed_and_calendar(client):
    page = client.get("/projects/").content.decode()
    assert '<link rel="alternate" type="application/atom+xml" href="/projects/feed/" title="项目日期的改动">' in page
    assert '<link rel="alternate" type="text/calendar" href="/projects/milestones.ics"' in page
