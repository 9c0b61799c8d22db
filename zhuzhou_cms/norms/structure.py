"""What every page is made of: language, title, headings, pictures, the way up, and nothing that it should not load."""

import json
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from .kinds import COLUMNS, Kind
from .verdicts import ELDER, GUIDE, OWN_RULE, WCAG, Norm, Problem


class Language(Norm):
    """The page says that it is in Chinese, so that screen readers speak it so."""

    name = "语言声明"
    source = f"{WCAG} 3.1.1"

    def problems(self, page, site):
        if not page.found.lang.lower().startswith("zh"):
            yield Problem(f'<html>应当有lang="zh-Hans"，现在是“{page.found.lang}”')


class Title(Norm):
    """A title that names the page and the site."""

    name = "页面标题"
    source = f"{WCAG} 2.4.2"

    def problems(self, page, site):
        title = page.found.title.strip()
        if not title:
            yield Problem("没有标题（title）")
            return
        if settings.SITE_NAME not in title:
            yield Problem(f"标题里没有网站名称：{title}")
        for article in page.meta("ArticleTitle"):
            if article not in title:
                yield Problem(f"标题里没有内容的名称“{article}”：{title}")


class OneHeading(Norm):
    """One first heading, with words in it."""

    name = "一级标题唯一"
    source = f"{WCAG} 1.3.1"

    def problems(self, page, site):
        headings = page.found.headings
        if len(headings) != 1:
            yield Problem(f"一级标题（h1）应当有一个，现在有{len(headings)}个")
        elif not headings[0].strip():
            yield Problem("一级标题是空的")


class AltTexts(Norm):
    """Every picture has a text in its place; a decorative one says so with an empty one."""

    name = "图片替代文字"
    source = f"{WCAG} 1.1.1"

    def problems(self, page, site):
        for picture in page.found.images_without_alt:
            yield Problem(f"图片没有替代文字：{picture}")


class Breadcrumb(Norm):
    """当前位置, beginning at the home page, on lists and content."""

    name = "当前位置"
    source = f"{GUIDE}页面布局"

    def applies(self, page):
        return page.kind in (*COLUMNS, Kind.CONTENT)

    def problems(self, page, site):
        words = page.text("crumbs")
        if not words.startswith("当前位置"):
            yield Problem("没有“当前位置”")
            return
        home = reverse("home")
        if not any(link.href == home and link.text in words for link in page.found.links if link.part == "main"):
            yield Problem("“当前位置”里没有首页的链接")
        if words.removeprefix("当前位置").strip("：:") in ("", "首页"):
            yield Problem("“当前位置”没有写到这一页")


class ElderMode(Norm):
    """The way to larger type stands on every page and needs no script."""

    name = "大字版入口"
    source = ELDER

    def problems(self, page, site):
        display = reverse("display")
        if not any(action == display and ("size", "large") in buttons for action, buttons in page.found.forms):
            yield Problem("页面上没有切换大字版的按钮")


class NoOutsideRequests(Norm):
    """The page loads nothing from other hosts."""

    name = "不加载外站资源"
    source = OWN_RULE

    def problems(self, page, site):
        for resource in page.found.resources:
            address = page.target(resource)
            if urlsplit(address).netloc and not site.is_own(address):
                yield Problem(f"加载了外站的资源：{resource}")


class NoInlineCode(Norm):
    """No script and no style within the page, so that the browser can refuse all that was smuggled in.

    A block of JSON-LD is no code: browsers never run it. It must be JSON, or else something has broken out of it.
    """

    name = "没有内联脚本和样式"
    source = OWN_RULE

    def problems(self, page, site):
        for place in page.found.inline:
            yield Problem(f"页面里写了{place}")
        for block in page.found.data_blocks:
            try:
                json.loads(block)
            except ValueError:
                yield Problem(f"页面里的数据块（JSON-LD）读不出来：{block[:60]}")
