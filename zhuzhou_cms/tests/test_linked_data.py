"""What each type of page says of itself for machines, read by lxml and expanded by a JSON-LD processor."""

import datetime as dt
import json

import pytest
from django.utils import timezone
from lxml import html
from pyld import jsonld

from core.linked_data import stated
from core.partial_dates import PartialDate
from news.models import Article
from parks.models import ZoneProfile
from talent.models import Expert
from tests import factories as make
from tests.pages import query_count

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

ORIGIN = "http://testserver"
SCHEMA = "http://schema.org/"
date = PartialDate.parse


def no_network(address, options):
    """The words of schema.org, without asking for them."""
    assert address == "https://schema.org"
    context = {"@context": {"@vocab": SCHEMA}}
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": address, "document": context}


def nodes_of(client, address):
    """The nodes of the page's one data block by their type. Fails when a processor can't read it."""
    page = html.document_fromstring(client.get(address).content)
    (text,) = page.xpath('//head/script[@type="application/ld+json"]/text()')
    data = json.loads(text)
    expanded = jsonld.expand(data, {"documentLoader": no_network})
    nodes = {node["@type"]: node for node in data["@graph"]}
    assert {kind for node in expanded for kind in node["@type"]} == {f"{SCHEMA}{kind}" for kind in nodes}
    return nodes


def node_of(client, row, kind):
    return nodes_of(client, row.get_absolute_url())[kind]


def link(row, kind):
    return {"@type": kind, "name": str(row), "url": f"{ORIGIN}{row.get_absolute_url()}"}


def test_home_is_the_site_and_the_zone(client, settings):
    settings.SITE_OWNER = settings.SITE_OWNER | {"phone": "0731-0000"}
    make.make_zone(name="株洲经开区", summary="一个区。", location="云龙")
    nodes = nodes_of(client, "/")
    assert list(nodes) == ["WebSite", "Organization"]
    site = nodes["WebSite"]
    assert (site["url"], site["about"]) == (f"{ORIGIN}/", {"@id": f"{ORIGIN}/zone/#zone"})
    assert site["potentialAction"]["target"]["urlTemplate"] == f"{ORIGIN}/search/?q={{search_term_string}}"
    assert nodes["Organization"] == {
        "@type": "Organization",
        "@id": f"{ORIGIN}/zone/#zone",
        "name": "株洲经开区",
        "description": "一个区。",
        "url": f"{ORIGIN}/zone/",
        "location": {"@type": "Place", "description": "云龙"},
        "telephone": "0731-0000",
    }
    assert nodes_of(client, "/zone/")["Organization"] == nodes["Organization"]


def test_home_without_a_zone_invents_none(client):
    make.make_zone(published=False)
    nodes = nodes_of(client, "/")
    assert (list(nodes), "about" in nodes["WebSite"]) == (["WebSite"], False)


def test_addresses_are_the_owners(client, settings):
    settings.SITE_OWNER = settings.SITE_OWNER | {"domain": "www.zone.example"}
    park = make.make_park()
    assert node_of(client, park, "Place")["url"] == f"http://www.zone.example{park.get_absolute_url()}"


def test_park_is_a_place(client):
    whole = make.make_park()
    part = make.make_park(parent=whole, short_name="北片", focus="做大数据。")
    assert node_of(client, part, "Place") == link(part, "Place") | {
        "alternateName": "北片",
        "description": "做大数据。",
        "containedInPlace": link(whole, "Place"),
    }


def test_what_is_not_public_is_not_named(client):
    hidden = make.make_park()
    project = make.make_project(park=hidden)
    type(hidden).objects.update(published_at=None)
    assert node_of(client, project, "Project") == link(project, "Project")


def test_project_says_what_the_record_says(client):
    park = make.make_park()
    project = make.make_project(
        park=park, short_name="数", summary="摘要。", national_code="2020-430200-39-03-012345", image=make.make_image()
    )
    node = node_of(client, project, "Project")
    assert node.pop("image").startswith(f"{ORIGIN}/media/")
    assert node == link(project, "Project") | {
        "alternateName": "数",
        "description": "摘要。",
        "identifier": "2020-430200-39-03-012345",
        "location": link(park, "Place"),
    }


def test_enterprise_and_fund(client):
    enterprise = make.make_enterprise(full_name="某某有限公司", website="https://factory.example.com/")
    fund = make.make_fund(summary="投早投小。")
    assert node_of(client, enterprise, "Organization") == link(enterprise, "Organization") | {
        "legalName": "某某有限公司",
        "sameAs": "https://factory.example.com/",
    }
    assert node_of(client, fund, "InvestmentFund") == link(fund, "InvestmentFund") | {"description": "投早投小。"}


