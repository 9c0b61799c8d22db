"""Where a batch is while it works: a file beside the uploads, so that it can be read while a transaction is open.

The file is locked by who works. When that process is gone, however it went, the lock is gone too, and nothing of an
open transaction was written.
"""

import fcntl
import gc
import json
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

_EVERY = 0.5  # seconds between two writes
_TRIES = 10


@dataclass(frozen=True)
class Standing:
    """How far the work is: ``left`` are the seconds that it will take yet, None while nobody can tell."""

    done: int = 0
    total: int = 0
    left: int | None = None
    is_alive: bool = False

    @property
    def percent(self):
        return 100 * self.done // self.total if self.total else 0


class Work:
    """The work on one batch, as it tells how far it is."""

    def __init__(self, file):
        self.file, self.started, self.written = file, time.monotonic(), 0.0

    def at(self, done, total):
        """``done`` of ``total`` items are worked through, and nothing that was made for them is needed any more."""
        now = time.monotonic()
        if now - self.written < _EVERY and done != total:
            return
        self.written = now
        gc.collect(0)  # where little else is alive it takes no time
        left = int((now - self.started) / done * (total - done)) if done else None
        text = json.dumps({"done": done, "total": total, "left": left})
        self.file.seek(0)
        self.file.write(text.ljust(120))
        self.file.flush()


class Busy(Exception):
    """Somebody works on the batch already."""


def _path(batch) -> Path:
    return Path(settings.IMPORT_DIR) / f"batch-{batch.pk}.progress"


@contextmanager
def held(batch):
    """Hold the batch. Yields the open file; a process that inherits it holds the batch on.

    Raises Busy when somebody works on it.
    """
    path = _path(batch)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        _lock(file)
        file.truncate(0)
        yield file


@contextmanager
def working(batch, inherited=None):
    """Hold the batch while it is worked on. Yields ``Work``. Raises Busy when somebody else does so.

    ``inherited`` is the number of the open file by which whoever started this process holds the batch.
    """
    with os.fdopen(inherited, "a+") if inherited is not None else held(batch), _path(batch).open("r+") as file:
        yield Work(file)


def _lock(file):
    """Somebody who only looks how far it is holds the file for a moment."""
    for _ in range(_TRIES):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_EVERY / _TRIES)
        else:
            return
    raise Busy


def standing(batch) -> Standing:
    """How far the work on the batch is, and whether anybody still does it."""
    try:
        with _path(batch).open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                is_alive = False
            except BlockingIOError:
                is_alive = True
            said = json.loads(file.read() or "{}")
    except (FileNotFoundError, ValueError):
        return Standing()
    return Standing(is_alive=is_alive, **said)
