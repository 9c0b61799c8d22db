"""One page as a visitor is sent it, read into what norms ask about. Uses nothing but the text of the answer."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from .kinds import Kind, kind_of

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
ROWS = {"li", "tr", "article"}
RESOURCES = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "track": ("src",),
    "image": ("href",),
    "use": ("href",),
}
DATA_BLOCK = "application/ld+json"
LOADED_LINKS = {
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "manifest",
    "apple-touch-icon",
    "preconnect",
    "dns-prefetch",
}


@dataclass(frozen=True)
class Answer:
    """What the site answered: status, headers, the text of an HTML page, and the seconds that it took."""

    address: str
    status: int
    headers: dict[str, str]
    body: str = ""
    seconds: float = 0.0


@dataclass
class Link:
    """One link: where it leads, in which part of the page, and within which rows of lists and tables."""

    href: str
    part: str
    rows: tuple[int, ...]
    rel: str = ""
    text: str = ""


@dataclass
class Found:
    """What the parser collects."""

    lang: str = ""
    title: str = ""
    metas: list[tuple[str, str]] = field(default_factory=list)
    refresh: bool = False
    canonicals: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    images_without_alt: list[str] = field(default_factory=list)
    resources: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    data_blocks: list[str] = field(default_factory=list)
    """What stands in ``<script type="application/ld+json">``: data, which browsers never run."""
    links: list[Link] = field(default_factory=list)
    forms: list[tuple[str, set[tuple[str, str]]]] = field(default_factory=list)
    published: list[tuple[tuple[int, ...], str]] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=lambda: {"main": [], "footer": [], "crumbs": []})
    ids: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Page:
    """An answer, and what stands in it."""

    answer: Answer

    @property
    def address(self) -> str:
        return self.answer.address

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    @property
    def has_query(self) -> bool:
        return "?" in self.address

    @property
    def status(self) -> int:
        return self.answer.status

    @property
    def is_html(self) -> bool:
        """Whether it is a page to look at that answered well. What did not is told of by those that link to it."""
        return self.status == 200 and self.answer.headers.get("content-type", "").startswith("text/html")

    @cached_property
    def kind(self) -> Kind:
        """What the page should be, by its address: not by what it says of itself."""
        return kind_of(self.path)

    @cached_property
    def found(self) -> Found:
        parser = _Reader()
        parser.feed(self.answer.body)
        parser.close()
        return parser.found

    def meta(self, name) -> list[str]:
        """The contents of all META tags of this name."""
        return [content for found, content in self.found.metas if found.lower() == name.lower()]

    def text(self, part) -> str:
        """The words of "main", "footer" or "crumbs", without white space."""
        return re.sub(r"[\s\u2060]+", "", "".join(self.found.texts[part]))

    def target(self, href) -> str:
        """The whole address that a link of this page leads to, or a path when it stays on the site."""
        return urljoin(self.address, href.strip())


def _is_data_block(tag, attrs) -> bool:
    """Only this one type, spelt so: any other script without ``src`` may be code."""
    return tag == "script" and attrs.get("type") == DATA_BLOCK and "src" not in attrs


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = Found()
        self.stack: list[tuple[str, dict]] = []
        self.rows: list[int] = []
        self.count = 0
        self.before = ""
        self.heading = self.link = None

    def handle_starttag(self, tag, attributes):
        attrs = {name: value or "" for name, value in attributes}
        if tag in ROWS:
            self.count += 1
        self._look_at(tag, attrs)
        if tag not in VOID:
            self.stack.append((tag, attrs))
            if tag in ROWS:
                self.rows.append(self.count)

    def handle_startendtag(self, tag, attributes):
        self._look_at(tag, {name: value or "" for name, value in attributes})

    def _look_at(self, tag, attrs):
        found = self.found
        if "id" in attrs:
            found.ids.add(attrs["id"])
        self._inline(tag, attrs)
        for name in RESOURCES.get(tag, ()):
            found.resources += [part.split()[0] for part in attrs.get(name, "").split(",") if part.split()]
        handler = getattr(self, f"_{tag}", None)
        if handler:
            handler(attrs)

    def _inline(self, tag, attrs):
        bad = [name for name in attrs if name == "style" or name.startswith("on")]
        self.found.inline += [f"<{tag}>的{name}属性" for name in bad]
        if _is_data_block(tag, attrs):
            self.found.data_blocks.append("")
        elif tag == "style" or (tag == "script" and "src" not in attrs):
            self.found.inline.append(f"<{tag}>")

    def _html(self, attrs):
        self.found.lang = attrs.get("lang", "")

    def _meta(self, attrs):
        if "name" in attrs:
            self.found.metas.append((attrs["name"], attrs.get("content", "")))
        self.found.refresh |= attrs.get("http-equiv", "").lower() == "refresh"

    def _link(self, attrs):
        kinds = set(attrs.get("rel", "").lower().split())
        if "canonical" in kinds:
            self.found.canonicals.append(attrs.get("href", ""))
        if kinds & LOADED_LINKS:
            self.found.resources.append(attrs.get("href", ""))

    def _img(self, attrs):
        if "alt" not in attrs:
            self.found.images_without_alt.append(attrs.get("src", ""))

    def _h1(self, attrs):
        self.found.headings.append("")
        self.heading = True

    def _a(self, attrs):
        if "href" not in attrs:
            return
        if attrs["href"].strip().lower().startswith("javascript:"):
            self.found.inline.append("javascript:链接")
        self.link = Link(attrs["href"], self._part(), tuple(self.rows), attrs.get("rel", ""))
        self.found.links.append(self.link)

    def _form(self, attrs):
        self.found.forms.append((attrs.get("action", ""), set()))

    def _button(self, attrs):
        if self.found.forms and any(tag == "form" for tag, _ in self.stack):
            self.found.forms[-1][1].add((attrs.get("name", ""), attrs.get("value", "")))

    def _time(self, attrs):
        if self.before.rstrip().endswith("发布于"):
            self.found.published.append((tuple(self.rows), attrs.get("datetime", "")))

    def _part(self):
        tags = [tag for tag, _ in self.stack]
        return next((part for part in ("footer", "main", "header") if part in tags), "")

    def _is_in_crumbs(self):
        return any(attrs.get("aria-label") == "当前位置" for _, attrs in self.stack)

    def handle_endtag(self, tag):
        if tag not in {name for name, _ in self.stack}:
            return
        while self.stack:
            name, _ = self.stack.pop()
            if name in ROWS:
                self.rows.pop()
            if name == tag:
                break
        if tag == "h1":
            self.heading = None
        elif tag == "a":
            self.link = None

    def handle_data(self, text):
        tags = [tag for tag, _ in self.stack]
        if tags and _is_data_block(*self.stack[-1]):
            self.found.data_blocks[-1] += text
        if tags and tags[-1] in ("script", "style"):
            return
        if text.strip():
            self.before = text
        if "title" in tags and "svg" not in tags:
            self.found.title += text
        if self.heading:
            self.found.headings[-1] += text
        if self.link:
            self.link.text += text
        if self._is_in_crumbs():
            self.found.texts["crumbs"].append(text)
        part = self._part()
        if part in self.found.texts:
            self.found.texts[part].append(text)
