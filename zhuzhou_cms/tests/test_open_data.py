"""The open data, read from its files as a visitor gets them and put beside what the API says."""

import csv
import datetime as dt
import hashlib
import io
import json
import os
import subprocess
import zipfile
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html
from openpyxl import load_workbook

from core.partial_dates import PartialDate
from projects.models import Project
from tests import factories
from tests.test_api import MAKERS, dressed
from zhuzhou_cms.open_data import files, writing
from zhuzhou_cms.open_data.datasets import DATASETS
from zhuzhou_cms.open_data.fingerprint import public_now
from zhuzhou_cms.open_data.keeping import Busy, held, manifest_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    """Files of each test by themselves, and addresses in them as the API gives them here."""
    settings.OPEN_DATA_DIR = tmp_path / "open-data"
    settings.SITE_OWNER = settings.SITE_OWNER | {"domain": "testserver"}
    settings.HTTPS = False


def asked(client, path, **headers):
    """The answer, read to its end: the client then closes the file that is sent."""
    answer = client.get(path, headers=headers)
    answer.body = answer.getvalue()
    return answer


def bytes_of(client, name, status=200):
    answer = asked(client, f"/open-data/{name}")
    assert (name, answer.status_code) == (name, status)
    return answer.body


def lines_of(client, name):
    """The rows of a CSV file, each as a dict."""
    text = bytes_of(client, name).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


# --- One truth --------------------------------------------------------------------------------------------------------


def said_by_api(client, name, slug):
    """A detail of the API without the lists that it only shows the beginning of."""
    path = "/api/v1/zone/" if name == "zone" else f"/api/v1/{name}/{slug}/"
    detail = client.get(path).json()
    return {key: value for key, value in detail.items() if not (isinstance(value, dict) and "has_more" in value)}


def cells(row):
    """What a line has to say of a row of the API: (name of the column, text) of all that is not silent."""
    for name, value in row.items():
        if isinstance(value, dict):
            for part, text in cells(value):
                yield (name if part == "value" else f"{name}_{part}"), text
        elif isinstance(value, list):
            if value and "slug" in value[0]:
                yield f"{name}_slugs", "; ".join(each["slug"] for each in value)
                yield f"{name}_names", "; ".join(each["name"] for each in value)
        elif value not in (None, ""):
            yield name, str(value).lower() if isinstance(value, bool) else str(value)


def parts(row):
    """The lists of a row that are tables of their own, as far as anything stands in them."""
    return {name: rows for name, rows in row.items() if isinstance(rows, list) and rows and "slug" not in rows[0]}


LEFT_OUT = ("_text", "_start", "_end", "_url", "_page")
"""Endings of what repeats other columns, or is the address of another row."""


def assert_same(line, row):
    said = {name: text for name, text in line.items() if text and name in dict(cells(row))}
    expected = {n: t for n, t in cells(row) if not n.endswith(LEFT_OUT) or n in line}
    assert said == expected


@pytest.mark.parametrize("name", MAKERS)
def test_every_format_says_what_the_api_says(client, name):
    full, bare = dressed(name, summary="摘要"), MAKERS[name]()
    details = {row.slug: said_by_api(client, name, row.slug) for row in type(full).objects.live()}
    assert {full.slug, bare.slug} <= details.keys()

    rows = json.loads(bytes_of(client, f"{name}.json"))[name]
    assert {row["slug"]: row for row in rows} == details

    lines = lines_of(client, f"{name}.csv")
    assert [line["slug"] for line in lines] == sorted(details)
    for line in lines:
        assert_same(line, details[line["slug"]])

    owner = DATASETS[name].singular
    for part, found in parts(details[full.slug]).items():
        below = lines_of(client, f"{name}-{part.replace('_', '-')}.csv")
        own = [line for line in below if line[f"{owner}_slug"] == full.slug]
        assert (part, len(own)) == (part, len(found))
        for line, row in zip(own, found, strict=True):
            assert_same(line, {key: value for key, value in row.items() if key != owner})

    book = load_workbook(io.BytesIO(bytes_of(client, f"{name}.xlsx")), read_only=True)
    for sheet in book.sheetnames[1:]:
        file = f"{name}.csv" if sheet == name else f"{name}-{sheet}.csv"
        header, *found = book[sheet].iter_rows(values_only=True)
        of_csv = lines_of(client, file)
        assert (sheet, list(header)) == (sheet, list(of_csv[0]) if of_csv else list(header))
        assert [[as_text(cell) for cell in row] for row in found] == [
            [as_text(cell) for cell in line.values()] for line in of_csv
        ]


