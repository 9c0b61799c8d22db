"""The settings of a test run: those of the demo, with a directory of its own for files and what makes tests fast."""

import atexit
import fcntl
import gc
import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest
from _pytest.runner import runtestprotocol
from django.conf import settings
from django.test import signals, utils

VAR_DIR = tempfile.mkdtemp(prefix="tests-var-")
atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)
os.makedirs(f"{VAR_DIR}/static")  # whitenoise warns about a missing one
os.environ |= {"DJANGO_SETTINGS_MODULE": "zhuzhou_cms.settings", "DEMO": "1", "VAR_DIR": VAR_DIR}
# Set by the process that starts the workers, and the same in each of them.
MIGRATED = Path(os.environ.setdefault("MIGRATED_TEST_DATABASE", f"{VAR_DIR}/migrated.sqlite3"))
os.environ["WEBHOOK_SEND_AT_ONCE"] = "0"  # no test starts a process that outlives it
for name in ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "REDIS_URL", "HTTPS", "API_RATE"):
    os.environ.pop(name, None)

# A worker of pytest-xdist inherits this environment, and its settings are loaded before it comes here: with the
# directory of the process that started it. Keys start anew in each worker's database, so that two would use the same
# files.
settings.MEDIA_ROOT, settings.IMPORT_DIR = Path(VAR_DIR) / "media", Path(VAR_DIR) / "imports"
settings.OPEN_DATA_DIR = Path(VAR_DIR) / "open-data"
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # In a file, as the site has it: a database in memory has one connection for all threads, and while the browser's
    # page saves what is typed, the test could not write.
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"{VAR_DIR}/tests.sqlite3"
    # What outlives a power cut takes time, and changes no answer.
    settings.DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;"
settings.API_RATE = ""  # thousands of requests come from one address here; what a rate does is asked where it is set
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# Here rather than by pytest-django, which would load the settings before this file could say which.
django.setup()


WIDGETS = ("django/forms/", "admin/widgets/")


def render_and_tell_of_pages(template, context):
    """As Django's, which tells the test client of every template with a copy of its context.

    A form has a thousand for its labels and controls, which made it slower by a tenth. No test asks for those, nor for
    what a page includes.
    """
    if context.template is template and not str(template.name).startswith(WIDGETS):
        signals.template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


utils.instrumented_test_render = render_and_tell_of_pages


def with_room_for_frames(item, nextitem):
    """Run a test. Python takes its stack from the system in pieces of 16 KB, and gives one back as soon as it is empty.

    A template that is drawn deep down steps over the edge of a piece for each of its nodes, with a call of the system
    and fresh memory each way: a quarter of all its time. A frame too large for such a piece has one of a megabyte made,
    in whose other half there is room for all that it calls.
    """
    return runtestprotocol(item, nextitem=nextitem)


with_room_for_frames.__code__ = with_room_for_frames.__code__.replace(co_stacksize=68_000)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """As pytest's own."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    with_room_for_frames(item, nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_collection_modifyitems(items):
    """What asks no database gets the same answer from either."""
    for item in items:
        if not item.get_closest_marker("django_db") and not {"db", "transactional_db"} & set(item.fixturenames):
            item.add_marker("anywhere")


def pytest_collection_finish():
    """What is loaded by now stays: to look through all of it for garbage, again and again, took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """The test database with the groups of the roles in it: to make them in each test took a tenth of all its time.

    The migrations take longer than a hundred tests. On SQLite one worker runs them, and the others copy what it made.
    """
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from zhuzhou_cms.roles import setup_roles

    with django_db_blocker.unblock(), open(f"{MIGRATED}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_there := MIGRATED.exists():
            shutil.copy(MIGRATED, settings.DATABASES["default"]["TEST"]["NAME"])
        made = setup_databases(verbosity=0, interactive=False, keepdb=is_there, serialized_aliases=())
        setup_roles()
        if connection.vendor == "sqlite" and not is_there:
            connection.cursor().execute("VACUUM INTO %s", [str(MIGRATED)])
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)
