"""What the browser tests need of this machine: a Chromium and a Chinese font. Uses the standard library only."""

import os
import shutil
import subprocess

# First the one without windows: each page opened in another costs a window that nobody sees, a third of all the work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def find_chromium():
    """The path of the browser: what CHROMIUM names, or the first known name on the PATH; None when there is none."""
    wanted = os.environ.get("CHROMIUM")
    return shutil.which(wanted) if wanted else next(filter(None, map(shutil.which, NAMES)), None)


def has_chinese_font():
    """Whether any installed font covers Chinese; without one every page is boxes, and widths mean nothing."""
    try:
        fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    return bool(fonts.strip())


def missing():
    """What is missing for browser tests and how to get it, one line for each; empty when all is there."""
    lines = []
    if find_chromium() is None:
        lines.append("浏览器测试需要 Chromium · no Chromium found: apt-get install chromium (or set CHROMIUM)")
    if not has_chinese_font():
        lines.append("浏览器测试需要中文字体 · no Chinese font found: apt-get install fontconfig fonts-noto-cjk")
    return lines
