"""The admin's first page: each person sees their own work, bounded, with the way to it."""

import datetime as dt

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from parks.models import Park
from publishing import actions
from publishing.models import BrokenLink, ScheduleRun
from tests import factories as make
from tests.drafting import approve, make_draft
from zhuzhou_cms.dashboard import SHOWN
from zhuzhou_cms.roles import ROLES

pytestmark = pytest.mark.django_db


def board_of(client, role="editor", user=None):
    client.force_login(user or make.make_staff(role))
    return client.get(reverse("admin:index")).context["board"]


def titles(part):
    return [draft.title for draft in part]


@pytest.mark.parametrize("role", [role.code for role in ROLES])
def test_first_page_opens_for_each_role(client, role):
    make_draft(make.make_park(), summary="新的。")
    client.force_login(make.make_staff(role))
    assert client.get(reverse("admin:index")).status_code == 200


def test_staff_without_a_role_sees_no_board(client):
    client.force_login(make.make_staff())
    assert client.get(reverse("admin:index")).context["board"] == {}


def test_author_sees_own_drafts_and_the_reviewer_what_waits(client):
    editor = make.make_staff("editor")
    draft = make_draft(make.make_park(name="甲园"), editor, summary="新的。")
    make_draft(make.make_park(name="乙园"), summary="别人的。")
    actions.submit(draft=draft, user=editor)

    assert titles(board_of(client, user=editor)["mine"]) == ["甲园"]
    assert titles(board_of(client, user=editor)["waiting"]) == []
    assert titles(board_of(client, "first_reviewer")["waiting"]) == ["甲园"]
    assert titles(board_of(client, "second_reviewer")["waiting"]) == []


def test_draft_that_was_sent_back_waits_for_its_author(client):
    editor = make.make_staff("editor")
    draft = actions.submit(draft=make_draft(make.make_park(name="甲园"), editor, summary="新的。"), user=editor)
    actions.send_back(draft=draft, user=make.make_staff("first_reviewer"), comment="请补出处。")

    assert titles(board_of(client, user=editor)["waiting"]) == ["甲园"]


def test_counts_lead_to_lists_of_as_many_rows(client):
    editor = make.make_staff("editor")
    for name in ("甲园", "乙园"):
        make_draft(make.make_park(name=name), editor, summary="新的。")
    board = board_of(client, user=editor)
    counted = {each["title"]: each for each in board["counts"]}
    assert counted["我的草稿"]["count"] == 2
    for title in ("等我办", "我的草稿", "定时"):
        rows = client.get(counted[title]["url"]).context["cl"].result_list
        assert (title, len(rows)) == (title, counted[title]["count"])


def test_typed_and_unsaved_leads_back_to_its_form(client):
    editor, park = make.make_staff("editor"), make.make_park(name="甲园")
    content_type = ContentType.objects.get_for_model(Park)
    words = {"user": editor, "content_type": content_type, "payload": {"fields": {}, "rows": {}}}
    actions.leave_typing(place=f"parks.park:{park.pk}", object_id=park.pk, **words)
    actions.leave_typing(place="parks.park:new-abc", **words)

    assert {(row["title"], row["url"]) for row in board_of(client, user=editor)["unsaved"]} == {
        ("园区：甲园", reverse("admin:parks_park_change", args=[park.pk])),
        ("园区：新的一条", f"{reverse('admin:parks_park_add')}?begun=abc"),
    }
    assert board_of(client, "administrator")["unsaved"] == []


def test_scheduled_draft_is_listed_with_its_time(client):
    draft = approve(make_draft(make.make_park(name="甲园"), summary="新的。"))
    at = timezone.now() + dt.timedelta(days=1)
    actions.schedule(draft=draft, user=make.make_staff("publisher"), publish_at=at)

    assert [(draft.title, draft.publish_at) for draft in board_of(client)["scheduled"]] == [("甲园", at)]


@pytest.mark.parametrize(("minutes", "is_late"), [(1, False), (16, True), (None, True)])
def test_timer_that_stopped_is_noticed(client, minutes, is_late):
    if minutes is not None:
        moment = timezone.now() - dt.timedelta(minutes=minutes)
        ScheduleRun.objects.create(started_at=moment, seen_at=moment)

    assert board_of(client)["schedule"]["is_late"] is is_late


def test_content_is_announced_before_its_date_of_review(client):
    today = timezone.localdate()
    make.make_park(name="甲园", review_by=today + dt.timedelta(days=30))
    make.make_park(name="乙园", review_by=today + dt.timedelta(days=31))
    make.make_article(title="过期文章", review_by=today - dt.timedelta(days=1))

    assert [str(each["row"]) for each in board_of(client)["reviews"]] == ["过期文章", "甲园"]


def test_broken_links_are_counted(client):
    content_type = ContentType.objects.get_for_model(Park)
    BrokenLink.objects.create(content_type=content_type, object_id=1, field="summary", title="甲", url="/x/")

    assert board_of(client)["broken_links"]["count"] == 1


def test_pictures_that_cannot_be_shown_are_counted(client):
    make.make_image()
    make.make_image(renditions={})

    assert board_of(client)["lost_pictures"]["count"] == 1


@pytest.mark.anywhere
def test_first_page_is_bounded_and_takes_the_same_queries(client):
    editor = make.make_staff("editor")
    for _ in range(2):
        make_draft(make.make_park(review_by=timezone.localdate()), editor, summary="新的。")
    board_of(client, user=editor)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("admin:index"))
    for _ in range(SHOWN + 2):
        make_draft(make.make_park(review_by=timezone.localdate()), editor, summary="新的。")
    with CaptureQueriesContext(connection) as many:
        board = client.get(reverse("admin:index")).context["board"]

    assert (len(board["mine"]), board["mine"].has_more, len(board["reviews"])) == (SHOWN, True, SHOWN)
    assert len(many) == len(few)
