"""The second step of the login in a browser: on a phone, in the dark, under the security policy, to axe's liking."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from publishing.models import Sitting
from tests import factories as make
from zhuzhou_cms.access import idle

from .test_accessibility import MODES, broken_rules, inject_axe

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "of-all-the-zone"


def code_of(user):
    TOTPDevice.objects.filter(user=user).update(last_t=-1, throttling_failure_count=0)
    return f"{totp(TOTPDevice.objects.get(user=user).bin_key):06}"


def broken_here(page):
    """What axe finds on this page, wide and on a dark phone, and whether a phone has to scroll sideways."""
    inject_axe(page)
    broken = {}
    for name in ("wide", "dark phone"):
        page.set_viewport_size({"width": MODES[name].width, "height": 900})
        page.emulate_media(color_scheme=MODES[name].scheme)
        if found := broken_rules(page, MODES[name].rules):
            broken[name] = found
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        broken["sideways"] = page.evaluate("document.documentElement.scrollWidth")
    return broken


def fill_in_login(page, user):
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_newcomer_sets_it_up_and_logs_in_with_it(new_page, settings):
    settings.STAFF_SECOND_FACTOR = "required"
    user = make.make_staff("editor", username="li", password=PASSWORD)
    page, broken = new_page(), {}
    page.goto("/admin/parks/park/")
    fill_in_login(page, user)
    page.get_by_role("heading", name="设置第二步验证").wait_for()
    broken["setup"] = broken_here(page)
    page.get_by_label("验证码").fill(code_of(user))
    page.get_by_role("button", name="启用").click()
    page.get_by_text("只显示这一次").wait_for()
    broken["codes"] = broken_here(page)
    page.get_by_role("link", name="我收好了，继续").click()
    assert page.url.endswith("/admin/parks/park/")
    page.goto("/admin/second-factor/")
    broken["own page"] = broken_here(page)

    page = new_page()
    page.goto("/admin/parks/park/")
    fill_in_login(page, user)
    page.get_by_label("验证码").fill("abc")
    page.get_by_role("button", name="继续").click()
    page.get_by_role("alert").wait_for()
    broken["code"] = broken_here(page)
    page.get_by_label("验证码").fill(code_of(user))
    page.get_by_role("button", name="继续").click()
    page.wait_for_url("**/admin/parks/park/")
    assert broken == {name: {} for name in broken}


def test_what_is_typed_too_late_stays_in_the_browser(new_page, log_in):
    """The login runs out while somebody types: the page says so, keeps all, and sends it after the next login."""
    user, park = make.make_staff("editor", username="li", password=PASSWORD), make.make_park()
    page = new_page(losing="/typing/")  # the refusals are what is tried here
    log_in(page, user)
    address = reverse("admin:parks_park_change", args=[park.pk])
    page.goto(address, wait_until="networkidle")  # or what the page still asks for meets the forgotten login first
    forget()
    page.locator("[name=summary]").fill("晚写的一段话。")
    page.get_by_role("link", name="请在新标签页登录后继续").wait_for()
    assert "晚写的一段话" in page.evaluate("decodeURIComponent(Object.values(localStorage).join(' '))")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="请在新标签页登录后继续").click()
    other = opened.value
    other.get_by_text("没有操作，已自动退出").wait_for()
    fill_in_login(other, user)
    other.wait_for_url("**/admin/")
    page.get_by_text("已自动保存").wait_for(timeout=60_000)
    assert Sitting.objects.get(user=user).payload["fields"]["summary"] == ["晚写的一段话。"]


def forget():
    """As if nobody had done anything for an hour, in any session."""
    for row in Session.objects.all():
        session = SessionStore(row.session_key)
        session[idle.SEEN] -= 60 * 60
        session.save()
