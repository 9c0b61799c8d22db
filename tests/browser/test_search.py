"""Suggestions under the search field, by keyboard alone; and that the page needs no script."""

from django.urls import reverse
from playwright.sync_api import expect

HUALU = "中国华录"


def test_visitor_chooses_a_suggestion_by_keyboard(page, content):
    page.goto("/")
    field = page.get_by_role("combobox", name="站内搜索").first
    field.press_sequentially("zhongguohualu")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options.first).to_contain_text(HUALU)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).not_to_have_attribute("aria-activedescendant", "suggestions-1-0")

    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("ArrowUp")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)

    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("zhongguohualu")
    expect(field).to_have_attribute("aria-expanded", "false")

    field.press("ArrowDown")
    expect(options.first).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(HUALU)


def test_enter_searches_for_what_was_typed(page, content):
    page.goto(reverse("search"))
    field = page.get_by_role("main").get_by_role("combobox")
    field.press_sequentially("华")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    field.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("找到")
    expect(page.locator("mark").first).to_have_text("华")


def test_search_works_without_script(new_page, content):
    page = new_page(java_script_enabled=False)
    page.goto(reverse("search"))
    page.get_by_role("main").get_by_role("searchbox").fill("数据胡")
    page.get_by_role("main").get_by_role("button", name="搜索").click()
    expect(page.get_by_role("main")).to_contain_text("是不是想找")
    page.get_by_role("main").get_by_role("link", name="中国华录湖南数据湖产业园").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("中国华录湖南数据湖产业园")
