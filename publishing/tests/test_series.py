"""What the forms of a series find, and what a series remembers: the same as outside of it, and not for ever."""

import gc
import weakref

import pytest
from django.db import connection
from django.db.models import UniqueConstraint
from django.test.utils import CaptureQueriesContext

from news.models import Article
from parks.models import Park
from projects.models import Metric, Project
from publishing.lean_rules import expect
from publishing.pages import page_of, payloads_of
from publishing.series import series
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return make.make_staff("administrator")


@pytest.mark.anywhere
def test_form_of_a_series_finds_the_same_mistakes(boss):
    park, metric = make.make_park(), make.make_metric()
    page = page_of(Project, boss)
    blank = page.payload()
    phase = {"number": ["1"], "name": ["一期"]}
    milestone = {"phase_number": ["3"], "kind": ["other"], "original_target": ["2022年13月"], "actual": ["2999-01"]}
    figure = {"metric": ["987654"], "value": ["abc"], "as_of": ["2022"], "nature": ["planned"], "phase_number": ["0"]}
    payload = {
        "fields": blank["fields"] | {"slug": ["Not A Slug"], "park": [str(park.pk + 99)], "name": [""]},
        "rows": blank["rows"] | {"phases": [phase, phase], "milestones": [milestone], "observations": [figure]},
    }
    right = {
        "fields": blank["fields"] | {"slug": ["richtig"], "park": [str(park.pk)], "name": ["对的"]},
        "rows": blank["rows"] | {"observations": [figure | {"metric": [str(metric.pk)], "value": ["1"]}]},
    }

    def mistakes(payload):
        filled = page_of(Project, boss).fill(payload)
        return filled.is_valid(), filled.mistakes()

    wrong = mistakes(payload)
    assert (len(wrong[1]) > 6, mistakes(right)) == (True, (True, []))
    with series():
        assert [mistakes(each) for each in (payload, right, payload, right)] == [wrong, (True, [])] * 2


def mistakes_of(model, boss, **said):
    """What the form of a new item finds wrong."""
    page = page_of(model, boss)
    filled = page.fill({"fields": page.payload()["fields"] | said, "rows": {}})
    filled.is_valid()
    return filled.mistakes()


def test_constraint_of_a_single_field_is_told_in_a_series_as_outside(boss, monkeypatch):
    monkeypatch.setattr(Metric._meta, "constraints", [UniqueConstraint(fields=["unit"], name="one_unit")])
    make.make_metric(unit="架")
    outside = mistakes_of(Metric, boss, slug=["rack"], name=["机架"], unit=["架"])

    assert [where for where, _ in outside] == ["单位"]
    with series():
        assert mistakes_of(Metric, boss, slug=["rack"], name=["机架"], unit=["架"]) == outside


def test_rows_to_choose_from_are_narrowed_once_in_a_series(boss):
    policy, news = make.make_article(column="policy"), make.make_article(column="news")
    said = {"slug": ["neu"], "title": ["解读"], "column": ["interpretation"]}
    outside = mistakes_of(Article, boss, **said, interprets=[str(news.pk)])
    assert [where for where, _ in outside] == ["解读哪份政策"]

    lengths = []
    with series():
        for _ in range(3):
            with CaptureQueriesContext(connection) as queries:
                assert mistakes_of(Article, boss, **said, interprets=[str(policy.pk)]) == []
            lengths.append(sum(len(query["sql"]) for query in queries))
        assert mistakes_of(Article, boss, **said, interprets=[str(news.pk)]) == outside
    assert lengths[1] == lengths[2]


def test_text_for_a_number_that_only_one_may_have_is_left_to_the_form(boss, monkeypatch):
    monkeypatch.setattr(Metric._meta.get_field("position"), "unique", True)
    said = {"slug": ["rack"], "name": ["机架"], "unit": ["架"]}
    make.make_metric(position=3)
    with series():
        expect(Metric, [{"position": text, "slug": "rack", "name": "机架"} for text in ("abc", "3", "4")])
        found = [mistakes_of(Metric, boss, **said, position=[text]) for text in ("abc", "3", "4")]
    assert [[where for where, _ in each] for each in found] == [["排列次序"], ["排列次序"], []]


def test_series_lets_go_of_the_items_whose_payloads_it_gave(boss):
    for _ in range(2):
        make.make_building_group(make.make_park())
    with series():
        kept = list(Park.objects.all())
        payloads_of(Park, boss, kept)  # of the first, what the forms share knows
        others = list(Park.objects.all())
        payloads_of(Park, boss, others)
        gone = weakref.ref(others[0])
        del others
        gc.collect()
        assert gone() is None
