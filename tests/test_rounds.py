"""`make test` ends well only when every round did, and says what it left out."""

import runpy

import pytest
from django.conf import settings

PASSED = (0, "===== 3 passed in 0.10s =====")
FAILED = (1, "===== 1 failed, 2 passed in 0.10s =====")
EMPTY = (5, "===== 3 deselected in 0.01s =====")


@pytest.fixture
def report(monkeypatch):
    monkeypatch.syspath_prepend(settings.BASE_DIR / "scripts")
    monkeypatch.delenv("REQUIRE_ALL", raising=False)
    return runpy.run_path(str(settings.BASE_DIR / "scripts" / "test.py"))["report"]


@pytest.mark.parametrize(
    ("sqlite", "postgresql", "code"),
    [
        (PASSED, PASSED, 0),
        (FAILED, PASSED, 1),
        (PASSED, FAILED, 1),
        (FAILED, EMPTY, 1),
        (PASSED, EMPTY, 0),
        (EMPTY, EMPTY, 1),
        (PASSED, (-9, ""), 1),
    ],
)
def test_exit_code_is_that_of_the_worst_round(report, sqlite, postgresql, code):
    assert report({"SQLite": sqlite, "PostgreSQL": postgresql}, missing=[]) == code


@pytest.mark.parametrize(("require_all", "code"), [("", 0), ("0", 0), ("1", 1)])
def test_missing_part_fails_when_all_is_required(report, monkeypatch, require_all, code):
    monkeypatch.setenv("REQUIRE_ALL", require_all)

    assert report({"SQLite": PASSED}, missing=["no PostgreSQL server found"]) == code


def test_what_nobody_can_install_is_told_and_no_failure(report, monkeypatch, capsys):
    monkeypatch.setenv("REQUIRE_ALL", "1")

    assert report({"SQLite": PASSED}, missing=[], left_out=["no schema"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "未运行 · not run: no schema"


def test_report_ends_with_the_closing_lines_and_what_was_not_run(report, capsys):
    report({"SQLite": PASSED, "PostgreSQL": (-9, "")}, missing=["no Chromium found"])

    assert capsys.readouterr().out.splitlines() == [
        "",
        "SQLite:",
        "===== 3 passed in 0.10s =====",
        "PostgreSQL:",
        "pytest did not finish",
        "未运行 · not run: no Chromium found",
    ]
