"""Draws the pictures of the staff guide: `.venv/bin/python scripts/guide_screenshots.py`.

Starts the site as `make run` does, with fresh state in a directory of its own, logs in as the demo staff and writes
`docs/images/guide-*.png`. To be run again when the pages have changed; needs the requirements of the tests, Chromium
and a Chinese font.
"""

import io
import tempfile
from pathlib import Path

from demo_site import REVIEWERS, People, check_browser, launch, lay_flat, open_row, press, publish, sign, site, submit
from environment import ROOT, run_main, say
from PIL import Image
from playwright.sync_api import sync_playwright

IMAGES = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1200, 800
COLOURS = 256


def main():
    check_browser()
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var, site(Path(var)) as address, sync_playwright() as playwright:
        browser = launch(playwright)
        people = People(browser, address, Path(var), WIDTH, HEIGHT)
        draw_public(people.page())
        draw_editing(people.log_in("editor"))
        draw_publishing(people)
        browser.close()
    say(f"{sum(path.stat().st_size for path in IMAGES.glob('guide-*.png')) // 1024} KB")


def draw_public(page):
    """What anybody sees: the way in, and what staff have entered."""
    page.goto("/admin/login/")
    save(page, "login", height=430)
    page.goto("/projects/yunlong-service-centre/")
    save(page, "public", page.locator("main"), height=1200)


def draw_editing(page):
    """A list, and the parts of a project's and a park's page."""
    page.goto("/admin/projects/project/")
    save(page, "projects", height=620)
    open_row(page, "projects/project", "国创越摩")
    save(page, "amount", page.locator("#amounts-0"))
    save(page, "observation", page.locator("#observations-0"))
    open_row(page, "projects/project", "产业服务中心")
    save(page, "project", height=900)
    save(page, "milestone", page.locator("#milestones-0"))
    page.click("#stage_entries-group .add-row a")
    save(page, "stages", page.locator("#stage_entries-group"))
    save(page, "citations", page.locator("#citations-group"), height=420)
    page.fill("#id_milestones-1-alternative_date", "2022年底")
    press(page, "_submit", ".errornote")
    save(page, "wrong-date", page.locator("#milestones-1"), height=330)
    give_up_draft(page)
    open_row(page, "parks/park", "产业研究园")
    save(page, "park", page.locator("fieldset:has(#id_land_area)"))


def give_up_draft(page):
    """Leave no trace of what was only typed for a picture."""
    page.click(".draft-state a")
    page.click("summary:has-text('放弃这份草稿')")
    page.click("button:has-text('放弃草稿')")
    page.wait_for_selector(".messagelist")


def draw_publishing(people):
    """A draft's way from its author over three reviewers to the public, and back."""
    editor, colleague = people.log_in("editor"), people.log_in("administrator")
    open_row(editor, "parks/park", "智慧健康")
    open_row(colleague, "parks/park", "智慧健康")
    address = editor.url
    said = editor.input_value("#id_summary")
    editor.fill("#id_summary", said.replace("。", "，以来源为准。", 1))
    editor.fill("[name=_why]", "补一句说明")
    editor.wait_for_selector("text=已自动保存")
    save(editor, "draft", height=760)
    press(editor, "_save")
    colleague.fill("#id_summary", said.replace("。", "，数字以来源为准。", 1))
    press(colleague, "_save", ".clash")
    save(colleague, "clash", colleague.locator("#content"), height=560)
    colleague.goto(address)
    colleague.locator(".submit-row [name=_forget]").first.click()
    editor.goto(address)
    editor.locator(".submit-row [name=_preview]").first.click()
    editor.wait_for_load_state("networkidle")
    save(editor, "preview", editor.locator("#content"), height=900)
    editor.goto(address)
    draft = submit(editor)
    for role in REVIEWERS:
        reviewer = people.log_in(role)
        if role == "second-reviewer":
            save(reviewer, "index", height=900)
        if role == "second-reviewer":
            reviewer.goto(draft)
            save(reviewer, "review", height=760)
        sign(reviewer, draft)
        reviewer.close()
    publisher = people.log_in("publisher")
    publisher.goto(draft)
    publisher.click("a:has-text('公布……')")
    publisher.wait_for_selector("[name=confirmed]")
    save(publisher, "publish", publisher.locator("#content"), height=640)
    publish(publisher, draft)
    publisher.goto("/admin/parks/park/")
    publisher.check("#result_list tbody tr:nth-child(2) .action-select")
    publisher.select_option("select[name=action]", "withdraw_chosen")
    publisher.click("button[name=index]")
    publisher.wait_for_selector("[name=reason]")
    save(publisher, "withdraw", publisher.locator("#content"), height=560)
    editor.goto(address.replace("/change/", "/history/"))
    save(editor, "history", editor.locator("#content"), height=480)


def save(page, name, part=None, height=HEIGHT):
    """Write the window, or the ``part`` of the page, at most ``height`` pixels high, as a small PNG."""
    page.evaluate("document.activeElement?.blur()")
    lay_flat(page)
    picture = part.screenshot() if part else page.screenshot(full_page=True)
    with Image.open(io.BytesIO(picture)) as image:
        cut = image.crop((0, 0, image.width, min(image.height, height)))
        cut.convert("RGB").quantize(COLOURS).save(IMAGES / f"guide-{name}.png", optimize=True)
    say(f"guide-{name}.png")


if __name__ == "__main__":
    run_main(main)
