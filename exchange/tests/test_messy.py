"""Hundreds of projects with every mistake that people make: each row gets its verdict, and mended it is stored so.

What one mistake is told, word by word, stands in ``test_mistakes``. ``MESSY=300`` publishes as many as are checked.
"""

import os

import pytest

from exchange.choices import Verb
from projects.models import Amount, Milestone, Project
from tests import factories as make

from .files import bring, do
from .messy import INDUSTRIES, PARKS, PROJECTS, SOURCE, STORED_ALREADY, Messy
from .messy_files import ODD_SHEETS, gbk, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]
PUBLISHED = int(os.environ.get("MESSY", len(PROJECTS)))


@pytest.fixture
def boss():
    for slug, name in PARKS.items():
        make.make_park(slug=slug, name=name)
    for slug, name in INDUSTRIES.items():
        make.make_industry(slug=slug, name=name)
    make.make_source(title=SOURCE)
    make.make_project(name=STORED_ALREADY)
    return make.make_staff("administrator")


def differing(batch, places, *, mended="new"):
    """Rows that got another verdict than they should: the row, what was wrong with it, and what the engine said.

    With ``mended`` every row should have that verdict; with "" those that are wrong are.
    """
    got = {(row.sheet, row.number): (row.verdict, row.problems) for row in batch.rows.all()}
    found = []
    for place in sorted(places.keys() | got.keys()):
        row, (verdict, problems) = places.get(place), got.get(place, ("", []))
        column, words = (row.case.problem if row and not mended else ()) or ("", "")
        told = [each for each, text in problems if words in text]
        if row is None or (verdict, told) != (("wrong", [column]) if column else (mended or "new", [])):
            found.append((place, row and row.case, verdict, problems))
    return found


def test_each_row_gets_its_verdict(boss):
    content, places = workbook(Messy(300), mended=False)
    batch = bring(content, Project, boss)

    assert len(places) == 300 + 3000 + 300
    assert differing(batch, places, mended="") == []
    told = [what for _, what in batch.problems]
    assert all(what.startswith(words) for what, (_, words) in zip(told, ODD_SHEETS.values(), strict=True))
    assert sum(bool(row.case.problem) for row in places.values()) == batch.counts["wrong"] > 1000


def test_each_row_of_a_packet_in_gbk_gets_its_verdict(boss):
    content, places = gbk(Messy(len(PROJECTS)), mended=False)
    batch = bring(content, Project, boss, name="项目.zip")

    assert differing(batch, places, mended="") == []


def test_mended_file_is_published_as_it_was_meant(boss):
    messy = Messy(PUBLISHED)
    content, places = workbook(messy, mended=True)
    batch = bring(content, Project, boss)
    assert (batch.problems, differing(batch, places)) == ([], [])

    for verb in (Verb.CONFIRM, Verb.SUBMIT, Verb.OVERRIDE, Verb.PUBLISH):
        batch = do(batch, verb, boss, "首次录入")
    assert (batch.state, Project.objects.live().count()) == ("published", PUBLISHED + 1)
    for sheet, rows in stored().items():
        assert rows == [(row.slug, row.meant) for row in messy.of(sheet)]

    content, places = gbk(messy, mended=True)
    assert differing(bring(content, Project, boss, name="项目.zip"), places, mended="same") == []


def stored():
    """What the database has of the rows of the file, in their order."""
    projects = Project.objects.filter(slug__startswith="p-").select_related("park").order_by("pk")
    return {
        "项目": [(project.slug, project_values(project)) for project in projects],
        "里程碑": [
            (row.project.slug, milestone_values(row))
            for row in Milestone.objects.select_related("project").order_by("pk")
        ],
        "金额": [
            (row.project.slug, {"value": row.value, "qualifier": row.qualifier})
            for row in Amount.objects.select_related("project").order_by("pk")
        ],
    }


def project_values(project):
    names = ("name", "short_name", "land_area", "land_area_qualifier", "duration_months")
    slugs = sorted(project.industries.values_list("slug", flat=True))
    return {name: getattr(project, name) for name in names} | {
        "park": project.park.slug if project.park else "",
        "industries": slugs,
    }


def milestone_values(row):
    dates = {name: getattr(row, name) for name in ("original_target", "actual")}
    return {name: date.isoformat() if date else "" for name, date in dates.items()} | {
        name: getattr(row, name) for name in ("kind", "label", "not_applicable")
    }
