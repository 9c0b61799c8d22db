"""The project's own `.venv`, and the one way in which the scripts say what is wrong.

Uses the standard library only: it runs before anything is installed.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from supported_python import OLDEST, complaint

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


class Refusal(Exception):
    """Why a script stops, as one plain line for whoever started it."""


def say(line=""):
    """Print now, also into a pipe: a process that replaces this one would drop what is still buffered."""
    print(line, flush=True)


def run_main(main):
    """Exit with what `main` returns; a `Refusal` and Ctrl-C end in one line, not in a traceback."""
    if outdated := complaint(sys.version_info):  # started without the Makefile, which asks first
        sys.exit(outdated)
    try:
        sys.exit(main())
    except Refusal as refusal:
        sys.exit(f"错误：{refusal}")
    except KeyboardInterrupt:
        sys.exit(130)


def private_writer(path, flags):
    """An `opener` for `open()`: the file is readable by its owner alone from its first moment."""
    return os.open(path, flags, 0o600)


def check_writable(directory):
    """Raise `Refusal` unless files can be made in `directory`, which is made if need be.

    Writes for real: permission bits say nothing about a read-only mount, a full disk or a file of that name.
    """
    probe = directory / f".write-test-{os.getpid()}"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        raise Refusal(
            f"无法写入目录 {directory}：{error.strerror}。请检查权限与磁盘。"
            f"  ({directory} is not writable: {error.strerror}.)"
        ) from error


def install(requirements):
    """Make `.venv` hold what the file `requirements` (a name in the root) lists; done at once when it already does."""
    if not _works(PYTHON):
        check_writable(ROOT)
        say("正在创建 .venv … (making the virtual environment)")
        _quietly(
            [sys.executable, "-m", "venv", "--clear", VENV],
            "无法创建 .venv，可能缺少 venv 模块（apt-get install python3-venv）  (.venv could not be made)",
        )
    stamps = {_stamp(name): _fingerprint(name) for name in _with_included(requirements)}
    if all(stamp.is_file() and stamp.read_text() == print_ for stamp, print_ in stamps.items()):
        return
    check_writable(VENV)
    say(f"正在按 {requirements} 安装依赖，首次约需一分钟 … (installing requirements)")
    _quietly(
        [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-r", ROOT / requirements],
        f"安装 {requirements} 失败，请检查网络或软件源  (pip install failed)",
    )
    for stamp, print_ in stamps.items():
        stamp.write_text(print_)


def _works(python):
    """Whether this interpreter starts, is new enough and has pip: a half-made or outdated `.venv` is made anew."""
    probe = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    try:
        return subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _quietly(command, complaint):
    """Run `command` without its output; if it fails, raise `Refusal` with `complaint` and the command's last line."""
    result = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        lines = [line.strip() for line in (result.stdout + result.stderr).splitlines() if line.strip()]
        # pip marks its reason; what follows it is advice.
        reasons = [line for line in lines if line.startswith("ERROR:")] or lines or [f"exit {result.returncode}"]
        raise Refusal(f"{complaint}：{reasons[-1]}")


def _with_included(requirements):
    """This requirements file and, through its `-r` lines, those it includes."""
    yield requirements
    for line in (ROOT / requirements).read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            yield from _with_included(line.removeprefix("-r ").strip())


def _fingerprint(requirements):
    digest = hashlib.sha256()
    for name in _with_included(requirements):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _stamp(requirements):
    """Lies inside `.venv`, so that a new one starts without it."""
    return VENV / f".installed-{requirements}.sha256"
