"""Who does nothing for half an hour logs in again, and what a page does by itself is nothing."""

import datetime as dt
import time

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.urls import reverse

from publishing.models import AuditEntry, Sitting
from tests import factories as make
from tests.admin_pages import form_data, page
from zhuzhou_cms.access import idle
from zhuzhou_cms.tests.test_checks import ids

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

INDEX, LOGIN = "/admin/", "/admin/login/"


@pytest.fixture
def editor(client):
    user = make.make_staff("editor")
    client.force_login(user)
    return user


def pass_by(client, minutes):
    """So many minutes ago this person was last seen."""
    session = client.session
    session[idle.SEEN] -= minutes * 60
    session.save()


def words_of(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_half_an_hour_of_nothing_ends_the_login(client, editor):
    pass_by(client, 31)
    park = make.make_park()
    address = page(type(park), "change", park.pk)
    answer = client.get(address)

    assert (answer.status_code, answer.url) == (302, f"{LOGIN}?next={address}")
    assert words_of(answer) == ["超过 30 分钟没有操作，已自动退出，请重新登录。"]
    assert "超过 30 分钟没有操作" in client.get(answer.url).content.decode()
    assert AuditEntry.objects.of_item(editor).values_list("verb", flat=True).first() == "闲置退出"


def test_login_afterwards_leads_back(client):
    user = make.make_staff("editor", password="of-all-the-zone")
    client.force_login(user)
    pass_by(client, 31)
    answer = client.get(f"{INDEX}parks/park/?q=a")
    data = {"username": user.username, "password": "of-all-the-zone", "next": f"{INDEX}parks/park/?q=a"}
    assert client.post(answer.url, data).url == f"{INDEX}parks/park/?q=a"


def test_who_does_something_stays(client, editor):
    for _ in range(3):
        pass_by(client, 29)
        assert client.get(INDEX).status_code == 200


def test_minutes_are_a_setting(client, editor, settings):
    settings.STAFF_IDLE_MINUTES = 5
    pass_by(client, 6)
    assert client.get(INDEX).status_code == 302


def typing(client, park, **data):
    return client.post(reverse("admin:parks_park_typing", args=[park.pk]), data)


def test_open_page_by_itself_keeps_nobody_logged_in(client, editor):
    park = make.make_park()
    for _ in range(2):
        pass_by(client, 16)
        answer = typing(client, park, _present="1", _user=editor.pk)
    assert (answer.status_code, answer.json()) == (401, {"error": "登录已过期。"})


def test_what_is_typed_and_kept_is_doing_something(client, editor):
    park = make.make_park()
    data = form_data(client.get(page(type(park), "change", park.pk)))
    for number in range(3):
        pass_by(client, 16)
        answer = typing(client, park, **data | {"summary": f"第{number}次"})
        assert answer.status_code == 200


def test_what_is_typed_too_late_is_refused_in_a_way_that_the_page_understands(client, editor):
    """The page then keeps its copy in the browser (static/js/drafting.js), and the server keeps what it had."""
    park = make.make_park()
    data = form_data(client.get(page(type(park), "change", park.pk)))
    typing(client, park, **data | {"summary": "早写的"})
    pass_by(client, 31)
    answer = typing(client, park, **data | {"summary": "晚写的"})

    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/json")
    assert Sitting.objects.get(user=editor).payload["fields"]["summary"] == ["早写的"]


def test_typing_into_a_form_that_is_not_saved_by_itself_is_doing_something(client, editor):
    for _ in range(3):
        pass_by(client, 16)
        assert client.post("/admin/still-here/").status_code == 204
    assert client.get("/admin/still-here/").status_code == 405
    client.logout()
    assert client.post("/admin/still-here/").status_code == 302


def test_form_sent_too_late_is_said_not_to_be_saved(client, editor):
    pass_by(client, 31)
    answer = client.post(reverse("admin:library_sourcedocument_add"), {"title": "甲"})
    assert words_of(answer)[0].endswith("刚才提交的没有保存，登录后请再提交一次。")


def test_logging_out_late_needs_no_words(client, editor):
    pass_by(client, 31)
    assert words_of(client.post(reverse("admin:logout"))) == []


def test_public_pages_ask_for_no_session(client, editor):
    pass_by(client, 31)
    client.get("/")
    assert idle.SEEN in client.session


def test_session_is_written_once_a_minute_at_most(client, editor):
    client.get(INDEX)
    before = client.session[idle.SEEN]
    client.get(INDEX)
    assert client.session[idle.SEEN] == before


def test_working_day_is_counted_from_the_login(client, editor):
    end = Session.objects.get().expire_date
    pass_by(client, 10)
    client.get(INDEX)
    assert client.session[idle.SEEN] >= int(time.time()) - 5
    moved = Session.objects.get().expire_date - end
    assert abs(moved) < dt.timedelta(seconds=5)


@pytest.mark.parametrize(("minutes", "expected"), [(0, ["E021"]), (-5, ["E021"]), (481, ["E021"]), (1, []), (480, [])])
def test_check_names_minutes_that_make_no_sense(settings, minutes, expected):
    settings.STAFF_IDLE_MINUTES = minutes
    assert ids() == expected
