"""A PostgreSQL server of one's own, for as long as a `with` block lasts.

Made from the installed server binaries; no running server, account or port of this machine is touched. Uses the
standard library only.
"""

import contextlib
import glob
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

HOW_TO_GET = "apt-get install postgresql"

# initdb and the server refuse to run as root.
UNPRIVILEGED_USERS = ("postgres", "nobody")

# What makes a server safe and fit for large tables takes time here and changes no answer.
SETTINGS = " ".join(
    f"-c {each}"
    for each in ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "jit=off")
)

# The server lives as long as our end of the pipe is open: whatever ends this process, the server stops, its files go.
KEEPER = f"""
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= {SETTINGS} &
read _
kill -INT $!
wait $!
rm -rf "$2"
"""

START_SECONDS = 30


def find_binaries():
    """The directory of `initdb` and `postgres`, the newest where there are several; None when not installed."""
    candidates = []
    if on_path := shutil.which("initdb"):
        candidates.append(Path(on_path).resolve().parent)
    if pg_config := shutil.which("pg_config"):
        result = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(result.stdout.strip()))
    # Debian keeps them off the PATH, by version.
    debian = (Path(name) for name in glob.glob("/usr/lib/postgresql/[0-9]*/bin"))
    candidates += sorted(debian, key=lambda path: float(path.parent.name), reverse=True)
    for directory in candidates:
        if all(os.access(directory / name, os.X_OK) for name in ("initdb", "postgres", "pg_isready")):
            return directory
    return None


@contextlib.contextmanager
def temporary_server(binaries):
    """Run a fresh server from the programs in the directory `binaries`; yields a `DATABASE_URL` for it.

    It listens on a socket in a private directory and nowhere else. Raises `RuntimeError` with the server's own words
    when it doesn't start.
    """
    # Not TMPDIR: a socket's path may have 107 bytes, and the server's user must get there.
    directory = Path(tempfile.mkdtemp(prefix="postgres-", dir="/tmp"))
    options = {"cwd": directory, "text": True, "stderr": subprocess.STDOUT}
    if os.geteuid() == 0:
        user = unprivileged_user()
        os.chown(directory, user.pw_uid, user.pw_gid)
        options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    log = open(directory / "log", "w+", encoding="utf-8")  # noqa: SIM115 (the server outlives this line)
    try:
        initdb = [binaries / "initdb", "-D", "data", "-U", "postgres", "--auth=trust", "--no-sync"]
        initdb += ["--encoding=UTF8", "--locale=C.UTF-8"]
        if subprocess.run(initdb, stdout=log, check=False, **options).returncode != 0:
            raise RuntimeError(f"initdb failed:\n{tail(log)}")
    except BaseException:
        log.close()
        shutil.rmtree(directory, ignore_errors=True)
        raise

    # In a session of its own: Ctrl-C is for us, and the server goes when its last client has gone.
    command = ["sh", "-c", KEEPER, "keeper", binaries, directory]
    keeper = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, start_new_session=True, **options)
    try:
        wait_until_ready(binaries, directory, log)
        yield f"postgres://postgres@/postgres?host={directory}"
    finally:
        keeper.stdin.close()
        keeper.wait()
        log.close()


def wait_until_ready(binaries, directory, log):
    deadline = time.monotonic() + START_SECONDS
    is_ready = [binaries / "pg_isready", "--quiet", "-h", directory]
    while subprocess.run(is_ready, check=False).returncode != 0:
        if time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{tail(log)}")
        time.sleep(0.1)


def unprivileged_user():
    for name in UNPRIVILEGED_USERS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError(f"None of the users {', '.join(UNPRIVILEGED_USERS)} exists, and root can't run PostgreSQL.")


def tail(log):
    log.seek(0)
    return log.read()[-2000:]
