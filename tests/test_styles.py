"""The public style sheets: no dead rule, no rule twice, no colour outside the tokens, and legible pairs of colours."""

import re
from collections import Counter

import pytest
from django.conf import settings

from tests.styles import DIRECTORY, classes_of, public_files, rules_of, without_comments
from zhuzhou_cms.styleguide import USES, contrast, tokens

pytestmark = pytest.mark.anywhere

FILES = public_files()
TEXT, GRAPHIC = 4.5, 3  # WCAG 2.2, 1.4.3 and 1.4.11
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(")
PAIRS = [
    *((name, ground, TEXT) for name in ("--ink", "--ink-2", "--ink-3", "--main", "--main-deep", "--zhu")
      for ground in ("--bg", "--tint")),
    *((name, "--bg", TEXT) for name in ("--green", "--yellow", "--grey")),
    *((f"--{name}", f"--{name}-wash", TEXT) for name in ("main", "zhu", "green", "yellow", "grey")),
    ("--ink", "--main-wash", TEXT),
    ("--ink", "--zhu-wash", TEXT),
    ("--ink-2", "--main-wash", TEXT),
    ("--on-main", "--main", TEXT),
    ("--on-main", "--main-deep", TEXT),
    ("--on-yellow", "--yellow-fill", GRAPHIC),
    *((name, ground, GRAPHIC) for name in ("--rule-strong", "--main-mid", "--focus") for ground in ("--bg", "--tint")),
    ("--hatch", "--bg", GRAPHIC),
]  # fmt: skip
"""What is put on what, and how far it has to stand out."""


@pytest.mark.parametrize(("mode", "values"), zip(("light", "dark"), tokens(), strict=True))
def test_colours_stand_out_from_what_they_are_on(mode, values):
    weak = {(one, other): contrast(values[one], values[other]) for one, other, _ in PAIRS}
    assert {pair: ratio for (pair, ratio), (*_, least) in zip(weak.items(), PAIRS, strict=True) if ratio < least} == {}


@pytest.mark.parametrize(
    ("colours", "ratio"), [(("#ffffff", "#000000"), 21), (("#777777", "#ffffff"), 4.48), (("#abcdef", "#abcdef"), 1)]
)
def test_contrast_is_that_of_the_guidelines(colours, ratio):
    assert contrast(*colours) == contrast(*reversed(colours)) == ratio


def test_every_colour_has_a_use():
    assert list(USES) == [name for name, value in tokens()[0].items() if value.startswith("#")]


def test_both_ways_into_the_dark_give_the_same_colours():
    dark = {selector: body for _, selector, body in rules_of(FILES["tokens.css"]) if "--bg: #1" in body}
    systems, chosen = (set(re.findall(r"--[\w-]+: [^;]+", body)) for body in dark.values())
    assert list(dark) == [':root:not([data-theme="light"])', ':root[data-theme="dark"]']
    assert systems == chosen


def test_colours_stand_in_the_tokens_alone():
    raw = {name: COLOUR.findall(text) for name, text in FILES.items() if name not in ("tokens.css", "print.css")}
    assert {name: found for name, found in raw.items() if found} == {}


def test_sizes_of_type_stand_in_the_tokens_alone():
    """Drawings count in their own units, and paper in points."""
    raw = {
        (name, selector): size
        for name, text in FILES.items()
        for _, selector, body in rules_of(text)
        for size in re.findall(r"font-size: ([^;]+)", body)
        if not (name.startswith(("tokens", "print")) or "-sheet" in selector or "var(--fs-" in size)
    }
    assert raw == {}


def test_every_token_is_defined_and_used():
    text = "".join(FILES.values())
    staff = "".join(map(without_comments, DIRECTORY.glob("staff*.css")))
    defined = {name for _, _, body in rules_of(text) for name in re.findall(r"(--[\w-]+)\s*:", body)}
    used = set(re.findall(r"var\((--[\w-]+)", text))
    assert used - defined == set()
    assert defined - used - set(re.findall(r"var\((--[\w-]+)", staff)) == set()


def test_every_class_occurs_on_a_page():
    """A class may be put together in a template (`tag--{{ kind }}`); then both its halves have to occur."""
    root = settings.BASE_DIR
    pages = "".join(path.read_text(encoding="utf-8") for path in root.glob("templates/**/*.html"))
    apps = [path.parent for path in root.glob("*/apps.py")]
    code = [path for app in apps for path in app.glob("**/*.py") if "tests" not in path.parts]
    scripts = "".join(path.read_text(encoding="utf-8") for path in [*code, *root.glob("static/js/*.js")])
    words = set(re.findall(r"[\w-]+", pages + scripts))
    beginnings = set(re.findall(r"([a-z][\w-]*-)\{\{", pages)) | set(re.findall(r"([a-z][\w-]*-)\{", scripts))

    def occurs(name):
        return name in words or any(name.removeprefix(start) in words for start in beginnings if name.startswith(start))

    dead = {name: sorted(found for found in classes_of(text) if not occurs(found)) for name, text in FILES.items()}
    assert {name: classes for name, classes in dead.items() if classes} == {}


def test_no_rule_is_said_twice():
    media = {name: ("@media print",) if name.startswith("print") else () for name in FILES}
    count = Counter(
        ((*media[name], *around), selector)
        for name, text in FILES.items()
        for around, selector, _ in rules_of(text)
        if selector != "@page"  # which the board's own sheet of paper overrides
    )
    assert [rule for rule, times in count.items() if times > 1] == []


def test_every_file_is_linked():
    templates = "".join(path.read_text(encoding="utf-8") for path in settings.BASE_DIR.glob("templates/**/*.html"))
    assert [name for name in FILES if f"css/{name}" not in templates] == []
