"""The demo site, started as `make run` does with state of its own, a browser to look at it with, and its staff at work.

What the scripts that draw pictures share; needs the requirements of the tests, Chromium and a Chinese font.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys

import chromium
from environment import ROOT, Refusal

READY = "Ctrl-C"
PATIENCE = 60_000  # ms
REVIEWERS = ("first-reviewer", "second-reviewer", "final-reviewer")
SIDEBAR_CLOSED = "localStorage.setItem('django.admin.navSidebarIsOpen', 'false')"


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


def check_browser():
    """Raise `Refusal` when there is no Chromium or no Chinese font, before what takes long."""
    if lines := chromium.missing():
        raise Refusal("\n".join(lines))


def launch(playwright):
    """Chromium, which refuses to be sandboxed as root."""
    return playwright.chromium.launch(
        executable_path=chromium.find_chromium(), args=["--disable-gpu"], chromium_sandbox=os.geteuid() != 0
    )


class People:
    """Visitors and staff of the demo, each with a window of their own of this size in pixels."""

    def __init__(self, browser, address, var, width, height):
        self.browser, self.address, self.var = browser, address, var
        self.size = {"width": width, "height": height}

    def page(self):
        """A visitor's window."""
        page = self.browser.new_page(
            base_url=self.address, viewport=self.size, locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light"
        )
        page.set_default_timeout(PATIENCE)
        page.add_init_script(SIDEBAR_CLOSED)
        return page

    def log_in(self, role):
        """The window of the demo's person of this role."""
        page = self.page()
        log_in(page, f"demo-{role}", password(self.var, f"demo-{role}"))
        return page


def password(var, username):
    """The password that this start of the demo gave to one of its staff."""
    accounts = json.loads((var / "demo_staff.json").read_text(encoding="utf-8"))
    return accounts[username]["password"]


def log_in(page, username, secret):
    """Log in through the admin's own page."""
    page.goto("/admin/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", secret)
    page.click("[type=submit]")
    page.wait_for_selector("#user-tools")


def lay_flat(page):
    """Put what sticks to the window's edge in its place, or it covers a part of a picture of the whole page."""
    page.evaluate("for (const row of document.querySelectorAll('.submit-row')) row.style.position = 'static'")


def open_row(page, model, name):
    """Open the admin page of the first row of ``model`` ("app/model") that the list finds by ``name``."""
    page.goto(f"/admin/{model}/?q={name}")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_selector("[name=_save]")


def press(page, button, answer=".messagelist .success"):
    """Press ``button`` ("_save", "_submit") at the head of the open form and wait for what the next page shows."""
    page.locator(f".submit-row [name={button}]").first.click()
    page.wait_for_selector(answer)


def submit(page):
    """Submit the open form for review: the address of its draft."""
    press(page, "_submit", ".judge")
    return page.url


def sign(page, draft):
    """Sign the draft as the person of this window."""
    page.goto(draft)
    page.click("button:has-text('签字')")
    page.wait_for_selector(".messagelist .success")


def publish(page, draft):
    """Make the draft public, which every reviewer has signed."""
    page.goto(draft)
    page.click("a:has-text('公布……')")
    page.check("[name=confirmed]")
    page.locator("#content form [type=submit]").first.click()
    page.wait_for_selector(".messagelist .success")
