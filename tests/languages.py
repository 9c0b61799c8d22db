"""What the tests of the English site read: words that the code marks, and what a page still says in Chinese."""

import ast
import re
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, TextField
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize
from lxml import html

ROOT = Path(settings.BASE_DIR)
CODE = ("core", "search", "library", "publishing", "parks", "enterprises", "projects", "talent", "news", "zhuzhou_cms")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
MARKS = {"_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy", "ngettext", "ngettext_lazy"}
SPOKEN_ATTRIBUTES = ("alt", "aria-label", "aria-description", "content", "label", "placeholder", "title", "value")
TEXT = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
MARKED_CALL = re.compile(rf"\b(gettext|ngettext|pgettext|_)\(((?:{TEXT}(?:,\s*)?)+)")
MARKED_OR_STORED = re.compile(rf"_\({TEXT}\)|\|(?:number|number_alone|unit_alone):{TEXT}")
"""In a tag: what is marked, and the units by which the record counts."""


def marked_words():
    """Every text that code or public templates mark for translation, with the file that has it."""
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "tests" in path.parts or "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and _name(node.func) in MARKS:
                    yield from ((each.value, path) for each in node.args if _is_text(each))
    for path in public_templates():
        source = templatize(path.read_text(), origin=str(path))
        for call in MARKED_CALL.finditer(source):
            yield from ((text, path) for text in ast.literal_eval(f"[{call[2].rstrip(', ')}]"))


def public_templates():
    """The templates that pages for the public are made of, in one language or the other."""
    staff = ("admin", "styleguide", "access", "api")
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix in (".html", ".txt", ".svg") and path.relative_to(ROOT / "templates").parts[0] not in staff:
            yield path


def _name(function):
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def unmarked_words():
    """Chinese in the public templates that nothing marks for translation."""
    for path in public_templates():
        ends_with = ""
        for token in Lexer(path.read_text()).tokenize():
            name = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
            if ends_with:
                ends_with = "" if name == ends_with else ends_with
            elif name in ("blocktranslate", "comment"):
                ends_with = f"end{name}"
            elif name == "translate" or token.token_type == TokenType.COMMENT:
                continue
            elif CHINESE.search(MARKED_OR_STORED.sub("", token.contents)):
                yield f"{path.relative_to(ROOT)}:{token.lineno}: {' '.join(token.contents.split())[:80]}"


def left_in_chinese(page: str, record: list[str]) -> list[str]:
    """What an English page says in Chinese without marking it as Chinese.

    Texts of the ``record`` may stand in attributes, options and its title, which can't be marked in part.
    """
    tree = html.document_fromstring(page)
    for element in tree.xpath("//script|//style|//comment()|//*[starts-with(@lang, 'zh')]"):
        element.drop_tree()
    found = []
    for element in tree.iter():
        plain = element.tag in ("title", "option", "text", "desc")
        texts = [(element.text, plain), (element.tail, False)]
        texts += [(element.get(name), True) for name in SPOKEN_ATTRIBUTES]
        for text, may_quote in texts:
            if text and CHINESE.search(without(text, record) if may_quote else text):
                found.append(f"<{element.tag} class={element.get('class', '')!r}> {' '.join(text.split())[:90]}")
    return found


def without(text: str, record: list[str]) -> str:
    """The text without what the record says in it."""
    for said in record:
        text = text.replace(said, "")
    return text


def recorded() -> list[str]:
    """Every Chinese text of the loaded record, the longest first."""
    found = set()
    for label in ("library", "parks", "enterprises", "projects", "talent", "news"):
        for model in apps.get_app_config(label).get_models():
            fields = [
                each for each in model._meta.fields if isinstance(each, CharField | TextField) and not each.choices
            ]
            for row in model._base_manager.values_list(*(each.name for each in fields)) if fields else ():
                found.update(text for text in row if isinstance(text, str) and CHINESE.search(text))
    return sorted(found, key=len, reverse=True)
