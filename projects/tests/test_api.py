"""Projects in the API: derived values, what was said when, and any earlier day."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.partial_dates import PartialDate
from projects import actions
from projects.api.standing import Standing
from projects.models import Project
from projects.record import record_of
from projects.rules import RULES_VERSION
from projects.rules.thresholds import Thresholds
from tests import factories

from .days import LONG_AGO, day

pytestmark = pytest.mark.django_db

date = PartialDate.parse
LIST = "/api/v1/projects/"


def get(client, address, status=200):
    answer = client.get(address)
    assert (answer.status_code, address) == (status, address)
    return answer.json()


def detail(client, project, **params):
    answer = client.get(f"{LIST}{project.slug}/", params)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


@pytest.fixture
def staff():
    return factories.make_staff(username="wangxiaoming", last_name="王", first_name="小明")


@pytest.fixture
def told(staff):
    """Planned in February 2021, moved in May, missed and explained in December, paused and resumed, completed late."""
    source = factories.make_source(slug="report", title="一篇报道")
    with day("2021-02-01"):
        project = factories.make_project(published_at=LONG_AGO, slug="told")
        milestone = factories.make_milestone(
            project, kind="completion", original_target=date("2021-09"), is_final=True, stated_on=date("2021-02-01")
        )
        words = {"milestone": milestone, "user": staff, "source": source, "locator": "第2段"}
        actions.enter_stage(project=project, stage="under_construction", stated_on=date("2021-02"), user=staff)
    with day("2021-05-06"):
        actions.change_date(
            date_kind="current_target", new=date("2021-11"), reason_code="supply", justification="设备晚到。", **words
        )
        actions.confirm(project=project, user=staff, source=source, note="见报。")
    with day("2022-01-05"):
        actions.pause(
            project=project, reason_code="land", summary="等手续。", review_due=dt.date(2022, 3, 1), user=staff
        )
    with day("2022-02-20"):
        actions.resume(project=project, targets={milestone: date("2022-06")}, summary="手续齐了。", user=staff)
    with day("2022-03-10"):
        actions.rebaseline(
            project=project,
            targets={milestone: date("2022-07")},
            document=source,
            justification="批准了新计划。",
            reason_code="policy",
            user=staff,
        )
    with day("2022-07-20"):
        actions.change_date(date_kind="actual", new=date("2022-07"), **words)
        actions.enter_stage(project=project, stage="completed", stated_on=date("2022-07-20"), user=staff)
        actions.complete(project=project, user=staff)
    return project


# --- Derived values ---------------------------------------------------------------------------------------------------


def test_project_tells_its_light_with_the_reason_and_the_rules_version(client, told):
    found = detail(client, told)
    assert found["rules_version"] == RULES_VERSION
    assert found["light"] == {
        "code": "red",
        "label": "红灯",
        "reason": {"code": "finished", "label": "已完成"},
    }
    assert (found["freshness"]["age"], found["moves"]) == ("stale", 3)
    assert found["freshness"]["days"] == (timezone.localdate() - dt.date(2021, 5, 6)).days


def test_milestone_tells_its_verdict(client, told):
    milestone = detail(client, told)["milestones"][0]
    assert milestone["verdict"] == {
        "state": "met",
        "slip": {
            "low": 10,
            "high": 10,
            "unit": "month",
            "least_days": 274,
            "most_days": 333,
            "text": "晚10个月",
        },
        "missed_since": None,
        "days_overdue": 0,
    }
    assert (milestone["original_target"]["value"], milestone["actual"]["value"], milestone["moves"]) == (
        "2021-09",
        "2022-07",
        3,
    )


def test_missed_milestone_tells_since_when(client, told):
    milestone = detail(client, told, as_of="2021-12-31")["milestones"][0]
    assert milestone["verdict"] | {"slip": None} == {
        "state": "missed",
        "slip": None,
        "missed_since": "2021-12-01",
        "days_overdue": 31,
    }


def test_project_of_which_nothing_was_said_has_a_grey_light(client):
    project = factories.make_project()
    found = detail(client, project)
    assert (found["light"]["code"], found["light"]["reason"]["code"]) == ("grey", "stale")
    assert found["freshness"] == {"age": "never", "days": None}
    assert (found["stage"], found["milestones"], found["due_on"]) == (None, [], None)


# --- What was said when -----------------------------------------------------------------------------------------------


def test_date_changes_tell_old_new_and_why(client, told):
    changes = detail(client, told)["milestones"][0]["date_changes"]
    rows = [
        (c["date_kind"], c["old"] and c["old"]["value"], c["new"]["value"], c["kind"], c["reason_code"], c["baseline"])
        for c in changes
    ]
    assert rows == [
        ("current_target", None, "2021-11", "extension", "supply", None),
        ("current_target", "2021-11", "2022-06", "extension", "project_pause", None),
        ("current_target", "2022-06", "2022-07", "rebaseline", "policy", 1),
        ("actual", None, "2022-07", "report", None, None),
    ]
    assert (changes[0]["justification"], changes[0]["stated_on"]["value"]) == ("设备晚到。", "2021-05-06")
    assert (changes[0]["source"]["slug"], changes[0]["locator"]) == ("report", "第2段")
    assert dt.datetime.fromisoformat(changes[0]["recorded_at"]).tzinfo is not None


def test_project_tells_its_pauses_confirmations_and_baselines(client, told):
    found = detail(client, told)
    statuses = [(row["previous"], row["status"], row["summary"]) for row in found["status_changes"]]
    assert statuses == [
        ("in_progress", "paused", "等手续。"),
        ("paused", "in_progress", "手续齐了。"),
        ("in_progress", "complete", ""),
    ]
    assert [(row["stated_on"]["value"], row["source"]["slug"]) for row in found["confirmations"]] == [
        ("2021-05-06", "report")
    ]
    assert [(row["number"], row["justification"]) for row in found["baselines"]] == [(1, "批准了新计划。")]


def test_no_answer_names_staff_or_what_waits_for_a_second_person(client, told, staff):
    waiting = factories.make_date_change_request(
        told.milestones.get(),
        justification="还没有人同意。",
        recorded_by=staff,
        source=factories.make_source(slug="internal", title="内部来文"),
    )
    sources = get(client, "/api/v1/sources/")["results"]
    assert [row["slug"] for row in sources] == ["report"]
    get(client, f"/api/v1/sources/{waiting.source.slug}/", 404)
    for address in (LIST, f"{LIST}told/", f"{LIST}told/?as_of=2022-02-01"):
        text = client.get(address).content.decode()
        assert [word for word in ("wangxiaoming", "小明", "还没有人同意", "内部来文") if word in text] == []


# --- Any earlier day --------------------------------------------------------------------------------------------------

DAYS = [
    # day, stage, status, due, state of the milestone, light, changes, pause
    ("2021-02-01", "under_construction", "in_progress", "2021-09", "planned", "grey", 0, None),
    ("2021-05-06", "under_construction", "in_progress", "2021-11", "moved", "yellow", 1, None),
    ("2021-12-31", "under_construction", "in_progress", "2021-11", "missed", "grey", 1, None),
    ("2022-02-01", "under_construction", "paused", "2021-11", "suspended", "grey", 1, "2022-03-01"),
    ("2022-02-20", "under_construction", "in_progress", "2022-06", "moved", "grey", 2, None),
    ("2022-07-20", "completed", "complete", None, "met", "red", 4, None),
]


@pytest.mark.parametrize("line", DAYS, ids=[line[0] for line in DAYS])
def test_as_of_gives_back_the_day(client, told, line):
    found = detail(client, told, as_of=line[0])
    milestone = found["milestones"][0]
    assert (
        found["as_of"],
        found["stage"],
        found["status"],
        found["due_on"] and found["due_on"]["value"],
        milestone["verdict"]["state"],
        found["light"]["code"],
        len(milestone["date_changes"]),
        found["pause_review_due"],
    ) == line
    listed = get(client, f"{LIST}?as_of={line[0]}")["results"]
    assert listed == [{name: found[name] for name in listed[0]}]


def test_as_of_leaves_out_what_was_said_later(client, told):
    factories.make_phase(told, name="一期", as_of=date("2022"))
    factories.make_amount(told, value=80, as_of=date("2021"))
    factories.make_amount(told, value=90, as_of=date("2022"), qualifier="about")
    factories.make_observation(told, as_of=date("2022"))
    told.honours.create(title="入选", awarded_on=date("2022-03"))
    factories.make_event(projects=[told], starts_on=date("2022"))
    factories.make_article(projects=[told], occurred_on=date("2022"))
    actions.refresh_list_columns(project=told)
    then, now = detail(client, told, as_of="2021-12-31"), detail(client, told)
    for name in ("phases", "observations", "honours", "confirmations"):
        assert (name, len(then[name]), len(now[name])) == (name, name == "confirmations", 1)
    for name in ("events", "articles"):
        assert (name, len(then[name]["results"]), len(now[name]["results"])) == (name, 0, 1)
    assert (len(then["amounts"]), len(then["status_changes"]), then["baselines"]) == (1, 0, [])
    assert (then["planned_investment"]["value"], now["planned_investment"]["value"]) == ("80.00", "90.00")


def test_as_of_today_is_the_answer_without_it(client, told):
    today = timezone.localdate().isoformat()
    assert detail(client, told, as_of=today) == detail(client, told)
    assert get(client, f"{LIST}?as_of={today}")["results"] == get(client, LIST)["results"]
    assert detail(client, told, as_of="") == detail(client, told)


def test_standing_of_today_agrees_with_the_columns_of_lists(told):
    project = Project.objects.with_card().with_record().get(pk=told.pk)
    standing = Standing(project, on=timezone.localdate(), today=timezone.localdate())
    for name in ("planned_investment", "planned_investment_qualifier", "started_on", "due_on"):
        assert (name, getattr(standing, name)) == (name, getattr(project, name))


def test_project_of_which_nothing_had_been_said_is_left_out(client, told):
    assert get(client, f"{LIST}?as_of=2021-01-31")["results"] == []
    problem = get(client, f"{LIST}told/?as_of=2021-01-31", 404)
    assert problem["detail"] == "到2021年1月31日为止，还没有来源说到这个项目。后来才说的，不往前算。"


def test_withheld_project_is_unknown_on_any_day(client):
    project = factories.make_project(published=False, last_confirmed_on=date("2021"))
    problem = get(client, f"{LIST}{project.slug}/?as_of=2020-01-31", 404)
    assert problem["detail"] == f"没有网址名为“{project.slug}”的项目，或它没有公开。"


@pytest.mark.parametrize("on", ["2020-12-31", "2021-01-01", "2021-04-30", "2021-05-01", "2022-01-01"])
def test_list_of_a_day_asks_what_the_record_answers(on):
    """The condition in the query and the record of each row are two ways to say the same."""
    on = dt.date.fromisoformat(on)
    factories.make_project()
    for said in ("2021", "2021-05", "2022"):
        factories.make_project(last_confirmed_on=date(said))
        factories.make_milestone(factories.make_project(), stated_on=date(said))
        factories.make_stage_entry(factories.make_project(), stated_on=date(said))
        factories.make_stage_entry(factories.make_project(), stated_on=date("2021"), entered_on=date(said))
        factories.make_confirmation(factories.make_project(), stated_on=date(said))
        factories.make_confirmation(factories.make_project(), stated_on=date("2022"), previous=date(said))
        phase = factories.make_phase(factories.make_project())
        factories.make_stage_entry(phase.project, phase_number=1, stated_on=date(said))
    rows = Project.objects.with_card().with_record()
    known = {row.pk for row in rows if record_of(row, on=on, limits=Thresholds())}
    assert set(Project.objects.stated_by(on).values_list("pk", flat=True)) == known


TOMORROW = "9999-12-31"


@pytest.mark.parametrize("address", [LIST, f"{LIST}told/"])
@pytest.mark.parametrize(
    "text", ["yesterday", "2021", "2021-02-30", "1989-12-31", TOMORROW, "2021-06-30&as_of=2021-07-01"]
)
def test_bad_day_is_a_400_that_names_it(client, told, address, text):
    problem = get(client, f"{address}?as_of={text}", 400)
    assert [error["parameter"] for error in problem["errors"]] == ["as_of"]


@pytest.mark.parametrize("other", ["stage=signed", "overdue=true", "started_from=2020", "sort=due", "investment_min=1"])
def test_filter_that_knows_today_alone_is_refused_for_another_day(client, told, other):
    problem = get(client, f"{LIST}?as_of=2021-12-31&{other}", 400)
    assert problem["errors"] == [
        {
            "parameter": "as_of",
            "detail": f"{other.partition('=')[0]} 按今天的情况筛选或排序，不能和以前的日期一起用。",
        }
    ]
    get(client, f"{LIST}?as_of={timezone.localdate()}&{other}")


def test_filters_and_pages_go_with_a_day(client, told):
    factories.make_project(last_confirmed_on=date("2021"))
    found = get(client, f"{LIST}?as_of=2021-12-31&page_size=1&count=true")
    assert (found["count"], len(found["results"])) == (2, 1)
    second = get(client, found["next"])
    assert {row["as_of"] for row in (*found["results"], *second["results"])} == {"2021-12-31"}
    assert len(get(client, f"{LIST}?as_of=2021-12-31&q={told.name}")["results"]) == 1


def test_answer_writes_nothing(client, told):
    before = json.dumps(list(Project.objects.values()), default=str)
    with CaptureQueriesContext(connection) as captured:
        detail(client, told, as_of="2021-12-31")
    assert [query["sql"] for query in captured if not query["sql"].startswith("SELECT")] == []
    assert json.dumps(list(Project.objects.values()), default=str) == before


@pytest.mark.anywhere
def test_list_of_a_day_costs_the_same_for_one_project_and_for_thirty(client):
    source = factories.make_source()

    def make():
        project = factories.make_project(industries=[factories.make_industry()], park=factories.make_park())
        milestone = factories.make_milestone(
            project, original_target=date("2021-09"), stated_on=date("2021"), source=source
        )
        factories.make_date_change(milestone, source=source)
        factories.make_stage_entry(project, source=source)
        factories.make_status_change(project, source=source)
        factories.make_confirmation(project, source=source)
        factories.make_amount(project, source=source)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            found = get(client, f"{LIST}?as_of=2022-06-30&page_size=100")
        return len(found["results"]), len(captured)

    make()
    few = cost()
    for _ in range(29):
        make()
    assert cost() == (30, few[1])