def as_text(cell):
    """Figures are figures in a workbook, and text in CSV."""
    try:
        return float(cell)
    except (TypeError, ValueError):
        return cell or ""


def test_zone_terms_and_sources_are_given_out_too(client):
    source = factories.make_source(title="一篇报道")
    zone = factories.make_zone(summary="简介", industries=[factories.make_industry(name="算力")])
    factories.cite(zone, "summary", source, locator="第1段")
    factories.make_infrastructure(kind="power", value=110, unit="千伏", source=source)
    factories.make_source(title="没有人引用")
    assert json.loads(bytes_of(client, "zone.json")) == {"zone": [said_by_api(client, "zone", zone.slug)]}
    (line,) = lines_of(client, "zone-infrastructure.csv")
    assert (line["zone_slug"], line["quantity"], line["source_title"]) == (zone.slug, "110", "一篇报道")
    assert [line["name"] for line in lines_of(client, "industries.csv")] == ["算力"]
    assert [line["title"] for line in lines_of(client, "sources.csv")] == ["一篇报道"]


def test_every_change_of_a_date_names_its_milestone(client):
    milestone = factories.make_milestone(
        factories.make_project(slug="plant"), kind="completion", original_target=PartialDate.parse("2022-Q1")
    )
    factories.make_date_change(milestone, new=PartialDate.of(2022, 8), justification="设备\n晚到")
    (line,) = lines_of(client, "projects-milestones.csv")
    names = ("original_target", "original_target_precision", "original_target_inferred")
    assert [line[name] for name in names] == ["2022-01/2022-03", "quarter", "false"]
    (change,) = lines_of(client, "projects-milestones-date-changes.csv")
    names = ("project_slug", "milestone_phase_number", "milestone_kind", "milestone_title", "new", "justification")
    assert [change[name] for name in names] == ["plant", "0", "completion", "竣工", "2022-08", "设备\n晚到"]


def test_lists_that_join_two_items_are_whole(client):
    park = factories.make_park(slug="park")
    company = factories.make_enterprise(slug="company")
    for _ in range(60):  # more than the API shows of an enterprise
        factories.make_tenancy(park, enterprise=company)
    lines = lines_of(client, "enterprises-tenancies.csv")
    assert [(line["park_slug"], line["enterprise_slug"]) for line in lines] == [("park", "company")] * 60
    assert len(json.loads(bytes_of(client, "enterprises.json"))["tenancies"]) == 60


def test_cells_are_harmless(client):
    factories.make_park(slug="park", name="=1+1", summary="@x")
    (line,) = lines_of(client, "parks.csv")
    assert (line["name"], line["summary"]) == ("'=1+1", "'@x")
    sheet = load_workbook(io.BytesIO(bytes_of(client, "parks.xlsx")))["parks"]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("'=1+1", "s")
    assert json.loads(bytes_of(client, "parks.json"))["parks"][0]["name"] == "=1+1"


def test_text_that_no_cell_takes_is_cut_in_the_workbook_alone(client):
    factories.make_article(title="长文", body="字" * 40_000 + "\x0b")
    (line,) = lines_of(client, "articles.csv")
    assert line["body"] == "字" * 40_000 + "\x0b"
    sheet = load_workbook(io.BytesIO(bytes_of(client, "articles.xlsx")))["articles"]
    place = [cell.value for cell in sheet[1]].index("body")
    assert sheet[2][place].value == "字" * 32_765 + "……"


