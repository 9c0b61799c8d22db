"""What a visitor does on the site, with the content that comes with it."""

from django.urls import reverse
from playwright.sync_api import expect

PACKAGING = "国创越摩先进封装"
DATA_LAKE = "中国华录湖南数据湖产业园"
BIG_DATA_PARK = "湖南云龙大数据产业园"


def links(page, name):
    """The links of this name in the page's main part, without menu and footer."""
    return page.get_by_role("main").get_by_role("link", name=name, exact=True)


def heading(page):
    return page.get_by_role("heading", level=1)


def test_visitor_filters_the_projects_and_reads_where_a_promise_is_from(page, content):
    page.goto("/")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="项目").click()
    expect(heading(page)).to_have_text("项目")
    filters = page.get_by_role("form", name="筛选")
    filters.get_by_role("checkbox", name=BIG_DATA_PARK).check()
    filters.get_by_role("checkbox", name="在建").check()
    filters.get_by_role("button", name="应用").click()
    expect(page.get_by_role("main").get_by_role("rowheader")).to_have_count(1)
    expect(links(page, BIG_DATA_PARK)).to_be_visible()

    filters.get_by_role("checkbox", name=BIG_DATA_PARK).uncheck()
    filters.get_by_role("button", name="应用").click()
    links(page, PACKAGING).click()
    expect(heading(page)).to_have_text(PACKAGING)
    promise = page.get_by_role("region", name="时间线").get_by_role("listitem").filter(has_text="到期未报").first
    expect(promise.get_by_role("definition").first).to_contain_text("2022年3月")
    expect(promise.get_by_role("definition").last).to_contain_text("未报")

    mark = promise.get_by_role("link", name="出处")
    note = page.locator(mark.get_attribute("href"))
    expect(note).not_to_be_in_viewport()
    mark.click()
    expect(note).to_be_in_viewport()
    expect(note).to_contain_text("第12段第2句")


def test_park_project_and_enterprise_lead_to_each_other(page, content):
    page.goto(reverse("parks:list"))
    way = [BIG_DATA_PARK, DATA_LAKE, "中国华录", DATA_LAKE, BIG_DATA_PARK]
    for name in way:
        links(page, name).first.click()
        expect(heading(page)).to_have_text(name)


def test_visitor_finds_a_project_by_a_part_of_its_name(page, content):
    page.goto("/")
    page.get_by_role("banner").get_by_label("站内搜索").get_by_role("combobox").fill("数据湖")
    page.keyboard.press("Enter")

    found = (
        page.get_by_role("main")
        .get_by_role("listitem")
        .filter(has=page.get_by_role("link", name=DATA_LAKE, exact=True))
    )
    expect(found).to_have_count(1)
    links(page, DATA_LAKE).click()
    expect(heading(page)).to_have_text(DATA_LAKE)


def test_phone_without_script_has_the_menu_and_the_filters(new_page, content):
    page = new_page(width=360, height=740, java_script_enabled=False)
    page.goto("/")
    item = page.get_by_role("navigation", name="主导航").get_by_role("link", name="项目")
    expect(item).to_be_hidden()
    page.get_by_text("菜单", exact=True).click()
    item.click()

    page.get_by_text("筛选", exact=True).first.click()
    page.get_by_role("checkbox", name="在谈").check()
    page.get_by_role("button", name="应用").click()
    expect(links(page, "博迈医疗生产基地")).to_be_visible()
