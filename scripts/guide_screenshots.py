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
        for role, draw in {"": draw_public, "editor": draw_editing, "publisher": draw_publishing}.items():
            page = browser.new_page(
                base_url=address, viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN", color_scheme="light"
            )
            page.set_default_timeout(60_000)
            page.add_init_script(SIDEBAR_CLOSED)
            if role:
                log_in(page, f"demo-{role}", passwords[f"demo-{role}"]["password"])
            draw(page)
            page.close()
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


def log_in(page, username, password):
    page.goto("/admin/login/")
    if username == "demo-editor":
        save(page, "login", height=430)
    page.fill("#id_username", username)
    page.fill("#id_password", password)
    page.click("[type=submit]")
    page.wait_for_selector("#user-tools")


def draw_public(page):
    """What a reader sees of what staff have entered."""
    page.goto("/projects/yunlong-service-centre/")
    save(page, "public", page.locator("main"), height=1200)


def draw_editing(page):
    """The dashboard, a list, and the parts of a project's and a park's page."""
    save(page, "index")
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
    page.locator("[name=_continue]").first.click()
    page.wait_for_selector(".errornote")
    save(page, "wrong-date", page.locator("#milestones-1"), height=330)
    open_row(page, "parks/park", "产业研究园")
    save(page, "park", page.locator("fieldset:has(#id_land_area)"))


def draw_publishing(page):
    """Publishing and withdrawing from a list."""
    page.goto("/admin/parks/park/")
    page.check("#result_list tbody tr:nth-child(2) .action-select")
    page.select_option("select[name=action]", "withdraw")
    save(page, "publish", height=520)


def open_row(page, model, name):
    """Open the admin page of the first row of ``model`` ("app/model") that the list finds by ``name``."""
    page.goto(f"/admin/{model}/?q={name}")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_selector("[name=_continue]")


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
