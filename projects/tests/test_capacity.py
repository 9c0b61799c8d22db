"""Which observations speak for the whole zone."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from projects import capacity
from projects.capacity import zone_capacity
from projects.models import Project
from tests.factories import make_metric, make_observation, make_project

pytestmark = pytest.mark.django_db


def test_metrics_planned_and_reached_are_compared_and_others_told_alone():
    storage, racks, lines = make_metric(unit="PB", position=2), make_metric(position=1), make_metric(position=0)
    lake, centre = make_project(), make_project()
    plan = make_observation(lake, storage, value=1500)
    reached = make_observation(lake, storage, nature="achieved", value=164, phase_number=1)
    other = make_observation(centre, storage, nature="achieved", value=300)
    make_observation(lake, racks, value=100)
    most = make_observation(centre, racks, value=30_000)
    make_observation(lake, lines, nature="achieved", value=2)  # without a plan there is nothing to hold it to
    found = zone_capacity()
    assert found.compared == [plan, reached, other]
    assert found.planned == [most]


def test_withheld_projects_do_not_count():
    storage = make_metric(unit="PB")
    make_observation(make_project(published=False), storage, nature="achieved", value=164)
    shown = make_observation(make_project(), storage, value=1500)
    found = zone_capacity()
    assert (found.compared, found.planned) == ([], [shown])


def test_choice_is_bounded(monkeypatch):
    monkeypatch.setattr(capacity, "BARS", 2)
    monkeypatch.setattr(capacity, "FIGURES", 1)
    storage = make_metric(unit="PB", position=1)
    rows = [make_observation(make_project(), storage, nature="achieved", value=value) for value in (1, 2, 3)]
    rows.append(make_observation(make_project(), storage, value=4))
    for position in (3, 2):
        make_observation(make_project(), make_metric(position=position), value=position)
    found = zone_capacity()
    assert found.compared == [rows[3], rows[2]]
    assert [row.metric.position for row in found.planned] == [2]


def test_choice_is_made_once_until_something_is_recorded(django_assert_num_queries):
    project, storage = make_project(), make_metric(unit="PB")
    make_observation(project, storage, value=1500)
    first = zone_capacity()
    with django_assert_num_queries(4):
        assert zone_capacity() == first
    make_observation(project, storage, nature="achieved", value=164)
    assert len(zone_capacity().compared) == 2


def test_a_project_withdrawn_since_is_not_shown():
    observation = make_observation(make_project(), make_metric(), value=1500)
    assert zone_capacity().planned == [observation]
    # Past the key of what is kept: neither the number of public projects nor their last change is other.
    Project.objects.update(published_at=None)
    kept = capacity._key()
    cache.set(kept, ([], [observation.pk]), 60)
    assert zone_capacity().planned == []
    Project.objects.update(published_at=timezone.now())
    assert zone_capacity().planned == [observation]
