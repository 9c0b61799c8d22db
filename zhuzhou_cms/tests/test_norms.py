"""Each norm is met by the demo content but for the owner's values, and is seen to be broken when it is."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import transaction
from django.utils import timezone

from library.models import SourceDocument
from news.models import Article
from tests import factories as make
from tests.demo_content import load_demo
from zhuzhou_cms.norms import content, footer, links, meta, service, structure
from zhuzhou_cms.norms.crawl import InProcess, crawl
from zhuzhou_cms.norms.inspection import NORMS, inspect
from zhuzhou_cms.norms.kinds import Kind, kind_of
from zhuzhou_cms.norms.page import Page
from zhuzhou_cms.norms.verdicts import SITE, Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

POLICY, INTERPRETATION = "/news/policy/", "/news/interpretation/"
ARTICLE, EXPERT_LIST = "/news/yunlong-service-centre-starts/", "/talent/experts/"
PAPER = "https://paper.example.com/2021"


class Unhurried(InProcess):
    """The machine that runs the tests may be busy: how long a page took is not what they ask."""

    def __call__(self, address):
        return replace(super().__call__(address), seconds=0.1)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The site with its demo content, a policy with its interpretation, and a source on another host; fetched once."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo()
        SourceDocument.objects.update(url=PAPER)
        policy = make.make_article(title="办法", slug="policy", column="policy")
        make.make_article(title="问答", slug="interpretation", column="interpretation", interprets=policy)
        site = crawl(Unhurried(), max_pages=1000)
        transaction.set_rollback(True)
    return site


@pytest.fixture
def fresh():
    """Something new in each column, as ``Freshness`` asks the database."""
    for column in ("news", "notice", "policy", "interpretation"):
        make.make_article(column=column)


def changed(site, address, change):
    """The site with the page at ``address`` answered otherwise: ``change`` makes a text or an answer of the old one."""
    answer = site.pages[address].answer
    new = change(answer)
    new = replace(answer, body=new) if isinstance(new, str) else new
    assert new != answer, "the change changes nothing"
    return replace(site, pages=site.pages | {address: Page(new)})


def without(text):
    return lambda answer: answer.body.replace(text, "")


def swapped(old, new):
    return lambda answer: answer.body.replace(old, new)


def verdict(norm, site, address):
    return next(result for result in norm.results(site) if result.address == address)


def leaving_page(site):
    return next(address for address, page in site.pages.items() if page.kind == Kind.NOTICE)


def test_demo_meets_every_norm_but_for_the_owners_values(demo, fresh):
    report = inspect(demo)
    assert demo.is_complete
    assert [(result.norm.name, result.address, result.words) for result in report.broken] == []
    owners = {result.norm.name for result in report.results if result.verdict == Verdict.OWNER}
    assert owners == {"网站META", "页脚各项", "公开姓名的依据"}
    untried = {norm.name for norm in NORMS if report.verdict_of(norm) == Verdict.NOT_APPLICABLE}
    assert untried == {"Cookie只走加密连接"}  # the demo is served over plain HTTP


def test_every_public_page_is_inspected(demo):
    kinds = {page.kind for page in demo.pages.values() if page.is_html}
    assert kinds == set(Kind) - {Kind.OTHER}
    assert {address for address in demo.listed if demo.page_at(address) is None} == set()


DATA_BLOCK = '<script type="application/ld+json">'
NOINDEX = '<meta name="robots" content="noindex">'
NEW_META = '<meta name="SiteName" content="x"><meta name="SiteName"'
BREAKS = [
    (meta.SiteMeta, ARTICLE, without('<meta name="SiteName" content="株洲经开区">'), "没有SiteName"),
    (meta.SiteMeta, ARTICLE, swapped('<meta name="SiteName"', NEW_META), "SiteName写了2次"),
    (meta.SiteMeta, "/", swapped('"SiteDomain" content="', '"SiteDomain" content="https://'), "SiteDomain应当只写域名"),
    (meta.SiteMeta, "/", swapped('"SiteIDCode" content="待填写"', '"SiteIDCode" content="1"'), "SiteIDCode应当是十位"),
    (meta.ColumnMeta, "/projects/", swapped('name="ColumnType"', 'name="x"'), "没有ColumnType"),
    (meta.ColumnMeta, "/sitemap/", swapped('name="ColumnKeywords"', 'name="x"'), "没有ColumnKeywords"),
    (meta.ContentMeta, ARTICLE, swapped('name="ContentSource"', 'name="x"'), "没有ContentSource"),
    (meta.ContentMeta, "/zone/", swapped('name="PubDate"', 'name="x"'), "没有PubDate"),
    (meta.PubDate, POLICY, swapped('"PubDate" content="', '"PubDate" content="公元'), "PubDate应当写成"),
    (meta.PubDate, ARTICLE, swapped('"PubDate" content="20', '"PubDate" content="29'), "PubDate在将来"),
    (meta.NoEmptyMeta, ARTICLE, swapped('name="Author" content="', 'name="Author" content="" lang="'), "Author是空的"),
    (meta.Canonical, "/parks/", swapped('rel="canonical"', 'rel="x"'), "规范网址（canonical）应当有一个"),
    (meta.Canonical, "/parks/", swapped('/parks/">\n', '/funds/">\n'), "规范网址指向另一页"),
    (meta.Canonical, "/parks/", swapped('rel="canonical" href="http://', 'rel="canonical" href="'), "规范网址不完整"),
    (meta.Canonical, "/parks/", swapped("<title>", f"{NOINDEX}<title>"), "不让搜索引擎收录"),
    (structure.Breadcrumb, ARTICLE, swapped('aria-label="当前位置"', ""), "没有“当前位置”"),
    (structure.Breadcrumb, "/parks/", swapped('当前位置：<a href="/">', '当前位置：<a href="/x/">'), "没有首页的链接"),
    (structure.Breadcrumb, "/parks/", swapped('<li aria-current="page">园区</li>', ""), "没有写到这一页"),
    (footer.Footer, "/", swapped("我为政府网站找错", ""), "页脚没有“我为政府网站找错”"),
    (footer.Footer, ARTICLE, swapped("公安备案号", ""), "页脚没有“公安备案号”"),
    (footer.Footer, "/", swapped('<a href="/sitemap/">', '<a href="/">'), "页脚没有到网站地图的链接"),
    (links.Leaving, ARTICLE, swapped("/leaving/?to=https%3A%2F%2Fpaper", "https://paper"), "直接离开本站"),
    (links.Leaving, leaving_page, without("即将离开"), "没有写“您访问的链接即将离开"),
    (links.Leaving, leaving_page, swapped("<title>", '<meta http-equiv="refresh" content="3"><title>'), "自动跳转"),
    (links.Leaving, leaving_page, swapped("external noopener ", ""), "没有rel=noopener"),
    (links.Leaving, leaving_page, swapped('href="https://paper', 'href="/'), "应当有一个“继续访问”的链接"),
    (links.Leaving, leaving_page, swapped('href="https://paper', 'href="https://other'), "没有写明对方网站"),
    (links.LinksAnswer, ARTICLE, swapped('id="note-1"', 'id="x"'), "链接指向页内没有的位置：#note-1"),
    (content.PublishedTimes, "/projects/", swapped("发布于<time", "<time"), "列表里没有发布时间：/projects/"),
    (content.PublishedTimes, ARTICLE, swapped("发布于<time", "<time"), "页面上没有写“发布于”这一时间"),
    (content.PublishedTimes, POLICY, swapped('datetime="20', 'datetime="19'), "页面上没有写“发布于”这一时间"),
    (content.NoEmptyColumn, EXPERT_LIST, swapped('href="/talent/experts/', 'href="/parks/'), "栏目里没有内容"),
    (content.PolicyLinks, POLICY, swapped(INTERPRETATION, "/"), f"政策没有链接到它的解读：{INTERPRETATION}"),
    (content.PolicyLinks, INTERPRETATION, swapped(POLICY, "/"), "政策解读没有链接到它解读的政策"),
    (content.PeopleConsent, "/talent/experts/li-deyi/", swapped("《个人信息保护法》", ""), "没有写公开姓名的依据"),
    (content.PeopleConsent, "/talent/experts/li-deyi/", swapped("要求撤下", ""), "没有写怎样要求撤下"),
    (structure.Language, "/", swapped('lang="zh-Hans"', 'lang="en"'), "应当有lang"),
    (structure.Title, ARTICLE, swapped("title>", "x>"), "没有标题"),
    (structure.Title, ARTICLE, swapped(" - 株洲经开区", ""), "标题里没有网站名称"),
    (structure.Title, ARTICLE, swapped("<title>云龙", "<title>"), "标题里没有内容的名称"),
    (structure.OneHeading, "/parks/", swapped("h1>", "h2>"), "一级标题（h1）应当有一个，现在有0个"),
    (structure.OneHeading, "/parks/", swapped("<h1>园区</h1>", "<h1> </h1>"), "一级标题是空的"),
    (structure.AltTexts, "/", swapped("</h1>", '</h1><img src="/a.png">'), "图片没有替代文字：/a.png"),
    (structure.ElderMode, "/parks/", swapped('name="size"', 'name="x"'), "没有切换大字版的按钮"),
    (structure.NoOutsideRequests, "/", swapped("</head>", '<link rel="stylesheet" href="https://x.example/a.css"></head>'),
     "加载了外站的资源"),
    (structure.NoOutsideRequests, "/", swapped("</h1>", '</h1><img alt="" srcset="/a.png 1x, //x.example/a.png 2x">'),
     "加载了外站的资源：//x.example/a.png"),
    (structure.NoInlineCode, "/", swapped("<h1", '<h1 style="color:red"'), "页面里写了<h1>的style属性"),
    (structure.NoInlineCode, "/", swapped("<h1", '<h1 onclick="x()"'), "页面里写了<h1>的onclick属性"),
    (structure.NoInlineCode, "/", swapped("</head>", "<script>x()</script></head>"), "页面里写了<script>"),
    (structure.NoInlineCode, "/", swapped("</head>", "<style>a{}</style></head>"), "页面里写了<style>"),
    (structure.NoInlineCode, "/", swapped("</head>", '<script type="module">{}</script></head>'), "页面里写了<script>"),
    (structure.NoInlineCode, "/", swapped("</head>", f"{DATA_BLOCK}x()</script></head>"), "读不出来：x()"),
    (structure.NoInlineCode, "/", swapped('"@graph":', '"@graph":</script><script>'), "页面里写了<script>"),
    (service.Speed, "/parks/", lambda answer: replace(answer, seconds=3.2), "用了3.2秒"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("norm", "address", "change", "words"),
    BREAKS,
    ids=[f"{norm.__name__}-{number}" for number, (norm, *_) in enumerate(BREAKS)],
)
def test_broken_norm_is_seen(demo, norm, address, change, words):
    address = address(demo) if callable(address) else address
    result = verdict(norm(), changed(demo, address, change), address)
    assert (result.verdict, [each for each in result.words if words in each] != []) == (Verdict.BROKEN, True), (
        result.words
    )


def test_every_norm_of_pages_is_broken_by_a_test():
    others = {"Freshness", "SecureCookies"}
    assert {norm.__name__ for norm, *_ in BREAKS} | others == {type(norm).__name__ for norm in NORMS}


def test_link_that_does_not_answer_is_told_on_the_page_that_has_it(demo):
    broken = changed(demo, "/zone/", lambda answer: replace(answer, status=404))
    result = verdict(links.LinksAnswer(), broken, "/parks/")
    assert (result.verdict, result.words) == (Verdict.BROKEN, ("链接打不开（404）：/zone/",))


def test_sitemap_with_a_page_that_is_gone_is_told_of(demo):
    broken = changed(demo, "/zone/", lambda answer: replace(answer, status=410))
    words = verdict(links.LinksAnswer(), broken, "/").words
    assert "sitemap.xml里的页打不开（410）：/zone/" in words


def test_page_that_lost_its_meta_is_not_taken_for_one_that_needs_none(demo):
    broken = changed(demo, ARTICLE, lambda answer: answer.body.replace("<meta name=", "<meta nome="))
    assert verdict(meta.ContentMeta(), broken, ARTICLE).verdict == Verdict.BROKEN


def test_one_row_without_time_among_many_is_seen(demo):
    def change(answer):
        before, _, after = answer.body.rpartition("发布于<time")
        return before + "<time" + after

    result = verdict(content.PublishedTimes(), changed(demo, "/projects/", change), "/projects/")
    assert (result.verdict, len(result.words)) == (Verdict.BROKEN, 1)


def test_footer_whose_values_are_given_must_be_linked(demo, settings):
    settings.SITE_OWNER = settings.SITE_OWNER | {"id_code": "4302000099"}
    broken = changed(demo, "/", swapped('<span class="placeholder">待填写</span>', "湘0号"))
    assert verdict(footer.Footer(), broken, "/").words == (
        "“ICP备案号”没有链接到beian.miit.gov.cn",
        "“公安备案号”没有链接到beian.mps.gov.cn",
        "“我为政府网站找错”的链接没有带上网站标识码和本页网址",
    )


def test_owners_values_that_are_missing_are_their_own_verdict(demo):
    result = verdict(meta.SiteMeta(), demo, ARTICLE)
    assert (result.verdict, len(result.words)) == (Verdict.OWNER, 2)
    words = verdict(footer.Footer(), demo, ARTICLE).words
    missing = [
        "主办单位",
        "联系方式",
        "地址",
        "网站标识码",
        "ICP备案号",
        "公安备案号",
        "党政机关网站标识",
        "我为政府网站找错",
    ]
    assert words == tuple(f"“{item}”还没有填写" for item in missing)


def test_site_whose_owner_gave_all_values_is_met(client, settings):
    settings.SITE_OWNER = {
        "domain": "testserver", "id_code": "4302000099", "organiser": "管委会", "phone": "0731-0", "address": "路1号",
        "icp": "湘ICP备0号", "police": "湘公网安备0号", "mark": "https://bszs.conac.cn/a",
    }  # fmt: skip
    site = crawl(Unhurried(), max_pages=1)
    given = {norm: verdict(norm, site, "/").verdict for norm in (meta.SiteMeta(), footer.Footer())}
    assert set(given.values()) == {Verdict.MET}


def test_column_without_anything_new_is_broken_outside_the_demo(settings, fresh):
    settings.DEMO = False
    norm = content.Freshness()
    assert verdict(norm, None, SITE).verdict == Verdict.MET
    Article.objects.filter(column="news").update(published_at=timezone.now() - dt.timedelta(days=15))
    Article.objects.filter(column="notice").delete()
    result = verdict(norm, None, SITE)
    assert (result.verdict, result.words) == (
        Verdict.BROKEN,
        ("“动态要闻”已有15天没有更新，应当在14天以内。", "“通知公告”还没有内容。"),
    )
    settings.DEMO = True
    assert verdict(norm, None, SITE).verdict == Verdict.OWNER


def test_cookies_are_secure_where_the_site_speaks_https(demo, settings):
    norm = service.SecureCookies()
    site = changed(demo, "/", lambda a: replace(a, headers=a.headers | {"set-cookie": "csrftoken=a; Path=/"}))
    assert verdict(norm, site, "/").verdict == Verdict.NOT_APPLICABLE
    settings.HTTPS = True
    assert verdict(norm, site, "/").words == ("Cookie“csrftoken”没有Secure标记",)
    secure = changed(demo, "/", lambda a: replace(a, headers=a.headers | {"set-cookie": "csrftoken=a; Path=/; Secure"}))
    assert verdict(norm, secure, "/").verdict == Verdict.MET


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", Kind.HOME), ("/zone/", Kind.CONTENT), ("/parks/", Kind.LIST), ("/parks/x/", Kind.CONTENT),
        ("/projects/", Kind.LIST), ("/projects/board/", Kind.COLUMN), ("/projects/lights/", Kind.COLUMN),
        ("/projects/x/changes/", Kind.COLUMN), ("/talent/", Kind.COLUMN), ("/talent/programs/", Kind.LIST),
        ("/sitemap/", Kind.COLUMN), ("/accessibility/", Kind.COLUMN), ("/api/docs/", Kind.COLUMN),
        ("/search/", Kind.TOOL), ("/display/", Kind.TOOL), ("/leaving/", Kind.NOTICE), ("/api/v1/", Kind.OTHER),
        ("/sitemap.xml", Kind.OTHER), ("/nowhere/at/all/", Kind.OTHER),
    ],
)  # fmt: skip
def test_address_tells_what_a_page_should_be(path, kind):
    assert kind_of(path) == kind
