"""What is typed and how it goes out, in the browsers of several people: autosave, conflicts, review, time, history."""

import contextlib
import datetime as dt
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from parks.models import Park
from publishing.models import Draft, Sitting
from tests.admin_pages import page as admin_page
from tests.drafting import approve, make_draft, publish_draft
from tests.factories import cite, make_infrastructure, make_park, make_source, make_staff

from .conftest import PATIENCE
from .test_staff import choose

SAVED = re.compile(r"已自动保存 \d\d:\d\d:\d\d")
AUTOSAVE = "**/typing/**"


@pytest.fixture
def park(live_server):
    park = make_park(name="云龙园区", summary="旧摘要", focus="旧定位", slug="yunlong")
    make_infrastructure(park, name="云龙大道")
    return park


@pytest.fixture
def enter(new_page, log_in):
    """Open a browser for a person of this role, who is logged in: `enter("editor", first_name="王某某")`."""

    def open_browser(role, losing=None, width=1440, **values):
        page = new_page(width=width, losing=losing)
        page.user = make_staff(role, **values)
        log_in(page, page.user)
        return page

    return open_browser


def form_of(row):
    return admin_page(type(row), "change", row.pk)


def field(page, name):
    return page.locator(f"[name={name}]")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def status(page):
    return page.locator("#typing-saved")


def said(page):
    return page.locator(".messagelist .success")


def local_copies(page):
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('typing:'))")


def leave(page):
    """Close the form as one closes a tab; what its page still has to do, it does."""
    page.goto("about:blank")


def wait_until(is_true):
    """Ask again until it is so, or until nobody would wait any longer."""
    patience = time.monotonic() + PATIENCE / 1000
    while not is_true():
        assert time.monotonic() < patience, "waited in vain"


def is_kept(user, **values):
    """Whether the server has these values of what this person typed."""
    payloads = [sitting.payload or {"fields": {}} for sitting in Sitting.objects.filter(user=user)]
    return any({name: [value] for name, value in values.items()}.items() <= each["fields"].items() for each in payloads)


def typed_rows(user, prefix, name):
    """What the server has of this control in each row of an inline, as this person typed it."""
    payloads = [sitting.payload for sitting in Sitting.objects.filter(user=user) if sitting.payload]
    return [row[name] for payload in payloads for row in payload["rows"][prefix]]


@contextlib.contextmanager
def nothing_is_kept():
    """As long as the block lasts, the server answers what is typed as a proxy does before a site that is down.

    At the server, because what a page sends while it is closed goes past what the browser is told to block. Yields the
    calls, by which one sees that it came.
    """
    down = mock.Mock(side_effect=lambda *args: HttpResponse(status=503))
    with mock.patch("publishing.admin.typing.TypingMixin._keep", down):
        yield down.call_args_list


# --- Autosave ---------------------------------------------------------------------------------------------------------


def test_typing_is_saved_by_itself_and_found_again(enter, park):
    page = enter("editor")
    page.goto(form_of(park))
    expect(status(page)).to_have_text("写的内容会自动保存")
    field(page, "summary").fill("写到一半")
    expect(status(page)).to_have_text(SAVED)
    assert local_copies(page) == []

    page.reload()
    expect(field(page, "summary")).to_have_value("写到一半")
    expect(page.locator("#draft-state")).to_contain_text("还没有保存的内容")
    assert not Draft.objects.exists()


def test_what_was_typed_last_is_saved_on_leaving(enter, park):
    page = enter("editor")
    page.goto(form_of(park))
    field(page, "summary").fill("刚写完就走")
    leave(page)
    wait_until(lambda: is_kept(page.user, summary="刚写完就走"))  # the request outlives its page
    page.goto(form_of(park))

    expect(field(page, "summary")).to_have_value("刚写完就走")


