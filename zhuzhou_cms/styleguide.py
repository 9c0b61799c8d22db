"""The style guide: every part that public pages are put together from, with its variants, for staff alone.

The parts are drawn by the templates that the pages use. Samples are in `styleguide_samples.py`, and say that they are
samples; nothing here reads content.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.staticfiles import finders
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.footnotes import Footnotes
from core.page_meta import PageMeta

from .styleguide_samples import gone, samples
from .views import form_limits

PIXELS = 16
"""Of one rem, in the browser's usual setting."""
TOKENS = re.compile(r"(--[\w-]+):\s*([^;]+);")
ERROR_PAGES = sorted(path.stem for path in (settings.BASE_DIR / "templates").glob("[45]??*.html"))
"""Names of the error pages' templates."""
ERROR_WORDS = {"410": gone, "413": form_limits}
"""What makes the template variables of those error pages that have some."""
USES = {
    "--bg": "页面", "--tint": "页首、页脚、空状态", "--ink": "正文", "--ink-2": "标签、说明", "--ink-3": "注、未说明",
    "--rule": "细线", "--rule-strong": "控件的边", "--hatch": "没有消息", "--main": "链接、数字、事实",
    "--main-deep": "指针停在上面", "--main-mid": "在建、承诺的虚框", "--main-soft": "前期", "--main-wash": "选中的底",
    "--on-main": "主色上的字", "--zhu": "今天、到期未报、出错", "--zhu-wash": "朱的底", "--green": "绿灯",
    "--green-wash": "绿灯的底", "--yellow": "黄灯", "--yellow-fill": "黄灯的面", "--yellow-wash": "黄灯的底",
    "--on-yellow": "黄灯上的线", "--grey": "灰灯", "--grey-wash": "灰灯的底", "--focus": "键盘所在处",
}  # fmt: skip
TYPE = [
    ("--fs-h1", "h1", "园区与项目"),
    ("--fs-status", "status", "日期已过去四年七个月"),
    ("--fs-h2", "h2", "规划与完成"),
    ("--fs-lead", "lead", "这里写明承诺过什么，做到哪一步"),
    ("--fs-h3", "h3", "创业创新园"),
    ("--fs-body", "body", "正文，行高1.75，每行不超过三十八字"),
    ("--fs-small", "small", "表格、标签、导航"),
    ("--fs-note", "note", "出处、截至日期、图上的字，最小的字"),
    ("--fs-fig-l", "figure-l", "1234"),
    ("--fs-fig", "figure", "1234"),
    ("--fs-fig-m", "figure-m", "1234"),
    ("--fs-fig-s", "figure-s", "1234"),
]
"""Token, class of the sample, words of the sample."""


@require_safe
@staff_member_required(login_url="admin:login")
def styleguide(request):
    """All parts on one page."""
    light = tokens()[0]
    context = {
        "crumbs": [("样式与部件", "")],
        "page_meta": PageMeta(),  # without an address of its own: search engines leave it out
        "footnotes": Footnotes(),
        "colours": colours(),
        "type_scale": [(name, *pixels(light[name]), sample, words) for name, sample, words in TYPE],
        "spaces": [(name, *pixels(value)) for name, value in light.items() if re.fullmatch(r"--s\d", name)],
        "error_pages": ERROR_PAGES,
        **samples(),
    }
    return render(request, "styleguide/index.html", context)


@require_safe
@staff_member_required(login_url="admin:login")
def error_page(request, name):
    """An error page as its reader gets it, but for the status: nothing went wrong, and no log shall say so.

    Raises Http404 for a name that no template has.
    """
    if name not in ERROR_PAGES:
        raise Http404(name)
    return render(request, f"{name}.html", {"page_meta": PageMeta(), **ERROR_WORDS.get(name, dict)()})


@dataclass(frozen=True)
class Colour:
    """One colour token: its values in both modes, and how each stands out from the page and from paper."""

    name: str
    use: str
    light: str
    dark: str
    light_ratios: tuple[float, float]
    dark_ratios: tuple[float, float]


def colours() -> list[Colour]:
    """The colour tokens in the order of tokens.css."""
    light, dark = tokens()
    both = [(name, value, dark[name]) for name, value in light.items() if value.startswith("#")]
    return [
        Colour(
            name,
            USES.get(name, ""),
            value,
            dark_value,
            (contrast(value, light["--bg"]), contrast(value, light["--tint"])),
            (contrast(dark_value, dark["--bg"]), contrast(dark_value, dark["--tint"])),
        )
        for name, value, dark_value in both
    ]


@cache
def tokens() -> tuple[dict[str, str], dict[str, str]]:
    """The tokens of tokens.css, light and dark, by name."""
    text = re.sub(r"/\*.*?\*/", "", Path(finders.find("css/tokens.css")).read_text(encoding="utf-8"), flags=re.DOTALL)
    blocks = dict(re.findall(r"(:root[^{,]*)\{([^{}]*)\}", text)[::-1])  # the first block of a selector counts
    light = dict(TOKENS.findall(blocks[":root "]))
    return light, light | dict(TOKENS.findall(blocks[':root[data-theme="dark"] ']))


def pixels(value: str) -> tuple[str, float]:
    """A length in rem as it stands, and in pixels."""
    return value, float(value.removesuffix("rem")) * PIXELS


def contrast(one: str, other: str) -> float:
    """How two colours (#rrggbb) stand out from each other: 1 to 21 (WCAG 2.2, contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return round((lighter + 0.05) / (darker + 0.05), 2)


def _luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
