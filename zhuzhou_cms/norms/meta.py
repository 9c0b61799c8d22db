"""META tags: of the site on every page, of columns on lists, of content on its page."""

import datetime as dt
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from .kinds import COLUMNS, OWN, Kind
from .verdicts import GUIDE, OWN_RULE, PLACEHOLDER, Norm, Problem, owners

TAGS = f"{GUIDE}网页标签"
HOST = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*", re.IGNORECASE)
ID_CODE = re.compile(r"\d{10}", re.ASCII)
MINUTE = "%Y-%m-%d %H:%M"


def missing(page, names):
    """A problem for each of these tags that does not stand on the page exactly once."""
    for name in names:
        count = len(page.meta(name))
        if count != 1:
            yield Problem(f"没有{name}" if count == 0 else f"{name}写了{count}次")


class SiteMeta(Norm):
    """SiteName, SiteDomain (a bare host) and SiteIDCode (ten digits) on every page."""

    name = "网站META"
    source = TAGS

    def problems(self, page, site):
        yield from missing(page, ("SiteName", "SiteDomain", "SiteIDCode"))
        for domain in page.meta("SiteDomain"):
            if not HOST.fullmatch(domain):
                yield Problem(f"SiteDomain应当只写域名，现在是“{domain}”")
            elif not settings.SITE_OWNER["domain"]:
                yield owners("SiteDomain用的是访问时的主机名，域名（SITE_DOMAIN）还没有填写")
        for code in page.meta("SiteIDCode"):
            if code == PLACEHOLDER:
                yield owners("SiteIDCode（网站标识码）还没有填写")
            elif not ID_CODE.fullmatch(code):
                yield Problem(f"SiteIDCode应当是十位数字，现在是“{code}”")


class ColumnMeta(Norm):
    """The four tags of a column on lists and on pages that lead into them."""

    name = "栏目META"
    source = TAGS

    def applies(self, page):
        return page.kind in COLUMNS

    def problems(self, page, site):
        return missing(page, ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"))


class ContentMeta(Norm):
    """Title, time and source on pages of content."""

    name = "内容页META"
    source = TAGS

    def applies(self, page):
        return page.kind == Kind.CONTENT

    def problems(self, page, site):
        return missing(page, ("ArticleTitle", "PubDate", "ContentSource"))


class PubDate(Norm):
    """The published time in the form that collectors expect, and not in the future."""

    name = "PubDate格式"
    source = TAGS

    def applies(self, page):
        return bool(page.meta("PubDate"))

    def problems(self, page, site):
        for written in page.meta("PubDate"):
            try:
                published = dt.datetime.strptime(written, MINUTE)
            except ValueError:
                published = None
            if published is None or published.strftime(MINUTE) != written:
                yield Problem(f"PubDate应当写成“2026-03-13 09:30”的样子，现在是“{written}”")
            elif timezone.make_aware(published) > timezone.now():
                yield Problem(f"PubDate在将来：{written}")


class NoEmptyMeta(Norm):
    """A tag with nothing in it is worse than none."""

    name = "META没有空值"
    source = TAGS

    def problems(self, page, site):
        for name, content in page.found.metas:
            if not content.strip():
                yield Problem(f"{name}是空的")


class Canonical(Norm):
    """Each page with something of its own says which address is its own."""

    name = "规范网址"
    source = OWN_RULE

    def applies(self, page):
        return page.kind in OWN

    def problems(self, page, site):
        addresses = page.found.canonicals
        if "noindex" in "".join(page.meta("robots")):
            if not page.has_query:
                yield Problem("这一页不让搜索引擎收录")
            return
        if len(addresses) != 1:
            yield Problem(f"规范网址（canonical）应当有一个，现在有{len(addresses)}个")
            return
        parts = urlsplit(addresses[0])
        if not parts.scheme or not parts.netloc:
            yield Problem(f"规范网址不完整：{addresses[0]}")
        elif parts.path != page.path:
            yield Problem(f"规范网址指向另一页：{addresses[0]}")