def test_typing_goes_on_while_the_server_is_gone_and_is_saved_when_it_is_back(enter, park):
    page = enter("editor", losing="/typing/")
    page.goto(form_of(park))
    page.route(AUTOSAVE, lambda route: route.abort())
    field(page, "summary").fill("断线时写的")
    expect(status(page)).to_have_text("连不上服务器，内容先留在这台电脑上")
    field(page, "summary").press_sequentially("，还能写")
    assert len(local_copies(page)) == 1

    page.unroute(AUTOSAVE)
    expect(status(page)).to_have_text(SAVED, timeout=40_000)
    assert local_copies(page) == []
    assert is_kept(page.user, summary="断线时写的，还能写")


def test_saving_while_the_server_is_gone_keeps_the_person_on_the_page(enter, park):
    page = enter("editor", losing="/typing/")
    page.goto(form_of(park))
    page.route(AUTOSAVE, lambda route: route.abort())
    field(page, "summary").fill("要保存")
    press(page, "保存草稿")
    expect(status(page)).to_have_text(re.compile("没有保存；写的先留在这台电脑上"))
    expect(field(page, "summary")).to_have_value("要保存")
    page.unroute(AUTOSAVE)
    press(page, "保存草稿")

    expect(said(page)).to_contain_text("草稿已保存")
    assert Draft.objects.get().payload["fields"]["summary"] == ["要保存"]
    assert local_copies(page) == []


def test_what_a_script_put_into_the_form_is_saved_too(enter, park):
    """A row of an inline, a reference chosen in a list and a day taken from a calendar: nobody types into a field."""
    source = make_source(title="园区规划图")
    page = enter("editor")
    page.goto(form_of(park))
    page.get_by_role("button", name="添加另一个 基础设施").click()
    expect(field(page, "infrastructure-1-name")).to_be_visible()
    choose(page, "infrastructure-1-source", "园区规划图")
    expect(status(page)).to_have_text(SAVED)
    wait_until(lambda: typed_rows(page.user, "infrastructure", "source")[-1:] == [[str(source.pk)]])

    page.locator(".field-review_by .date-icon").click()
    calendar = page.locator(".calendarbox").filter(visible=True)
    calendar.get_by_role("link", name="17", exact=True).click()
    day = field(page, "review_by").input_value()
    assert re.fullmatch(r"\d{4}/\d\d?/17", day)
    wait_until(lambda: is_kept(page.user, review_by=day))

    page.goto(form_of(park))
    expect(field(page, "infrastructure-TOTAL_FORMS")).to_have_value("2")
    expect(page.locator("[name=infrastructure-1-source] option:checked")).to_have_text("园区规划图")
    expect(field(page, "review_by")).to_have_value(day)


def test_lapsed_login_loses_nothing(enter, log_in, park):
    page = enter("editor", losing="/typing/")
    page.goto(form_of(park))
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    field(page, "summary").fill("登录过期以后写的")
    expect(status(page)).to_have_text("登录已过期。您写的都在：请在新标签页登录后继续")
    press(page, "保存草稿")
    expect(field(page, "summary")).to_have_value("登录过期以后写的")
    expect(status(page).get_by_role("link")).to_have_attribute("target", "_blank")

    log_in(page, page.user)  # in another window
    press(page, "保存草稿")
    expect(said(page)).to_contain_text("草稿已保存")
    assert Draft.objects.get().payload["fields"]["summary"] == ["登录过期以后写的"]
    assert local_copies(page) == []


def test_login_of_somebody_else_does_not_take_what_was_typed(enter, log_in, park):
    page = enter("editor", losing="/typing/", username="first")
    page.goto(form_of(park))
    log_in(page, make_staff("editor", username="second"))
    field(page, "summary").fill("第一个人写的")

    expect(status(page)).to_contain_text("现在登录的是另一个人（second）。")
    assert not Sitting.objects.filter(user__username="second").exists()


def test_new_item_is_found_again_before_its_first_save(enter, live_server):
    page = enter("editor")
    page.goto(admin_page(Park, "add"))
    field(page, "name").fill("刚开头的园区")
    expect(status(page)).to_have_text(SAVED)
    assert "begun=" in page.url
    page.reload()
    expect(field(page, "name")).to_have_value("刚开头的园区")

    page.goto(admin_page(Park, "add"))
    expect(field(page, "name")).to_have_value("")
    page.get_by_role("link", name="刚开头的园区").click()
    expect(field(page, "name")).to_have_value("刚开头的园区")
    press(page, "保存草稿")
    expect(said(page)).to_contain_text("草稿已保存")
    page.goto(admin_page(Park, "add"))
    expect(page.locator(".begun")).to_have_count(0)


