"""When files are written: ahead by a timer, and for who asks while they do not hold.

A few hundred items are written while the reader waits; more in a process of their own, which is started once and not
waited for (``keeping`` holds the lock). Nobody is ever given a file of another state than the present one.
"""

import logging
import subprocess
import sys
import time
from contextlib import suppress

from django.conf import settings
from django.utils import timezone

from . import files
from .datasets import DATASETS, Dataset
from .fingerprint import public_now
from .keeping import Busy, File, Manifest, held, manifest_of, new_folder, put

SMALL = 300
"""Public items of all types, up to which files are written while somebody waits: about a second."""
TRIES = 3
APART = 60
"""Seconds between two processes for a dataset, however often visitors ask and whatever became of the first."""
log = logging.getLogger(__name__)
_started = []  # processes of this one: what has ended is taken leave of when the next begins


class Restless(Exception):
    """What is public changed again and again while it was written."""


def write(key, *, again=False, lock=None) -> bool:
    """Write a dataset's files unless they hold. Returns whether it had to.

    ``again`` writes them in any case; ``lock`` is the number of an open file by which the dataset is held already.
    Raises Busy when somebody else writes it, Restless when it could not be caught at rest.
    """
    with held(key, lock):
        for _ in range(TRIES):
            fingerprint, _count = public_now()
            before = manifest_of(key)
            if before and before.fingerprint == fingerprint and not again:
                return False
            with suppress(Restless), new_folder(key) as folder:
                rows = files.write(DATASETS[key], folder)
                described = _described(DATASETS[key], folder, before)
                if public_now()[0] != fingerprint:
                    raise Restless(key)
                put(key, Manifest(fingerprint, _now(), folder.name, rows, described))
                return True
    raise Restless(key)


def _described(dataset: Dataset, folder, before) -> dict[str, File]:
    old, found = before.files if before else {}, {}
    for name in files.names_of(dataset):
        path = folder / name
        if path.exists():
            digest = files.digest_of(path)
            same = name in old and old[name].sha256 == digest
            found[name] = File(name, path.stat().st_size, digest, old[name].changed if same else _now())
    return found


def _now():
    return timezone.localtime().replace(microsecond=0).isoformat()


class Present:
    """What is public at this moment, asked once, and the files that hold for it."""

    def __init__(self):
        self.fingerprint, self.count = public_now()

    def manifest(self, key) -> Manifest | None:
        """What holds of the dataset, written now if that is quick; None when it has to be waited for."""
        found = manifest_of(key)
        if found and found.fingerprint == self.fingerprint:
            return found
        if self.count > SMALL:
            return None
        with suppress(Busy, Restless):
            try:
                write(key)
            except OSError:
                log.exception("The open data could not be written")  # a full disk, a directory of somebody else's
            self.fingerprint = public_now()[0]
        found = manifest_of(key)
        return found if found and found.fingerprint == self.fingerprint else None


def begin(key):
    """Have a dataset written by a process of its own, unless somebody is at it or was just now."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "write_open_data", key]
    with suppress(Busy, OSError), held(key) as lock:
        lock.seek(0)
        if time.time() - float(lock.read() or 0) < APART:
            return
        lock.truncate(0)
        lock.write(str(time.time()))
        lock.flush()
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        options = {"pass_fds": [lock.fileno()], "start_new_session": True} | pipes
        _started[:] = [each for each in _started if each.poll() is None]
        _started.append(subprocess.Popen([*command, f"--lock={lock.fileno()}"], **options))
