"""Every filter of the project list parts the rows as its label says, on the page and in the API alike."""

import pytest

from core.partial_dates import PartialDate
from tests.factories import make_industry, make_park, make_project

pytestmark = pytest.mark.django_db
date = PartialDate.parse


@pytest.fixture
def rows():
    """Two projects that differ in everything that can be filtered."""
    whole = make_park(slug="whole")
    chosen = make_project(
        slug="chosen",
        name="先进封装",
        stage="under_construction",
        park=make_park(slug="part", parent=whole),
        industries=[make_industry(slug="chips"), make_industry(slug="radio")],
        planned_investment=2_680_000_000,
        started_on=date("2020-09"),
        due_on=date("2022-03"),
    )
    other = make_project(
        slug="other",
        name="数据中心",
        stage="signed",
        park=make_park(slug="elsewhere"),
        industries=[make_industry(slug="storage")],
        planned_investment=8_000_000_000,
        started_on=date("2022"),
        due_on=date("2199"),
    )
    return {"chosen": chosen, "other": other}


@pytest.mark.parametrize(
    "query",
    [
        {"q": "封装"},
        {"stage": "under_construction"},
        {"stage": ["under_construction", "closed"]},
        {"park": "part"},
        {"park": "whole"},
        {"industry": "chips"},
        {"industry": ["chips", "radio"]},
        {"investment_max": "26.8亿元"},
        {"started_to": "2020"},
        {"started_to": "2021"},
        {"overdue": "true"},
        {"stage": "under_construction", "industry": "radio", "park": "whole", "overdue": "true"},
    ],
)
def test_filter_keeps_what_fits_and_nothing_else(client, rows, query):
    assert list(client.get("/projects/", query).context["page_obj"]) == [rows["chosen"]]
    assert [row["slug"] for row in client.get("/api/v1/projects/", query).json()["results"]] == ["chosen"]


@pytest.mark.parametrize(
    "query",
    [{"investment_min": "80亿元"}, {"investment_min": "8000000000"}, {"started_from": "2021"}, {"overdue": "false"}],
)
def test_filter_drops_what_does_not_fit(client, rows, query):
    assert list(client.get("/projects/", query).context["page_obj"]) == [rows["other"]]


@pytest.mark.parametrize(
    ("sort", "slugs"),
    [
        ("due", ["chosen", "other", "silent"]),
        ("investment", ["other", "chosen", "silent"]),
        ("started", ["other", "chosen", "silent"]),
        ("name", ["chosen", "other", "silent"]),
    ],
)
def test_sort_puts_rows_without_the_value_last(client, rows, sort, slugs):
    make_project(slug="silent")
    assert [row.slug for row in client.get("/projects/", {"sort": sort}).context["page_obj"]] == slugs
