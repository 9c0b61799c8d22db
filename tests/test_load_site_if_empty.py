"""The content that comes with the project fills an empty site, and touches no other."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.serializers.base import DeserializationError
from django.utils import timezone

from parks.models import Industry, Park, ZoneProfile
from projects.models import Project

pytestmark = pytest.mark.django_db


def load_site_if_empty():
    """Run the command; returns what it printed."""
    output = StringIO()
    call_command("load_site_if_empty", stdout=output)
    return output.getvalue()


def test_empty_site_is_filled_and_then_left_alone():
    assert load_site_if_empty() == "正在载入演示内容 … (loading the demo content)\n"
    assert ZoneProfile.objects.count() == 1
    Park.objects.update(name="改过的名称")
    Project.objects.all().delete()

    assert load_site_if_empty() == ""
    assert set(Park.objects.values_list("name", flat=True)) == {"改过的名称"}
    assert Project.objects.count() == 0


def test_columns_derived_from_other_rows_are_filled():
    load_site_if_empty()
    loaded = list(Project.objects.order_by("pk").values())

    call_command("refresh_projects")

    assert list(Project.objects.order_by("pk").values()) == loaded


def test_one_row_is_enough_to_leave_a_site_alone():
    Industry.objects.create(name="轨道交通", slug="rail")

    assert load_site_if_empty() == ""
    assert ZoneProfile.objects.count() == 0


def test_failed_load_leaves_the_site_empty(settings, tmp_path):
    fixtures = tmp_path / "fixtures"
    fixtures.mkdir()
    (fixtures / "010_good.json").write_text('[{"model": "parks.industry", "fields": {"name": "甲", "slug": "a"}}]')
    (fixtures / "020_bad.json").write_text("[{")
    settings.BASE_DIR = tmp_path

    with pytest.raises(DeserializationError, match=r"020_bad\.json"):
        load_site_if_empty()
    assert Industry.objects.count() == 0


def test_site_is_public_on_a_machine_whose_clock_is_behind(monkeypatch):
    behind = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: behind)

    load_site_if_empty()

    assert Park.objects.live().count() == Park.objects.count() == 7
    assert Park.objects.filter(published_at=behind).count() == 7
