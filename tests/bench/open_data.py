"""Writing all projects as CSV, XLSX, JSON and OC4IDS, and handing a file out afterwards.

The number of projects can be set: ``BENCH_PROJECTS=10000``. Each has eight child rows. Memory is the highest of the
process so far, so that loading the rows counts too.
"""

import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from projects.models import Project
from tests import factories as make
from zhuzhou_cms.open_data.keeping import manifest_of
from zhuzhou_cms.open_data.writing import write

from .exchange import PROJECTS, fixture_file, measured


def run():
    with fixture_file([make.make_park() for _ in range(5)], [make.make_metric() for _ in range(3)]) as path:
        call_command("loaddata", path, verbosity=0)
    Project.objects.update(published_at=timezone.now())
    with tempfile.TemporaryDirectory() as folder:
        settings.OPEN_DATA_DIR = Path(folder)
        say(f"nothing yet: {PROJECTS} projects are loaded", *measured(int))
        say("all files of the projects", *measured(write, "projects"))
        say("once more, nothing has changed", *measured(write, "projects"))
        visitor = Client(headers={"host": "localhost"})
        say("a file handed out", *measured(lambda: visitor.get("/open-data/projects.xlsx").getvalue()))
        sizes = sum(file.size for file in manifest_of("projects").files.values())
        print(f"    {sum(manifest_of('projects').rows.values())} rows, {sizes // 2**20} MiB of files")


def say(what, each, memory):
    per_project = f"{each / PROJECTS * 1000:.2f} ms each"
    print(f"    {what:<44} {each:>8.2f} s  {per_project:>14}  {memory} MiB", flush=True)
