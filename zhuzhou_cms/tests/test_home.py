"""The home page: what the zone is, how its projects are doing, what is new."""

import re

import pytest
from django.core.cache import cache
from django.utils import timezone

from core.partial_dates import PartialDate
from projects.actions import refresh_list_columns
from projects.models import Metric, Observation
from tests.factories import (
    cite,
    make_amount,
    make_article,
    make_benefit,
    make_event,
    make_infrastructure,
    make_metric,
    make_milestone,
    make_observation,
    make_park,
    make_phase,
    make_program,
    make_project,
    make_source,
    make_stage_entry,
    make_zone,
)
from tests.pages import query_count, text_of
from zhuzhou_cms import views

pytestmark = pytest.mark.django_db


date = PartialDate.parse


def sourced():
    return {"source": make_source(), "locator": "第1段"}


def storage():
    return Metric.objects.filter(slug="storage").first() or make_metric(slug="storage", name="存储", unit="PB")


def fill():
    """One of everything that the home page shows."""
    overdue = make_project()
    make_milestone(
        overdue, kind="completion", original_target=date("2022-03"), is_final=True, stated_on=date("2021"), **sourced()
    )
    make_stage_entry(overdue, stage="under_construction", stated_on=date("2021"), **sourced())
    refresh_list_columns(project=overdue)
    large = make_project(park=make_park(land_area=200_000))
    make_observation(large, storage(), value=1500, **sourced())
    make_observation(large, storage(), nature="achieved", value=164, phase_number=make_phase(large).number, **sourced())
    make_observation(large, make_metric(), value=30_000, **sourced())
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
    for words in (
        "产业链承载地。",
        "位于三市之间。",
        "1个园区",
        "2个项目",
        "公布过目标日期的有1个项目，都在2022年到期，此后没有收到完成、改期或停止的消息",
        "原定2022年3月，到期未报",
        "规划1500PB",
        "第1期已具备164PB",
        "3万架",
        "300亩",
        "1个项目公布了计划总投资",
        "80亿元",
        "最高1000万元",
    ):
        assert words in text
    page = answer.content.decode()
    assert re.findall(r"<h1>(.*?)</h1>", page) == [zone.name]
    assert [row for row in rows if f'href="{row.get_absolute_url()}"' not in page] == []
    assert list(answer.context["largest"]) == [rows[1]]
    assert [row.record.project for row in answer.context["drawing_table"]] == [rows[0]]
    cited = {note.document for note in answer.context["footnotes"]}
    assert {row.source for row in Observation.objects.all()} <= cited


def test_home_draws_the_projects_with_the_nearest_targets_first(client, monkeypatch):
    monkeypatch.setattr(views, "DRAWN", 2)
    _, late, early = (make_project(last_confirmed_on=date("2021")) for _ in range(3))
    for project, target in ((late, "2027"), (early, "2022")):
        make_milestone(project, kind="completion", original_target=date(target), is_final=True, stated_on=date("2021"))
        refresh_list_columns(project=project)
    answer = client.get("/")
    assert [row.record.project for row in answer.context["drawing_table"]] == [early, late]
    assert "打开挂图作战，看全部3个项目" in text_of(answer)
    assert [variant.shape.name for variant in answer.context["drawing"].groups[0].sheets[0]] == ["small", "narrow"]


def test_home_has_drawings_with_unique_ids_and_no_inline_style(client):
    fill()
    fill()
    page = client.get("/").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    named = re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', page)
    assert {name for names in named for name in names.split()} <= set(ids)
    assert re.findall(r"\sstyle=|<style|\son\w+=", page) == []


def test_home_of_an_empty_site_says_what_is_missing(client):
    text = text_of(client.get("/"))
    for words in (
        "还没有收录项目",
        "还没有可以画的项目",
        "规模与产能未说明",
        "还没有收录园区",
        "总投资未说明",
        "还没有收录人才政策",
        "还没有动态和活动",
    ):
        assert words in text


@pytest.mark.anywhere
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
    assert "绿灯按期1黄灯有偏差0红灯明显落后0灰灯无法判断1" in page
    assert "2个项目里，1个按期，1个消息太旧或没有可比的计划，无法判断。" in page
    assert 'href="/projects/lights/"' in client.get("/").content.decode()
