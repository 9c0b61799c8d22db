"""Fetches the site's pages as a visitor comes to them: from its sitemap and home page, by links, up to a limit.

Pages in another language are left out, as the norms are for those in Chinese. Either inside this process, without a
server, or from a server over HTTP. Nothing but the site itself is ever asked.
"""

import re
import time
import urllib.error
import urllib.request
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.http.request import is_same_domain
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language_from_path

from .page import Answer, Page

PATIENCE = 20  # seconds for one answer over HTTP
LARGEST = 5_000_000  # bytes of an answer that are read
AGENT = "inspect_site"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
NO_PAGES = ("/admin/",)


class BadBase(ValueError):
    """The address to inspect is none, or not this site's."""


@dataclass
class Site:
    """The pages that were fetched, by address: the path with its query."""

    origin: str
    pages: dict[str, Page] = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    """What the sitemap lists."""
    is_complete: bool = True
    """False when there were more pages than the limit."""

    def is_own(self, address) -> bool:
        """Whether an address lies on this site."""
        host = urlsplit(address).hostname
        return not host or host in own_hosts() or host == urlsplit(self.origin).hostname

    def page_at(self, address) -> Page | None:
        """The page at this address; None for what lies elsewhere or was not fetched."""
        return self.pages.get(local(address)) if self.is_own(address) else None


def own_hosts() -> list[str]:
    """The names that this site goes by; what begins with a dot stands for all below it."""
    return [name for name in [settings.SITE_OWNER["domain"], *settings.ALLOWED_HOSTS] if name and name != "*"]


def local(address) -> str:
    """Path and query of an address."""
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


class InProcess:
    """Asks the site inside this process, as the public would."""

    def __init__(self):
        names = [name.lstrip(".").strip("[]") for name in own_hosts()]
        scheme = "https" if settings.HTTPS else "http"
        self.origin = f"{scheme}://{next(iter(names), 'localhost')}"
        self.client = Client(raise_request_exception=False, headers={"user-agent": AGENT})

    def __call__(self, address) -> Answer:
        started = time.perf_counter()
        answer = self.client.get(address, secure=settings.HTTPS, headers={"host": urlsplit(self.origin).netloc})
        is_text = answer.headers.get("Content-Type", "").startswith(("text/", "application/xml"))
        content = answer.getvalue()  # to its end, upon which the client closes what it streams
        body = content.decode(errors="replace") if is_text else ""
        seconds = time.perf_counter() - started
        headers = {name.lower(): value for name, value in answer.headers.items()}
        if answer.cookies:
            headers["set-cookie"] = answer.cookies.output(header="", sep=";")
        return Answer(address, answer.status_code, headers, body, seconds)


class OverHttp:
    """Asks a server at ``base``. Raises BadBase for an address that is not this machine's or this site's."""

    def __init__(self, base):
        try:
            parts = urlsplit(base)
            known = parts.hostname in LOOPBACK or any(
                is_same_domain(parts.hostname or "", name) for name in own_hosts()
            )
        except ValueError as error:
            raise BadBase(f"“{base}”不是网址。") from error
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
            raise BadBase(f"“{base}”不是网站的地址，应当像 http://127.0.0.1:8000 这样。")
        if not known:
            raise BadBase(f"“{parts.hostname}”不是本机，也不在 ALLOWED_HOSTS 里，不检查别人的网站。")
        self.origin = f"{parts.scheme}://{parts.netloc}"
        handlers = [urllib.request.ProxyHandler({}), _NoRedirect()]
        self.opener = urllib.request.build_opener(*handlers)

    def __call__(self, address) -> Answer:
        request = urllib.request.Request(f"{self.origin}{address}", headers={"User-Agent": AGENT})
        started = time.perf_counter()
        try:
            with self.opener.open(request, timeout=PATIENCE) as answer:
                return self._answer(address, answer.status, answer.headers, answer.read(LARGEST), started)
        except urllib.error.HTTPError as error:
            return self._answer(address, error.code, error.headers, error.read(LARGEST), started)
        except (OSError, ValueError) as error:
            return Answer(address, 599, {}, str(error), time.perf_counter() - started)

    def _answer(self, address, status, headers, body, started):
        found = {name.lower(): ";".join(headers.get_all(name)) for name in headers}
        return Answer(address, status, found, body.decode(errors="replace"), time.perf_counter() - started)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None  # a redirect is an answer like any other; where it leads is asked for by itself


def crawl(fetch, *, max_pages: int) -> Site:
    """Fetch what the sitemap and the home page lead to, pages without a query first."""
    site = Site(fetch.origin, listed=tuple(sitemap_addresses(fetch)))
    plain, queried = deque(dict.fromkeys([reverse("home"), *site.listed])), deque()
    known = set(plain)
    while plain or queried:
        if len(site.pages) >= max_pages:
            site.is_complete = False
            break
        address = (plain or queried).popleft()
        if address in site.pages:
            continue
        page = site.pages[address] = Page(fetch(address))
        for link in links_of(page, site):
            if link not in known:
                known.add(link)
                (queried if "?" in link else plain).append(link)
    return site


def links_of(page, site) -> list[str]:
    """The pages of this site that a page leads to, a redirect included."""
    hrefs = [link.href for link in page.found.links] if page.is_html else []
    hrefs.append(page.answer.headers.get("location", "") if 300 <= page.status < 400 else "")
    targets = (urljoin(f"{site.origin}{page.address}", href.strip()) for href in hrefs if href)
    found = [
        local(address) for address in targets if urlsplit(address).scheme in ("http", "https") and site.is_own(address)
    ]
    return [
        address
        for address in found
        if not address.startswith((*NO_PAGES, settings.STATIC_URL)) and not get_language_from_path(address)
    ]


def sitemap_addresses(fetch) -> list[str]:
    """The paths that the sitemap's files name. A sitemap that can't be had names none."""
    parts = [local(location) for location in _locations(fetch(reverse("sitemap")))]
    found = [local(location) for part in parts for location in _locations(fetch(part))]
    return [address for address in found if not get_language_from_path(address)]


def _locations(answer):
    return re.findall(r"<loc>([^<]+)</loc>", answer.body) if answer.status == 200 else []
