"""The foot that every page of a government site has, in plain text."""

import re
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.urls import reverse

from .verdicts import GUIDE, PLACEHOLDER, Norm, Problem, owners

ITEMS = (
    "主办单位",
    "联系方式",
    "地址",
    "网站标识码",
    "ICP备案号",
    "公安备案号",
    "党政机关网站标识",
    "我为政府网站找错",
    "网站地图",
)
REPORT_HOST = "zfwzgl.www.gov.cn"
REGISTRY_HOSTS = {"ICP备案号": "beian.miit.gov.cn", "公安备案号": "beian.mps.gov.cn"}


class Footer(Norm):
    """Who runs the site, how it is registered, and where to complain: named, filled in, and linked."""

    name = "页脚各项"
    source = f"{GUIDE}底部功能区"

    def problems(self, page, site):
        text = page.text("footer")
        for item in ITEMS:
            if item not in text:
                yield Problem(f"页脚没有“{item}”")
            elif is_open(text, item):
                yield owners(f"“{item}”还没有填写")
        links = [link for link in page.found.links if link.part == "footer"]
        yield from self._links(page, links, text)

    def _links(self, page, links, text):
        if not any(urlsplit(page.target(link.href)).path == reverse("site-map") for link in links):
            yield Problem("页脚没有到网站地图的链接")
        hosts = {urlsplit(link.href).hostname: link.href for link in links}
        for item, host in REGISTRY_HOSTS.items():
            if item in text and not is_open(text, item) and host not in hosts:
                yield Problem(f"“{item}”没有链接到{host}")
        if "我为政府网站找错" in text and not is_open(text, "我为政府网站找错"):
            query = parse_qs(urlsplit(hosts.get(REPORT_HOST, "")).query)
            if query.get("site_code") != [settings.SITE_OWNER["id_code"]] or not query.get("url"):
                yield Problem("“我为政府网站找错”的链接没有带上网站标识码和本页网址")


def is_open(text, item) -> bool:
    """Whether a placeholder stands in the foot in place of this item's value."""
    return re.search(rf"{item}[：:]?(?:电话)?{PLACEHOLDER}", text) is not None
