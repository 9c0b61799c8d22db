"""Migrate a scratch database and run every measurement, or those that are named: `make bench ARGS=publishing`."""

import sys

import django
from django.conf import settings
from django.core.management import call_command

settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.API_RATE = ""
django.setup()
call_command("migrate", verbosity=0)
call_command("setup_roles", verbosity=0)

from . import api, exchange, open_data, publishing, search  # noqa: E402

MEASUREMENTS = {"publishing": publishing, "exchange": exchange, "search": search, "open_data": open_data, "api": api}

for name in sys.argv[1:] or MEASUREMENTS:
    print(f"\n{name}: {MEASUREMENTS[name].__doc__.splitlines()[0]}")
    MEASUREMENTS[name].run()
