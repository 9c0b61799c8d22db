"""The board as files: its data as CSV and its drawing as SVG, each on its own and without the site's style sheets."""

import csv
import io
import re
import xml.etree.ElementTree as ET

from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.charts.words import text_width
from core.footnotes import place_in_words

from .board_paint import FONT, GROUND, attributes_of
from .record import ProjectRecord
from .rules.verdicts import State

UNSTATED = _("未说明")
BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets take the file for another encoding."""
HEAD = [
    pgettext_lazy("one", "项目"),
    _("网址"),
    pgettext_lazy("one", "园区"),
    _("截至"),
    pgettext_lazy("one", "状态灯"),
    _("灯的原因"),
    _("阶段"),
    _("分期和先前阶段"),
    _("目标"),
    _("原定"),
    _("现预计"),
    _("实际"),
    _("到期未报已过天数"),
    _("其他日期"),
    _("最后核实"),
    _("出处"),
]


def csv_text(rows, on, *, park_of, origin: str) -> str:
    """A line for each of ``rows`` (``board.table_rows``) as on the day ``on``; ``origin`` begins the addresses."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows([harmless(cell) for cell in _line(row, on, park_of, origin)] for row in rows)
    return out.getvalue()


def harmless(cell) -> str:
    """The cell in one line, and as text where a spreadsheet would take it for a formula."""
    text = " ".join(str(cell).split())
    return f"'{text}" if re.match(r"[=+\-@]", text) else text


def _line(row, on, park_of, origin):
    record: ProjectRecord = row.record
    park, dates = park_of(record), row.target.dates if row.target else None
    return [
        record.project,
        f"{origin}{record.project.get_absolute_url()}",
        park or UNSTATED,
        on.isoformat(),
        record.shown.light.label,
        record.shown.reason.label,
        row.stage,
        _("；").join(row.parts),
        capfirst(row.target.milestone.title) if row.target else UNSTATED,
        dates.original or UNSTATED if dates else UNSTATED,
        row.expected or UNSTATED,
        State.MISSED.label if row.is_due else dates.actual or UNSTATED if dates else UNSTATED,
        row.target.verdict.days_overdue if row.is_due else "",
        _("；").join(row.others),
        record.last_confirmed_on or UNSTATED,
        _("；").join(_sources(row.cited)),
    ]


def _sources(cited):
    """Each source once, with the places in it."""
    places: dict[str, dict[str, None]] = {}
    for row in cited:
        if row.source_id:
            places.setdefault(str(row.source), {})[place_in_words(row.locator)] = None
    return [_source(title, list(filter(None, locators))) for title, locators in places.items()]


def _source(title, locators):
    words = _("《%(title)s》%(places)s") if locators else _("《%(title)s》")
    return words % {"title": title, "places": _("、").join(locators)}


# --- The drawing ------------------------------------------------------------------------------------------------------

MARGIN = 24
KEY = {
    "done": _("已竣工、投用"),
    "building": pgettext_lazy("stage", "在建"),
    "early": _("在谈、签约、前期"),
    "promise": pgettext_lazy("key", "原定"),
    "moved": _("改期后"),
}
"""What the kinds of bars mean that bear no words of their own everywhere."""


def svg_text(drawing, *, title: str, remark: str, origin: str) -> str:
    """The widest variant of ``drawing`` (``board.drawing_of``) with title, key and ``remark``, in light colours.

    What the style sheets say on a page is written into the elements, links lead to ``origin``, and nothing else is
    needed to show the file.
    """
    body, y = [], 64
    width = 1200
    for group in drawing.groups:
        if group.title:
            body.append(_text(group.title, 0, y + 18, "drawing-name--16"))
            y += 28
        for variants in group.sheets:
            sheet = variants[0]
            drawn = ET.fromstring(render_to_string("projects/_drawing_sheet.html", {"sheet": sheet}))
            drawn.attrib |= {"y": f"{y:g}", "width": str(sheet.shape.width), "height": f"{sheet.height:g}"}
            body.append(drawn)
            width, y = sheet.shape.width, y + sheet.height + 16
    body += [*_key(drawing.uses, y + 14), _text(remark, 0, y + 44, "drawing-quiet")]
    height = y + 60
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "xmlns:xlink": "http://www.w3.org/1999/xlink",
            "viewBox": f"{-MARGIN} {-MARGIN} {width + 2 * MARGIN} {height + 2 * MARGIN:g}",
            "width": str(width + 2 * MARGIN),
            "height": f"{height + 2 * MARGIN:g}",
            "font-family": FONT,
        },
    )
    ground = {"x": str(-MARGIN), "y": str(-MARGIN), "width": "100%", "height": "100%", "fill": GROUND}
    ET.SubElement(root, "title").text = title
    ET.SubElement(root, "rect", ground)
    root.append(_text(title, 0, 22, "drawing-title"))
    root.append(_text(_("上一行是承诺，下一行是核实过的事实；斜纹是没有消息的时间。"), 0, 46, "drawing-quiet"))
    root.extend(body)
    _paint(root, origin)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _key(uses, y):
    x = 0
    for kind, words in KEY.items():
        if kind not in uses:
            continue
        place = {"x": f"{x:g}", "y": f"{y - 11:g}", "width": "28", "height": "12"}
        yield ET.Element("rect", {"class": f"drawing-bar--{kind}", **place})
        yield _text(words, x + 36, y, "drawing-quiet")
        x += 36 + text_width(str(words)) + 28


def _text(words, x, y, look):
    element = ET.Element("text", {"class": look, "x": f"{x:g}", "y": f"{y:g}"})
    element.text = str(words)
    return element


def _paint(element, origin, light=""):
    """Write looks and addresses into the element and all below it."""
    if element.tag == "symbol":
        light = element.get("id", "").rpartition("-")[2]
    classes = element.attrib.pop("class", "").split()
    for name, value in attributes_of(element.tag, classes, light).items():
        element.attrib.setdefault(name, value)
    if href := element.get("href"):
        # Older programs know links by the second name only.
        element.attrib["href"] = element.attrib["xlink:href"] = f"{origin}{href}" if href.startswith("/") else href
    for child in element:
        _paint(child, origin, light)
