"""Rows that say what was done: written at once or, for many drafts in one transaction, together.

An action writes the same rows for each draft: an event, an entry of the audit log, a revision, the draft's new state.
Inside ``ledger()`` they are kept and written in few statements at its end. Nobody there may need their keys, nor read
them, before.
"""

from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction
from django.utils import timezone

_AT_ONCE = 500
_open: ContextVar["_Ledger | None"] = ContextVar("open_ledger", default=None)


class _Ledger:
    def __init__(self, drafts):
        self.drafts, self.moment = drafts, timezone.now()
        self.new, self.changed = defaultdict(list), defaultdict(dict)

    def settle(self):
        for model, rows in self.new.items():
            model._base_manager.bulk_create(rows, batch_size=_AT_ONCE)
        for (model, names), rows in self.changed.items():
            _update(model, names, list(rows.values()))


@contextmanager
def ledger(drafts=()):
    """Write what ``insert`` and ``update`` get at the end, together. ``drafts`` are locked, as ``held`` gives them.

    The caller has a transaction open. After an exception nothing is written: the transaction is no more, either.
    """
    if _open.get() is not None:
        raise RuntimeError("A ledger is open already: its rows would be written before their time.")
    book = _Ledger({draft.pk: draft for draft in drafts})
    token = _open.set(book)
    try:
        with transaction.atomic():
            yield
            book.settle()
    finally:
        _open.reset(token)


def held(draft):
    """The locked row of this draft that the ledger was opened with, or None."""
    book = _open.get()
    return book.drafts.get(draft.pk) if book else None


def now():
    """The present moment; inside a ledger that of its opening, so that what was done together says so."""
    book = _open.get()
    return book.moment if book else timezone.now()


def insert(row):
    """Write a new row. Returns it; inside a ledger it has no key yet."""
    if book := _open.get():
        book.new[type(row)].append(row)
    else:
        row.save(force_insert=True)
    return row


def update(row, names):
    """Write these fields of a row."""
    if book := _open.get():
        book.changed[type(row), tuple(sorted(names))][row.pk] = row
    else:
        row.save(update_fields=names)


def _update(model, names, rows):
    """One statement for all rows that get the same values; where nearly each gets its own, one for many rows."""
    alike = defaultdict(list)
    for row in rows:
        alike[repr([getattr(row, model._meta.get_field(name).attname) for name in names])].append(row)
    if 2 * len(alike) > len(rows) > 1:
        model._base_manager.bulk_update(rows, names, batch_size=_AT_ONCE)
        return
    for group in alike.values():
        values = {name: getattr(group[0], name) for name in names}
        for start in range(0, len(group), _AT_ONCE):
            keys = [row.pk for row in group[start : start + _AT_ONCE]]
            model._base_manager.filter(pk__in=keys).update(**values)