# --- The present state and no other -----------------------------------------------------------------------------------


def test_what_was_withdrawn_is_handed_out_no_more(client):
    row, _other = factories.make_park(name="撤下的园区"), factories.make_park()
    before = asked(client, "/open-data/parks.csv")
    assert "撤下的园区" in before.body.decode()
    type(row).objects.filter(pk=row.pk).update(published_at=None)
    after = asked(client, "/open-data/parks.csv", **{"If-None-Match": before["ETag"]})
    assert (after.status_code, "撤下的园区" in after.body.decode()) == (200, False)


@pytest.mark.parametrize(("hours", "known"), [(0, ["a"]), (2, ["a", "b"]), (4, ["b"])])
def test_time_alone_changes_what_is_handed_out(client, monkeypatch, hours, known):
    now = timezone.now()
    factories.make_park(slug="a", published_at=now, expires_at=now + dt.timedelta(hours=3))
    factories.make_park(slug="b", published_at=now + dt.timedelta(hours=1))
    call_command("write_open_data", "parks", stdout=io.StringIO())
    monkeypatch.setattr(timezone, "now", lambda: now + dt.timedelta(hours=hours))
    assert [line["slug"] for line in lines_of(client, "parks.csv")] == known


def test_reader_who_has_the_file_is_told_so(client):
    factories.make_park()
    first = asked(client, "/open-data/parks.csv")
    assert first["Content-Length"] == str(len(first.body))
    for header in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = asked(client, "/open-data/parks.csv", **header)
        assert (again.status_code, again.body, again["ETag"]) == (304, b"", first["ETag"])


def test_same_content_is_the_same_file(client, monkeypatch, tmp_path):
    project = dressed("projects")
    first = asked(client, "/open-data/projects.xlsx")
    archive = zipfile.ZipFile(io.BytesIO(first.body))
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    later = timezone.now() + dt.timedelta(seconds=5)
    Project.objects.filter(pk=project.pk).update(review_by=dt.date(2030, 1, 1))  # nobody sees it
    monkeypatch.setattr(timezone, "now", lambda: later)
    call_command("write_open_data", "projects", again=True, stdout=io.StringIO())
    second = asked(client, "/open-data/projects.xlsx")
    assert (second.body, second["ETag"]) == (first.body, first["ETag"])
    assert second["Last-Modified"] == first["Last-Modified"]


def test_timer_writes_once_for_each_state():
    factories.make_park()
    told = [io.StringIO(), io.StringIO(), io.StringIO()]
    call_command("write_open_data", "parks", stdout=told[0])
    call_command("write_open_data", "parks", stdout=told[1])
    factories.make_park()
    call_command("write_open_data", "parks", stdout=told[2])
    assert [text.getvalue().strip() for text in told] == ["parks：写好 1 行", "parks：没有变化", "parks：写好 2 行"]
    with pytest.raises(CommandError):
        call_command("write_open_data", "nothing")


def test_state_that_moved_while_it_was_written_is_not_kept(client, monkeypatch):
    write = files.write

    def write_while_somebody_publishes(*args):
        rows = write(*args)
        factories.make_park()
        return rows

    monkeypatch.setattr(files, "write", write_while_somebody_publishes)
    with pytest.raises(CommandError, match="parks"):
        call_command("write_open_data", "parks", stdout=io.StringIO())
    assert manifest_of("parks") is None
    assert [path.name for path in (writing.settings.OPEN_DATA_DIR / "parks").iterdir()] == ["lock"]


def test_file_of_a_dataset_that_is_being_written_has_to_be_waited_for(client):
    factories.make_park(name="云龙")
    with held("parks"):
        answer = client.get("/open-data/parks.csv")
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert "文件正在重写" in answer.content.decode()
        assert client.get("/open-data/").status_code == 200
        assert asked(client, "/open-data/funds.csv").status_code == 200
        with pytest.raises(Busy):
            writing.write("parks")
    assert "云龙" in bytes_of(client, "parks.csv").decode()


