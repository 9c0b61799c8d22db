"""Which sizes, crops and formats a picture is shown in, where they lie, and how they are drawn.

Knows no model: a picture's own row keeps a *record* of what was made (``Image.renditions``), so that a page asks
neither the disk nor another table. Making them and writing the record is ``actions.render``.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from PIL import Image, features

CROPS = {"whole": None, "wide": (16, 9), "square": (1, 1)}
"""Name and ratio; "whole" is as it was taken."""
WIDTHS = {"whole": (480, 800, 1200, 1600), "wide": (320, 640, 960), "square": (160, 320)}
"""Pixels. None is made wider than what there is."""
NEAR = 0.85
"""Of the widest: a width closer to it would be nearly the same file twice."""
FORMATS = {
    "avif": ("AVIF", "image/avif", {"quality": 60, "speed": 8}),
    "webp": ("WEBP", "image/webp", {"quality": 78, "method": 4}),
    "jpg": ("JPEG", "image/jpeg", {"quality": 80, "optimize": True, "progressive": True}),
}
"""By suffix, the smallest first: a browser takes the first that it knows. AVIF is left out where Pillow has none."""
DIRECTORY = "renditions"


@dataclass(frozen=True)
class Rendition:
    """One file: its place in the storage, its crop, suffix and size in pixels."""

    name: str
    crop: str
    suffix: str
    width: int
    height: int

    @property
    def media_type(self):
        return FORMATS[self.suffix][1]


@dataclass(frozen=True)
class Shown:
    """One crop as a page shows it. ``src`` is the widest JPEG, ``width`` and ``height`` are its size."""

    src: str
    srcset: str
    width: int
    height: int
    sources: tuple[tuple[str, str], ...]
    """Media type and srcset of the better formats."""


def crop_box(size, ratio, focus) -> tuple[int, int, int, int]:
    """The largest part of ``size`` with this ratio: left, upper, right, lower.

    ``focus`` is a point of the picture in percent. It comes to lie at the same percentages of the part, as with
    ``object-position`` in CSS: the part always contains it, and the staff's preview needs no other rule.
    """
    width, height = size
    if ratio is None:
        return 0, 0, width, height
    across, down = ratio
    wide = min(width, max(1, round(height * across / down)))
    high = min(height, max(1, round(width * down / across)))
    left, upper = round((width - wide) * focus[0] / 100), round((height - high) * focus[1] / 100)
    return left, upper, left + wide, upper + high


def record_of(size, focus) -> dict:
    """What is to be made of a picture of this size and focus, as the row keeps it: plain data."""
    suffixes = [suffix for suffix in FORMATS if suffix != "avif" or features.check("avif")]
    record = {"focus": list(focus), "suffixes": suffixes}
    for crop, ratio in CROPS.items():
        left, upper, right, lower = crop_box(size, ratio, focus)
        wide, high = right - left, lower - upper
        widest = min(wide, WIDTHS[crop][-1])
        widths = [*(width for width in WIDTHS[crop] if width < NEAR * widest), widest]
        across, down = ratio or (wide, high)
        record[crop] = [[width, max(1, round(width * down / across))] for width in widths]
    return record


def renditions_in(record, file_name) -> list[Rendition]:
    """The files that a record speaks of, by crop and then by width; none for an empty record.

    Names are made of the file's own name, which is made of its content, and of what was done: another focus or size
    is another file, and none is ever written over.
    """
    if not record:
        return []
    folder = f"{DIRECTORY}/{PurePosixPath(file_name).stem}"
    focus = "-".join(map(str, record["focus"]))
    return [
        Rendition(
            f"{folder}/{crop}-{width}.{suffix}" if ratio is None else f"{folder}/{crop}-{focus}-{width}.{suffix}",
            *(crop, suffix, width, height),
        )
        for crop, ratio in CROPS.items()
        for width, height in record.get(crop, [])
        for suffix in record["suffixes"]
    ]


def shown(record, file_name, crop, address_of: Callable[[str], str]) -> Shown | None:
    """How a page shows this crop; None where nothing was made. ``address_of`` turns a name into an address."""
    made = [each for each in renditions_in(record, file_name) if each.crop == crop]
    if not made:
        return None
    sets = {
        suffix: ", ".join(f"{address_of(each.name)} {each.width}w" for each in made if each.suffix == suffix)
        for suffix in record["suffixes"]
    }
    widest = made[-1]  # the last of the suffixes is the one that every browser knows
    sources = tuple((FORMATS[suffix][1], srcset) for suffix, srcset in sets.items() if suffix != widest.suffix)
    return Shown(address_of(widest.name), sets[widest.suffix], widest.width, widest.height, sources)


def cut(picture: Image.Image, crop, size, focus) -> Image.Image:
    """The crop of the picture in this size."""
    box = crop_box(picture.size, CROPS[crop], focus)
    return picture.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def encoded(picture: Image.Image, suffix) -> bytes:
    """The picture as a file of this format. Raises what Pillow raises."""
    form, _, options = FORMATS[suffix]
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()
