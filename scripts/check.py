"""`make check`: what can be said about the code without running the site. Runs all checks, names the failed."""

import os
import secrets
import subprocess
import tempfile

from environment import PYTHON, ROOT, install, run_main, say

BIN = PYTHON.parent
# What only the owner of a site can give, made up: the check is of the settings, not of the office.
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


def checks(production):
    """Each check's name, command and environment. `production` is the environment of a site in production."""
    demo = os.environ | {"DEMO": "1", "VAR_DIR": production["VAR_DIR"]}
    # fmt: off
    return [
        ("style", [BIN / "ruff", "check", "--quiet"], None),
        ("format", [BIN / "ruff", "format", "--check", "--quiet"], None),
        ("imports", [BIN / "lint-imports", "--no-logo", "--no-cache"], None),
        ("template style", [BIN / "djlint", "templates", "--lint", "--quiet", "--allow-empty-input"], None),
        ("templates compile", [PYTHON, "manage.py", "check_templates"], demo),
        ("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], demo),
        ("production settings",
         [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], production),
    ]
    # fmt: on


def main():
    install("requirements-dev.txt")
    failed = []
    with tempfile.TemporaryDirectory() as var:
        for name, command, environment in checks(production_environment(var)):
            result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
            say(f"{'✓' if result.returncode == 0 else '✗'} {name}")
            if result.returncode != 0:
                say(result.stdout + result.stderr)
                failed.append(name)
    if failed:
        say(f"未通过 · failed: {', '.join(failed)}")
        return 1
    say("全部通过 · all checks passed")
    return 0


def production_environment(var):
    """Settings as in production, of a site that has nothing yet; what the developer has set stays out of it."""
    ours = {"DEBUG", "DEMO", "DATABASE_URL", "REDIS_URL", "HTTPS", "HSTS_SECONDS", "BEHIND_PROXY"}
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    return inherited | OWNER | {"SECRET_KEY": secrets.token_urlsafe(50), "ALLOWED_HOSTS": "example.org", "VAR_DIR": var}


if __name__ == "__main__":
    run_main(main)
