"""How every public page type behaves: nothing jumps, nothing is lost when it is enlarged, it needs no script, is small,
and can be used with the keyboard alone. What axe finds is in `test_accessibility.py`.
"""

import gzip
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from playwright.sync_api import expect

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}
ENLARGED = {"width": 320, "height": 256}  # what 1280 x 1024 is at 400 %
BUDGET = 60 * 1024  # bytes of HTML, CSS and script, compressed

WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.shifts.push(...entry.sources.map((source) => source.node?.outerHTML?.slice(0, 80) ?? "?"), entry.value);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
# Marks the words that are seen on the wide page. Left out is what a narrow one says in another way: heads of columns
# (each cell says its own), the three dates of a silent milestone (one sentence), the filter's title (its fold says it),
# drawings and their keys (drawn anew, or left out where each row of the table says the same).
MARK_WORDS = """
const LEFT_OUT = "thead, .timeline-head, .is-silent dl, .filter-title, svg, .drawing-key, .visually-hidden, option";
window.words = [];
const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode, parent = node.parentElement;
  if (node.data.trim() && !parent.closest(LEFT_OUT) && parent.checkVisibility()) window.words.push(node);
}
"""
# The marked words that are not seen now, or not wholly. What is folded counts as seen while its summary is.
LOST_WORDS = """
window.words.filter((node) => {
  const range = document.createRange();
  const folded = node.parentElement.closest("details:not([open])");
  range.selectNodeContents(folded?.querySelector("summary") ?? node);
  const boxes = [...range.getClientRects()];
  return !boxes.length || boxes.some((box) => box.left < -1 || box.right > innerWidth + 1);
}).map((node) => node.data.trim())
"""
# Whatever the Tab key should come to, in this order.
STOPS = """
[...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((element) => element.type !== "hidden" && element.checkVisibility({ visibilityProperty: true }))
  .filter((element) => element.tabIndex >= 0)
"""
FOCUS = """(() => {
  const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
  return {
    place: window.stops.indexOf(element),
    name: element.outerHTML.slice(0, 90),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
})()"""


def test_every_page_type_stays_in_shape(new_page, page_types):
    """One visit of each page serves all questions, since opening it takes most of the time."""
    page, plain = new_page(), new_page(java_script_enabled=False)
    page.add_init_script(WATCH_SHIFTS)
    faults = {}
    for address in page_types:
        page.set_viewport_size(WIDE)
        answer = page.goto(address)
        found = {
            "shifts": page.evaluate("window.shifts"),
            "sideways": sideways(page, WIDE),
            "too large": over_budget(page, answer.text()),
            "only with script": only_with_script(page, plain, address),
        }
        page.evaluate(MARK_WORDS)
        for size in (ENLARGED, PHONE):
            page.set_viewport_size(size)
            found |= {
                ("sideways", size["width"]): sideways(page, size),
                ("lost", size["width"]): page.evaluate(LOST_WORDS),
            }
        page.reload()
        found["shifts on a phone"] = page.evaluate("window.shifts")
        faults |= {(address, fault): value for fault, value in found.items() if value}
    assert faults == {}


def sideways(page, size):
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth") - size["width"]


def over_budget(page, html):
    """The bytes of a first view when they are too many, else 0. Sheets for paper are loaded too, and count."""
    linked = page.eval_on_selector_all(
        "link[rel=stylesheet], script[src]", "all => all.map((one) => one.href || one.src)"
    )
    size = len(gzip.compress(html.encode())) + sum(map(compressed_size, linked))
    return size if size > BUDGET else 0


@cache
def compressed_size(address):
    path = urlsplit(address).path.removeprefix(settings.STATIC_URL)
    with open(finders.find(path), "rb") as file:
        return len(gzip.compress(file.read()))


def only_with_script(page, plain, address):
    """The lines of the page's main part that are there with script or without it, but not both."""
    plain.goto(address)
    with_script, without = (set(one.locator("main").inner_text().splitlines()) for one in (page, plain))
    return sorted(with_script ^ without)


def test_enlarged_words_are_seen_to_be_lost(page, content):
    """The measure of the test above sees what is cut off and what is hidden."""
    page.goto("/")
    page.evaluate(MARK_WORDS)
    page.set_viewport_size(ENLARGED)
    assert page.evaluate(LOST_WORDS) == []
    page.locator("h1").evaluate("heading => { heading.style.whiteSpace = 'nowrap'; heading.style.fontSize = '9rem' }")
    page.locator(".lead").evaluate("lead => { lead.hidden = true }")
    assert page.evaluate(LOST_WORDS) != []


def test_everything_is_reached_with_the_tab_key(new_page, content):
    page = new_page()
    faults = {}
    for address in ("/", reverse("projects:list"), reverse("enterprises:list") + "?q=一"):
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)
            page.goto(address)
            page.evaluate(f"window.stops = {STOPS}")
            missed = walk(page)
            faults |= {(address, size["width"]): missed} if missed else {}
    assert faults == {}


def walk(page):
    """Tab through the page from its top. Answers the stops that were missed, and those where the focus is not seen."""
    faults, place, count = [], -1, page.evaluate("window.stops.length")
    while place < count - 1:
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        # A group of radio buttons is one stop; there are none on the public site.
        if focus["place"] != place + 1 or focus["outline"] < 2 or not focus["seen"]:
            faults.append(focus)
        if focus["place"] <= place:
            break
        place = focus["place"]
    return faults


def test_list_is_used_with_the_keyboard(new_page, content):
    page = new_page(**PHONE)
    page.goto(reverse("enterprises:list"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()

    fold = page.locator(".filter > summary")
    press_tab_until(page, fold)
    page.keyboard.press("Enter")
    box = page.get_by_role("checkbox", name="已入驻")
    press_tab_until(page, box)
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    press_tab_until(page, page.get_by_role("button", name="应用"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="使用中的筛选")).to_contain_text("已入驻")

    remove = page.get_by_role("link", name="去掉筛选")
    press_tab_until(page, remove)
    page.keyboard.press("Enter")
    following = page.get_by_role("link", name="下一页")
    press_tab_until(page, following)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="翻页")).to_contain_text("第2页")

    press_tab_until(page, page.get_by_text("菜单", exact=True))
    page.keyboard.press("Enter")
    item = page.get_by_role("navigation", name="主导航").get_by_role("link", name="人才")
    press_tab_until(page, item)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("人才")


def press_tab_until(page, target, most=90):
    """Move the focus forward to ``target``; fails when it is not reached."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached")
