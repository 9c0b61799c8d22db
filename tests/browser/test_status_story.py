"""A project's story, told in docs/howto/tell-a-projects-story.md, lived through in the admin and read by a visitor.

Each step is written down by an editor in the browser on its own day, and published on it; the public page must be right
after it, and must come back word for word when the finished project is asked for that day.
"""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from projects.models import DateChange, Milestone, Project, StatusChange
from projects.tests.days import LONG_AGO, day
from tests.admin_pages import page as admin_page
from tests.factories import make_project, make_source, make_staff
from tests.publishing_steps import publish_pending

from .test_staff import choose, field, save

NAME = "示范电池厂"


@pytest.fixture
def project(live_server):
    return make_project(name=NAME, summary="一座电池厂。", published_at=LONG_AGO)


def take_step(page, project, step, **values):
    """Fill in the form of one step, and have it published."""
    page.goto(reverse(f"admin:projects_project_{step}", args=[project.pk]))
    for name, value in values.items():
        box = field(page, name)
        if value is True:
            box.check()
        elif box.evaluate("element => element.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
    save(page)
    publish_pending()


def fill_milestone(page, project, **values):
    """Change the first milestone in the project's form."""
    page.goto(admin_page(Project, "change", project.pk))
    for name, value in values.items():
        box = field(page, f"milestones-0-{name}")
        box.select_option(value) if name == "change_reason" else box.fill(value)


def sign(page, project):
    take_step(page, project, "stage", stage="signed", accept_missing=True)


def plan(page, project):
    page.goto(admin_page(Project, "change", project.pk))
    page.get_by_role("button", name="添加另一个 里程碑").click()
    field(page, "milestones-0-kind").select_option(label="竣工")
    field(page, "milestones-0-original_target").fill("2022年3月")
    field(page, "milestones-0-is_final").check()
    save(page)
    publish_pending()
    take_step(page, project, "confirm")


def move_to(target):
    def move(page, project):
        fill_milestone(page, project, current_target=target, change_reason="supply", change_justification="设备晚到。")
        save(page)
        publish_pending()
        take_step(page, project, "confirm")

    return move


def say_nothing(page, project):
    """A day passes on which nobody reports anything."""


def expect_later(page, project):
    fill_milestone(
        page, project, alternative_date="2023年3月", change_reason="contractor", change_justification="施工单位换了。"
    )
    save(page)
    publish_pending()
    take_step(page, project, "confirm")


def pause(page, project):
    take_step(page, project, "pause", reason_code="financing", summary="等新一轮资金。", review_due="2023-02-01")


def resume(page, project):
    target = {f"target_{Milestone.objects.get().pk}": "2023年8月"}
    take_step(page, project, "resume", summary="资金到位。", **target)
    take_step(page, project, "confirm")


def complete(page, project):
    fill_milestone(page, project, actual="2023年10月")
    choose(page, "milestones-0-source", "竣工备案表")
    save(page)
    publish_pending()


# day, what is done, the light, the leading sentence
STORY = [
    ("2021-01-11", sign, "灰灯", "什么时候开工、什么时候建成，来源没有写。"),
    ("2021-02-01", plan, "绿灯", "原定2022年3月竣工。"),
    ("2021-06-01", move_to("2022年6月"), "黄灯", "原定2022年3月、现定2022年6月竣工，比原定晚3个月，改过1次。"),
    ("2021-10-08", move_to("2022年9月"), "黄灯", "原定2022年3月、现定2022年9月竣工，比原定晚6个月，改过2次。"),
    (
        "2022-10-10",
        say_nothing,
        "灰灯",
        "原定2022年3月、现定2022年9月竣工，目标日已过10天，没有收到完成、改期或停止的消息。",
    ),
    (
        "2022-10-20",
        expect_later,
        "红灯",
        "原定2022年3月、现定2022年9月竣工，目标日已过20天，另行预计2023年3月，比原定晚12个月。",
    ),
    ("2022-12-01", pause, "红灯", "项目已暂停：资金，等新一轮资金。"),
    ("2023-01-31", resume, "红灯", "原定2022年3月、现定2023年8月竣工，比原定晚17个月，改过4次。"),
    ("2023-11-02", complete, "红灯", "2023年10月竣工，比原定晚19个月[1]。"),
]


def read(page, address):
    """What a visitor reads of the status: the light, the sentences, and the milestones of the timeline."""
    page.goto(address)
    main = page.get_by_role("main")
    return {
        "light": main.locator(".light-row .light b").inner_text(),
        "sentences": [
            text.replace("\u2060", "") for text in main.locator(".cover .status, .cover .quiet").all_inner_texts()
        ],
        "timeline": main.locator(".timeline-row").all_inner_texts(),
    }


def test_project_is_told_step_by_step_and_each_day_comes_back(project, new_page, log_in):
    make_source(title="竣工备案表")
    editor, visitor = new_page(), new_page()
    staff = make_staff("editor")
    address = project.get_absolute_url()
    pages = {}
    for text, step, light, sentence in STORY:
        with day(text):
            log_in(editor, staff)
            step(editor, project)
            pages[text] = read(visitor, address)
        assert (text, pages[text]["light"], pages[text]["sentences"][0]) == (text, light, sentence)

    with day("2023-12-01"):
        for text, told in pages.items():
            assert (text, read(visitor, f"{address}?as_of={text}")) == (text, told)
        visitor.goto(reverse("projects:changes", args=[project.slug]))
        expect(visitor.get_by_role("main")).to_contain_text("设备晚到")
    kinds = list(DateChange.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["extension", "extension", "alternative", "extension", "extension", "report"]
    assert list(StatusChange.objects.order_by("pk").values_list("status", flat=True)) == ["paused", "in_progress"]
    assert Milestone.objects.get().actual.start == dt.date(2023, 10, 1)
