"""The index that narrows a search: an FTS5 table on SQLite, where it was built in, a tsvector under GIN on PostgreSQL."""

from django.db import migrations
from django.db.utils import OperationalError

ON_SQLITE = """
    CREATE VIRTUAL TABLE search_grams USING fts5(grams, content='', detail=none, columnsize=0, tokenize='ascii')
"""
# No foreign key: Django would refuse to empty a table that one of which it knows nothing refers to. What is left of an
# entry that is gone narrows less, and nothing else.
ON_POSTGRESQL = [
    """
    CREATE TABLE search_grams (
        entry_id bigint PRIMARY KEY,
        grams tsvector NOT NULL
    )
    """,
    "CREATE INDEX search_grams_grams ON search_grams USING gin (grams)",
]


def make(apps, editor):
    if editor.connection.vendor == "postgresql":
        for statement in ON_POSTGRESQL:
            editor.execute(statement)
    elif editor.connection.vendor == "sqlite":
        try:
            editor.execute(ON_SQLITE)
        except OperationalError as error:
            if "no such module" not in str(error):
                raise  # without FTS5 a search looks at every text: slower, the same results
    forget_whether(editor)


def remove(apps, editor):
    editor.execute("DROP TABLE IF EXISTS search_grams")
    forget_whether(editor)


def forget_whether(editor):
    """``search.grams.is_available`` asks once for each connection."""
    vars(editor.connection).pop("_has_search_grams", None)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, remove)]
