"""Links that leave the site: which need the notice, and that nobody but the site can make its address."""

from urllib.parse import parse_qs, urlsplit

import pytest

from core.outward import host_of, needs_notice, outward, unsealed
from core.templatetags import zone


@pytest.fixture(autouse=True)
def hosts(settings):
    settings.ALLOWED_HOSTS = ["zone.example.cn", ".own.example"]
    settings.SITE_OWNER = settings.SITE_OWNER | {"domain": "www.zone.example"}
    settings.LEAVING_EXEMPT_HOSTS = ["*.gov.cn", "paper.example.com"]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/",
        "http://user@example.com:8080/a?b=c#d",
        "https://evil-gov.cn/",
        "https://gov.cn/",
        "https://www.gov.cn.example.com/",
        "https://www.gov.cn@example.com/",
        "https://example.com\\@www.gov.cn/",
        "https://exa\nmple.gov.cn/",
        "//example.com/a",
        "ftp://www.gov.cn/a",
        "javascript:alert(1)",
        "https://[broken/",
        "https://www.gov.cn/" + "a" * 2000,
    ],
)
def test_foreign_and_unreadable_addresses_lead_through_the_notice(url):
    assert outward(url).partition("?")[0] == "/leaving/"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/projects/?page=2",
        "#note-1",
        "https://www.zone.example/projects/",
        "https://zone.example.cn/",
        "https://media.own.example/a.pdf",
        "https://www.hunan.gov.cn/a",
        "HTTPS://WWW.GOV.CN/a",
        "https://paper.example.com/1",
    ],
)
def test_own_and_exempt_addresses_are_left_as_they_are(url):
    assert outward(url) == url


def test_host_beside_an_exempt_one_needs_the_notice():
    assert (needs_notice("https://paper.example.com/"), needs_notice("https://b.paper.example.com/")) == (False, True)


@pytest.mark.parametrize(
    "url", ["https://例子.测试/路?甲=乙", "http://example.com/a b", "https://example.com/?a=1&seal=2#x"]
)
def test_notice_gets_back_the_address_that_was_sealed(url):
    query = parse_qs(urlsplit(outward(url)).query)
    (to,), (seal,) = query["to"], query["seal"]
    assert to == url
    assert unsealed(to, seal) == (url if host_of(url) else "")


@pytest.mark.parametrize("seal", ["", "x", "é", "A" * 43])
def test_wrong_seal_opens_nothing(seal):
    assert unsealed("https://example.com/", seal) == ""


def test_seal_is_good_for_its_address_only():
    seal = parse_qs(urlsplit(outward("https://example.com/")).query)["seal"][0]
    assert unsealed("https://example.com/other", seal) == ""


def test_no_script_gets_through_even_when_sealed():
    query = parse_qs(urlsplit(outward("javascript:alert(1)")).query)
    assert unsealed(query["to"][0], query["seal"][0]) == ""


def test_everything_is_exempt_from_nothing(settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert needs_notice("https://example.com/")


def test_templates_have_it_as_a_filter():
    assert zone.outward("https://example.com/") == outward("https://example.com/")
