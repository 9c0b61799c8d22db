"""An import of projects with phases, milestones and observations, step by step, beside ``loaddata`` of the same rows.

The import asks every form, keeps drafts, signatures, revisions and the log, and can be undone.
The number of projects can be set: ``BENCH_PROJECTS=10000``. Each has eight child rows. Memory is the highest of the
process so far, so that the steps before count too; ``loaddata``, which needs more, comes last.
"""

import datetime as dt
import io
import json
import os
import resource
import tempfile
import time
from contextlib import contextmanager

from django.core.management import call_command
from openpyxl import Workbook

from exchange import actions
from exchange.choices import Verb
from exchange.models import Batch
from exchange.running import few_collections
from exchange.running import run as do
from projects.models import Project
from tests import factories as make

PROJECTS = int(os.environ.get("BENCH_PROJECTS", "300"))
STEPS = [(Verb.CHECK, ""), (Verb.CONFIRM, ""), (Verb.SUBMIT, ""), (Verb.OVERRIDE, "测量"), (Verb.PUBLISH, "")]


def run():
    boss = make.make_staff("administrator")
    parks = [make.make_park() for _ in range(5)]
    metrics = [make.make_metric() for _ in range(3)]
    batch = actions.bring(file=workbook(parks, metrics), name="bench.xlsx", model=Project, user=boss)
    step = few_collections()(do)  # as the commands do
    taken = [measured(step, batch.pk, verb, boss, said) for verb, said in STEPS]
    assert (Batch.objects.get(pk=batch.pk).state, Project.objects.live().count()) == ("published", PROJECTS)
    undone = measured(step, batch.pk, Verb.UNDO, boss, "测量")
    with fixture_file(parks, metrics) as path:
        loaded = measured(call_command, "loaddata", path, verbosity=0)
    assert Project.objects.count() == PROJECTS
    say(f"loaddata of {PROJECTS} projects and {8 * PROJECTS} child rows", loaded, loaded)
    for (verb, _), each in zip(STEPS, taken, strict=True):
        say(f"import: {verb}", each, loaded)
    say("import: all steps", (sum(seconds for seconds, _ in taken), taken[-1][1]), loaded)
    say("undo", undone, loaded)


def measured(act, *arguments, **options):
    """How many seconds it took, and the most memory (MiB) that the process ever had until then."""
    started = time.perf_counter()
    act(*arguments, **options)
    return time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def say(what, measure, loaded):
    (seconds, memory), (first, _) = measure, loaded
    per_project = f"{seconds / PROJECTS * 1000:.1f} ms each"
    print(f"    {what:<54} {seconds:>8.1f} s  × {seconds / first:>5.2f}  {per_project:>14}  {memory} MiB")


@contextmanager
def fixture_file(parks, metrics):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(fixture(parks, metrics), file)
        file.flush()
        yield file.name


def fixture(parks, metrics):
    rows = []
    for number in range(PROJECTS):
        slug = f"bench-{number:05}"
        fields = {"slug": slug, "name": f"项目{number:05}", "park": [parks[number % 5].slug]}
        rows.append({"model": "projects.project", "fields": fields | {"updated_at": "2026-01-01T00:00:00Z"}})
        of_it = {"project": [slug]}
        for phase in (1, 2):
            rows.append({"model": "projects.phase", "fields": of_it | {"number": phase, "name": f"{phase}期"}})
        for kind, _, target, stated_on in milestones(number):
            dates = {"original_target": f"{target:%Y-%m}", "stated_on": f"{stated_on:%Y-%m-%d}"}
            rows.append({"model": "projects.milestone", "fields": of_it | {"phase_number": 1, "kind": kind} | dates})
        for metric in metrics:
            value = {"metric": [metric.slug], "nature": "planned", "value": str(1000 + number), "as_of": "2022"}
            rows.append({"model": "projects.observation", "fields": of_it | value})
    return rows


def milestones(number):
    """Code, label, target and day of the statement of each milestone of a project: no two projects have the same."""
    kinds = ("signing", "签约"), ("construction_start", "开工"), ("completion", "竣工")
    for place, (code, label) in enumerate(kinds):
        target = dt.date(2027, 1, 1) + dt.timedelta(days=31 * ((number + 7 * place) % 90))
        yield code, label, target, dt.date(2020, 1, 1) + dt.timedelta(days=(number * 3 + place) % 1500)


def workbook(parks, metrics):
    book = Workbook(write_only=True)
    pages = {title: book.create_sheet(title) for title in ("项目", "分期", "里程碑", "指标数值")}
    pages["项目"].append(["网址名", "名称", "所在园区"])
    pages["分期"].append(["项目", "期数", "名称"])
    pages["里程碑"].append(["项目", "期数", "里程碑", "原定", "来源日期"])
    pages["指标数值"].append(["项目", "指标", "性质", "数值", "截至"])
    for number in range(PROJECTS):
        slug = f"bench-{number:05}"
        pages["项目"].append([slug, f"项目{number:05}", parks[number % 5].name])
        for phase in (1, 2):
            pages["分期"].append([slug, phase, f"{phase}期"])
        for _, kind, target, stated_on in milestones(number):
            pages["里程碑"].append([slug, 1, kind, f"{target:%Y年%m月}", f"{stated_on:%Y-%m-%d}"])
        for metric in metrics:
            pages["指标数值"].append([slug, metric.name, "规划", 1000 + number, "2022年"])
    file = io.BytesIO()
    book.save(file)
    return file
