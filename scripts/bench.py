"""`make bench`: what things cost, in queries and as ratios of one run, on SQLite and, where there is one, PostgreSQL.

What is measured stands in tests/bench/. Seconds differ between machines, ratios hardly do; nothing here can fail.
"""

import os
import subprocess
import sys
import tempfile

import postgres
from environment import PYTHON, ROOT, install, run_main, say


def main():
    install("requirements-dev.txt")
    with tempfile.TemporaryDirectory() as var:
        run("SQLite", {"VAR_DIR": var, "DATABASE_URL": f"sqlite:///{var}/bench.sqlite3"})
    if binaries := postgres.find_binaries():
        with tempfile.TemporaryDirectory() as var, postgres.temporary_server(binaries) as url:
            run("PostgreSQL", {"VAR_DIR": var, "DATABASE_URL": url})
    else:
        say(f"未运行 · not run: PostgreSQL ({postgres.HOW_TO_GET})")
    return 0


def run(database, settings):
    say(f"\n——— {database} ———")
    environment = os.environ | {"DEMO": "1", "DJANGO_SETTINGS_MODULE": "zhuzhou_cms.settings"} | settings
    subprocess.run([PYTHON, "-m", "tests.bench", *sys.argv[1:]], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    run_main(main)
