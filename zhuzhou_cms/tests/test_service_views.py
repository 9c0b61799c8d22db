"""Pages that serve the reader: the notice on leaving, the site map, the page on accessibility."""

import re

import pytest

from core.outward import outward
from tests import factories as make
from tests.pages import links_of, main_links_of, main_of, main_text_of, query_count
from zhuzhou_cms.sitemaps import LISTS, MODELS

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

PAPER = "https://paper.example.com/2021/a?b=1&c=2"


def test_links_out_of_content_lead_through_the_notice(client):
    source = make.make_source(url=PAPER)
    enterprise = make.make_enterprise(website="https://factory.example.com/")
    make.cite(enterprise, "full_name", source)
    links = main_links_of(client.get(enterprise.get_absolute_url()))
    assert {link for link in links if "example.com" in link} == {
        outward(PAPER),
        outward("https://factory.example.com/"),
    }


def test_source_of_another_office_needs_no_notice(client):
    article = make.make_article(source=make.make_source(url="https://www.hunan.gov.cn/a"))
    assert "https://www.hunan.gov.cn/a" in main_links_of(client.get(article.get_absolute_url()))


def test_notice_says_where_the_link_leads_and_leaves_it_to_the_reader(client):
    answer = client.get(outward(PAPER))
    text, page = main_text_of(answer), main_of(answer)
    assert answer.status_code == 200
    assert "您访问的链接即将离开“株洲经开区”" in text
    assert f"对方网站paper.example.com完整网址{PAPER}" in text
    links = re.findall(r'<a[^>]*href="https:[^"]*"[^>]*>', page)
    escaped = PAPER.replace("&", "&amp;")
    assert links == [f'<a class="btn" href="{escaped}" rel="external noopener noreferrer nofollow">']
    assert "http-equiv" not in answer.content.decode()
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/news/x/?page=2", ("/news/x/?page=2", "返回刚才的页面")),
        ("https://example.com/", ("/", "回到首页")),
        ("", ("/", "回到首页")),
    ],
)
def test_notice_leads_back(client, referer, back):
    page = main_of(client.get(outward(PAPER), headers={"referer": referer}))
    assert re.findall(r'<a href="([^"]*)">(返回[^<]*|回到[^<]*)</a>', page) == [back]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"to": PAPER},
        {"to": PAPER, "seal": "made-up"},
        {"to": "https://evil.example/", "seal": "A" * 43},
        {"to": "javascript:alert(1)", "seal": ""},
        {"to": "\0", "seal": "\0"},
    ],
)
def test_address_that_the_site_did_not_seal_is_not_shown(client, query):
    answer = client.get("/leaving/", query)
    assert answer.status_code == 400
    assert "这个网址不是从本站的链接来的" in main_text_of(answer)
    assert "example" not in main_of(answer)


def test_sealed_address_can_not_be_exchanged(client):
    other = outward(PAPER).replace("paper.example.com", "evil.example")
    assert client.get(other).status_code == 400


def test_owners_certificate_leads_through_the_notice(client, settings):
    mark = "https://bszs.conac.cn/sitename?method=show&id=0000"
    settings.SITE_OWNER = settings.SITE_OWNER | {"mark": mark, "icp": "湘ICP备00000000号"}
    page = client.get("/").content.decode()
    assert outward(mark).replace("&", "&amp;") in page
    assert 'href="https://beian.miit.gov.cn/"' in page


def test_footer_leads_to_the_service_pages(client):
    assert {"/sitemap/", "/accessibility/"} <= links_of(client.get("/parks/"))


def test_error_report_names_site_and_page(client, settings):
    settings.SITE_OWNER = settings.SITE_OWNER | {"id_code": "4302000099"}
    page = client.get("/parks/?page=1").content.decode()
    assert re.findall(r'href="(https://zfwzgl[^"]*)"', page) == [
        "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=4302000099"
        "&amp;url=http%3A%2F%2Ftestserver%2Fparks%2F%3Fpage%3D1"
    ]


def test_site_map_names_every_column_and_every_row(client):
    rows = [
        make.make_park(), make.make_project(), make.make_enterprise(), make.make_fund(), make.make_program(),
        make.make_expert(), make.make_platform(), make.make_article(), make.make_event(),
    ]  # fmt: skip
    assert {type(row) for row in rows} == set(MODELS)
    hidden = make.make_park(published=False)
    answer = client.get("/sitemap/")
    links = main_links_of(answer)
    assert {row.get_absolute_url() for row in rows} <= links
    assert hidden.get_absolute_url() not in links
    columns = {column.url_name for column, _ in answer.context["columns"]}
    assert columns | {"home", "site-map", "accessibility"} == set(LISTS)


def test_site_map_says_which_columns_are_empty_and_where_the_rest_is(client, monkeypatch):
    monkeypatch.setattr("zhuzhou_cms.service_views.LISTED_ROWS", 1)
    make.make_park()
    make.make_park()
    text = main_text_of(client.get("/sitemap/"))
    assert "园区：看全部" in text
    assert text.count("还没有收录") == len(MODELS) - 1


def test_site_map_costs_the_same_at_one_and_at_thirty_rows(client):
    make.make_park()
    few = query_count(client, "/sitemap/")
    for _ in range(30):
        make.make_park()
    assert query_count(client, "/sitemap/") == few


def test_accessibility_page_says_whom_to_ask(client, settings):
    assert "电话待填写" in main_text_of(client.get("/accessibility/"))
    settings.SITE_OWNER = settings.SITE_OWNER | {"phone": "0731-0000"}
    assert "电话0731-0000" in main_text_of(client.get("/accessibility/"))


def test_robots_leave_out_what_has_nothing_of_its_own(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert [line for line in lines if line.startswith("Disallow")] == [
        "Disallow: /admin/", "Disallow: /search/", "Disallow: /leaving/", "Disallow: /display/",
        "Disallow: /en/search/", "Disallow: /en/leaving/", "Disallow: /en/display/",
    ]  # fmt: skip
