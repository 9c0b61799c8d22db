"""Too many wrong passwords lock one name at one address, and never shut out anybody else."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.urls import reverse

from publishing.models import AuditEntry
from tests import factories as make
from tests.admin_pages import page
from zhuzhou_cms.access import lockout

pytestmark = pytest.mark.django_db

PASSWORD = "of-all-the-zone"
HERE, ELSEWHERE = "10.0.0.1", "10.0.0.2"
LOGIN = "/admin/login/"


@pytest.fixture
def li():
    return make.make_staff("editor", username="li", password=PASSWORD)


def attempt(client, password=PASSWORD, username="li", address=HERE):
    """ "in", or the first sentence of what the login page says."""
    client.logout()
    answer = client.post(LOGIN, {"username": username, "password": password}, REMOTE_ADDR=address)
    if answer.status_code == 302:
        return "in"
    return answer.context["form"].non_field_errors()[0].partition("，")[0]


def fail(client, times, **where):
    return [attempt(client, "wrong", **where) for _ in range(times)]


def later(**time):
    AuditEntry.objects.update(at=F("at") - dt.timedelta(**time))


WRONG, LOCKED = "用户名或密码不对", "输错的次数太多"


def test_fifth_wrong_password_locks_the_name_here(client, li):
    assert fail(client, 6) == [WRONG] * 4 + [LOCKED] * 2
    assert attempt(client) == LOCKED
    assert attempt(client, address=ELSEWHERE) == "in"


def test_page_says_how_long_it_takes(client, li):
    fail(client, 5)
    later(minutes=4)
    answer = client.post(LOGIN, {"username": "li", "password": PASSWORD}, REMOTE_ADDR=HERE)
    assert answer.context["form"].non_field_errors() == [
        "输错的次数太多，登录暂时锁定。请过 11 分钟再试；急用的话，请管理员在“用户”里解除锁定。"
    ]


def test_lock_ends_by_time_and_is_not_prolonged_by_trying(client, li):
    fail(client, 5)
    later(minutes=14)
    fail(client, 3)
    later(minutes=1, seconds=1)
    assert attempt(client) == "in"


def test_slips_over_a_morning_lock_nothing(client, li):
    said = []
    for _ in range(8):
        said += fail(client, 1)
        later(minutes=5)
    assert said == [WRONG] * 8


def test_login_begins_the_count_anew(client, li):
    fail(client, 4)
    assert attempt(client) == "in"
    assert fail(client, 4) == [WRONG] * 4


def test_lock_of_one_name_leaves_all_others_alone(client, li):
    make.make_staff("editor", username="wang", password=PASSWORD)
    fail(client, 5)
    assert attempt(client, username="wang") == "in"


def test_name_that_nobody_has_is_locked_alike(client):
    assert fail(client, 6, username="nobody") == [WRONG] * 4 + [LOCKED] * 2


def test_name_is_locked_everywhere_after_tries_from_many_addresses(client, li):
    said = [attempt(client, "wrong", address=f"192.0.2.{number}") for number in range(1, 21)]
    assert said == [WRONG] * 19 + [LOCKED]
    assert attempt(client, address=ELSEWHERE) == LOCKED


def test_stranger_cannot_keep_somebody_out_of_the_usual_place(client, li):
    attempt(client, address=HERE)
    for number in range(1, 21):
        attempt(client, "wrong", address=f"192.0.2.{number}")
    assert (attempt(client, address=ELSEWHERE), attempt(client, address=HERE)) == (LOCKED, "in")


def test_place_not_used_for_long_is_no_usual_one(client, li):
    attempt(client, address=HERE)
    later(days=31)
    for number in range(1, 21):
        attempt(client, "wrong", address=f"192.0.2.{number}")
    assert attempt(client, address=HERE) == LOCKED


def test_lock_is_on_record_once(client, li):
    fail(client, 8)
    entries = list(AuditEntry.objects.filter(address=HERE).order_by("pk").values_list("verb", "username", "user"))
    assert entries == [("登录失败", "li", None)] * 5 + [("登录锁定", "li", None)]
    assert AuditEntry.objects.of_item(li).filter(verb="登录锁定").count() == 1


def test_password_is_not_looked_at_while_locked(client, li, monkeypatch):
    fail(client, 5)
    monkeypatch.setattr(User, "check_password", lambda *args: pytest.fail("looked at"))
    assert attempt(client) == LOCKED


def unlock(client, *people):
    data = {"action": "unlock_login", "_selected_action": [person.pk for person in people]}
    answer = client.post(page(User, "changelist"), data, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_administrator_sees_and_ends_a_lock(client, li):
    fail(client, 5)
    client.force_login(make.make_staff("administrator"))
    shown = client.get(page(User, "change", li.pk)).content.decode()
    until = lockout.locks_of(li)[0][1].astimezone(dt.timezone(dt.timedelta(hours=8)))

    assert f"{HERE}，到 {until:%H:%M}" in shown
    assert unlock(client, li) == ["已解除登录锁定：li。"]
    assert AuditEntry.objects.of_item(li).filter(verb="解除登录锁定").count() == 1
    assert "没有锁定" in client.get(page(User, "change", li.pk)).content.decode()
    assert attempt(client) == "in"


def test_lock_everywhere_is_shown_and_ended_too(client, li):
    for number in range(1, 21):
        attempt(client, "wrong", address=f"192.0.2.{number}")
    client.force_login(make.make_staff("administrator"))
    assert "没有用过的网络地址，到" in client.get(page(User, "change", li.pk)).content.decode()
    unlock(client, li)
    assert attempt(client, address=ELSEWHERE) == "in"


def test_nothing_is_recorded_where_nothing_is_locked(client, li):
    client.force_login(make.make_staff("administrator"))
    assert unlock(client, li) == ["所选的人都没有锁定。"]
    assert AuditEntry.objects.filter(verb="解除登录锁定").count() == 0


def test_lock_of_a_superuser_is_for_superusers_to_end(client):
    boss = User.objects.create_superuser("boss", password=PASSWORD)
    fail(client, 5, username="boss")
    client.force_login(make.make_staff("administrator"))
    assert unlock(client, boss)[-1] == "boss 是超级用户，只有超级用户能动。"
    assert attempt(client, username="boss") == LOCKED


@pytest.mark.parametrize("role", ["auditor", "editor"])
def test_others_cannot_end_a_lock(client, li, role):
    fail(client, 5)
    client.force_login(make.make_staff(role))
    data = {"action": "unlock_login", "_selected_action": [li.pk]}
    client.post(reverse("admin:auth_user_changelist"), data)
    assert attempt(client) == LOCKED


@pytest.mark.parametrize("username", ["长" * 3000, "a\0b", "  "])
def test_login_survives_odd_names(client, username):
    assert client.post(LOGIN, {"username": username, "password": "x"}).status_code == 200
