"""Draws the pictures of the demo content into `fixtures/media/`: `python scripts/draw_demo_pictures.py`.

Abstract patterns in the site's colours, by Pillow alone and the same on each run. They show no place, no building and
no figure; their texts and credits in the fixtures say that they are drawn. A drawing that is changed gets another
name, since a site that has the old one keeps it.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw

SIZE = WIDTH, HEIGHT = 1280, 720
FINE = 2  # drawn so much larger, so that slanting edges come out smooth
PAPER, MAIN, MID, SOFT, WASH, ZHU, RULE = "#f5f4f0", "#0e4a5f", "#457c90", "#a9c3cc", "#e3ecef", "#a3291d", "#d6dadb"
DIRECTORY = Path(__file__).resolve().parent.parent / "fixtures" / "media" / "images"


def sheet():
    picture = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), PAPER)
    return picture, ImageDraw.Draw(picture)


def box(pen, x, y, wide, high, **looks):
    pen.rectangle((x * FINE, y * FINE, (x + wide) * FINE - 1, (y + high) * FINE - 1), **looks)


def cells():
    """Rows of cells, as of cupboards, in three shades."""
    picture, pen = sheet()
    for number in range(30):
        row, column = divmod(number, 10)
        x, y = 80 + column * 114, 110 + row * 178
        shade = (row * 7 + column * 3) % 5 % 3
        box(pen, x, y, 94, 144, fill=[WASH, MAIN, SOFT][shade])
        for line in range(1, 6):
            box(pen, x + 14, y + line * 24 - 2, 66, 4, fill=[MID, SOFT, PAPER][shade])
    return picture


def steps():
    """A stair of bars, from low to high."""
    picture, pen = sheet()
    for number in range(16):
        high = 60 + number * 34
        box(pen, 64 + number * 72, HEIGHT - 60 - high, 52, high, fill=[MAIN, MID, SOFT][number % 3])
    box(pen, 64, HEIGHT - 58, 1132, 4, fill=MAIN)
    return picture


def waves():
    """Slanting bands that cross, as on woven cloth."""
    picture, pen = sheet()
    for number, colour in enumerate([WASH, SOFT, MID, SOFT, WASH, MAIN, WASH, SOFT, MID, SOFT, WASH]):
        x = (number * 180 - 420) * FINE
        pen.polygon([(x, HEIGHT * FINE), (x + 420 * FINE, 0), (x + 520 * FINE, 0), (x + 100 * FINE, HEIGHT * FINE)],
                    fill=colour)  # fmt: skip
    for row in range(1, 6):
        box(pen, 0, row * 120 - 6, WIDTH, 12, fill=PAPER)
    return picture


def rings():
    """Points around one centre, joined to it."""
    picture, pen = sheet()
    x, y = WIDTH * FINE // 2, HEIGHT * FINE // 2
    around = [(-480, -180), (-430, 190), (-220, -260), (-170, 240), (200, -250), (190, 250), (440, -190), (490, 170)]
    for radius in (320, 230, 140):
        high = radius * FINE
        pen.ellipse((x - 2 * high, y - high, x + 2 * high, y + high), outline=RULE, width=3 * FINE)
    for dx, dy in around:
        pen.line((x, y, x + dx * FINE, y + dy * FINE), fill=SOFT, width=5 * FINE)
    for dx, dy in around:
        dot(pen, x + dx * FINE, y + dy * FINE, 34 * FINE, MID)
    dot(pen, x, y, 74 * FINE, MAIN)
    dot(pen, x, y, 26 * FINE, ZHU)
    return picture


def dot(pen, x, y, radius, colour):
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


DRAWINGS = {"demo-cells.png": cells, "demo-steps.png": steps, "demo-weave.png": waves, "demo-rings.png": rings}


def draw(name):
    """The named drawing as it is stored: few colours, so that it stays small."""
    picture = DRAWINGS[name]().resize(SIZE, Image.Resampling.BOX)
    return picture.quantize(32, dither=Image.Dither.NONE).convert("RGB")


def main(directory):
    directory.mkdir(parents=True, exist_ok=True)
    for name in DRAWINGS:
        path = directory / name
        draw(name).save(path, "PNG", optimize=True)
        print(f"{path.name}  {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DIRECTORY)
