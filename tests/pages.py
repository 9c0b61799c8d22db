"""Reads pages for tests as a visitor does: words, links, and what they cost."""

import re
from html import unescape

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone


def text_of(answer) -> str:
    """What a reader sees of a page, without markup and white space; note marks are left out."""
    page = re.sub(r"<sup.*?</sup>", "", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s|\u2060", "", re.sub(r"<[^>]+>", "", page))


def links_of(answer) -> set[str]:
    """The addresses that a page links to, without query and fragment."""
    return set(re.findall(r'href="([^"#?]+)', answer.content.decode()))


def published_words(row) -> str:
    """When the row was published, as a list says it: "发布于2026年3月13日"."""
    day = timezone.localdate(row.published_at)
    return f"发布于{day.year}年{day.month}月{day.day}日"


def query_count(client, address) -> int:
    """How many queries the page at ``address`` takes. Fails when the page is not there."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# --- The page's own matter: what stands in <main>, without navigation and foot ----------------------------------------


def main_of(answer) -> str:
    """The markup between ``<main>`` and ``</main>``."""
    return re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)[0]


def main_text_of(answer) -> str:
    """The words of the page's main part without white space; note marks are kept as [1]."""
    return _words(main_of(answer))


def main_english_of(answer) -> str:
    """The words of the main part of a page in English with one space between them; note marks are left out."""
    page = re.sub(r"\u2060?<sup.*?</sup>", "", main_of(answer), flags=re.DOTALL)
    in_line = re.sub(r"</?(?:a|i|time)(?: [^>]*)?>", "", page)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", in_line)).split())


def main_rows_of(answer, tag) -> list[str]:
    """The words of each element ``tag`` of the main part, in order. The elements must not hold one another."""
    return [_words(part) for part in re.findall(rf"<{tag}[\s>].*?</{tag}>", main_of(answer), re.DOTALL)]


def main_links_of(answer) -> set[str]:
    """The addresses that the main part links to, as they are written."""
    return {unescape(href) for href in re.findall(r'<a[^>]*\shref="([^"]+)"', main_of(answer))}


def _words(markup) -> str:
    return re.sub(r"[\s\u2060]+", "", unescape(re.sub(r"<[^>]+>", "", markup)))
