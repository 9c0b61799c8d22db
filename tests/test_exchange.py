"""What the site hands out, it reads back without a change: every type of the site's own content, in every format."""

import io
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

from exchange.choices import FileFormat, Verb
from exchange.exporting import tables_of
from exchange.matching import match
from exchange.planning import Plan
from exchange.reading import read_file
from exchange.tables import Kind, exchanged_models
from exchange.whole_site import content_apps
from exchange.writing import write
from parks.models import Park
from projects.models import Project
from publishing.models import Draft

from . import factories as make
from .test_fixtures import FIXTURES

KILLS = int(os.environ.get("KILLS", "1"))


def read_back(kind, rows, file_format):
    """The lines of a plan for the file of these rows, and how many rows the file has."""
    file = io.BytesIO()
    tables = [(table, list(lines)) for table, lines in tables_of(kind, rows)]
    write(file, file_format, [(table.title, table.headers, lines) for table, lines in tables])
    plan = Plan(kind, match(kind, read_file(file, "x")))
    lines = plan.strays + [line for planned in plan.run() for line in planned.lines]
    return plan.problems, lines, sum(len(lines) for _, lines in tables)


@pytest.mark.django_db
def test_all_content_is_read_back_unchanged():
    """CSV cuts nothing that XLSX keeps: both go through the same text; projects are tried in each format."""
    call_command("loaddata", *FIXTURES, verbosity=0)
    boss = make.make_staff("administrator")
    tried = [(model, FileFormat.XLSX) for model in exchanged_models() if model.objects.exists()]
    tried += [(Project, FileFormat.ZIP), (Project, FileFormat.JSON)]
    differing, seen = [], 0
    for model, file_format in tried:
        problems, lines, rows = read_back(Kind(model, boss), model._default_manager.all(), file_format)
        differing += [(model, file_format, problem) for problem in problems]
        differing += [(model, file_format, line) for line in lines if line.verdict != "same"]
        differing += [(model, file_format, rows)] if len(lines) != rows else []
        seen += rows

    assert (differing, seen > 500) == ([], True)


@pytest.mark.django_db
@pytest.mark.anywhere
def test_text_that_looks_like_a_formula_comes_back_as_it_was():
    boss = make.make_staff("administrator")
    park = make.make_park(summary="=1+1", focus="'+86", planned_content="@a\n-b", short_name="-")
    for file_format in (FileFormat.XLSX, FileFormat.ZIP, FileFormat.JSON):
        _, lines, _ = read_back(Kind(Park, boss), Park.objects.filter(pk=park.pk), file_format)
        assert [(line.verdict, line.cells) for line in lines] == [("same", [])]


@pytest.mark.django_db(transaction=True)
@pytest.mark.process
def test_killed_import_leaves_nothing():
    """The process is killed in its transaction, its first drafts written there; ``KILLS=20`` times on demand."""
    batch = make.make_batch()
    call_command("run_batch", str(batch.pk), Verb.CHECK, user=batch.by_id)
    killing = (
        "import os, signal, django; django.setup();"
        "from publishing import actions; begin = actions.begin;"
        "actions.begin = lambda **given: (begin(**given), os.kill(os.getpid(), signal.SIGKILL));"
        "from django.core.management import call_command;"
        f"call_command('run_batch', '{batch.pk}', 'confirm', user={batch.by_id})"
    )
    database = f"sqlite:///{settings.DATABASES['default']['NAME']}"
    environment = {"DJANGO_SETTINGS_MODULE": "zhuzhou_cms.settings", "DEMO": "1", "VAR_DIR": str(settings.VAR_DIR)}
    for _ in range(KILLS):
        killed = subprocess.run(
            [sys.executable, "-c", killing],
            cwd=settings.BASE_DIR,
            env=environment | {"DATABASE_URL": database},
            capture_output=True,
            check=False,
        )
        batch.refresh_from_db()

        assert (killed.returncode, Draft.objects.count(), Park.objects.count()) == (-9, 0, 0)
        assert (batch.state, batch.items.count()) == ("checked", 0)
    call_command("run_batch", str(batch.pk), Verb.CONFIRM, user=batch.by_id)
    assert Draft.objects.count() == 1


@pytest.mark.django_db
def test_exported_site_is_loaded_to_the_same_bytes(tmp_path, settings):
    """Pictures, rows that somebody recorded and links included. What the project brings along comes out as it is."""
    settings.MEDIA_ROOT = tmp_path / "media"  # other tests leave the files of its pictures in the common one
    call_command("loaddata", *FIXTURES, verbosity=0)
    call_command("export_site", tmp_path / "brought", verbosity=0)
    project = make.make_project(industries=[make.make_industry()])
    make.make_image()
    entry = make.make_stage_entry(project, stage="signed", stated_on="2021年")
    type(entry).objects.filter(pk=entry.pk).update(recorded_by=make.make_staff())
    call_command("export_site", tmp_path / "first", verbosity=0)
    for config in reversed(content_apps()):
        for model in config.get_models(include_auto_created=True):
            model._base_manager.all()._raw_delete("default")
    call_command("loaddata", *sorted((tmp_path / "first").glob("*.json")), verbosity=0)
    call_command("export_site", tmp_path / "second", verbosity=0)

    assert files_of(tmp_path / "brought") == {path.name: path.read_bytes() for path in FIXTURES}
    assert files_of(tmp_path / "first") == files_of(tmp_path / "second")
    assert len(files_of(tmp_path / "first")) == len(FIXTURES) + 1


def files_of(directory):
    return {path.name: path.read_bytes() for path in directory.rglob("*") if path.is_file()}