def test_many_rows_are_written_by_one_process_and_not_while_the_reader_waits(client, monkeypatch):
    started, inherited = [], []

    class Process:
        def __init__(self, command, pass_fds, **options):
            started.append(command[2:4])
            inherited.append(os.dup(pass_fds[0]))

        def poll(self):
            return None

    monkeypatch.setattr(subprocess, "Popen", Process)
    monkeypatch.setattr(writing, "SMALL", 0)
    factories.make_park()
    for _ in range(2):  # the second finds the lock taken
        assert client.get("/open-data/parks.csv").status_code == 503
    os.close(inherited[0])
    assert client.get("/open-data/parks.csv").status_code == 503  # it failed, and the next waits a minute
    assert started == [["write_open_data", "parks"]]
    assert "文件正在重写" in client.get("/open-data/").content.decode()
    assert len(started) == 1


def test_directory_that_cant_be_written_is_no_failure_of_the_page(client, settings, tmp_path):
    settings.OPEN_DATA_DIR = tmp_path / "file"
    settings.OPEN_DATA_DIR.write_text("in the way")
    factories.make_park()
    assert client.get("/open-data/").status_code == 200
    assert client.get("/open-data/parks.csv").status_code == 503


def test_file_that_is_written_ahead_is_handed_out_whatever_its_size(client, monkeypatch):
    monkeypatch.setattr(writing, "SMALL", 0)
    factories.make_park()
    call_command("write_open_data", stdout=io.StringIO())
    assert len(lines_of(client, "parks.csv")) == 1


# --- What it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["parks", "projects", "enterprises", "articles", "events"])
def test_writing_costs_no_more_queries_however_many_rows(name, tmp_path):
    def queries(folder):
        folder.mkdir()
        with CaptureQueriesContext(connection) as captured:
            files.write(DATASETS[name], folder)
        return len(captured)

    dressed(name)
    few = queries(tmp_path / "few")
    for _ in range(12):
        dressed(name)
    assert queries(tmp_path / "many") == few


def test_taking_a_file_costs_no_more_queries_however_many_rows(client, django_assert_max_num_queries):
    factories.make_park()
    call_command("write_open_data", stdout=io.StringIO())
    with django_assert_max_num_queries(15), CaptureQueriesContext(connection) as few:
        bytes_of(client, "parks.csv")
    for _ in range(30):
        factories.make_park()
    call_command("write_open_data", stdout=io.StringIO())
    with CaptureQueriesContext(connection) as many:
        bytes_of(client, "parks.csv")
    assert len(many) == len(few)


def test_reading_changes_nothing_public():
    factories.make_park()
    assert public_now() == public_now()


# --- The page, the dictionary, the words ------------------------------------------------------------------------------


