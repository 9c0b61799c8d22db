"""The second step: set up, asked for after the password, given up, reset; required, optional or off."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from publishing.models import AuditEntry
from tests import factories as make
from tests.admin_pages import page
from zhuzhou_cms.access import second_factor
from zhuzhou_cms.tests.test_checks import ids

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

PASSWORD = "of-all-the-zone"
INDEX, LOGIN = "/admin/", "/admin/login/"
OWN, CODE, SETUP = (f"/admin/second-factor/{tail}" for tail in ("", "code/", "setup/"))
CODES, REMOVE = (f"{OWN}{tail}/" for tail in ("codes", "remove"))


@pytest.fixture
def li(client):
    return make.make_staff("editor", username="li", password=PASSWORD)


@pytest.fixture
def protected(li):
    """Somebody with a device, and the recovery codes."""
    second_factor.device_to_set_up(li)
    li.recovery = second_factor.confirm(li, code_of(li))
    return li


@pytest.fixture
def required(settings):
    settings.STAFF_SECOND_FACTOR = "required"


def code_of(user):
    """What the phone shows now; as if none had been used in this half minute, and none been wrong."""
    devices = TOTPDevice.objects.filter(user=user)
    devices.update(last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None)
    return f"{totp(devices.get().bin_key):06}"


def wrong_code_of(user):
    return f"{(int(code_of(user)) + 500_000) % 1_000_000:06}"


def log_in(client, user):
    client.logout()
    return client.post(LOGIN, {"username": user.username, "password": PASSWORD})


def verbs(user):
    return list(AuditEntry.objects.of_item(user).order_by("pk").values_list("verb", flat=True))


def error_of(answer):
    return answer.context["form"].errors["code"][0]


# --- Setting it up ------------------------------------------------------------------------------------------------


def set_up(client, user):
    client.get(SETUP)
    return client.post(SETUP, {"code": code_of(user)})


def test_setting_up_shows_the_recovery_codes_once(client, li):
    client.force_login(li)
    shown = set_up(client, li).content.decode()
    codes = re.findall(r"<code>(\w{4}-\w{4})</code>", shown)

    assert (len(codes), second_factor.codes_left(li), second_factor.is_on(li)) == (10, 10, True)
    assert codes[0] not in client.get(OWN).content.decode()
    assert client.get(SETUP).url == OWN
    assert verbs(li)[-1] == "启用第二步验证"
    assert client.get(INDEX).status_code == 200


def test_secret_is_shown_as_picture_and_as_text_under_the_strict_policy(client, li):
    client.force_login(li)
    shown = client.get(SETUP).content.decode()
    secret = second_factor.secret_of(TOTPDevice.objects.get())
    picture = shown[shown.index('<div class="access-picture">') :].partition("</div>")[0]

    assert secret in shown
    assert ("<svg" in picture, "style=" in picture) == (True, False)
    assert client.get(SETUP).content.decode().count(secret) == 1  # the same one until it is confirmed


def test_wrong_first_code_changes_nothing(client, li):
    client.force_login(li)
    client.get(SETUP)
    answer = client.post(SETUP, {"code": wrong_code_of(li)})
    assert error_of(answer).startswith("验证码不对。")
    assert (second_factor.is_on(li), StaticToken.objects.count()) == (False, 0)


@pytest.mark.everywhere
@pytest.mark.parametrize("code", ["", "abc", "-1", "1" * 41, "\0", "１２３４５６", "0x12"])
def test_pages_survive_odd_codes(client, protected, code):
    log_in(client, protected)
    assert client.post(CODE, {"code": code}).status_code == 200
    client.force_login(make.make_staff("editor"))
    client.get(SETUP)
    assert client.post(SETUP, {"code": code}).status_code == 200


def test_no_secret_and_no_code_is_on_record(client, li):
    client.force_login(li)
    codes = re.findall(r"<code>(\w{4})-(\w{4})</code>", set_up(client, li).content.decode())
    recorded = str(list(AuditEntry.objects.values()))
    secrets = [TOTPDevice.objects.get().key, *map("".join, codes)]
    assert [secret for secret in secrets if secret in recorded] == []


# --- Logging in ---------------------------------------------------------------------------------------------------


def test_password_alone_is_not_enough(client, protected):
    assert log_in(client, protected).url == INDEX
    answer = client.get(f"{INDEX}parks/park/?q=a")
    assert answer.url == f"{CODE}?next=%2Fadmin%2Fparks%2Fpark%2F%3Fq%3Da"
    for address in (OWN, SETUP, "/styleguide/", "/admin/password_change/"):
        assert client.get(address).url.startswith(CODE)
    assert client.post(REMOVE, {"remove-code": code_of(protected)}).url == CODE
    assert second_factor.is_on(protected) is True


def test_code_leads_on_to_where_one_was_going(client, protected):
    log_in(client, protected)
    answer = client.post(CODE, {"code": code_of(protected), "next": "/admin/parks/park/?q=a"})
    assert answer.url == "/admin/parks/park/?q=a"
    assert client.get(INDEX).status_code == 200
    assert verbs(protected)[-1] == "通过第二步验证"


@pytest.mark.parametrize("to", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_code_leads_nowhere_else(client, protected, to):
    log_in(client, protected)
    assert client.post(CODE, {"code": code_of(protected), "next": to}).url == INDEX


@pytest.mark.everywhere
def test_wrong_code_is_refused_and_the_next_one_has_to_wait(client, protected):
    log_in(client, protected)
    assert error_of(client.post(CODE, {"code": wrong_code_of(protected)})).startswith("验证码不对。")
    TOTPDevice.objects.update(throttling_failure_count=9)
    assert error_of(client.post(CODE, {"code": "000000"})).startswith("输错的次数太多，请过 5 分钟再试。")
    assert client.get(INDEX).status_code == 302
    assert verbs(protected)[-1] == "验证码错误"


@pytest.mark.everywhere
def test_code_holds_once(client, protected):
    log_in(client, protected)
    code = code_of(protected)
    client.post(CODE, {"code": code})
    log_in(client, protected)
    assert error_of(client.post(CODE, {"code": code})).startswith("验证码不对。")


@pytest.mark.everywhere
def test_recovery_code_holds_once(client, protected):
    log_in(client, protected)
    code = f" {protected.recovery[0].upper()} "
    assert client.post(CODE, {"code": code}).status_code == 302
    assert AuditEntry.objects.of_item(protected).first().note == "用了一个备用码，还剩 9 个。"
    log_in(client, protected)
    assert client.post(CODE, {"code": code}).status_code == 200


def test_code_of_somebody_else_is_wrong(client, protected):
    wang = make.make_staff("editor", username="wang", password=PASSWORD)
    second_factor.device_to_set_up(wang)
    TOTPDevice.objects.filter(user=wang).update(confirmed=True)
    log_in(client, wang)
    assert client.post(CODE, {"code": code_of(protected)}).status_code == 200
    assert client.post(CODE, {"code": protected.recovery[0]}).status_code == 200


def test_visitor_sees_none_of_it(client):
    for address in (OWN, CODE, SETUP, CODES, REMOVE):
        assert client.get(address).url == f"{LOGIN}?next={address}"


# --- Afterwards ---------------------------------------------------------------------------------------------------


@pytest.fixture
def inside(client, protected):
    log_in(client, protected)
    client.post(CODE, {"code": code_of(protected)})
    return protected


def test_new_recovery_codes_end_the_old_ones(client, inside):
    shown = client.post(CODES, {"codes-code": code_of(inside)}).content.decode()
    assert (inside.recovery[0] in shown, len(re.findall(r"<code>\w{4}-\w{4}</code>", shown))) == (False, 10)
    with pytest.raises(second_factor.WrongCode):
        second_factor.verify(inside, inside.recovery[0])
    assert verbs(inside)[-2:] == ["换备用码", "验证码错误"]


def test_giving_up_takes_a_code(client, inside):
    answer = client.post(REMOVE, {"remove-code": wrong_code_of(inside)})
    assert ("验证码不对" in answer.content.decode(), second_factor.is_on(inside)) == (True, True)
    client.post(REMOVE, {"remove-code": code_of(inside)})
    assert (second_factor.is_on(inside), StaticDevice.objects.count()) == (False, 0)
    assert verbs(inside)[-1] == "停用第二步验证"
    log_in(client, inside)
    assert client.get(INDEX).status_code == 200


def test_recovery_code_gives_up_a_lost_phone(client, inside):
    client.post(REMOVE, {"remove-code": inside.recovery[0]})
    assert second_factor.is_on(inside) is False


@pytest.mark.parametrize("address", [CODES, REMOVE])
def test_changes_are_sent_and_not_asked_for(client, inside, address):
    assert client.get(address).status_code == 405


# --- Others -------------------------------------------------------------------------------------------------------


def reset(client, person):
    data = {"action": "reset_second_factor", "_selected_action": [person.pk]}
    answer = client.post(page(User, "changelist"), data, follow=True)
    return [str(message) for message in answer.context["messages"]]


@pytest.mark.everywhere
def test_administrator_resets_a_lost_phone(client, protected):
    client.force_login(make.make_staff("administrator"))
    assert "已启用" in client.get(page(User, "change", protected.pk)).content.decode()
    assert reset(client, protected) == ["已重置第二步验证：li。请他们登录后重新设置。"]
    assert verbs(protected)[-1] == "重置第二步验证"
    log_in(client, protected)
    assert client.get(INDEX).status_code == 200


def test_administrator_does_not_reset_ones_own(client):
    boss = make.make_staff("administrator")
    client.force_login(boss)
    set_up(client, boss)
    assert reset(client, boss)[0].startswith("您自己的")
    assert second_factor.is_on(boss) is True


def test_superuser_is_for_superusers_to_reset(client):
    boss = User.objects.create_superuser("boss", password=PASSWORD)
    second_factor.device_to_set_up(boss)
    second_factor.confirm(boss, code_of(boss))
    client.force_login(make.make_staff("administrator"))
    reset(client, boss)
    assert second_factor.is_on(boss) is True


def test_reset_during_the_login_leads_on(client, protected):
    log_in(client, protected)
    second_factor.reset(user=protected, of=protected)
    assert client.get(INDEX).status_code == 200


def test_command_resets_the_last_administrator(protected):
    call_command("reset_second_factor", "li")
    assert (second_factor.is_on(protected), verbs(protected)[-1]) == (False, "重置第二步验证")
    with pytest.raises(CommandError, match="没有启用"):
        call_command("reset_second_factor", "li")
    with pytest.raises(CommandError, match="没有这个用户"):
        call_command("reset_second_factor", "nobody")


# --- Required, optional, off --------------------------------------------------------------------------------------


def test_where_it_is_required_nothing_else_can_be_done_first(client, li, required):
    log_in(client, li)
    for address in (INDEX, "/admin/parks/park/", "/styleguide/", OWN):
        assert client.get(address).url.startswith(SETUP)
    shown = client.get(SETUP).content.decode()
    assert ("本站要求" in shown, 'id="nav-sidebar"' in shown) == (True, False)
    assert set_up(client, li).status_code == 200
    assert client.get(INDEX).status_code == 200


def test_where_it_is_required_giving_up_leads_to_the_next_device(client, inside, required):
    client.post(REMOVE, {"remove-code": code_of(inside)})
    assert client.get(INDEX).url.startswith(SETUP)


def test_where_it_is_optional_nobody_is_asked(client, li):
    log_in(client, li)
    assert client.get(INDEX).status_code == 200
    assert f'href="{OWN}"' in client.get(INDEX).content.decode()


def test_where_it_is_off_there_is_none_of_it(client, protected, settings):
    settings.STAFF_SECOND_FACTOR = "off"
    log_in(client, protected)
    assert f'href="{OWN}"' not in client.get(INDEX).content.decode()
    assert [client.get(address).status_code for address in (OWN, SETUP)] == [404, 404]


@pytest.mark.parametrize(("word", "expected"), [("on", ["E022"]), ("", ["E022"]), ("off", []), ("required", [])])
def test_check_names_a_word_that_is_none(settings, word, expected):
    settings.STAFF_SECOND_FACTOR = word
    assert ids() == expected
    assert second_factor.is_required() is (word != "off")


@pytest.mark.parametrize(("word", "expected"), [("off", True), ("optional", True), ("required", False)])
def test_check_asks_for_it_in_production(settings, word, expected):
    settings.PRODUCTION, settings.STAFF_SECOND_FACTOR = True, word
    assert ("W021" in ids(deploy=True)) is expected
