"""What production refuses, asked of fresh processes: settings are read once, when a process starts."""

import os
import secrets
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.process

# What only the owner can give.
OWNER = {
    "SITE_DOMAIN": "example.org",
    "SITE_ID_CODE": "0000000000",
    "SITE_MARK_URL": "https://example.org/mark",
    "ADMIN_NETWORKS": "10.0.0.0/8",
    "OPEN_DATA_LICENCE": "示例",
    "OPEN_DATA_LICENCE_URL": "https://example.org/licence",
    "OC4IDS_PREFIX": "oc4ids-example",
    **{f"SITE_{name}": "示例" for name in ("ORGANISER", "PHONE", "ADDRESS", "ICP", "POLICE_RECORD")},
}


def manage(*arguments, **environment):
    """Run `manage.py` as in production, with nothing in the environment but what is given."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_without_secret_key_does_not_start():
    result = manage("check")

    assert result.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: SECRET_KEY is not set. Production does not start without one: "
        "set SECRET_KEY to a long random string (or DEBUG=1 on a developer's machine)."
    )
    assert result.returncode == 1


@pytest.mark.parametrize("databases", [[], ["--database", "default"]], ids=["code", "empty-database"])
def test_production_settings_give_no_warning(tmp_path, databases):
    result = manage(
        "check", "--deploy", "--fail-level", "WARNING", *databases,
        SECRET_KEY=secrets.token_urlsafe(50), ALLOWED_HOSTS="example.org", VAR_DIR=str(tmp_path), **OWNER,
    )  # fmt: skip

    assert (result.stdout + result.stderr, result.returncode) == (
        "System check identified no issues (0 silenced).\n",
        0,
    )


def test_production_names_each_value_that_the_owner_has_not_given(tmp_path):
    result = manage(
        "check", "--deploy", "--tag", "site", "--fail-level", "WARNING",
        SECRET_KEY=secrets.token_urlsafe(50), ALLOWED_HOSTS="example.org", VAR_DIR=str(tmp_path),
    )  # fmt: skip

    values = [name for name in OWNER if name != "ADMIN_NETWORKS"]
    assert [name for name in values if f"{name} is not set" not in result.stderr] == []
    assert "ADMIN_NETWORKS is empty" in result.stderr
    assert result.returncode == 1


def test_database_url_that_is_none_is_refused_in_words():
    result = manage("check", SECRET_KEY=secrets.token_urlsafe(50), DATABASE_URL="nonsense")

    assert result.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: "
        "DATABASE_URL is not an address such as postgres://user:password@host/name."
    )
