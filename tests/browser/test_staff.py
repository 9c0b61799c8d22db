"""What staff of each role do in the admin, from the login form to what a visitor then sees."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from projects.models import Project
from tests.admin_pages import page as admin_page
from tests.drafting import make_draft
from tests.factories import make_endpoint, make_staff
from tests.publishing_steps import publish_pending
from zhuzhou_cms.admin_site import GROUPS

PASSWORD = "three-birds-on-a-roof"
PACKAGING = "国创越摩先进封装"
REVIEW = "审核与公布"
NEW_ADDRESS = "/projects/demo-workshop/"


@pytest.fixture
def enter(new_page):
    """Open a browser for a person of this role and log in through the form: `enter("editor")`."""

    def log_in(role):
        user = make_staff(role, password=PASSWORD)
        page = new_page()
        page.goto(reverse("admin:index"))
        fill_in_login(page, user.username, PASSWORD)
        expect(page.get_by_role("heading", level=1)).to_have_text("工作台")
        return page

    return log_in


def fill_in_login(page, username, password):
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def open_list(page, group, model):
    page.get_by_role("main").get_by_role("table", name=group).get_by_role("link", name=model, exact=True).first.click()


def field(page, name):
    return page.locator(f"[name={name}]")


def save(page):
    """Save the form as a draft; what was done must be said."""
    page.get_by_role("button", name="保存草稿", exact=True).first.click()
    expect(page.locator(".messagelist .success")).to_contain_text("草稿已保存")


def choose(page, name, text):
    """Pick a row in the autocomplete of this field by typing a part of its name."""
    page.locator(f"[name={name}] + .select2").click()
    page.locator(".select2-search--dropdown input").fill(text)
    page.get_by_role("option", name=text, exact=True).click()


def test_wrong_password_is_refused_in_chinese(page, content):
    user = make_staff("editor", password=PASSWORD)
    page.goto(reverse("admin:index"))
    fill_in_login(page, user.username, "a-wrong-guess")

    expect(page.locator(".errornote")).to_have_text("用户名或密码不对，或这个账号不能登录后台。字母分大小写。")
    expect(page.get_by_label("用户名")).to_have_value(user.username)
    page.goto(reverse("admin:index"))
    expect(page.get_by_role("button", name="登录")).to_be_visible()


def test_editor_changes_a_project_and_visitors_read_it(enter, new_page, content):
    page = enter("editor")
    open_list(page, "项目进度", "项目")
    page.get_by_role("rowheader").get_by_role("link", name="国创越摩").click()
    field(page, "summary").fill("晶圆级封装的生产线。")
    field(page, "description").fill("给射频滤波器做封装。")
    save(page)

    visitor = new_page()
    visitor.goto(f"{reverse('search')}?q=国创越摩")
    expect(visitor.get_by_role("main")).to_contain_text(PACKAGING)
    expect(visitor.get_by_role("main")).not_to_contain_text("晶圆级封装的生产线。")

    publish_pending()
    visitor.goto(f"{reverse('search')}?q=国创越摩")
    result = visitor.get_by_role("main").get_by_role("listitem").filter(has_text="晶圆级封装的生产线。")
    result.get_by_role("link", name=PACKAGING).click()
    expect(visitor.get_by_role("region", name="做什么")).to_contain_text("给射频滤波器做封装。")
    expect(visitor.get_by_role("region", name="时间线")).to_contain_text("2022年3月")


def test_new_project_is_entered_in_one_form_and_public_once_published(enter, new_page, content):
    page = enter("editor")
    page.goto(admin_page(Project, "add"))
    field(page, "name").fill("示范厂房")
    field(page, "slug").fill("demo-workshop")
    choose(page, "park", "产业研究园")
    page.get_by_role("button", name="添加另一个 分期").click()
    field(page, "phases-0-number").fill("1")
    field(page, "phases-0-name").fill("首期")
    page.get_by_role("button", name="添加另一个 里程碑").click()
    field(page, "milestones-0-phase_number").fill("1")
    field(page, "milestones-0-kind").select_option(label="竣工")
    field(page, "milestones-0-original_target").fill("2099年6月")
    save(page)

    visitor = new_page()
    assert visitor.goto(NEW_ADDRESS).status == 404

    publish_pending()
    assert visitor.goto(NEW_ADDRESS).status == 200
    step = visitor.get_by_role("region", name="各期的时间线").get_by_role("listitem").filter(has_text="竣工")
    expect(step.get_by_role("definition").first).to_have_text("2099年6月")
    expect(visitor.get_by_role("main").get_by_role("link", name="产业研究园").first).to_be_visible()


def test_auditor_reads_and_cannot_save(enter, content):
    page = enter("auditor")
    open_list(page, "项目进度", "项目")
    page.get_by_role("rowheader").get_by_role("link", name="国创越摩").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("查看")
    expect(page.get_by_role("main")).to_contain_text("规划用地220亩")
    expect(page.get_by_role("button", name=re.compile("保存|删除|添加"))).to_have_count(0)
    expect(page.get_by_role("main").get_by_role("textbox")).to_have_count(0)
    assert page.goto(admin_page(Project, "add")).status == 403


def test_administrator_opens_a_list_and_a_form_of_every_group(enter, content):
    """That none breaks the policy, misses a file or fails in its scripts is asked by the `new_page` fixture."""
    draft = make_draft(Project.objects.first(), summary="改过的摘要")
    make_endpoint()  # the content that comes with the site has none
    page = enter("administrator")
    groups = page.get_by_role("main").locator("caption")
    expect(groups).to_have_text(list(GROUPS))
    for name in GROUPS:
        page.goto(reverse("admin:index"))
        group = page.get_by_role("main").get_by_role("table", name=name)
        group.get_by_role("rowheader").get_by_role("link").first.click()
        page.locator("#result_list").get_by_role("rowheader").get_by_role("link").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("修改" if name != REVIEW else draft.title)
