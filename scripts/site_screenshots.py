"""Takes a picture of every page type in every mode: `.venv/bin/python scripts/site_screenshots.py DIRECTORY`.

For whoever changes how pages look, to be looked at and thrown away: the directory has to lie outside the repository.
Starts the site itself, with fresh state. Writes `MODE/PAGE.png`, contact sheets (`sheet-MODE-1.png`) and each page as
it is printed (`pdf/PAGE.pdf`). `--page` and `--mode` take less: `--page park --mode 360-dark`. `--axe` has axe look at
each page in each mode, which takes some ten minutes.
"""

import argparse
import re
import tempfile
import urllib.request
from pathlib import Path
from typing import NamedTuple

from axe_playwright_python.base import AXE_SCRIPT
from demo_site import People, check_browser, launch, lay_flat, site
from environment import ROOT, Refusal, run_main, say
from PIL import Image
from playwright.sync_api import sync_playwright
from staff_pages import staff_pages


class Mode(NamedTuple):
    """How a page is looked at."""

    width: int
    scheme: str = "light"
    media: str = "screen"
    elder: bool = False


MODES = {f"{width}-{scheme}": Mode(width, scheme) for width in (360, 768, 1440) for scheme in ("light", "dark")} | {
    "360-elder": Mode(360, elder=True),
    "1440-elder": Mode(1440, elder=True),
    "320-zoomed": Mode(320),  # what is left of 1280 px at 400 %
    "print": Mode(673, media="print"),  # A4 between its margins
}
STAFF_MODES = ("360-light", "360-dark", "1440-light", "1440-dark")
ODD_PAGES = {
    "search": "/search/",
    "search-found": "/search/?q=%E6%95%B0%E6%8D%AE%E6%B9%96",
    "search-nothing": "/search/?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA%E8%AF%8D",
    "list-nothing": "/projects/?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA%E9%A1%B9%E7%9B%AE",
    "list-400": "/projects/?park=abc",
    "404": "/no-such-page/",
    "api": "/api/docs/",
}
HEIGHT = 900  # px
TALLEST = 12_000  # px; what lies below is cut off
THUMBNAIL = 360, 900  # px
COLUMNS, PER_SHEET, GAP = 6, 12, 16


def main():
    options = read_arguments()
    check_browser()
    with tempfile.TemporaryDirectory() as var, site(Path(var)) as address, sync_playwright() as playwright:
        browser = launch(playwright)
        people = People(browser, address, Path(var), 1440, HEIGHT)
        look_at(people.page(), public_pages(address), MODES, options)
        # Who wants public pages alone need not wait for the staff to have done their work.
        if not options.page or any(name not in public_pages(address) for name in options.page):
            for role, pages in staff_pages(people).items():
                look_at(people.log_in(role) if role else people.page(), pages, STAFF_MODES, options)
        browser.close()
    for name in MODES:
        draw_sheets(options.directory, name)
    return 0


def look_at(page, all_pages, mode_names, options):
    """Open the pages that were asked for in this window, and close it."""
    modes = {name: MODES[name] for name in mode_names if name in (options.mode or MODES)}
    for name, path in all_pages.items():
        if name in (options.page or all_pages):
            draw(page, name, path, modes, options.directory)
            say(f"{name}  {path}")
            for line in faults(page, modes) if options.axe else ():
                say(line)
    page.close()


def read_arguments():
    """The directory, made if need be, and the choice of pages and modes. Raise `Refusal` for one in the repository."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=lambda text: Path(text).resolve())
    parser.add_argument("--page", action="append", help="only this page; may be given several times")
    parser.add_argument("--mode", action="append", choices=MODES, help="only this mode; may be given several times")
    parser.add_argument("--axe", action="store_true", help="say what axe finds on each page in each mode")
    options = parser.parse_args()
    if options.directory.is_relative_to(ROOT):
        raise Refusal("图片不放进代码库，请给一个代码库以外的目录。  (The directory lies in the repository.)")
    options.directory.mkdir(parents=True, exist_ok=True)
    return options


def public_pages(address):
    """Name and path of one page of each public type: the lists, of each content type the longest, and the odd ones."""
    pages = {}
    for part in locations(address, "/sitemap.xml"):
        section = re.search(r"sitemap-(\w+)\.xml", part)[1]
        paths = locations(address, part)
        if section == "lists":
            pages |= {path.strip("/").replace("/", "-") or "home": path for path in paths}
        else:
            pages[section] = max(paths, key=lambda path: len(fetch(address, path)), default="/no-such-page/")
    return pages | ODD_PAGES


def locations(address, path):
    """The paths that a sitemap file lists."""
    return [place.removeprefix(address) for place in re.findall(r"<loc>([^<]+)</loc>", fetch(address, path))]


def fetch(address, path):
    with urllib.request.urlopen(address + path) as answer:
        return answer.read().decode()


def draw(page, name, path, modes, directory):
    """Open a page once and take its picture in each mode, and as it is printed."""
    page.goto(path)
    lay_flat(page)
    for mode_name, mode in modes.items():
        (directory / mode_name).mkdir(exist_ok=True)
        show_in(page, mode)
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        # As wide as the page really is, so that what sticks out of it is seen.
        width = max(page.evaluate("document.documentElement.scrollWidth"), mode.width)
        page.screenshot(
            path=directory / mode_name / f"{name}.png",
            full_page=True,
            clip={"x": 0, "y": 0, "width": width, "height": height},
        )
    if "print" in modes:
        (directory / "pdf").mkdir(exist_ok=True)
        page.emulate_media(media=None, color_scheme="light")
        page.pdf(path=directory / "pdf" / f"{name}.pdf", prefer_css_page_size=True)


def show_in(page, mode):
    page.set_viewport_size({"width": mode.width, "height": HEIGHT})
    page.emulate_media(media=mode.media, color_scheme=mode.scheme)
    page.evaluate("size => { document.documentElement.dataset.size = size }", "large" if mode.elder else "normal")


def faults(page, modes):
    """What axe finds on the open page with everything unfolded: mode, rule and places, a line each."""
    page.evaluate(AXE_SCRIPT)
    page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
    lines = []
    for mode_name, mode in modes.items():
        show_in(page, mode)
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'], elementRef: false })")
        for violation in found["violations"]:
            places = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
            lines.append(f"  {mode_name}: {violation['id']}: {'; '.join(places[:3])}")
    return lines


def draw_sheets(directory, mode_name):
    """The pictures of a mode side by side, small, a dozen a sheet, so that what falls out of line is seen."""
    paths = sorted((directory / mode_name).glob("*.png"))
    width, height = THUMBNAIL
    for number, chosen in enumerate((paths[place : place + PER_SHEET] for place in range(0, len(paths), PER_SHEET)), 1):
        sheet = Image.new("RGB", (COLUMNS * (width + GAP), PER_SHEET // COLUMNS * (height + GAP)), "#888888")
        for place, path in enumerate(chosen):
            with Image.open(path) as picture:
                small = picture.convert("RGB").resize((width, max(1, picture.height * width // picture.width)))
                corner = place % COLUMNS * (width + GAP), place // COLUMNS * (height + GAP)
                sheet.paste(small.crop((0, 0, width, min(small.height, height))), corner)
        sheet.save(directory / f"sheet-{mode_name}-{number}.png")


if __name__ == "__main__":
    run_main(main)
