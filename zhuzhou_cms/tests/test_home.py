"""The home page: what the zone is, how its projects are doing, what is new."""

import re

import pytest
from django.core.cache import cache
from django.utils import timezone

from core.partial_dates import PartialDate
from projects.actions import refresh_list_columns
from tests.factories import (
    cite,
    make_amount,
    make_article,
    make_benefit,
    make_event,
    make_infrastructure,
    make_milestone,
    make_park,
    make_program,
    make_project,
    make_source,
    make_zone,
)
from tests.pages import query_count, text_of

pytestmark = pytest.mark.django_db


def fill():
    """One of everything that the home page shows."""
    overdue = make_project(due_on=PartialDate.parse("2022-03"), stage="under_construction")
    large = make_project(park=make_park())
    make_amount(project=large, value=8_000_000_000, source=make_source())
    refresh_list_columns(project=large)
    rows = [overdue, large, large.park, make_program(), make_article(), make_event()]
    make_benefit(rows[3], amount=10_000_000, amount_qualifier="at_most", source=make_source())
    make_infrastructure(None, source=make_source())
    cite(large.park, "focus")
    return rows


def test_home_shows_the_zone_at_one_glance(client):
    zone = make_zone(name="示例区", role="产业链承载地", location="三市之间")
    rows = fill()
    answer = client.get("/")
    text = text_of(answer)
    for words in ("产业链承载地。", "位于三市之间。", "1个园区", "2个项目", "80亿元", "最高1000万元", "到期未报"):
        assert words in text
    page = answer.content.decode()
    assert re.findall(r"<h1>(.*?)</h1>", page) == [zone.name]
    assert [row for row in rows if f'href="{row.get_absolute_url()}"' not in page] == []
    assert [list(answer.context[name]) for name in ("overdue", "largest")] == [[rows[0]], [rows[1]]]


def test_home_of_an_empty_site_says_what_is_missing(client):
    text = text_of(client.get("/"))
    for words in ("还没有收录园区", "总投资未说明", "没有目标日期已过、还没有实际日期的项目。"):
        assert words in text


def test_home_costs_the_same_at_one_and_at_thirty_rows(client):
    make_zone()
    fill()
    client.get("/")
    few = counted_anew(client)
    for _ in range(29):
        fill()
    assert counted_anew(client) == few


def counted_anew(client):
    """The queries of the home page when nobody has counted the lights since the last change."""
    cache.clear()
    return query_count(client, "/")


def test_home_counts_the_lights_and_says_where_they_are_explained(client):
    fill()
    on_plan = make_project(last_confirmed_on=PartialDate(timezone.localdate()))
    make_milestone(project=on_plan, kind="completion", original_target=PartialDate.parse("2199"), is_final=True)
    page = text_of(client.get("/"))
    assert "绿灯1黄灯0红灯0灰灯0" in page
    assert 'href="/projects/lights/"' in client.get("/").content.decode()
