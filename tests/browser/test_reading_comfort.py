"""Larger type that holds from page to page, with and without script, and the reader aloud."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

ARTICLE = "/news/yunlong-service-centre-starts/"
# The browser of the tests has no voice: one that notes what it is given, and has said it when the test says so.
VOICE = """
window.spoken = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
const voices = [{ lang: "en-US", localService: true }, { lang: "zh-CN", localService: true, name: "中文" }];
Object.defineProperty(window, "speechSynthesis", { value: {
  addEventListener() {},
  getVoices: () => voices,
  speak(utterance) { window.spoken.push(utterance); },
  cancel() { window.cancelled = (window.cancelled ?? 0) + 1; },
}});
window.finishSaying = () => window.spoken.at(-1).onend();
"""
ENGLISH_ONLY = VOICE.replace('{ lang: "zh-CN", localService: true, name: "中文" }', "")


def root(page):
    return page.locator("html")


def button(page, name):
    """The button of this name in the bar above the head, not that in the menu of phones."""
    return page.get_by_role("region", name="说明与显示方式").get_by_role("button", name=name, exact=True)


def body_size(page):
    return float(
        page.locator("main .prose p").first.evaluate("text => getComputedStyle(text).fontSize").removesuffix("px")
    )


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_larger_type_holds_on_the_next_page_and_can_be_taken_back(new_page, content, script):
    page = new_page(width=360, height=740, java_script_enabled=script)
    page.goto(ARTICLE)
    button(page, "大字版").click()
    expect(page).to_have_url(ARTICLE)
    expect(button(page, "大字版")).to_be_hidden()
    assert body_size(page) == pytest.approx(24, abs=0.1)  # 18 pt

    page.get_by_role("navigation", name="当前位置").get_by_role("link", name="首页").click()
    expect(root(page)).to_have_attribute("data-size", "large")
    button(page, "标准版").click()
    expect(button(page, "大字版")).to_be_visible()
    page.goto(ARTICLE)
    assert body_size(page) == pytest.approx(17, abs=0.1)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_colours_change_to_the_other_ones_whatever_the_device_wants(new_page, content, script):
    page = new_page(java_script_enabled=script, color_scheme="dark")
    page.goto(ARTICLE)
    expect(button(page, "深色")).to_be_hidden()
    button(page, "浅色").click()
    expect(root(page)).to_have_attribute("data-theme", "light")
    expect(button(page, "深色")).to_be_visible()
    page.goto("/")
    expect(root(page)).to_have_attribute("data-theme", "light")


def test_keyboard_keeps_its_place_when_a_button_gives_way(page, content):
    page.goto(ARTICLE)
    button(page, "大字版").focus()
    page.keyboard.press("Enter")
    expect(button(page, "标准版")).to_be_focused()


def test_large_type_does_not_make_pages_scroll_sideways(page, content):
    page.set_viewport_size({"width": 360, "height": 740})
    wide = {}
    for address in [reverse("site-map"), reverse("accessibility"), reverse("display"), reverse("leaving"), ARTICLE]:
        page.goto(address)
        page.evaluate("document.documentElement.dataset.size = 'large'")
        if (needed := page.evaluate("document.documentElement.scrollWidth")) != 360:
            wide[address] = needed
    assert wide == {}


@pytest.fixture
def reading(page, content):
    """The article with a voice, and the bar of the reader."""
    page.add_init_script(VOICE)
    page.goto(ARTICLE)
    return page.get_by_role("region", name="朗读")


def spoken(page):
    return page.evaluate("window.spoken.map(utterance => utterance.text)")


def marked(page):
    return page.locator("[data-reading]")


def test_page_is_read_aloud_paragraph_by_paragraph(page, reading):
    expect(reading).to_be_hidden()
    button(page, "朗读").focus()
    page.keyboard.press("Enter")
    expect(reading.get_by_role("button", name="暂停")).to_be_focused()
    assert page.evaluate("[spoken[0].lang, spoken[0].voice.name]") == ["zh-CN", "中文"]
    first = marked(page).inner_text()
    page.evaluate("while (!document.querySelector('.prose [data-reading]')) finishSaying()")
    expect(marked(page)).to_have_count(1)
    said = spoken(page)
    assert said[0].rstrip("，。") in first
    assert "云龙大数据产业服务中心开工" in said
    assert [text for text in said if "[1]" in text or "当前位置" in text or "待填写" in text] == []
    assert said[-1] == "云龙大数据产业服务中心在4月28日动工。"


def test_reading_pauses_skips_and_stops_by_keyboard(page, reading):
    button(page, "朗读").click()
    reading.get_by_role("button", name="下一段").click()
    second = marked(page).inner_text()
    reading.get_by_role("button", name="暂停").click()
    count = len(spoken(page))
    page.evaluate("finishSaying()")  # what a voice that was stopped reports late
    assert len(spoken(page)) == count
    expect(reading.get_by_role("status")).to_contain_text("第2段，共")
    reading.get_by_role("button", name="继续").click()
    assert marked(page).inner_text() == second
    reading.get_by_role("button", name="上一段").click()
    expect(reading.get_by_role("status")).to_contain_text("第1段，共")

    page.keyboard.press("Escape")
    expect(reading).to_be_hidden()
    expect(marked(page)).to_have_count(0)
    expect(button(page, "朗读")).to_be_focused()


def test_reading_ends_with_the_page(page, reading):
    button(page, "朗读").click()
    page.evaluate("for (let left = 500; left && document.querySelector('.reader'); left--) finishSaying()")
    expect(reading).to_be_hidden()


def test_reading_leaves_the_page_usable(page, reading):
    button(page, "朗读").click()
    page.get_by_role("navigation", name="当前位置").get_by_role("link", name="首页").click()
    expect(page).to_have_url("/")


def test_voice_that_fails_says_so(page, reading):
    button(page, "朗读").click()
    page.evaluate("spoken.at(-1).onerror()")
    expect(reading.get_by_role("status")).to_have_text("这个浏览器现在读不出来，可能没有中文语音。")
    expect(reading.get_by_role("button", name="继续")).to_be_visible()


def test_reading_is_offered_only_where_it_works(new_page, content):
    with_english, without_script = new_page(), new_page(java_script_enabled=False)
    with_english.add_init_script(ENGLISH_ONLY)
    for page in (with_english, without_script):
        page.goto(ARTICLE)
        expect(button(page, "大字版")).to_be_visible()
        expect(button(page, "朗读")).to_be_hidden()
