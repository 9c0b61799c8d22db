"""Reads the public pages' style sheets for tests: files, rules, classes, custom properties."""

import re
from pathlib import Path

from django.conf import settings

DIRECTORY = settings.BASE_DIR / "static" / "css"
NAME = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")


def public_files() -> dict[str, str]:
    """The public style sheets without their comments, by file name. Those of staff pages are not among them."""
    paths = sorted(path for path in DIRECTORY.glob("*.css") if not path.name.startswith("staff"))
    return {path.name: without_comments(path) for path in paths}


def without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def rules_of(text, around=()) -> list[tuple[tuple[str, ...], str, str]]:
    """Each rule of a style sheet: the at-rules around it, its selector and its declarations."""
    rules, place = [], 0
    while (opening := text.find("{", place)) >= 0:
        depth, end = 1, opening + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        head, body = " ".join(text[place:opening].split(";")[-1].split()), text[opening + 1 : end - 1]
        if "{" in body:
            rules += rules_of(body, (*around, head))
        else:
            rules.append((around, head, " ".join(body.split())))
        place = end
    return rules


def classes_of(text) -> set[str]:
    """The classes that a style sheet's selectors name."""
    return {name for _, selector, _ in rules_of(text) for name in NAME.findall(selector)}
