"""The full-text index, which narrows a search to the entries that may match. It never decides what is found.

Each entry is filed under its pairs of neighbouring characters ("数据", "据湖") and, at the end of each run, the single
last one, so that a word of two characters or more is an AND of its pairs, and of one character a prefix. Pairs stand
three times over: as they are for all texts, and marked for names and for sounds. SQLite files them in an FTS5 table
without content, PostgreSQL as a ``tsvector`` under GIN; both tables are ``search_grams``, made by a migration.

Without that table (SQLite without FTS5) nothing is narrowed: the same is found, only slower. An FTS5 table without
content forgets an entry by being told what was filed: whoever changes what is filed has a migration rebuild the index.
"""

from contextlib import contextmanager
from itertools import pairwise

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from .words import TEXT

TABLE = "search_grams"
MOST_KEYS = 2**31 - 1
ALL, NAMES, SOUNDS = "", "\ue0ff", "\ue0fe"
"""What marks a gram of a name and of a sound."""

_SAFE = {ord(c): chr(0xE000 + ord(c)) for c in map(chr, range(128)) if not (c.isdigit() or c.islower())}
"""FTS5 takes ASCII that is neither letter nor digit for the end of a token, so that it gets another sign."""


def is_available() -> bool:
    """Whether this database has the table. Asked once for each connection."""
    if not hasattr(connection, "_has_search_grams"):
        connection._has_search_grams = TABLE in connection.introspection.table_names()
    return connection._has_search_grams


# --- What is filed ----------------------------------------------------------------------------------------------------


def grams_of(text: str) -> set[str]:
    """The pairs of a folded text and the last character of each run."""
    found = set()
    for run in text.split():
        found.update(_pairs(run))
        found.add(run[-1])
    return found


def _pairs(run):
    return map("".join, pairwise(run))


def filed_under(entry) -> list[str]:
    """All grams of an entry, as the index has them."""
    marked = [(ALL, entry.text), (NAMES, entry.names), (SOUNDS, f"{_heads(entry.pinyin)} {_heads(entry.initials)}")]
    return sorted(mark + gram.translate(_SAFE) for mark, text in marked for gram in grams_of(text))


def _heads(pinyin):
    """Of the sounds the whole names only: their tails have the same pairs."""
    return " ".join(part.partition("$")[0] for part in pinyin.split("^"))


def file(entries):
    """Add entries that the index does not have."""
    _write("INSERT INTO search_grams (rowid, grams) VALUES (%s, %s)", _FILE_ON_POSTGRESQL, entries)


def unfile(entries):
    """Forget entries, which are as they were when they were filed."""
    _write("INSERT INTO search_grams (search_grams, rowid, grams) VALUES ('delete', %s, %s)", "", entries)


def clear():
    """Forget all entries."""
    if is_available():
        with connection.cursor() as cursor:
            cursor.execute(_CLEAR[connection.vendor])


def _write(on_sqlite, on_postgresql, entries):
    entries = list(entries)
    if not entries or not is_available():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(on_sqlite, [(entry.pk, " ".join(filed_under(entry))) for entry in entries])
        elif on_postgresql:
            cursor.executemany(on_postgresql, [(entry.pk, filed_under(entry)) for entry in entries])
        else:
            cursor.execute("DELETE FROM search_grams WHERE entry_id = ANY(%s)", [[entry.pk for entry in entries]])


_FILE_ON_POSTGRESQL = """
    INSERT INTO search_grams (entry_id, grams) VALUES (%s, array_to_tsvector(%s))
    ON CONFLICT (entry_id) DO UPDATE SET grams = EXCLUDED.grams
"""
_CLEAR = {
    "sqlite": "INSERT INTO search_grams (search_grams) VALUES ('delete-all')",
    "postgresql": "DELETE FROM search_grams",
}


# --- What is asked ----------------------------------------------------------------------------------------------------


def sorts_names() -> bool:
    """Whether it is quicker to read all names once than to walk down them in their order, tier by tier."""
    return connection.vendor == "postgresql"


@contextmanager
def walking():
    """Within the block PostgreSQL reads rows by an index of their order: it can't know how soon it has met enough."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config(name, 'off', true) FROM unnest(CAST(%s AS text[])) AS name", [_NOT_WALKING])
        yield
        cursor.execute("SELECT set_config(name, 'on', true) FROM unnest(CAST(%s AS text[])) AS name", [_NOT_WALKING])


_NOT_WALKING = ["enable_sort", "enable_seqscan", "enable_bitmapscan"]


def condition(query, *, names=False) -> str:
    """What the index has of each entry in which the query is found, in its names if ``names``; empty: it can't tell."""
    if not is_available():
        return ""
    words = []
    for word in query.words:
        ways = [_all_of(way, names) for way in word.ways]
        if all(ways):
            words.append(_joined(" OR ", ways))
    return _joined(" AND ", words)


def condition_of_any(needles, *, names=False) -> str:
    """What the index has of every entry that contains one of the needles; empty: it can't tell."""
    parts = [_all_of((needle,), names) for needle in needles] if is_available() else []
    return _joined(" OR ", parts) if all(parts) else ""


def keys(condition: str) -> RawSQL:
    """The keys of the entries that fulfil a condition, for ``pk__in``."""
    return RawSQL(_KEYS[connection.vendor], [condition, MOST_KEYS])


def is_within(condition: str, limit: int) -> bool:
    """Whether at most ``limit`` entries fulfil the condition. The empty one all of them do."""
    if not condition:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({_KEYS[connection.vendor]}) AS found", [condition, limit + 1])
        return cursor.fetchone()[0] <= limit


_KEYS = {
    "sqlite": "SELECT rowid FROM search_grams WHERE search_grams MATCH %s LIMIT %s",
    "postgresql": "SELECT search_grams_matching(%s, %s)",
}
_OPERATORS = {" AND ": " & ", " OR ": " | "}


def _all_of(way, names):
    terms = dict.fromkeys(term for needle in way for term in _terms(needle, names))
    return _joined(" AND ", list(terms))


def _terms(needle, names):
    """What the index has of an entry that contains the needle. One character is the beginning of some pair."""
    mark = SOUNDS if needle.where != TEXT else NAMES if names else ALL
    for run in needle.what.lstrip("|").split():
        if len(run) == 1:
            yield _term(mark + run.translate(_SAFE), is_beginning=True)
        for pair in _pairs(run):
            yield _term(mark + pair.translate(_SAFE))


def _term(gram, is_beginning=False):
    # Nothing to escape: ``_SAFE`` has left no quote and no backslash.
    if connection.vendor == "sqlite":
        return f'"{gram}"' + ("*" if is_beginning else "")
    return f"'{gram}'" + (":*" if is_beginning else "")


def _joined(operator, parts):
    parts = [part for part in parts if part]
    if connection.vendor == "postgresql":
        operator = _OPERATORS[operator]
    return f"({operator.join(parts)})" if len(parts) > 1 else "".join(parts)
