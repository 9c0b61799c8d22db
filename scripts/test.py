"""`make test`: the same suite on SQLite and on PostgreSQL, and in plain words what could not be run.

Arguments go to pytest: `make test ARGS="-k park"`. With REQUIRE_ALL=1 whatever can't be run is a failure. What needs no
database, or the same from either, runs in the SQLite round only (markers `browser`, `process` and `anywhere`).

Both rounds run at the same time: while one waits for a browser, a process or a server, the other one works.
"""

import contextlib
import os
import re
import subprocess
import sys
import tempfile

import chromium
import postgres
from environment import PYTHON, ROOT, install, run_main, say

NO_TESTS_COLLECTED = 5
CLOSING_LINE = re.compile(r"^=+ .* in [\d.]+s.* =+$")


SCHEMA = "OC4IDS_SCHEMA_DIR"
"""Names the directory with the schema of OC4IDS, which belongs to others and is not part of the site."""
BESIDE_US = ROOT.parent / "shared" / "oc4ids-0.9.5"


ON_BOTH = "not browser and not process and (everywhere or not anywhere)"


def main():
    arguments = sys.argv[1:]
    install("requirements-dev.txt")
    missing = chromium.missing()
    if not os.environ.get(SCHEMA) and BESIDE_US.is_dir():
        os.environ[SCHEMA] = str(BESIDE_US)
    left_out = (
        [] if os.environ.get(SCHEMA) else [f"OC4IDS 包未按标准的模式校验 · not validated by its schema: {SCHEMA}"]
    )
    binaries = postgres.find_binaries()
    if not binaries:
        missing.append(f"未找到 PostgreSQL 服务器程序 · no PostgreSQL server found: {postgres.HOW_TO_GET}")
    workers = min(os.cpu_count(), 4)
    results = {}
    with contextlib.ExitStack() as at_the_end:
        if binaries:
            url = at_the_end.enter_context(postgres.temporary_server(binaries))
            output = at_the_end.enter_context(tempfile.TemporaryFile("w+"))
            selection = ["-m", ON_BOTH, *arguments]
            # The shorter round: half as many workers, so that both end at about the same time.
            beside = at_the_end.enter_context(started(selection, max(workers // 2, 1), output, url))
        with started(arguments, workers, subprocess.PIPE) as pytest:
            say("\n——— SQLite ———")
            closing = shown(pytest.stdout)
        results["SQLite"] = pytest.returncode, closing
        if binaries:
            say("\n——— PostgreSQL ———")
            beside.wait()
            output.seek(0)
            results["PostgreSQL"] = beside.returncode, shown(output)
    return report(results, missing, left_out)


def started(arguments, workers, output, database_url=""):
    """The suite as a process that runs, on SQLite when no ``database_url`` is given."""
    environment = os.environ | {"DATABASE_URL": database_url}
    if not database_url:
        del environment["DATABASE_URL"]
    # Or each worker compiles every test anew, where somebody's machine is set so.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    # Who has nothing left to do takes over what waits for another: at the end nobody is idle for long.
    command = [PYTHON, "-m", "pytest", "-n", str(workers), "--dist", "worksteal", *colour, *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, text=True)


def shown(output):
    """Show pytest's output, line by line as it comes; returns its closing line."""
    closing = ""
    for line in output:
        print(line, end="", flush=True)
        if CLOSING_LINE.match(re.sub(r"\x1b\[\d*m", "", line.strip())):
            closing = line.strip()
    return closing


def report(results, missing, left_out=()):
    """Say how each round ended and what could not be run; returns this script's exit code.

    ``left_out`` is what nobody can install, and so never counts as a failure.
    """
    say()
    for database, (_, closing) in results.items():
        say(f"{database}:\n{closing or 'pytest did not finish'}")
    for line in [*missing, *left_out]:
        say(f"未运行 · not run: {line}")
    codes = {code for code, _ in results.values()}
    # A selection (-k, a path) may leave one round without tests, but not all.
    failed = codes - {0, NO_TESTS_COLLECTED} or codes == {NO_TESTS_COLLECTED}
    if missing and os.environ.get("REQUIRE_ALL") == "1":
        say("REQUIRE_ALL=1：以上缺少的部分视为失败。  (What is missing counts as a failure.)")
        failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    run_main(main)
