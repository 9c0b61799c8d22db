"""The staff's pages of import and export. Who may open which stands in tests/test_access.py."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from exchange import running
from exchange.models import Batch
from exchange.reading import read_file
from parks.models import Park
from publishing.models import AuditEntry, Draft
from tests import factories as make

from .files import as_json, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """No process of its own: it would see another database."""
    monkeypatch.setattr(running, "SMALL_FILE", 1_000_000)


@pytest.fixture
def editor(client):
    user = make.make_staff("editor")
    client.force_login(user)
    return user


def upload(client, content, name="园区.xlsx", label="parks.park"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("admin:exchange_batch_upload"), {"type": label, "file": file}, follow=True)


def do(client, batch, verb, **said):
    return client.post(reverse("admin:exchange_batch_do", args=[batch.pk, verb]), said, follow=True)


def test_file_is_checked_confirmed_and_submitted_by_its_pages(client, editor):
    rows = [["网址名", "名称", "简介"], ["a", "甲园", "<script>x</script>"]]
    shown = upload(client, workbook(园区=rows))
    batch = Batch.objects.get()

    assert (batch.state, "&lt;script&gt;" in shown.content.decode()) == ("checked", True)
    assert {verb["name"] for verb in shown.context["verbs"]} == {"check", "confirm", "discard"}

    do(client, batch, "confirm")
    page = do(client, batch, "submit")

    assert (Draft.objects.get().state, page.context["stage"]) == ("in_review", "in_review")


def test_drafts_of_what_was_undone_say_so(client):
    client.force_login(make.make_staff("administrator"))
    upload(client, workbook(园区=[["网址名", "名称"], ["a", "甲园"]]))
    batch = Batch.objects.get()
    for verb, said in (("confirm", {}), ("submit", {}), ("override", {"comment": "急"}), ("publish", {})):
        shown = do(client, batch, verb, **said)
    assert ("已公布" in shown.content.decode(), "已公布，已撤销" in shown.content.decode()) == (True, False)

    assert "已公布，已撤销" in do(client, batch, "undo", comment="弄错了").content.decode()


def test_wrong_rows_can_be_seen_alone_and_taken_along(client, editor):
    rows = [["网址名", "名称"], ["a", "甲园"], ["b", ""]]
    upload(client, workbook(园区=rows))
    batch = Batch.objects.get()
    page = client.get(reverse("admin:exchange_batch_change", args=[batch.pk]), {"verdict": "wrong"})
    report = client.get(reverse("admin:exchange_batch_report", args=[batch.pk]))
    lines = list(load_workbook(io.BytesIO(b"".join(report.streaming_content))).active.iter_rows(values_only=True))

    assert [row.number for row in page.context["page"]] == [3]
    assert ("园区", "3", "b", "有错", "名称", None, None, "该字段是必填项。") in lines
    assert "confirm" not in {verb["name"] for verb in page.context["verbs"]}


@pytest.mark.parametrize("name", ["图.png", "x" * 190 + ".xlsx", "../../etc/passwd"])
def test_file_that_is_no_table_is_answered_in_words(client, editor, name):
    page = upload(client, b"\x89PNG\r\n\x1a\n" + bytes(range(256)), name)

    assert (page.status_code, Batch.objects.get().state) == (200, "unreadable")


def test_verb_out_of_turn_is_refused_in_words(client, editor):
    upload(client, as_json(园区=[{"名称": "甲园"}]), "x.json")
    page = do(client, Batch.objects.get(), "publish")

    assert [str(message) for message in page.context["messages"]] == ["这一批现在是“已检查”，您不能公布。"]


def test_list_hands_out_what_its_filters_show(client, editor):
    make.make_park(name="甲园", build_state="completed")
    make.make_park(name="乙园", build_state="planned")
    address = reverse("admin:exchange_batch_download")
    answer = client.post(f"{address}?_type=parks.park&build_state__exact=planned", {"format": "csv"})
    content = b"".join(answer.streaming_content)
    (sheet,) = read_file(io.BytesIO(content), "x.csv")

    assert (content[:3], [cells[0] for _, cells in sheet.rows]) == (b"\xef\xbb\xbf", ["名称", "乙园"])
    assert AuditEntry.objects.get(verb="导出").note == "CSV（只有主表），1 条，筛选：build_state__exact=planned"


@pytest.mark.parametrize("query", ["id__exact=abc", "nonsense=1", "id__range=123"])
def test_wrong_filter_hands_out_nothing(client, editor, query):
    address = reverse("admin:exchange_batch_download")
    answer = client.post(f"{address}?_type=parks.park&{query}", {"format": "csv"})

    assert (answer.status_code, AuditEntry.objects.filter(verb="导出").count()) == (400, 0)


def test_template_explains_its_columns_and_imports_nothing(client, editor):
    for file_format in ("xlsx", "csv", "zip", "json"):
        query = {"type": "projects.project", "format": file_format}
        answer = client.get(reverse("admin:exchange_batch_template"), query)
        content = b"".join(answer.streaming_content)
        upload(client, content, f"x.{file_format}", "projects.project")

    assert [batch.counts for batch in Batch.objects.all()] == [{}] * 4
    assert [batch.problems for batch in Batch.objects.exclude(file_name="x.json")] == [[]] * 3
    assert Park.objects.count() == 0
