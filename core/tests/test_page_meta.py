"""What pages say of themselves in their heads."""

import datetime as dt
import re
from html import unescape

import pytest

from core.page_meta import Content, PageMeta, source_of
from core.partial_dates import PartialDate
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

# 23:30 in Shanghai, while UTC has 15:30.
PUBLISHED = dt.datetime(2026, 3, 13, 15, 30, tzinfo=dt.UTC)


def metas_of(client, address):
    """The META tags of a page: name to content. Fails when a name stands there twice."""
    page = client.get(address).content.decode()
    pairs = [(name, unescape(content)) for name, content in re.findall(r'<meta name="([^"]+)" content="([^"]*)"', page)]
    pairs = [pair for pair in pairs if pair[0] not in ("theme-color", "viewport")]
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def canonical_of(client, address):
    return re.findall(r'<link rel="canonical" href="([^"]*)"', client.get(address).content.decode())


@pytest.fixture
def owner(settings):
    settings.SITE_OWNER = settings.SITE_OWNER | {"domain": "www.zone.example", "id_code": "4302000099"}


def test_every_page_names_the_site(client, owner):
    assert metas_of(client, "/") == {
        "SiteName": "株洲经开区",
        "SiteDomain": "www.zone.example",
        "SiteIDCode": "4302000099",
        "description": "株洲经开区的园区、项目、企业与人才政策：承诺过什么，做到哪一步，消息有多新，每个数字都有出处。",
    }


def test_without_the_owners_values_nothing_is_empty_and_nothing_is_invented(client):
    metas = metas_of(client, "/")
    assert (metas["SiteDomain"], metas["SiteIDCode"]) == ("testserver", "待填写")


def test_list_names_its_column(client, owner):
    make.make_expert()
    metas = metas_of(client, "/talent/experts/")
    assert [metas[name] for name in ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")] == [
        "专家",
        "在区内工作的专家：头衔、领域、所在的科研平台与企业。",
        "专家、院士",
        "概况信息",
    ]


def test_article_names_its_column_title_time_and_source(client, owner):
    source = make.make_source(publisher="株洲晚报", authors="何某")
    article = make.make_article(
        title="开工", column="notice", summary="今天“开工”。", source=source, image=make.make_image(),
        published_at=PUBLISHED,
    )  # fmt: skip
    metas = metas_of(client, article.get_absolute_url())
    image = metas.pop("Image")
    assert metas == {
        "SiteName": "株洲经开区",
        "SiteDomain": "www.zone.example",
        "SiteIDCode": "4302000099",
        "Description": "通知公告：开工。今天“开工”。",
        "ColumnName": "通知公告",
        "ColumnDescription": "通知公告，按公布时间排列。",
        "ColumnKeywords": "通知公告",
        "ColumnType": "通知公告",
        "ArticleTitle": "开工",
        "PubDate": "2026-03-13 23:30",
        "ContentSource": "株洲晚报",
        "Keywords": "通知公告、开工",
        "Author": "何某",
        "Url": f"http://www.zone.example{article.get_absolute_url()}",
    }
    assert image == f"http://www.zone.example{article.image.address}"


def test_content_without_source_stands_for_itself(client):
    metas = metas_of(client, make.make_park(name="东园").get_absolute_url())
    assert (metas["ArticleTitle"], metas["ContentSource"]) == ("东园", "株洲经开区")


def test_source_is_told_by_publishers_then_titles_and_not_endlessly():
    park = make.make_park()
    for number, publisher in enumerate(["甲报", "甲报", "", "乙报", "丙报"]):
        make.cite(park, "name", make.make_source(title=f"文{number}", publisher=publisher))
    make.cite(park, "name", make.make_source(publisher="说法不同的报"), stance="contradicts")
    assert source_of(park) == "甲报、《文2》、乙报等"


def test_empty_values_are_left_out():
    content = Content(title="题", published_at=None, source=" 甲报 ", author=" ")
    names = dict(PageMeta("", content=content).tags)
    assert names == {"ArticleTitle": "题", "ContentSource": "甲报"}


def test_zone_profile_is_content(client):
    make.make_zone(name="株洲经开区", published_at=PUBLISHED, last_confirmed_on=PartialDate.of(2021))
    metas = metas_of(client, "/zone/")
    assert (metas["ColumnName"], metas["ArticleTitle"], metas["PubDate"]) == ("概况", "株洲经开区", "2026-03-13 23:30")


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/projects/", "/projects/"),
        ("/projects/?page=1", "/projects/"),
        ("/projects/?page=2", "/projects/?page=2"),
        ("/projects/?page=last", "/projects/"),
        ("/projects/?q=项目", "/projects/"),
        ("/projects/?q=项目&page=2", "/projects/"),
        ("/news/?column=notice", "/news/?column=notice"),
        ("/projects/lights/?as_of=2022-01-01", "/projects/lights/"),
    ],
)
def test_canonical_address_of_lists(client, owner, address, canonical):
    for _ in range(21):
        make.make_project(name=f"项目{_}")
    assert canonical_of(client, address) == [f"http://www.zone.example{canonical}"]


@pytest.mark.parametrize(
    "address", ["/search/", "/search/?q=园", "/projects/?stage=flying", "/no-such-page/", "/display/"]
)
def test_pages_with_nothing_of_their_own_are_not_for_search_engines(client, address):
    assert canonical_of(client, address) == []
    assert metas_of(client, address)["robots"] == "noindex"


def test_canonical_address_is_the_host_that_was_asked_when_there_is_no_other(client):
    assert canonical_of(client, "/projects/") == ["http://testserver/projects/"]
