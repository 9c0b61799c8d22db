"""The one writer of the index. ``publishing.actions`` calls ``index`` and ``drop`` in its transactions; ``reconcile``
mends what was written past them (``loaddata``, a shell) and what came about by time alone.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from . import grams
from .entries import COLUMNS, entry_of
from .models import Entry
from .sources import source_of, sources

BATCH = 500
"""Rows that are read and written at once."""


@dataclass(frozen=True)
class Mended:
    """What a reconciliation wrote: how many entries were missing or out of date, and how many are gone."""

    written: int
    dropped: int

    def __bool__(self):
        return bool(self.written or self.dropped)


@transaction.atomic
def index(*, item, named_on=()):
    """Make the index say of ``item`` what its public page says: nothing, when it has none.

    Entries of other rows whose pages name it follow when its name or its being public changed. What has no page of its
    own (an industry, a tenancy) is in theirs alone; ``named_on`` is what ``naming`` gave before it was changed.
    """
    index_all(items=[item])
    for each, keys in named_on:
        _in_batches(_write, each, keys)


@transaction.atomic
def index_all(*, items):
    """The same for many rows of one type, in no more queries."""
    model, keys = type(items[0]), [item.pk for item in items]
    if source := source_of(model):
        _, keys = _in_batches(_write, source, keys)
    _follow(model, keys)


@transaction.atomic
def drop(*, item):
    """Forget ``item``, which is about to be deleted."""
    drop_all(items=[item])


@transaction.atomic
def drop_all(*, items):
    """The same for many rows of one type, in no more queries."""
    model = type(items[0])
    if source := source_of(model):
        _, changed = _in_batches(_forget, source, [item.pk for item in items])
        _follow(model, changed)


def naming(*, item) -> list:
    """Which entries are about to change with ``item``, which has none itself: for ``index``, once it is changed."""
    if source_of(type(item)) is not None:
        return []
    found = ((each, each.mentioning(type(item), [item.pk]).values_list("pk", flat=True)) for each in sources())
    return [(each, list(keys)) for each, keys in found]


def reconcile(*, everything=False) -> Mended:
    """Make the index true to what is public, batch by batch. Idempotent; writes only what differs.

    Looks at what is missing, no longer public, or changed since it was indexed; with ``everything`` at all documents.
    """
    written = dropped = 0
    changed = {}
    for source in sources():
        entries = Entry.objects.filter(content_type=source.content_type).order_by()
        rows = source.model._default_manager.live()
        gone = entries.filter(~Exists(rows.filter(pk=OuterRef("object_id")))).values_list("object_id", flat=True)
        due = rows if everything else rows.filter(~Exists(_up_to_date(entries)))
        forgotten, changed_ones = _in_batches(_forget, source, gone)
        renewed, others = _in_batches(_write, source, due.values_list("pk", flat=True))
        written, dropped = written + renewed, dropped + forgotten
        changed[source] = changed_ones | others
    # At the end: what was written above has read the rows that it names already.
    written += sum(_follow(source.model, keys) for source, keys in changed.items() if not everything)
    return Mended(written, dropped + _remove_unknown())


def rebuild() -> Mended:
    """Write and file everything anew, such as after a change of how texts are folded."""
    with transaction.atomic():
        grams.clear()
        Entry.objects.all().delete()
    return reconcile()


def _remove_unknown():
    """Entries of types that can't be found any more. Their types are asked for first, which reads no entry."""
    stored = set(Entry.objects.order_by().values_list("content_type", flat=True).distinct())
    unknown = stored - {source.content_type.pk for source in sources()}
    return _remove(Entry.objects.filter(content_type__in=unknown)) if unknown else 0


def _up_to_date(entries):
    same = {name: OuterRef(name) for name in ("updated_at", "published_at", "slug")}
    return entries.filter(object_id=OuterRef("pk"), **same)


def _in_batches(work, source, keys):
    """Do ``work`` on batches of the keys. Returns how many entries it touched, and the keys of those renamed."""
    keys = sorted(keys)
    done, changed = 0, set()
    for start in range(0, len(keys), BATCH):
        count, others = work(source, keys[start : start + BATCH])
        done, changed = done + count, changed | others
    return done, changed


def _follow(model, keys):
    """Write the entries of rows whose pages name these ones of ``model`` anew; returns how many differed."""
    if not keys:
        return 0
    naming = ((each, each.mentioning(model, keys)) for each in sources())
    return sum(_in_batches(_write, each, rows.values_list("pk", flat=True))[0] for each, rows in naming)


@transaction.atomic
def _write(source, keys):
    """Make the entries of these rows what they should be. Returns how many differed and which are known otherwise."""
    # Locked, so that of two writers the later one writes what it reads.
    items = list(source.live(keys).select_for_update(of=("self",)))
    stored = {entry.object_id: entry for entry in _entries(source, keys)}
    new, renewed, changed = [], [], set()
    for item in items:
        entry, old = entry_of(item, source), stored.pop(item.pk, None)
        if old is None:
            new.append(entry)
        elif any(getattr(old, name) != getattr(entry, name) for name in COLUMNS):
            entry.pk = old.pk
            renewed.append((old, entry))
        if old is None or (old.names, old.expires_at) != (entry.names, entry.expires_at):
            changed.add(item.pk)
    gone = list(stored.values())
    grams.unfile([*gone, *(old for old, _ in renewed)])
    Entry.objects.filter(pk__in=[entry.pk for entry in gone]).delete()
    Entry.objects.bulk_create(new)
    Entry.objects.bulk_update([entry for _, entry in renewed], COLUMNS, batch_size=BATCH)
    grams.file([*new, *(entry for _, entry in renewed)])
    return len(new) + len(renewed) + len(gone), changed | {entry.object_id for entry in gone}


@transaction.atomic
def _forget(source, keys):
    rows = _entries(source, keys)
    known = set(rows.values_list("object_id", flat=True))
    return _remove(rows), known


def _entries(source, keys):
    return Entry.objects.filter(content_type=source.content_type, object_id__in=keys).order_by("pk")


def _remove(rows):
    """Delete entries with what is filed of them; returns how many there were."""
    gone = list(rows)
    grams.unfile(gone)
    Entry.objects.filter(pk__in=[entry.pk for entry in gone]).delete()
    return len(gone)
