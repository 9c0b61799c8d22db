"""Draws the pictures of the staff guide: `.venv/bin/python scripts/guide_screenshots.py`.

Starts the site as `make run` does, with fresh state in a directory of its own, logs in as the demo staff and writes
`docs/images/guide-*.png`. To be run again when the pages have changed; needs the requirements of the tests, Chromium
and a Chinese font.
"""

import contextlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import chromium
from environment import ROOT, Refusal, run_main, say
from PIL import Image
from playwright.sync_api import sync_playwright

IMAGES = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1200, 800
COLOURS = 256
READY = "Ctrl-C"
SIDEBAR_CLOSED = "localStorage.setItem('django.admin.navSidebarIsOpen', 'false')"


def main():
    if lines := chromium.missing():
        raise Refusal("\n".join(lines))
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var, site(Path(var)) as address, sync_playwright() as playwright:
        # Chromium refuses to be sandboxed as root.
        browser = playwright.chromium.launch(
            executable_path=chromium.find_chromium(), args=["--disable-gpu"], chromium_sandbox=os.geteuid() != 0
        )
        passwords = json.loads((Path(var) / "demo_staff.json").read_text(encoding="utf-8"))
        people = People(browser, address, passwords)
        draw_public(people.page())
        draw_editing(people.log_in("editor"))
        draw_publishing(people)
        browser.close()
    say(f"{sum(path.stat().st_size for path in IMAGES.glob('guide-*.png')) // 1024} KB")


@contextlib.contextmanager
def site(var):
    """The demo with its state in ``var``, served until the block ends; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment |= {"VAR_DIR": str(var), "PORT": str(port), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        [sys.executable, ROOT / "scripts" / "run.py"], env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            if not any(READY in line for line in server.stdout):
                raise Refusal("网站未能启动。  (The site did not start.)")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGINT)


class People:
    """Visitors and staff, each with a window of their own."""

    def __init__(self, browser, address, passwords):
        self.browser, self.address, self.passwords = browser, address, passwords

    def page(self):
        page = self.browser.new_page(
            base_url=self.address, viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN", color_scheme="light"
        )
        page.set_default_timeout(60_000)
        page.add_init_script(SIDEBAR_CLOSED)
        return page

    def log_in(self, role):
        page = self.page()
        page.goto("/admin/login/")
        if role == "editor":
            save(page, "login", height=430)
        page.fill("#id_username", f"demo-{role}")
        page.fill("#id_password", self.passwords[f"demo-{role}"]["password"])
        page.click("[type=submit]")
        page.wait_for_selector("#user-tools")
        return page


def draw_public(page):
    """What a reader sees of what staff have entered."""
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
    page.locator(".submit-row [name=_submit]").first.click()
    page.wait_for_selector(".errornote")
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
    editor.locator(".submit-row [name=_save]").first.click()
    editor.wait_for_selector(".messagelist .success")
    colleague.fill("#id_summary", said.replace("。", "，数字以来源为准。", 1))
    colleague.locator(".submit-row [name=_save]").first.click()
    colleague.wait_for_selector(".clash")
    save(colleague, "clash", colleague.locator("#content"), height=560)
    colleague.goto(address)
    colleague.locator(".submit-row [name=_forget]").first.click()
    editor.goto(address)
    editor.locator(".submit-row [name=_preview]").first.click()
    editor.wait_for_load_state("networkidle")
    save(editor, "preview", editor.locator("#content"), height=900)
    editor.goto(address)
    editor.locator(".submit-row [name=_submit]").first.click()
    editor.wait_for_selector(".judge")
    draft = editor.url
    for role in ("first-reviewer", "second-reviewer", "final-reviewer"):
        reviewer = people.log_in(role)
        if role == "second-reviewer":
            save(reviewer, "index", height=900)
        reviewer.goto(draft)
        reviewer.wait_for_selector("text=通过")
        if role == "second-reviewer":
            save(reviewer, "review", height=760)
        reviewer.click("button:has-text('签字')")
        reviewer.wait_for_selector(".messagelist .success")
        reviewer.close()
    publisher = people.log_in("publisher")
    publisher.goto(draft)
    publisher.click("a:has-text('公布……')")
    publisher.wait_for_selector("[name=confirmed]")
    save(publisher, "publish", publisher.locator("#content"), height=640)
    publisher.check("[name=confirmed]")
    publisher.locator("#content form [type=submit]").first.click()
    publisher.wait_for_selector(".messagelist .success")
    publisher.goto("/admin/parks/park/")
    publisher.check("#result_list tbody tr:nth-child(2) .action-select")
    publisher.select_option("select[name=action]", "withdraw_chosen")
    publisher.click("button[name=index]")
    publisher.wait_for_selector("[name=reason]")
    save(publisher, "withdraw", publisher.locator("#content"), height=560)
    editor.goto(address.replace("/change/", "/history/"))
    save(editor, "history", editor.locator("#content"), height=480)


def open_row(page, model, name):
    """Open the admin page of the first row of ``model`` ("app/model") that the list finds by ``name``."""
    page.goto(f"/admin/{model}/?q={name}")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_selector("[name=_save]")


def save(page, name, part=None, height=HEIGHT):
    """Write the window, or the ``part`` of the page, at most ``height`` pixels high, as a small PNG."""
    page.evaluate("document.activeElement?.blur()")
    picture = part.screenshot() if part else page.screenshot(full_page=True)
    with Image.open(io.BytesIO(picture)) as image:
        cut = image.crop((0, 0, image.width, min(image.height, height)))
        cut.convert("RGB").quantize(COLOURS).save(IMAGES / f"guide-{name}.png", optimize=True)
    say(f"guide-{name}.png")


if __name__ == "__main__":
    run_main(main)
