"""Where the files lie, until when they hold, and who may write them: one at a time for each dataset.

A dataset has a directory; its ``manifest.json`` names the directory below it that holds the present files. A reader who
has read the manifest gets the files that it speaks of, or none.
"""

import fcntl
import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class File:
    """One file as it lies there. ``changed`` is when its bytes last became others."""

    name: str
    size: int
    sha256: str
    changed: str

    @property
    def changed_at(self) -> datetime:
        return datetime.fromisoformat(self.changed)


@dataclass(frozen=True)
class Manifest:
    """What was written of a dataset: when, of which state (``fingerprint``), how many rows each table has."""

    fingerprint: str
    at: str
    folder: str
    rows: dict[str, int]
    files: dict[str, File]

    @property
    def written_at(self) -> datetime:
        return datetime.fromisoformat(self.at)


class Busy(Exception):
    """Somebody writes this dataset already."""


def _home(key) -> Path:
    return Path(settings.OPEN_DATA_DIR) / key


def manifest_of(key) -> Manifest | None:
    """What was last written of a dataset; None when nothing was, or it can't be read."""
    try:
        said = json.loads((_home(key) / "manifest.json").read_text())
        return Manifest(**said | {"files": {name: File(**each) for name, each in said["files"].items()}})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def opened(key, name, fingerprint):
    """The file's description and the file, opened for reading, as long as it is that of this state; else None."""
    for _ in range(2):  # between both steps somebody may have put others in their place
        manifest = manifest_of(key)
        if manifest is None or manifest.fingerprint != fingerprint or name not in manifest.files:
            return None
        try:
            return manifest.files[name], (_home(key) / manifest.folder / name).open("rb")
        except FileNotFoundError:
            continue
    return None


@contextmanager
def held(key, inherited=None):
    """Hold a dataset. Yields the open file by which it is held; a process that inherits it holds it on.

    Raises Busy when somebody else does. ``inherited`` is the number of the open file of whoever started this process.
    """
    home = _home(key)
    home.mkdir(parents=True, exist_ok=True)
    with os.fdopen(inherited, "a+") if inherited is not None else (home / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield file


@contextmanager
def new_folder(key):
    """An empty directory for files of the dataset that the caller holds; gone again when anything goes wrong."""
    folder = Path(tempfile.mkdtemp(prefix="at-", dir=_home(key)))
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def put(key, manifest: Manifest):
    """From now on these are the dataset's files. All at once; who still reads the old ones may finish."""
    home = _home(key)
    beside = home / "manifest.json.new"
    beside.write_text(json.dumps(asdict(manifest), indent=1))
    beside.replace(home / "manifest.json")
    for each in home.glob("at-*"):
        if each.name != manifest.folder:
            shutil.rmtree(each, ignore_errors=True)
