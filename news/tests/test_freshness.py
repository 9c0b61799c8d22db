"""How long a column has had nothing new, by the calendar of the zone."""

import datetime as dt

import pytest
from django.utils import timezone

from news.choices import Column
from news.freshness import freshness
from projects.tests.days import day
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def state_of(column):
    return next(each for each in freshness() if each.column == column)


@pytest.mark.parametrize(("days", "state"), [(0, "fresh"), (10, "fresh"), (11, "near"), (14, "near"), (15, "over")])
def test_column_comes_near_its_limit_and_passes_it(settings, days, state):
    settings.COLUMN_FRESHNESS = settings.COLUMN_FRESHNESS | {"news": 14}
    make_article(column=Column.NEWS, published_at=timezone.now() - dt.timedelta(days=days))

    assert (state_of(Column.NEWS).days, state_of(Column.NEWS).state) == (days, state)


def test_column_without_public_articles_is_empty():
    make_article(column=Column.NOTICE, published=False)

    assert (state_of(Column.NOTICE).days, state_of(Column.NOTICE).state) == (None, "empty")


def test_days_are_those_of_the_zone():
    """23:30 and 00:30 in Shanghai are two days, though one day in UTC."""
    with day("2026-03-02"):
        published = timezone.make_aware(dt.datetime(2026, 3, 1, 23, 30))
        make_article(column=Column.NEWS, published_at=published)
        assert state_of(Column.NEWS).days == 1


def test_all_columns_take_one_query(django_assert_num_queries):
    for column in Column:
        make_article(column=column)
    with django_assert_num_queries(1):
        assert [each.column for each in freshness()] == list(Column)
