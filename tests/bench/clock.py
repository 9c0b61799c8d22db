"""Queries and seconds of one piece of work."""

import time
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass
class Cost:
    """What a piece of work took: number of queries, seconds on the clock (the least of several runs)."""

    queries: int = 0
    seconds: float = 0.0


@contextmanager
def cost():
    """Yields a ``Cost`` that is filled in at the end of the block."""
    found = Cost()
    with CaptureQueriesContext(connection) as queries:
        started = time.perf_counter()
        yield found
        found.seconds = time.perf_counter() - started
    found.queries = len(queries)


def least(costs):
    """The cost of the quickest of several runs: what the machine was busy with besides is in the others."""
    return min(costs, key=lambda each: each.seconds)


def table(title, rows):
    """Print rows of (what, Cost), each with its ratio to the first."""
    print(f"\n  {title}")
    first = rows[0][1]
    for what, each in rows:
        ratio = each.seconds / first.seconds
        print(f"    {what:<44} {each.queries:>5} queries  {each.seconds * 1000:>8.1f} ms  × {ratio:.2f}")