def test_program_and_platform(client):
    program = make.make_program(eligibility="硕士以上。")
    platform = make.make_platform(park=make.make_park())
    assert node_of(client, program, "GovernmentService") == link(program, "GovernmentService") | {
        "serviceType": "人才政策",
        "audience": {"@type": "Audience", "audienceType": "硕士以上。"},
    }
    location = link(platform.park, "Place")
    assert node_of(client, platform, "ResearchOrganization") == link(platform, "ResearchOrganization") | {
        "location": location
    }


def test_expert_is_a_person_while_the_name_may_be_public(client):
    expert = make.make_expert(field="北斗", employer=make.make_enterprise())
    assert node_of(client, expert, "Person") == link(expert, "Person") | {
        "knowsAbout": "北斗",
        "worksFor": link(expert.employer, "Organization"),
    }
    Expert.objects.update(withdrawn_on=timezone.localdate())
    gone = client.get(expert.get_absolute_url())
    assert (gone.status_code, "ld+json" in gone.content.decode()) == (404, False)


@pytest.mark.parametrize(
    ("column", "kind"),
    [("news", "NewsArticle"), ("notice", "Article"), ("policy", "Article"), ("interpretation", "Article")],
)
def test_article_names_its_source(client, column, kind):
    source = make.make_source(publisher="株洲日报", url="https://paper.example.com/1", published_on=date("2026-02"))
    article = make.make_article(
        column=column, summary="摘要。", source=source, published_at=dt.datetime(2026, 3, 13, 15, 30, tzinfo=dt.UTC)
    )
    node = node_of(client, article, kind)
    assert (node["headline"], node["datePublished"]) == (article.title, "2026-03-13T15:30:00+00:00")
    assert node["publisher"] == {"@type": "Organization", "name": "株洲经开区"}
    assert node["isBasedOn"] == {
        "@type": "CreativeWork",
        "name": source.title,
        "url": "https://paper.example.com/1",
        "datePublished": "2026-02",
        "publisher": {"@type": "Organization", "name": "株洲日报"},
    }


def test_event_dates_keep_their_precision(client):
    event = make.make_event(starts_on=date("2026-03"), ends_on=date("2026-04-02"), place="会展中心")
    assert node_of(client, event, "Event") == link(event, "Event") | {
        "startDate": "2026-03",
        "endDate": "2026-04-02",
        "location": {"@type": "Place", "name": "会展中心"},
    }


@pytest.mark.parametrize(
    ("written", "told"),
    [("2026", "2026"), ("2026-03", "2026-03"), ("2026-03-13", "2026-03-13"), ("2026-Q3", "2026"), ("2026-H2", "2026"),
     ("2026?", None)],
)  # fmt: skip
def test_date_is_told_with_no_more_than_its_source_says(written, told):
    assert stated(date(written)) == told


def test_breadcrumbs_lead_down_to_the_page(client):
    expert = make.make_expert()
    steps = nodes_of(client, expert.get_absolute_url())["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "首页", f"{ORIGIN}/"),
        (2, "人才", f"{ORIGIN}/talent/"),
        (3, "专家", f"{ORIGIN}/talent/experts/"),
        (4, expert.name, f"{ORIGIN}{expert.get_absolute_url()}"),
    ]


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!--<script>", "a & b ]]>", "\u2028\x0b引\"号'"]
)
def test_content_can_not_break_out_of_the_block(client, text):
    zone = make.make_zone()
    ZoneProfile.objects.filter(pk=zone.pk).update(summary=text)
    answer = client.get("/zone/")
    told = nodes_of(client, "/zone/")["Organization"]["description"]
    assert told == text.replace("\x0b", "")
    block = answer.content.decode().partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert not set("<>&") & set(block)


def test_page_that_search_engines_leave_out_has_no_data(client):
    for answer in (client.get("/projects/?park=nowhere"), client.get("/nowhere/")):
        assert (answer.status_code in (400, 404), "ld+json" in answer.content.decode()) == (True, False)


def test_data_costs_no_query_of_its_own(client, monkeypatch):
    articles = [make.make_article(interprets=make.make_article(column="policy"), column="interpretation")]
    address = articles[0].get_absolute_url()
    with_data = query_count(client, address)
    monkeypatch.setattr("news.views.ArticleDetailView.linked_data", lambda view: [])
    assert query_count(client, address) == with_data
    assert Article.objects.count() == 2
