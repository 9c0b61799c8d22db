"""The page on the lights: the formula with the numbers in force, and the counts."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError

from core.partial_dates import PartialDate
from projects import light_counts
from projects.models import Project
from projects.rules.thresholds import Thresholds
from tests.factories import make_date_change, make_milestone, make_project, make_stage_entry
from tests.pages import query_count, text_of

pytestmark = pytest.mark.django_db
ADDRESS = "/projects/lights/"
DAY = dt.date(2022, 6, 30)
LIMITS = Thresholds()
date = PartialDate.parse


def counts(on=DAY):
    return light_counts.light_counts(on=on, limits=LIMITS)


def make(*, current=None, original="2022-12", confirmed="2022-06-01", moves=(), **fields):
    """A project with one milestone, promised in 2021."""
    project = make_project(last_confirmed_on=date(confirmed) if confirmed else None, **fields)
    milestone = make_milestone(
        project=project,
        kind="completion",
        is_final=True,
        original_target=date(original),
        current_target=date(current) if current else None,
        stated_on=date("2021"),
    )
    old = None
    for number, new in enumerate(moves):
        make_date_change(milestone, old=old, new=date(new), stated_on=date(f"2022-0{number + 1}"))
        old = date(new)
    return project


def test_counts_put_each_project_under_its_light():
    make()
    make(current="2023-02", moves=["2023-02"])  # at least 32 days later
    make(current="2023-12", moves=["2023-06", "2023-12"])  # at least 335 days later
    make(confirmed="2021")
    make(confirmed=None)
    make(published=False)
    found = counts()
    assert found.by_light == {"green": 1, "yellow": 1, "red": 1, "grey": 2}
    assert found.by_reason == {"on_plan": 1, "slipped": 2, "stale": 2}
    assert (found.total, found.moved, found.median_days, found.silent) == (5, 2, 32, 0)


def test_counts_of_an_earlier_day_know_nothing_of_later_moves():
    make(current="2023-12", moves=["2023-12"])
    make(confirmed=None, original="2022-12").milestones.update(stated_on=date("2022-05"))
    before, after = counts(dt.date(2021, 12, 31)), counts()
    assert (before.moved, before.median_days, before.silent, before.total) == (0, None, 1, 1)
    assert (after.moved, after.median_days, after.silent, after.total) == (1, 335, 0, 2)


def test_counts_are_made_once_until_something_is_recorded(django_assert_num_queries):
    project = make()
    first = counts()
    with django_assert_num_queries(6):
        assert counts() == first
    changed = project.milestones.get()
    changed.current_target = date("2023-12")
    changed.save()
    make_date_change(changed, new=date("2023-12"), stated_on=date("2022-02"))
    assert counts().by_light["red"] == 1


@pytest.mark.anywhere
def test_counts_take_the_same_queries_in_one_chunk_at_one_and_at_thirty_projects(client):
    make()
    few = anew(client)
    for _ in range(29):
        make(current="2023-02", moves=["2023-02"])
    assert anew(client) == few


def anew(client):
    cache.clear()
    return query_count(client, f"{ADDRESS}?as_of=2022-06-30")


def test_page_prints_the_thresholds_in_force(client, settings):
    settings.STATUS_THRESHOLDS = {"fresh": 31, "ageing": 91, "yellow_slip": 32, "red_slip": 181, "red_overdue": 92}
    text = text_of(client.get(ADDRESS))
    for words in (
        "规则第1版。",
        "晚过181天红灯，晚过32天黄灯",
        "最后核实超过91天：灰灯",
        "到期未报超过92天，或者比原定至少晚181天以上：红灯",
        "最后核实在31天以内是“消息新”，91天以内是“消息渐旧”",
    ):
        assert words in text


def test_page_names_each_light_with_shape_and_meaning(client):
    text = text_of(client.get(ADDRESS))
    for words in ("绿灯圆，打钩按期", "黄灯三角，叹号有偏差", "红灯八角，打叉明显落后", "灰灯圆圈，斜纹无法判断"):
        assert words in text


@pytest.mark.parametrize(
    ("current", "words"),
    [
        ("2023-12", "改过目标日期的有1个，按中位数，比原定至少晚335天。"),
        ("2022-08", "改过目标日期的有1个，按中位数，比原定可能提前，至多提前152天。"),
        ("2022-12", "没有项目改过目标日期。"),
    ],
)
def test_page_says_how_many_moved_and_by_how_much(client, current, words):
    make(current=current, moves=[] if current == "2022-12" else [current])
    text = text_of(client.get(ADDRESS, {"as_of": "2022-06-30"}))
    assert words in text
    assert "2022年6月30日各有多少一共1个项目，一个项目只算一次。" in text


def test_page_of_an_empty_site_counts_nothing(client):
    text = text_of(client.get(ADDRESS))
    assert "现在各有多少一共0个项目" in text
    assert "绿灯按期0黄灯有偏差0红灯明显落后0灰灯无法判断0没有项目改过目标日期。" in text
    assert "到了哪一步" not in text


def test_counts_say_stages_starts_and_what_became_of_promises():
    begun = make()
    make_stage_entry(begun, stage="under_construction", stated_on=date("2021"))
    make_milestone(
        begun, kind="construction_start", actual=date("2020-09"), phase_number=1, stated_on=date("2021"), label="一期"
    )
    late = make(original="2022-03")
    make_milestone(late, kind="construction_start", actual=date("2018"), stated_on=date("2021"))
    make(original="2021-03", status="paused")
    make_project(last_confirmed_on=date("2021"), planned_investment=1)
    found = counts()
    assert found.by_stage["under_construction"] == 1
    assert found.by_stage[""] == 3
    assert next(iter(found.by_stage)) == "negotiation"
    assert found.by_start == {2018: 1, 2019: 0, 2020: 1}
    assert (found.promised, found.due, found.due_years, found.started, found.priced) == (3, 1, (2022,), 2, 1)


def test_page_draws_lights_only_where_there_is_something_to_compare(client):
    make()
    asked = {"as_of": "2022-06-30"}
    assert "1个项目各亮什么灯" not in text_of(client.get(ADDRESS, asked))
    make()
    make(confirmed="2021")
    answer = client.get(ADDRESS, asked)
    assert [chart.name for chart in answer.context["charts"]] == ["lights", "stages", "starts"]
    assert "3个项目各亮什么灯" in text_of(answer)


@pytest.mark.parametrize("slug", ["board", "lights"])
def test_a_project_may_not_take_the_address_of_another_page(slug):
    project = Project(slug=slug, name="项目")
    with pytest.raises(ValidationError) as refused:
        project.clean()
    assert refused.value.message_dict == {"slug": [f"“{slug}”是本站别的页面的网址，请换一个。"]}
    Project(slug=f"{slug}-2", name="项目").clean()
