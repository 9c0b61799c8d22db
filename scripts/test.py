"""`make test`: the same suite on SQLite and on PostgreSQL, and in plain words what could not be run.

Arguments go to pytest: `make test ARGS="-k park"`. With REQUIRE_ALL=1 whatever can't be run is a failure. What needs no
database, or the same from either, runs in the SQLite round only (markers `browser`, `process` and `anywhere`).
"""

import os
import re
import subprocess
import sys

import chromium
import postgres
from environment import PYTHON, ROOT, install, run_main, say

NO_TESTS_COLLECTED = 5
CLOSING_LINE = re.compile(r"^=+ .* in [\d.]+s.* =+$")


def main():
    arguments = sys.argv[1:]
    install("requirements-dev.txt")
    missing = chromium.missing()
    results = {"SQLite": run_pytest(arguments)}
    if binaries := postgres.find_binaries():
        with postgres.temporary_server(binaries) as url:
            results["PostgreSQL"] = run_pytest(["-m", "not browser and not process and not anywhere", *arguments], url)
    else:
        missing.append(f"未找到 PostgreSQL 服务器程序 · no PostgreSQL server found: {postgres.HOW_TO_GET}")
    return report(results, missing)


def run_pytest(arguments, database_url=""):
    """Run the suite, showing its output as it comes; returns pytest's exit code and its closing line."""
    say(f"\n——— {'PostgreSQL' if database_url else 'SQLite'} ———")
    environment = os.environ | {"DATABASE_URL": database_url}
    if not database_url:
        del environment["DATABASE_URL"]
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    # Who has nothing left to do takes over what waits for another: at the end nobody is idle for long.
    spread = ["-n", str(min(os.cpu_count(), 4)), "--dist", "worksteal"]
    command = [PYTHON, "-m", "pytest", *spread, *colour, *arguments]
    closing = ""
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as pytest:
        for line in pytest.stdout:
            print(line, end="", flush=True)
            if CLOSING_LINE.match(re.sub(r"\x1b\[\d*m", "", line.strip())):
                closing = line.strip()
    return pytest.returncode, closing


def report(results, missing):
    """Say how each round ended and what was left out; returns this script's exit code."""
    say()
    for database, (_, closing) in results.items():
        say(f"{database}:\n{closing or 'pytest did not finish'}")
    for line in missing:
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
