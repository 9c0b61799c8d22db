"""Draws the picture that goes with a shared link: words on the site's paper, and solid, dashed and hatched cells.

Words in, bytes of a PNG out; what is said is the caller's matter. Chinese type comes from the system's fonts. Where
there is none, the picture is drawn without words: empty boxes in place of characters would look like a fault.
"""

import io
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
PAPER, INK, INK_2, INK_3 = "#f5f4f0", "#15222b", "#43515b", "#5c6972"
MAIN, MAIN_MID, ZHU, HATCH, RULE = "#0e4a5f", "#457c90", "#a3291d", "#87939a", "#d6dadb"
"""The colours of the light page (static/css/tokens.css)."""
MOST_CELLS = 12
MOST_FACES = 10

FONT_DIRECTORIES = [
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
    Path("C:/Windows/Fonts"),
]
FONT_FILES = {
    False: ["NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf", "NotoSansSC-Regular.ttf",
            "SourceHanSansSC-Regular.otf", "SourceHanSansCN-Regular.otf", "PingFang.ttc", "msyh.ttc",
            "wqy-microhei.ttc", "wqy-zenhei.ttc", "simhei.ttf"],
    True: ["NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold.otf", "NotoSansSC-Bold.otf", "NotoSansSC-Bold.ttf",
           "SourceHanSansSC-Bold.otf", "SourceHanSansCN-Bold.otf", "msyhbd.ttc"],
}  # fmt: skip
_NEVER_FIRST = "，。；：、！？”’）》】…％%,.;:!?)"


@dataclass(frozen=True)
class Words:
    """What a picture says. ``cells`` are looks: "solid" a fact, "dashed" promised, "due" passed, "hatched" unknown."""

    kicker: str
    title: str
    sentence: str = ""
    site: str = ""
    as_of: str = ""
    cells: tuple[str, ...] = ("solid",)


def draw(words: Words) -> bytes:
    """The picture as PNG, 1200 × 630 pixels."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 15, HEIGHT), fill=MAIN)
    if font(24):
        _write(pen, words)
    _cells(picture, words.cells[:MOST_CELLS] or ("hatched",))
    out = io.BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _write(pen, words):
    room = WIDTH - 2 * MARGIN
    _line(pen, words.kicker, MARGIN, 62, font(30), MAIN, room)
    size = 68 if len(lines(words.title, font(68, bold=True), room, 9)) <= 2 else 52
    y = 122
    for line in lines(words.title, font(size, bold=True), room, 2):
        pen.text((MARGIN, y), line, font=font(size, bold=True), fill=INK)
        y += size * 1.32
    y += 22
    left = int((448 - y) // 54)
    for line in lines(words.sentence, font(36), room, min(3, left)):
        pen.text((MARGIN, y), line, font=font(36), fill=INK_2)
        y += 54
    _line(pen, words.site, MARGIN, 548, font(30, bold=True), MAIN, room * 0.38)
    as_of = font(24)
    text = lines(words.as_of, as_of, room * 0.6, 1)
    if text:
        pen.text((WIDTH - MARGIN - as_of.getlength(text[0]), 553), text[0], font=as_of, fill=INK_3)


def _line(pen, text, x, y, type_, colour, room):
    for line in lines(text, type_, room, 1):
        pen.text((x, y), line, font=type_, fill=colour)


def _cells(picture, cells):
    """A row of equal cells over the width of the words, and the line of the foot."""
    pen = ImageDraw.Draw(picture)
    gap, top, bottom = 10, 462, 502
    width = (WIDTH - 2 * MARGIN - gap * (len(cells) - 1)) / len(cells)
    for number, look in enumerate(cells):
        left = round(MARGIN + number * (width + gap))
        box = (left, top, round(left + width), bottom)
        if look == "solid":
            pen.rectangle(box, fill=MAIN)
        elif look == "hatched":
            _hatched(picture, box)
        else:
            _dashed(pen, box, ZHU if look == "due" else MAIN_MID)
    pen.line((MARGIN, 528, WIDTH - MARGIN, 528), fill=RULE, width=2)


def _hatched(picture, box):
    left, top, right, bottom = box
    part = Image.new("RGB", (right - left, bottom - top), PAPER)
    pen = ImageDraw.Draw(part)
    height = part.height
    for x in range(-height, part.width, 12):
        pen.line((x, height, x + height, 0), fill=HATCH, width=2)
    pen.rectangle((0, 0, part.width - 1, height - 1), outline=HATCH, width=2)
    picture.paste(part, (left, top))


def _dashed(pen, box, colour):
    left, top, right, bottom = box
    for x in range(left, right, 18):
        for y in (top, bottom):
            pen.line((x, y, min(x + 10, right), y), fill=colour, width=3)
    for y in range(top, bottom, 18):
        for x in (left, right):
            pen.line((x, y, x, min(y + 10, bottom)), fill=colour, width=3)


def lines(text: str, type_, room: float, most: int) -> list[str]:
    """The text in at most ``most`` lines of ``room`` pixels, cut with an ellipsis; words and numbers stay whole."""
    found, line = [], ""
    for part in _parts(" ".join(text.split())):
        if type_.getlength(line + part) <= room or not line:
            line += part
        elif part in _NEVER_FIRST:
            line += part  # hangs a little over the edge, as in print
        else:
            found.append(line.rstrip())
            line = part.lstrip()
    found = [each for each in (*found, line.rstrip()) if each]
    if len(found) > most and most > 0:
        last = found[most - 1]
        while last and type_.getlength(f"{last}…") > room:
            last = last[:-1]
        return [*found[: most - 1], f"{last}…"]
    return found[: max(most, 0)]


def _parts(text):
    """Chinese characters one by one, runs of others as one; a run longer than a word is cut."""
    run = ""
    for char in text:
        if unicodedata.east_asian_width(char) in "WF" or char == " ":
            if run:
                yield run
            run = ""
            yield char
        else:
            run += char
            if len(run) == 24:
                yield run
                run = ""
    if run:
        yield run


@lru_cache(maxsize=32)
def font(size: int, *, bold: bool = False):
    """Chinese type of this size in pixels; None where the system has none. Without a bold one, the regular."""
    path = font_path(bold)
    return ImageFont.truetype(path, size, index=_index(path)) if path else None


@lru_cache(maxsize=2)
def font_path(bold: bool) -> str | None:
    """The first known file of Chinese type in the system's directories."""
    present = {file.name: file for root in FONT_DIRECTORIES if root.is_dir() for file in root.rglob("*.[ot]t[cf]")}
    for name in [*FONT_FILES[bold], *FONT_FILES[False]]:
        if name in present and _index(str(present[name])) is not None:
            return str(present[name])
    return None


@lru_cache(maxsize=4)
def _index(path):
    """Which face of a collection has the mainland's forms of the characters; None for a file that can't be read."""
    faces = []
    with suppress(OSError):  # there is no face of this number, or none at all
        for number in range(MOST_FACES if path.endswith(".ttc") else 1):
            faces.append(ImageFont.truetype(path, 12, index=number).getname()[0] or "")
    if not faces:
        return None
    return next((number for number, name in enumerate(faces) if name.endswith(" SC")), 0)
