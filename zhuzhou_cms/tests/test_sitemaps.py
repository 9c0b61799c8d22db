"""The sitemap: valid by the protocol's rules (sitemaps.org), true in its times, of bounded files at a bounded cost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from parks.models import Park
from projects.models import Project
from tests import factories as make
from tests.pages import query_count
from zhuzhou_cms import sitemaps

pytestmark = pytest.mark.django_db

SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# What the protocol's own schemas say of the elements that are used here: order, times, lengths and the most of each.
SCHEMA = f"""
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{SPACE}" xmlns="{SPACE}"
           elementFormDefault="qualified">
  <xs:simpleType name="address"><xs:restriction base="xs:anyURI">
    <xs:pattern value="https?://[^/]+/.*"/><xs:minLength value="12"/><xs:maxLength value="2048"/>
  </xs:restriction></xs:simpleType>
  <xs:simpleType name="time"><xs:union memberTypes="xs:date xs:dateTime"/></xs:simpleType>
  <xs:complexType name="entry"><xs:sequence>
    <xs:element name="loc" type="address"/><xs:element name="lastmod" type="time" minOccurs="0"/>
    <xs:any namespace="##other" processContents="skip" minOccurs="0" maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType>
  <xs:element name="urlset"><xs:complexType><xs:sequence>
    <xs:element name="url" type="entry" maxOccurs="50000"/>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="sitemapindex"><xs:complexType><xs:sequence>
    <xs:element name="sitemap" type="entry" maxOccurs="50000"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>"""
OLD, NEW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2026, 3, 13, tzinfo=dt.UTC)


def times_of(client, address):
    """The times of a file's Chinese addresses, as written; None for what has none.

    Fails where the protocol is broken, and where a page has no twin in English of the same time.
    """
    document = etree.fromstring(client.get(address).content)
    etree.XMLSchema(etree.fromstring(SCHEMA)).assertValid(document)
    names = {"s": SPACE}
    times = {entry.findtext("s:loc", None, names): entry.findtext("s:lastmod", None, names) for entry in document}
    english = {address.replace("/en/", "/", 1): time for address, time in times.items() if "/en/" in address}
    chinese = {address: time for address, time in times.items() if "/en/" not in address}
    assert english in ({}, chinese)
    return chinese


def changed(row, when, came=OLD):
    type(row).objects.filter(pk=row.pk).update(updated_at=when, published_at=came)


def test_every_row_and_every_list_that_has_rows_says_when_it_changed(client):
    park, other = make.make_park(), make.make_park()
    changed(park, NEW)
    changed(other, OLD)
    rows = times_of(client, "/sitemap-park.xml")
    assert {address: time[:10] for address, time in rows.items()} == {
        f"http://testserver{park.get_absolute_url()}": "2026-03-13",
        f"http://testserver{other.get_absolute_url()}": "2026-01-01",
    }
    lists = times_of(client, "/sitemap-lists.xml")
    new = {address.removeprefix("http://testserver") for address, time in lists.items() if time}
    assert new == {"/", "/zone/", "/parks/", "/open-data/", "/sitemap/"}
    assert {lists[f"http://testserver{path}"][:10] for path in new} == {"2026-03-13"}


def test_row_that_was_published_later_is_as_new_as_that(client):
    park = make.make_park()
    changed(park, OLD, came=NEW)
    assert [time[:10] for time in times_of(client, "/sitemap-park.xml").values()] == ["2026-03-13"]


def test_withheld_row_makes_no_list_newer(client):
    changed(make.make_park(), OLD)
    hidden = make.make_park(published=False)
    Park.objects.filter(pk=hidden.pk).update(updated_at=NEW)
    assert times_of(client, "/sitemap-lists.xml")["http://testserver/parks/"][:10] == "2026-01-01"


def test_index_names_every_file_and_its_time(client):
    changed(make.make_park(), NEW)
    files = times_of(client, "/sitemap.xml")
    assert set(files) == {f"http://testserver/sitemap-{section}.xml" for section in sitemaps.SITEMAPS}
    dated = {address.rpartition("-")[2]: time[:10] for address, time in files.items() if time}
    assert dated == {"lists.xml": "2026-03-13", "park.xml": "2026-03-13"}


def test_addresses_are_the_owners(client, settings):
    settings.SITE_OWNER = settings.SITE_OWNER | {"domain": "www.zone.example"}
    settings.HTTPS = True
    park = make.make_park()
    assert list(times_of(client, "/sitemap-park.xml")) == [f"https://www.zone.example{park.get_absolute_url()}"]


def test_file_is_cut_where_the_protocol_ends(client, monkeypatch):
    assert sitemaps.LIMIT <= 50_000
    monkeypatch.setattr(sitemaps.SiteSitemap, "limit", 2)
    for _ in range(3):
        make.make_park()
    assert "http://testserver/sitemap-park.xml?p=2" in times_of(client, "/sitemap.xml")
    # Two addresses each: one park in both languages.
    assert [len(times_of(client, f"/sitemap-park.xml?p={page}")) for page in (1, 2, 3)] == [1, 1, 1]


@pytest.mark.anywhere
@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-lists.xml", "/sitemap-project.xml"])
def test_files_cost_the_same_at_one_and_at_thirty_rows(client, address):
    make.make_project()
    few = query_count(client, address)
    for _ in range(29):
        make.make_project()
    assert query_count(client, address) == few


def test_file_reads_no_texts(client):
    make.make_project(description="很长")
    assert Project.objects.count() == 1
    with CaptureQueriesContext(connection) as captured:
        client.get("/sitemap-project.xml")
        client.get("/sitemap.xml")
    assert [query["sql"] for query in captured if "description" in query["sql"]] == []