@pytest.fixture
def left(enter, park):
    """A page whose person typed while the server was down, and went. The server is up again; they look at the list."""
    page = enter("editor", losing="/typing/")
    page.goto(form_of(park))
    with nothing_is_kept() as calls:
        field(page, "summary").fill("断线时写的")
        expect(status(page)).to_have_text("连不上服务器，内容先留在这台电脑上")
        assert len(local_copies(page)) == 1
        before = len(calls)
        leave(page)
        wait_until(lambda: len(calls) > before)
        page.goto(admin_page(Park, "changelist"))
    assert not Sitting.objects.exclude(payload=None).exists()
    return page


def offer(page):
    return page.get_by_role("alert").filter(has_text="这台电脑上还有更新的内容")


def test_copy_of_this_browser_is_offered_and_put_back_into_the_form(left, park):
    notice = left.locator(".local-copies")
    expect(notice).to_contain_text("这台电脑上还有没送到服务器的内容：云龙园区")
    notice.get_by_role("link", name="云龙园区").click()
    expect(offer(left)).to_be_visible()
    expect(field(left, "summary")).to_have_value("旧摘要")
    offer(left).get_by_role("button", name="恢复", exact=True).click()

    expect(field(left, "summary")).to_have_value("断线时写的")
    expect(offer(left)).to_be_hidden()
    assert local_copies(left) == []
    assert is_kept(left.user, summary="断线时写的")


def test_copy_of_this_browser_that_is_refused_is_gone(left, park):
    left.goto(form_of(park))
    offer(left).get_by_role("button", name="不要", exact=True).click()
    expect(offer(left)).to_be_hidden()
    assert local_copies(left) == []

    left.reload()
    expect(status(left)).to_have_text("写的内容会自动保存")
    expect(offer(left)).to_be_hidden()
    expect(field(left, "summary")).to_have_value("旧摘要")
    assert not is_kept(left.user, summary="断线时写的")


def test_copy_that_nobody_decided_about_outlives_what_is_typed_meanwhile(left, park):
    left.goto(form_of(park))
    expect(offer(left)).to_be_visible()
    field(left, "focus").fill("另外写的")
    expect(status(left)).to_have_text(SAVED)
    assert len(local_copies(left)) == 1

    left.reload()
    expect(field(left, "focus")).to_have_value("另外写的")
    offer(left).get_by_role("button", name="恢复", exact=True).click()
    expect(field(left, "summary")).to_have_value("断线时写的")


def test_logging_out_asks_before_it_clears_what_did_not_reach_the_server(left, park):
    questions = []

    def answer(dialog):
        questions.append(dialog.message)
        dialog.accept() if len(questions) > 1 else dialog.dismiss()

    left.on("dialog", answer)
    log_out = left.get_by_role("button", name="注销", exact=True)
    log_out.click()
    expect(log_out).to_be_visible()
    assert len(local_copies(left)) == 1

    log_out.click()
    expect(left.get_by_role("heading", name="登出")).to_be_visible()
    assert questions == ["这台电脑上还有没送到服务器的内容：“云龙园区”。退出就会清掉。要退出吗？"] * 2
    assert local_copies(left) == []