def test_page_names_each_file_with_its_size_and_hash(client):
    dressed("projects")
    page = html.document_fromstring(client.get("/open-data/").content)
    addresses = page.xpath('//main//th/a[contains(@href, "/open-data/")]/@href')
    assert sorted(addresses) == sorted(
        f"/open-data/{name}" for dataset in DATASETS.values() for name in files.names_of(dataset)
    )
    (row,) = page.xpath('//tr[th/a/@href="/open-data/projects.json"]')
    content = bytes_of(client, "projects.json")
    assert hashlib.sha256(content).hexdigest() in row.text_content()
    (text,) = page.xpath('//head/script[@type="application/ld+json"]/text()')
    (catalogue,) = [node for node in json.loads(text)["@graph"] if node["@type"] == "DataCatalog"]
    (dataset,) = [each for each in catalogue["dataset"] if each["name"] == "项目"]
    (download,) = [each for each in dataset["distribution"] if each["contentUrl"].endswith("/projects.json")]
    assert download == {
        "@type": "DataDownload",
        "name": "全部内容，与接口一致",
        "contentUrl": "http://testserver/open-data/projects.json",
        "encodingFormat": "application/json",
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def test_licence_is_what_the_owner_states_and_nothing_before(client, settings):
    factories.make_park()
    before = client.get("/open-data/").content.decode()
    assert ("主办单位还没有写明使用许可" in before, '"license"' in before) == (True, False)
    licence = {"licence": "示例许可", "licence_url": "https://example.org/licence"}
    settings.SITE_OWNER = settings.SITE_OWNER | licence
    page = html.document_fromstring(client.get("/open-data/").content)
    assert page.xpath('//a[@rel="license"]/text()') == ["示例许可"]
    assert '"license":"https://example.org/licence"' in client.get("/open-data/").content.decode()
    assert '<https://example.org/licence>; rel="license"' in asked(client, "/open-data/parks.csv")["Link"]
    package = json.loads(bytes_of(client, "datapackage.json"))
    assert package["licenses"] == [{"title": "示例许可", "path": "https://example.org/licence"}]


@pytest.mark.parametrize(
    ("path", "worded"),
    [("/open-data/", "株洲经开区-园区-"), ("/en/open-data/", "Zhuzhou%20Economic%20Development%20Zone-Parks-")],
)
def test_file_has_a_name_in_the_readers_language_and_a_plain_one(client, path, worded):
    factories.make_park()
    day = timezone.localdate().isoformat()
    said = asked(client, f"{path}parks.xlsx")["Content-Disposition"]
    worded = worded if "%" in worded else quote(worded)
    assert said == f"attachment; filename=\"parks-{day}.xlsx\"; filename*=UTF-8''{worded}{day}.xlsx"


def test_both_languages_give_the_same_bytes(client):
    factories.make_park(name="云龙", name_en="Yunlong")
    chinese, english = (asked(client, f"{path}/open-data/parks.json") for path in ("", "/en"))
    assert (english.body, english["ETag"]) == (chinese.body, chinese["ETag"])


def test_dictionary_describes_every_column_and_code(client):
    for name in MAKERS:
        dressed(name)
    package = json.loads(bytes_of(client, "datapackage.json"))
    resources = {resource["path"]: resource["schema"] for resource in package["resources"]}
    assert resources.keys() == {n for d in DATASETS.values() for n in files.names_of(d) if n.endswith(".csv")}
    slugs = {}
    for path, schema in resources.items():
        header = next(csv.reader(io.StringIO(bytes_of(client, path).decode("utf-8-sig"), newline="")))
        assert header == [field["name"] for field in schema["fields"]]
        assert [field["name"] for field in schema["fields"] if not field["title"]] == []
        lines = lines_of(client, path)
        for field in schema["fields"]:
            codes = {each["value"] for each in field.get("categories", ())}
            stray = {line[field["name"]] for line in lines} - codes - {""} if codes else set()
            assert (path, field["name"], stray) == (path, field["name"], set())
        if schema.get("primaryKey") == ["slug"]:
            slugs[path.removesuffix(".csv")] = [line["slug"] for line in lines]
            assert len(set(slugs[path.removesuffix(".csv")])) == len(lines)
        for key in schema.get("foreignKeys", ()):
            owners = slugs[key["reference"]["resource"]]
            assert {line[key["fields"][0]] for line in lines} - set(owners) == set()


def test_workbook_begins_with_its_dictionary(client):
    factories.make_park()
    sheet = load_workbook(io.BytesIO(bytes_of(client, "parks.xlsx")))["dictionary"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("table", "column", "title", "meaning", "type", "codes")
    assert rows[1][:3] == ("parks", "slug", "网址名")


@pytest.mark.parametrize("name", ["nothing.csv", "parks.exe", "..%2fsettings.py", "manifest.json", "lock"])
def test_there_are_no_other_files(client, name):
    bytes_of(client, name, 404)


def test_empty_site_has_empty_tables_and_no_package(client):
    page = client.get("/open-data/")
    assert (page.status_code, "oc4ids" in page.content.decode()) == (200, False)
    assert lines_of(client, "projects.csv") == []
    assert json.loads(bytes_of(client, "enterprises.json")) == {"enterprises": [], "tenancies": []}
    bytes_of(client, "projects-oc4ids.json", 404)
