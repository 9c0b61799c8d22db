"""Many items of one type, one after the other: what is the same for all is made, or asked for, once.

Django makes a form's classes anew for each request (``lean_pages``), and asks for each reference of each row whether
its row exists. For one item that is nothing; for thousands it is most of the time. Outside of ``series()`` nothing here
remembers anything.
"""

from contextlib import contextmanager
from contextvars import ContextVar

ROWS, LABELS, FREE = "rows", "labels", "free"
_MOST_VALUES = 5000  # that are remembered of one thing, however many there are
_open: ContextVar[dict | None] = ContextVar("open_series", default=None)


@contextmanager
def series():
    """Inside, a type's form is made once for new items and once for existing ones, with all rights or with nobody's.

    Whoever opens it writes nothing meanwhile that others' forms would have to know: no person's rights, no choices.
    """
    if is_open():
        yield
        return
    token = _open.set({})
    try:
        yield
    finally:
        _open.reset(token)


def is_open() -> bool:
    return _open.get() is not None


def once(key, make):
    """What ``make`` gives; in a series, what it gave the first time."""
    kept = _open.get()
    if kept is None:
        return make()
    if key not in kept:
        kept[key] = make()
    return kept[key]


def remembered(what, value, make):
    """What ``make`` gives for the value; in a series, what it gave the first time. The values may be many."""
    return known_in(once(what, dict), value, make)


def known_in(memory, value, make):
    """What ``make`` gives for the value, or gave it before. Nothing is remembered of an error."""
    if value not in memory:
        if len(memory) > _MOST_VALUES:
            memory.clear()
        memory[value] = make()
    return memory[value]


def labels_of(model, keys) -> dict[str, str]:
    """What the rows with these keys (texts) are called, by key; those that are gone are not in it."""
    known = once((LABELS, model), dict)
    if missing := {int(key) for key in keys if key not in known}:
        known |= {str(key): str(row) for key, row in model._default_manager.in_bulk(missing).items()}
    return {key: known[key] for key in keys if key in known}


def forget(model):
    """A row of the model was written: what is remembered of its rows may be true no longer."""
    for what in (ROWS, LABELS, FREE):
        once((what, model), dict).clear()
