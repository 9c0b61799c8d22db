"""The looks of the board's drawing as attributes, for a file that no style sheet reaches.

Colours are those of the light page. ``static/css/tokens.css``, ``board.css`` and ``parts.css`` say the same for pages;
a test holds the two together.
"""

FONT = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"
COLOURS = {
    "bg": "#ffffff",
    "ink": "#15222b",
    "ink-2": "#43515b",
    "rule": "#d6dadb",
    "rule-strong": "#77838b",
    "hatch": "#87939a",
    "main": "#0e4a5f",
    "main-deep": "#08384a",
    "main-mid": "#457c90",
    "main-soft": "#cfe0e5",
    "on-main": "#ffffff",
    "zhu": "#a3291d",
    "zhu-wash": "#fbecea",
    "green": "#1d6742",
    "yellow": "#7a5200",
    "yellow-fill": "#e0a100",
    "on-yellow": "#15222b",
    "grey": "#55626b",
}
GROUND = COLOURS["bg"]
LIGHTS = {"green": "green", "yellow": "yellow", "red": "zhu", "grey": "grey"}
"""The colour of each light."""

LOOKS = {
    "drawing-name--16": {"font-size": "16px", "font-weight": "700"},
    "drawing-name--15": {"font-size": "15px", "font-weight": "700"},
    "drawing-quiet": {"fill": "ink-2"},
    "drawing-label": {"paint-order": "stroke", "stroke": "bg", "stroke-width": "4px", "stroke-linejoin": "round"},
    "drawing-grid": {"stroke": "rule", "stroke-width": "1"},
    "drawing-base": {"stroke": "ink", "stroke-width": "1"},
    "drawing-hatch": {"fill": "none", "stroke": "hatch", "stroke-width": "1"},
    "drawing-open": {"stroke": "main", "stroke-width": "1.5", "stroke-dasharray": "2 3"},
    "drawing-period": {"stroke": "main-mid", "stroke-width": "1.5"},
    "drawing-bar--done": {"fill": "main"},
    "drawing-bar--building": {"fill": "main-mid"},
    "drawing-bar--early": {"fill": "main-soft", "stroke": "main-mid", "stroke-width": "1"},
    "drawing-bar--unstated": {"fill": "bg", "stroke": "rule-strong", "stroke-width": "1.25"},
    "drawing-bar--closed": {"fill": "bg", "stroke": "rule-strong", "stroke-width": "1.25"},
    "drawing-bar--promise": {
        "fill": "none",
        "stroke": "main-mid",
        "stroke-width": "1.5",
        "stroke-dasharray": "4 3",
    },
    "drawing-bar--moved": {"fill": "none", "stroke": "main", "stroke-width": "1.5", "stroke-dasharray": "1.5 3"},
    "drawing-in--done": {"fill": "on-main"},
    "drawing-in--building": {"fill": "on-main"},
    "drawing-met": {"fill": "bg", "stroke": "main-deep", "stroke-width": "2"},
    "drawing-sign": {"fill": "bg", "stroke": "main", "stroke-width": "2"},
    "drawing-sign--former": {"stroke": "main-mid", "stroke-width": "1.5", "stroke-dasharray": "2.5 2"},
    "drawing-sign--due": {"stroke": "zhu", "stroke-width": "2.25"},
    "drawing-due": {"fill": "zhu-wash", "stroke": "zhu", "stroke-width": "1"},
    "drawing-due-words": {"fill": "zhu", "font-weight": "700"},
    "drawing-today": {"stroke": "zhu", "stroke-width": "2"},
    "drawing-flag": {"fill": "zhu"},
    "drawing-on": {"fill": "bg", "font-weight": "700"},
    "light-cut": {"fill": "none", "stroke": "bg", "stroke-width": "2.2"},
    "light-fill": {"fill": "currentColor"},
    "light-line": {"fill": "none", "stroke": "currentColor", "stroke-width": "1.8"},
    "light-yellow": {
        "fill": "yellow-fill",
        "stroke": "currentColor",
        "stroke-width": "1.4",
        "stroke-linejoin": "round",
    },
    "light-on-yellow": {"fill": "none", "stroke": "on-yellow", "stroke-width": "2.1", "stroke-linecap": "round"},
}
"""Class → attributes; a colour is named as its token. Where an element has several classes, the later one wins."""
FILE_ONLY = {"drawing-title": {"font-size": "22px", "font-weight": "700"}}
TEXT = {"font-size": "14px", "font-weight": "400", "fill": "ink"}


def attributes_of(tag: str, classes: list[str], light: str = "") -> dict[str, str]:
    """The presentation attributes of an element; ``light`` is the light that it is a part of the sign of."""
    found = dict(TEXT) if tag == "text" else {}
    for name in classes:
        found |= LOOKS.get(name) or FILE_ONLY.get(name, {})
    current = COLOURS[LIGHTS[light]] if light in LIGHTS else COLOURS["ink"]
    return {
        name: current if value == "currentColor" else COLOURS.get(value, value).removesuffix("px")
        for name, value in found.items()
    }
