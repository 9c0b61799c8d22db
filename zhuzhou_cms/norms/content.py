"""Content: published times, no empty column, columns kept fresh, policies and their interpretations, people."""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from news.choices import Column
from news.freshness import freshness

from .kinds import Kind
from .verdicts import GUIDE, INDICATORS, PLACEHOLDER, Norm, Problem, SiteNorm, owners


def rows_of(page, site) -> dict[str, list]:
    """The links of a list to the pages of its rows, by address: those that lie right below it."""
    found = {}
    for link in page.found.links:
        address = page.target(link.href).partition("#")[0]
        below = address.removeprefix(page.path)
        if link.part == "main" and address != below and below.count("/") == 1 and below.endswith("/"):
            target = site.page_at(address)
            if target is not None and target.kind == Kind.CONTENT:
                found.setdefault(address, []).append(link)
    return found


class PublishedTimes(Norm):
    """Each row of a list and each page of content shows when it was published."""

    name = "发布时间"
    source = f"{GUIDE}信息发布"

    def applies(self, page):
        return page.kind in (Kind.LIST, Kind.CONTENT)

    def problems(self, page, site):
        if page.kind == Kind.CONTENT:
            yield from self._content(page)
            return
        timed = {row for rows, _ in page.found.published for row in rows}
        for address, links in rows_of(page, site).items():
            if not any(timed.intersection(link.rows) for link in links):
                yield Problem(f"列表里没有发布时间：{address}")

    def _content(self, page):
        shown = {minute_of(written) for _, written in page.found.published}
        for written in page.meta("PubDate"):
            if written not in shown:
                yield Problem(f"页面上没有写“发布于”这一时间：{written}")


def minute_of(written) -> str:
    """An ISO time as META tags write it, by the clock of the zone; empty when it is none."""
    try:
        moment = dt.datetime.fromisoformat(written)
    except ValueError:
        return ""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment.tzinfo else ""


class NoEmptyColumn(Norm):
    """A list without filter has rows."""

    name = "没有空栏目"
    source = f"{INDICATORS}空白栏目"

    def applies(self, page):
        return page.kind == Kind.LIST and not page.has_query

    def problems(self, page, site):
        if not rows_of(page, site):
            yield Problem("栏目里没有内容")


class Freshness(SiteNorm):
    """Each column of news has had something new within its limit."""

    name = "栏目更新"
    source = f"{INDICATORS}首页不更新、栏目不更新"

    def problems(self, site):
        for column in freshness():
            if column.state in ("over", "empty"):
                words = self._words(column)
                # The demo's content is that of an old report; new content is what an owner brings.
                yield owners(f"{words}演示站的内容上线前由业主更新。") if settings.DEMO else Problem(words)

    def _words(self, column):
        label = column.column.label
        if column.state == "empty":
            return f"“{label}”还没有内容。"
        return f"“{label}”已有{column.days}天没有更新，应当在{column.limit}天以内。"


class PolicyLinks(Norm):
    """An interpretation links to its policy, and the policy to all of its interpretations."""

    name = "政策与解读互链"
    source = f"{GUIDE}解读回应"

    POLICY, INTERPRETATION = str(Column.POLICY.label), str(Column.INTERPRETATION.label)

    def applies(self, page):
        return page.kind == Kind.CONTENT and bool(self._columns(page) & {self.POLICY, self.INTERPRETATION})

    def problems(self, page, site):
        if self.INTERPRETATION in self._columns(page):
            policies = self._linked(page, site, self.POLICY)
            if not policies:
                yield Problem("政策解读没有链接到它解读的政策")
            return
        linked = set(self._linked(page, site, self.INTERPRETATION))
        for other in site.pages.values():
            is_about_this = (
                other.is_html and other.kind == Kind.CONTENT and self.INTERPRETATION in self._columns(other)
            ) and page.path in self._linked(other, site, self.POLICY)
            if is_about_this and other.path not in linked:
                yield Problem(f"政策没有链接到它的解读：{other.path}")

    @staticmethod
    def _columns(page):
        return set(page.meta("ColumnName"))

    def _linked(self, page, site, column):
        targets = (
            site.page_at(page.target(link.href).partition("#")[0]) for link in page.found.links if link.part == "main"
        )
        return [
            target.path
            for target in targets
            if target is not None and target.is_html and target.kind == Kind.CONTENT and column in self._columns(target)
        ]


class PeopleConsent(Norm):
    """The page of a person says on what ground the name is public, and how to have it taken back."""

    name = "公开姓名的依据"
    source = "《中华人民共和国个人信息保护法》第十三条、第二十七条、第四十四条"

    def applies(self, page):
        return page.kind == Kind.CONTENT and "专家" in page.meta("ColumnName")

    def problems(self, page, site):
        text = page.text("main")
        if "《个人信息保护法》" not in text:
            yield Problem("没有写公开姓名的依据")
        _, found, after = text.partition("要求撤下")
        if not found:
            yield Problem("没有写怎样要求撤下")
        elif PLACEHOLDER in after.partition("。")[0]:
            yield owners("要求撤下时联系谁，还没有填写")
