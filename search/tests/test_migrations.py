"""The index that narrows is made and taken away again, and a database without it searches all the same."""

import pytest
from django.core.management import call_command
from django.db import connection

from search import grams
from search.actions import reconcile
from search.finding import find
from search.words import parse
from tests import factories as make


@pytest.mark.django_db(transaction=True)
def test_index_goes_and_comes_back():
    make.make_park(name="数据园")
    try:
        call_command("migrate", "search", "0001", verbosity=0)
        assert "search_grams" not in connection.introspection.table_names()
        assert not grams.is_available()
        reconcile()
        assert len(find(parse("数据")).hits) == 1
        call_command("migrate", "search", "zero", verbosity=0)
        assert "search_entry" not in connection.introspection.table_names()
    finally:
        call_command("migrate", "search", verbosity=0)
    assert grams.is_available()
    reconcile()
    assert len(find(parse("数据")).hits) == 1
