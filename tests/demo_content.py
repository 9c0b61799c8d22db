"""The demo content for tests that only need it to be there: loaded once in each process, then copied in.

What `load_site_if_empty` itself does is asked in `test_load_site_if_empty.py`. The search index is not kept but written
anew from the rows: the keys of content types change whenever a test empties the database.
"""

import io
from functools import cache

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from search.actions import reconcile
from zhuzhou_cms.management.commands.load_site_if_empty import CONTENT_APPS

_kept = {}
"""By table: the names of its columns, and its rows as the database gave them."""


@transaction.atomic
def load_demo():
    """Fill the database, which must have no content yet, as `load_site_if_empty` would."""
    if not _kept:
        call_command("load_site_if_empty", stdout=io.StringIO())
        _kept.update({table: _rows(table) for table in _tables()})
        return
    with connection.cursor() as cursor:
        for table, (columns, rows) in _kept.items():
            values = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})", rows)
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
    reconcile()


@cache
def _models():
    models = [model for label in CONTENT_APPS for model in apps.get_app_config(label).get_models(True)]
    return [model for model in models if not model._meta.proxy]


def _tables():
    return [model._meta.db_table for model in _models()]


def _rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return [f'"{column[0]}"' for column in cursor.description], cursor.fetchall()
