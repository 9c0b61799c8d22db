"""A file is brought and kept, and what it would do is worked out. Of content nothing is written here."""

import hashlib
from collections import Counter
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from publishing import audit
from publishing.actions.moving import permission_to

from ..choices import BatchState, Verb, Verdict
from ..matching import match
from ..models import Batch, BatchRow
from ..planning import Plan
from ..reading import FileRefused, read_file
from ..tables import Kind

_AT_ONCE = 1000
_MOST_PROBLEMS = 200


@transaction.atomic
def bring(*, file, name, model, user, note="") -> Batch:
    """Keep a file (open, binary) that is to be imported as rows of ``model``. Raises PermissionDenied."""
    may_write = any(user.has_perm(permission_to(verb, model)) for verb in ("add", "change"))
    if not (user.has_perm("exchange.add_batch") and may_write):
        raise PermissionDenied(f"您没有导入“{model._meta.verbose_name}”的权限。")
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size = file.tell()
    file.seek(0)
    batch = Batch(
        content_type=ContentType.objects.get_for_model(model),
        file_name=name[-200:],
        sha256=sha256,
        size=size,
        by=user,
        note=note[:200],
        doing=Verb.CHECK,
    )
    batch.file.save(f"{sha256[:16]}.data", File(file), save=False)
    batch.save()
    audit.record("导入：上传", user=user, item=batch, note=f"{name}，SHA-256 {sha256}")
    return batch


def check(*, batch, user, work) -> Batch:
    """Work out what the file would do, and keep each row's verdict. May be done again; then the old ones go.

    The verdicts are written piece by piece, so that nobody else has to wait for the database meanwhile.
    """
    batch.rows.all().delete()
    try:
        plan = plan_of(batch, user)
    except FileRefused as refused:
        return _settle(batch, BatchState.UNREADABLE, problems=[["文件", str(refused)]])
    counts, pending, position = Counter(), [], 0
    lines = chain(plan.strays, _lines(plan, work))
    for position, line in enumerate(lines, start=1):
        counts[line.verdict] += 1
        pending.append(_row(batch, position, line))
        if len(pending) == _AT_ONCE:
            BatchRow.objects.bulk_create(pending)
            pending = []
    BatchRow.objects.bulk_create(pending)
    problems = [list(problem) for problem in plan.problems[:_MOST_PROBLEMS]]
    words = {Verdict(verdict).value: number for verdict, number in counts.items()}
    return _settle(batch, BatchState.CHECKED, counts=words, problems=problems, fingerprint=plan.fingerprint.hexdigest())


def plan_of(batch, user) -> Plan:
    """The plan of the batch's file as content stands now. Raises ``reading.FileRefused``."""
    with batch.file.open("rb") as file:
        sheets = read_file(file, batch.file_name)
    kind = Kind(batch.model, user)
    return Plan(kind, match(kind, sheets))


def _lines(plan, work):
    for number, planned in enumerate(plan.run(), start=1):
        work.at(number, len(plan))
        yield from planned.lines


def _row(batch, position, line):
    return BatchRow(
        batch=batch,
        position=position,
        sheet=line.row.sheet[:60],
        number=line.row.number,
        title=line.title[:200],
        verdict=line.verdict,
        cells=line.cells,
        problems=line.problems,
        notes=line.notes,
    )


def _settle(batch, state, **values):
    for name, value in {"state": state, "state_at": timezone.now(), "counts": {}, "problems": [], **values}.items():
        setattr(batch, name, value)
    batch.save()
    return batch
