"""Between the password and the staff's pages: a password of one's own."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tests import factories as make
from tests.admin_pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

OLD, NEW = "of-all-the-zone", "another-long-one-2"
INDEX, CHANGE = "/admin/", "/admin/password_change/"


@pytest.fixture
def newcomer(client):
    """Somebody whom an administrator has just entered, logged in with the password that both of them know."""
    client.force_login(make.make_staff("administrator"))
    client.post(page(User, "add"), {"username": "wang", "usable_password": "true", "password1": OLD, "password2": OLD})
    User.objects.filter(username="wang").update(is_staff=True)
    return log_in(client)


def log_in(client, password=OLD):
    client.logout()
    assert client.post("/admin/login/", {"username": "wang", "password": password}).status_code == 302
    return User.objects.get(username="wang")


def change(client, old=OLD, new=NEW):
    return client.post(CHANGE, {"old_password": old, "new_password1": new, "new_password2": new})


def test_newcomer_chooses_a_password_first(client, newcomer):
    answer = client.get(f"{INDEX}parks/park/?q=a")
    assert (answer.status_code, answer.url) == (302, f"{CHANGE}?next=%2Fadmin%2Fparks%2Fpark%2F%3Fq%3Da")
    assert "请先换成只有您自己知道的密码。" in client.get(answer.url).content.decode()
    assert change(client).status_code == 302
    assert client.get(INDEX).status_code == 200
    log_in(client, NEW)
    assert client.get(INDEX).status_code == 200


def test_style_guide_and_typing_are_closed_until_then(client, newcomer):
    assert client.get("/styleguide/").url.startswith(CHANGE)
    answer = client.post(reverse("admin:parks_park_typing_new"), {"_present": "1"})
    assert (answer.status_code, answer.json()) == (401, {"error": "登录还没有完成。"})


def test_way_out_is_open(client, newcomer):
    assert client.post(reverse("admin:logout")).status_code == 200


def test_password_that_an_administrator_sets_is_changed_too(client, newcomer):
    change(client)
    boss = make.make_staff("administrator")
    client.force_login(boss)
    client.post(
        reverse("admin:auth_user_password_change", args=[newcomer.pk]),
        {"usable_password": "true", "password1": OLD, "password2": OLD},
    )
    log_in(client)
    assert client.get(INDEX).url.startswith(CHANGE)


def test_same_password_again_is_no_new_one(client, newcomer):
    assert change(client, new=OLD).status_code == 200
    assert client.get(INDEX).url.startswith(CHANGE)


def test_ones_own_password_stays(client):
    user = make.make_staff("editor", username="wang", password=OLD)
    client.force_login(user)
    change(client)
    log_in(client, NEW)
    assert client.get(INDEX).status_code == 200


# --- What a password has to be -----------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", ["kurz-kurz-1", "111111111111111", "password1234", "zhangxiaoming"])
@pytest.mark.parametrize("form", ["own", "another's", "new person's"])
def test_weak_passwords_are_refused_by_every_form(client, bad, form):
    boss = make.make_staff("administrator", username="zhangxiaoming", password=OLD)
    person = make.make_staff("editor", username="zhangxiaoming2", first_name="zhangxiaoming")
    client.force_login(boss)
    both = {"usable_password": "true", "password1": bad, "password2": bad}
    if form == "own":
        answer = change(client, new=bad)
    elif form == "another's":
        answer = client.post(reverse("admin:auth_user_password_change", args=[person.pk]), both)
    else:
        answer = client.post(page(User, "add"), both | {"username": "zhangxiaoming3"})
    assert answer.status_code == 200
    boss.refresh_from_db()
    assert (boss.check_password(OLD), User.objects.count()) == (True, 2)


def test_rules_are_told_in_chinese(client):
    client.force_login(make.make_staff("editor"))
    words = client.get(CHANGE).content.decode()
    rules = (
        "不能与你的其他个人信息太相似",
        "必须包含至少 12 个字符",
        "不能是一个常见密码",
        "不能全都是数字",
        "不能和现在的一样",
    )
    assert [rule for rule in rules if rule not in words] == []
