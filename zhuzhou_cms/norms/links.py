"""Links: those within the site answer, those that leave it say so first."""

from urllib.parse import unquote, urlsplit

from django.urls import reverse

from core.outward import host_of, needs_notice

from .kinds import Kind
from .verdicts import GUIDE, INDICATORS, Norm, Problem


class LinksAnswer(Norm):
    """Every link to a page of the site finds it, and every link to a place in a page finds the place."""

    name = "站内链接有效"
    source = f"{INDICATORS}链接不可用"

    def problems(self, page, site):
        if page.kind == Kind.HOME:
            yield from self._listed(site)
        for href in dict.fromkeys(link.href for link in page.found.links):
            address, _, place = page.target(href).partition("#")
            target = site.page_at(address)
            if target is None:
                continue  # another host's, or beyond the number of pages that were asked for
            if target.status >= 400:
                yield Problem(f"链接打不开（{target.status}）：{href}")
            elif place and target.is_html and unquote(place) not in target.found.ids:
                yield Problem(f"链接指向页内没有的位置：{href}")

    @staticmethod
    def _listed(site):
        for address in site.listed:
            page = site.page_at(address)
            if page is not None and page.status >= 400:
                yield Problem(f"sitemap.xml里的页打不开（{page.status}）：{address}")


class Leaving(Norm):
    """Links to foreign hosts lead through the notice; the notice names the host and forwards nobody by itself."""

    name = "离站提示"
    source = f"{GUIDE}外部链接"

    def applies(self, page):
        targets = [urlsplit(page.target(link.href)) for link in page.found.links]
        return page.kind == Kind.NOTICE or any(target.netloc or target.path == reverse("leaving") for target in targets)

    def problems(self, page, site):
        if page.kind == Kind.NOTICE:
            yield from self._notice(page, site)
            return
        for link in page.found.links:
            if self._leaves(page, site, link):
                yield Problem(f"链接直接离开本站，没有提示：{link.href}")

    def _notice(self, page, site):
        leaving = [link for link in page.found.links if self._leaves(page, site, link)]
        if "即将离开" not in page.text("main"):
            yield Problem("离站提示没有写“您访问的链接即将离开……”")
        if page.found.refresh:
            yield Problem("离站提示会自动跳转")
        if len({link.href for link in leaving}) != 1:
            yield Problem(f"离站提示应当有一个“继续访问”的链接，现在有{len(leaving)}个")
        for link in leaving:
            if "noopener" not in link.rel.split():
                yield Problem("“继续访问”的链接没有rel=noopener")
            if host_of(link.href) not in page.text("main"):
                yield Problem(f"离站提示没有写明对方网站：{host_of(link.href)}")

    @staticmethod
    def _leaves(page, site, link):
        address = page.target(link.href)
        return urlsplit(address).scheme in ("http", "https") and not site.is_own(address) and needs_notice(address)
