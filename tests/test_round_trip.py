"""A site that is moved shows the same pages, byte for byte but for times: by fixtures all, by spreadsheets most.

Which rows and cells come back is asked in ``test_exchange``; here, what readers see of them.
"""

import io
import re

import pytest
from django.core.management import call_command
from django.test import Client

from exchange import actions
from exchange.choices import FileFormat, Verb, Verdict
from exchange.exporting import tables_of
from exchange.models import Batch
from exchange.running import run
from exchange.tables import Kind, exchanged_models
from exchange.whole_site import content_apps
from exchange.writing import write

from . import factories as make
from .demo_content import load_demo
from .test_links import site  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]
NO_PAGES = ("/api/", "/admin/")
# When the files of the open data were written is when somebody first asked for them.
WRITTEN_AT = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日\d\d:\d\d(?=的状态)|(?<=, as of )\d{1,2} \w+ \d{4}, \d\d:\d\d", re.ASCII
)
CHANGED_AT = re.compile(r'(?<="dateModified":")[^"]+')
# What is published by a batch is published when that is: on lists and pages, for search engines, for machines.
PUBLISHED_AT = re.compile(
    r'<time datetime="[^"]+T[^"]+">[^<]*</time>'
    r'|(?<=<meta name="PubDate" content=")[^"]+'
    r'|(?<="datePublished":")[^"]+|(?<="dateModified":")[^"]+'
)
# Home, zone and projects tell the record of steps (stages, status, confirmations), which no form and no sheet has.
IN_SHEETS = ("/parks/", "/enterprises/", "/funds/", "/talent/", "/news/", "/events/")
# So do these pages: when each of their projects was last confirmed.
_CONFIRMED = {f"/parks/{slug}/" for slug in ("incubation-centre", "smart-health-park", "yunlong-big-data-park")} | {
    f"/enterprises/{slug}/"
    for slug in (
        "bomai-yiliao",
        "china-hualu",
        "china-mobile",
        "huakang-shengwu",
        "jkq-bumen",
        "shi-chengguanju",
        "shi-gongan",
        "zhongsheng-quantai",
    )
}
# Tenants without a date stand in the order in which they came.
_IN_ORDER = {"/parks/research-park/", "/parks/innovation-park/", "/parks/maker-tower/"}
OTHERWISE = _CONFIRMED | _IN_ORDER


def pages_again(pages, begin, times):
    """Addresses of the walk, without filters, that show something else now, but for ``times``.

    ``begin`` is how they begin in Chinese.
    """
    client, differing = Client(), []
    for address, (_, text) in pages.items():
        is_asked = "?" not in address and address.removeprefix("/en").startswith(begin)
        if text and is_asked and not address.startswith(NO_PAGES):
            now = client.get(address).content.decode()
            known = [CHANGED_AT, times] if address.endswith("/open-data/") else [times]
            if without(known, now) != without(known, text):
                differing.append(address)
    return differing


def without(patterns, text):
    for pattern in patterns:
        text = pattern.sub("", text)
    return text


def empty(models):
    for model in models:
        model._base_manager.all()._raw_delete("default")


def tables_in(apps):
    return [model for config in reversed(apps) for model in config.get_models(include_auto_created=True)]


def test_site_that_is_moved_shows_the_same_pages(site, tmp_path):  # noqa: F811
    pages, *_ = site
    load_demo()
    call_command("export_site", tmp_path, verbosity=0)
    empty(tables_in(content_apps()))
    call_command("loaddata", *sorted(tmp_path.glob("*.json")), verbosity=0)
    call_command("refresh_projects", verbosity=0)
    call_command("update_search_index", rebuild=True, verbosity=0)

    assert pages_again(pages, "/", WRITTEN_AT) == []


def test_content_that_is_moved_in_spreadsheets_shows_the_same_pages(site):  # noqa: F811
    """Sources and pictures are there already: files do not travel in spreadsheets."""
    pages, *_ = site
    load_demo()
    boss = make.make_staff("administrator")
    kept, *moved = content_apps()
    assert kept.label == "library"
    types = [model for model in exchanged_models() if model._meta.app_config in moved]
    files = [(model, sheets_of(Kind(model, boss))) for model in types]
    empty(tables_in(moved))
    for model, sheets in files:
        batch = bring(model, sheets, boss)
        if batch.wrong:  # cells that name rows of the same file, or of a later one, come in a second round
            batch = bring(model, without_what_is_not_there(batch, sheets), boss)
        publish(batch, boss)
    for model, sheets in files:
        publish(bring(model, sheets, boss), boss)
    assert [model for model, sheets in files if set(bring(model, sheets, boss).counts) != {Verdict.SAME}] == []

    differing = pages_again(pages, IN_SHEETS, PUBLISHED_AT)
    assert {address.removeprefix("/en") for address in differing} == OTHERWISE


def sheets_of(kind):
    tables = tables_of(kind, kind.model._default_manager.all())
    return [(table.title, table.headers, list(rows)) for table, rows in tables]


def bring(model, sheets, user):
    file = io.BytesIO()
    write(file, FileFormat.XLSX, sheets)
    batch = actions.bring(file=file, name="表.xlsx", model=model, user=user)
    run(batch.pk, Verb.CHECK, user)
    return Batch.objects.get(pk=batch.pk)


def publish(batch, user):
    assert batch.wrong == 0
    for verb in (Verb.CONFIRM, Verb.SUBMIT, Verb.OVERRIDE, Verb.PUBLISH) if batch.changes else ():
        run(batch.pk, verb, user, "搬家")


def without_what_is_not_there(batch, sheets):
    """The sheets without the cells of items, and the rows of children, that name what does not exist."""
    wrong = {(row.sheet, row.number): row.problems for row in batch.rows.filter(verdict=Verdict.WRONG)}
    assert all("请先登记，或改成已有的" in problems[0][1] for problems in wrong.values())
    items, left = sheets[0][0], []
    for title, headers, rows in sheets:
        found = []
        for number, row in enumerate(rows, start=2):
            columns = [column for column, _ in wrong.get((title, number), ())]
            if title == items or not columns:
                found.append(["" if header in columns else cell for header, cell in zip(headers, row, strict=True)])
        left.append((title, headers, found))
    return left