def test_logging_out_asks_nothing_when_all_is_saved(enter, park):
    page = enter("editor")
    page.goto(form_of(park))
    field(page, "summary").fill("存下了的")
    expect(status(page)).to_have_text(SAVED)
    questions = []
    page.on("dialog", lambda dialog: (questions.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="注销", exact=True).click()

    expect(page.get_by_role("heading", name="登出")).to_be_visible()
    assert questions == []


def test_two_clicks_save_once(enter, live_server):
    page = enter("editor")
    page.goto(admin_page(Park, "add"))
    field(page, "name").fill("园区")
    page.get_by_role("button", name="保存草稿", exact=True).first.dblclick()

    expect(said(page)).to_contain_text("草稿已保存")
    assert [(draft.title, draft.version) for draft in Draft.objects.all()] == [("园区", 1)]


@pytest.mark.parametrize("width", [1440, 390])
def test_people_at_the_same_form_see_each_other(enter, park, width):
    first, second = enter("editor", first_name="李某", width=width), enter("editor", first_name="王某某", width=width)
    reader = enter("auditor", first_name="审计员")
    second.goto(form_of(park))
    field(second, "focus").fill("改定位")
    expect(status(second)).to_have_text(SAVED)
    first.goto(form_of(park))
    expect(first.get_by_role("status")).to_have_text("王某某 也打开了这一页，正在输入。")
    expect(first.get_by_role("status")).to_have_attribute("id", "typing-said")
    assert first.evaluate("document.documentElement.scrollWidth <= innerWidth")

    reader.goto(form_of(park))
    expect(reader.get_by_role("status")).to_contain_text("王某某 也打开了这一页")
    expect(reader.locator("#typing-saved")).to_be_empty()


def test_without_script_the_form_is_saved_by_its_buttons(browser, log_in, live_server, park):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    log_in(page, make_staff("editor"))
    page.goto(form_of(park))
    expect(page.locator("#typing")).to_be_hidden()
    field(page, "summary").fill("没有脚本")
    press(page, "保存草稿")

    expect(said(page)).to_contain_text("草稿已保存")
    assert Draft.objects.get().payload["fields"]["summary"] == ["没有脚本"]
    context.close()


# --- A server that is killed ------------------------------------------------------------------------------------------

PEOPLE = """
from tests.factories import make_staff, make_park
make_staff("editor", username="editor", password="three-birds-on-a-roof")
make_park(name="云龙园区", slug="yunlong", summary="旧摘要")
"""


class Server:
    """The site as a process of its own, with its own database, that can be killed as machines die."""

    def __init__(self, var):
        self.environment = os.environ | {"VAR_DIR": str(var), "DEBUG": "1", "DEMO": "1"}
        self.environment.pop("DATABASE_URL", None)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        migrated = Path(os.environ["MIGRATED_TEST_DATABASE"])
        if migrated.exists():  # by then, on SQLite
            shutil.copy(migrated, var / "db.sqlite3")
        else:
            self.manage("migrate", "-v0").wait()
            self.manage("setup_roles").wait()
        self.manage("shell", "-c", PEOPLE).wait()

    def manage(self, *words):
        words = [sys.executable, settings.BASE_DIR / "manage.py", *words]
        return subprocess.Popen(
            words, cwd=settings.BASE_DIR, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def start(self):
        self.process = self.manage("runserver", "--noreload", f"127.0.0.1:{self.port}")
        deadline = timezone.now() + dt.timedelta(seconds=120)
        while timezone.now() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return
            except OSError:
                continue
        raise AssertionError("the server did not start")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server(tmp_path, django_db_setup):
    server = Server(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.mark.process
def test_killed_server_loses_nothing_that_was_typed(browser, server):
    context = browser.new_context(base_url=server.url, locale="zh-CN", timezone_id=settings.TIME_ZONE)
    context.set_default_timeout(4 * PATIENCE)
    page = context.new_page()
    page.goto(reverse("admin:index"))
    page.get_by_label("用户名").fill("editor")
    page.get_by_label("密码").fill("three-birds-on-a-roof")
    page.get_by_role("button", name="登录").click()
    page.goto(admin_page(Park, "change", 1))
    field(page, "summary").fill("服务器收到的")
    expect(status(page)).to_have_text(SAVED)

    server.kill()
    field(page, "focus").fill("服务器死了以后写的")
    expect(status(page)).to_have_text("连不上服务器，内容先留在这台电脑上")
    server.start()
    expect(status(page)).to_have_text(SAVED, timeout=60_000)
    page.reload()
    expect(field(page, "summary")).to_have_value("服务器收到的")
    expect(field(page, "focus")).to_have_value("服务器死了以后写的")

    # Once more, and the tab goes with the server.
    server.kill()
    field(page, "focus").fill("两边都没了")
    expect(status(page)).to_have_text("连不上服务器，内容先留在这台电脑上")
    leave(page)
    server.start()
    page.goto(admin_page(Park, "change", 1))
    expect(field(page, "focus")).to_have_value("服务器死了以后写的")
    page.get_by_role("button", name="恢复", exact=True).click()
    expect(field(page, "focus")).to_have_value("两边都没了")
    expect(field(page, "summary")).to_have_value("服务器收到的")
    press(page, "保存草稿")
    expect(said(page)).to_contain_text("草稿已保存")
    context.close()


# --- Two editors ------------------------------------------------------------------------------------------------------


def test_two_editors_see_both_versions_side_by_side(enter, park):
    first, second = enter("editor"), enter("editor")
    for page in (first, second):
        page.goto(form_of(park))
    field(first, "summary").fill("第一个人的摘要")
    press(first, "保存草稿")
    expect(said(first)).to_contain_text("草稿已保存")
    field(second, "summary").fill("第二个人的摘要")
    field(second, "focus").fill("第二个人的定位")
    press(second, "保存草稿")

    expect(second.get_by_role("heading", level=1)).to_have_text("两个人改了同一处：云龙园区")
    place = second.get_by_role("group", name="简介")
    expect(place).to_contain_text("旧摘要")
    expect(place.get_by_role("radio", name="别人的")).to_be_visible()
    expect(place).to_contain_text("第一个人的摘要")
    place.get_by_role("radio", name="我的").check()
    press(second, "按所选保存草稿")
    expect(said(second)).to_contain_text("草稿已保存")
    expect(field(second, "summary")).to_have_value("第二个人的摘要")
    expect(field(second, "focus")).to_have_value("第二个人的定位")


# --- The whole way out ------------------------------------------------------------------------------------------------


def sign(page, draft, step, comment=""):
    page.goto(reverse("admin:publishing_draft_change", args=[draft.pk]))
    if comment:
        page.get_by_label("意见").fill(comment)
    press(page, f"签字：{step}通过")
    expect(said(page)).to_be_visible()


def test_four_people_bring_a_change_to_the_public(enter, new_page, park):
    editor = enter("editor", first_name="编辑")
    editor.goto(form_of(park))
    field(editor, "summary").fill("新的摘要")
    field(editor, "infrastructure-0-name").fill("云龙大道（拓宽）")
    editor.get_by_role("button", name="添加另一个 基础设施").click()
    field(editor, "infrastructure-1-kind").select_option(label="道路")
    field(editor, "infrastructure-1-name").fill("兴云路")
    field(editor, "_why").fill("道路拓宽")
    expect(status(editor)).to_have_text(SAVED)
    press(editor, "提交审核")
    expect(said(editor)).to_contain_text("现在等初审")
    draft = Draft.objects.get()

    visitor = new_page()
    visitor.goto(park.get_absolute_url())
    expect(visitor.get_by_role("main")).to_contain_text("旧摘要")
    expect(visitor.get_by_role("main")).not_to_contain_text("兴云路")

    first, second, final = (enter(f"{role}_reviewer") for role in ("first", "second", "final"))
    sign(first, draft, "初审", "可以")
    second.goto(reverse("admin:publishing_draft_change", args=[draft.pk]))
    expect(second.get_by_role("main")).to_contain_text("兴云路")
    second.get_by_label("意见").fill("摘要再短些")
    press(second, "退回作者")
    expect(said(second)).to_be_visible()

    editor.goto(reverse("admin:publishing_draft_change", args=[draft.pk]))
    expect(editor.get_by_role("main")).to_contain_text("摘要再短些")
    editor.get_by_role("link", name="去改内容").click()
    field(editor, "summary").fill("新摘要")
    press(editor, "提交审核")
    expect(said(editor)).to_contain_text("现在等初审")
    for reviewer, step in ((first, "初审"), (second, "复审"), (final, "终审")):
        sign(reviewer, draft, step)

    publisher = enter("publisher")
    publisher.goto(reverse("admin:publishing_draft_change", args=[draft.pk]))
    publisher.get_by_role("link", name="公布……").click()
    publisher.get_by_label("以上改动我看过了").check()
    press(publisher, "公布")
    expect(said(publisher)).to_be_visible()

    visitor.reload()
    main = visitor.get_by_role("main")
    expect(main).to_contain_text("新摘要")
    expect(main).to_contain_text("云龙大道（拓宽）")
    expect(main).to_contain_text("兴云路")
    expect(main).not_to_contain_text("旧摘要")


# --- Time -------------------------------------------------------------------------------------------------------------


def clock(text):
    """It is this moment in Shanghai."""
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=timezone.get_current_timezone())
    return mock.patch("django.utils.timezone.now", return_value=moment)


def test_page_goes_out_and_off_at_midnight_in_shanghai(enter, new_page, live_server):
    with clock("2031-03-14 20:00"):
        park = make_park(name="云龙园区", summary="旧摘要", slug="yunlong")
        draft = approve(make_draft(park, summary="新摘要"))
        publisher = enter("publisher")
        publisher.goto(reverse("admin:publishing_draft_change", args=[draft.pk]))
        publisher.get_by_text("定时公布……").click()
        publisher.get_by_label("公布时间").fill("2031-03-15T00:00")
        publisher.get_by_label("下线时间").fill("2031-03-17T00:00")
        press(publisher, "定时公布")
        expect(said(publisher)).to_be_visible()
        expect(publisher.get_by_role("main")).to_contain_text(
            "2031-03-15 00:00 公布，2031-03-17 00:00 下线（北京时间）"
        )

    visitor = new_page()
    for moment, status_code, text in [
        ("2031-03-14 23:59:59", 200, "旧摘要"),
        ("2031-03-15 00:00:00", 200, "新摘要"),
        ("2031-03-16 23:59:59", 200, "新摘要"),
        ("2031-03-17 00:00:00", 410, "云龙园区"),
    ]:
        with clock(moment):
            assert visitor.goto(park.get_absolute_url()).status == status_code
            if status_code == 200:
                expect(visitor.get_by_role("main")).to_contain_text(text)


# --- What it was ------------------------------------------------------------------------------------------------------


def test_former_version_is_restored_as_a_draft(enter, new_page, park):
    publish_draft(make_draft(park, summary="写错了的摘要"))
    editor = enter("editor")
    editor.goto(admin_page(Park, "history", park.pk))
    editor.get_by_role("row").filter(has_text="第 1 版").get_by_role("button", name="恢复为草稿").click()
    expect(said(editor)).to_contain_text("第 1 版的内容已放进草稿")
    expect(field(editor, "summary")).to_have_value("旧摘要")

    visitor = new_page()
    visitor.goto(park.get_absolute_url())
    expect(visitor.get_by_role("main")).to_contain_text("写错了的摘要")
    publish_draft(Draft.objects.open().get())
    visitor.reload()
    expect(visitor.get_by_role("main")).to_contain_text("旧摘要")


def test_deleted_item_is_recovered_with_what_belongs_to_it(enter, live_server):
    park = make_park(name="云龙园区", slug="yunlong", published=False)
    make_infrastructure(park, name="云龙大道")
    cite(park, "name", locator="第3段")
    key = park.pk
    page = enter("administrator")
    page.goto(form_of(park))
    page.get_by_role("link", name="删除", exact=True).first.click()
    page.get_by_role("button", name="是的，我确定").click()
    expect(said(page)).to_be_visible()
    assert not Park.objects.exists()

    page.goto(reverse("admin:parks_park_deleted"))
    page.get_by_role("row").filter(has_text="云龙园区").get_by_role("button", name="找回").click()
    expect(said(page)).to_contain_text("已找回“云龙园区”")
    park = Park.objects.get()
    assert (park.pk, park.infrastructure.get().name, park.citations.get().locator) == (key, "云龙大道", "第3段")
