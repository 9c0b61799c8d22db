"""What the public learns of, told to whoever wants to know: a page became public, went away, said another date.

Actions announce it inside their transaction, and apps subscribe in ``AppConfig.ready``. A listener writes rows in that
same transaction and nothing else: what is rolled back was never said. Who was told is not known here.

Listeners get lists: what one action or one batch does to many pages comes in one call. An item is a page's row as the
action had it; whether the public sees it now (``live()``) is for the listener to ask, once for all.
"""

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from .choices import Happened, Version
from .models import Publishable


@dataclass(frozen=True)
class Happening:
    """One thing that happened to one page. ``said`` is what else the public may know of it, as JSON takes it.

    * ``Happened.PUBLISHED``: ``version`` (``Version``);
    * ``Happened.WITHDRAWN``: ``ending`` (``Ending``), ``notice`` (words for the public), ``leads_to`` (a local path);
    * ``Happened.DATE_CHANGED``: ``milestone`` and ``change``, as ``projects`` writes them.
    """

    kind: Happened
    item: Publishable
    said: dict = field(default_factory=dict)
    at: object = field(default_factory=timezone.now)


_listeners: list[Callable[[list[Happening]], None]] = []
_open: ContextVar[list | None] = ContextVar("open_happenings", default=None)


def subscribe(listener: Callable[[list[Happening]], None]):
    """Have ``listener`` called with what happens, inside the transaction in which it does. Once is enough."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(happenings: Iterable[Happening]):
    """Tell the listeners, or wait for the end of ``together``. Raises RuntimeError outside of a transaction."""
    happenings = list(happenings)
    if not happenings:
        return
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("What happens is announced inside the transaction that writes it.")
    waiting = _open.get()
    if waiting is not None:
        waiting += happenings
        return
    for listener in _listeners:
        listener(happenings)


@contextmanager
def together():
    """All that is announced inside is told as one list at the end; nothing of it if the end is an error.

    Open it inside the transaction. Inside another it is a part of that one's list.
    """
    found: list[Happening] = []
    token = _open.set(found)
    try:
        yield
    finally:
        _open.reset(token)
    announce(found)


def published(item, version=Version.NEW) -> Happening:
    """The page is public as it stands at the end of the transaction."""
    return Happening(Happened.PUBLISHED, item, {"version": version.value})


def withdrawn(item, ending, *, notice="", leads_to="") -> Happening:
    """The page is public no longer; ``notice`` is what its address tells the public."""
    return Happening(Happened.WITHDRAWN, item, {"ending": ending.value, "notice": notice, "leads_to": leads_to})
