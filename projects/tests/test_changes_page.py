"""The page of everything that was ever changed about a project."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from core.partial_dates import PartialDate
from tests.factories import make_date_change, make_milestone, make_project, make_source, make_staff
from tests.pages import main_rows_of, main_text_of, query_count, text_of

pytestmark = pytest.mark.django_db
date = PartialDate.parse


def address(project):
    return reverse("projects:changes", args=[project.slug])


def at(day):
    return timezone.make_aware(dt.datetime.fromisoformat(f"{day}T12:00"))


def test_page_without_changes_says_what_will_stand_there(client):
    text = text_of(client.get(address(make_project(last_confirmed_on=date("2021")))))
    assert "日期还没有改动过日期每次改动都会列在这里，写明改前、改后、原因、理由和出处。" in text
    assert "收录以后还没有再核实过。登记时的最后核实日期：2021年。" in text


def test_page_tells_each_change_with_reason_clocks_and_source(client):
    project, source = make_project(), make_source(title="通报")
    milestone = make_milestone(project=project, kind="completion", original_target=date("2022-03"))
    first = make_date_change(
        milestone, old=date("2022-03"), source=source, recorded_at=at("2022-03-15"), locator="第2段"
    )
    make_date_change(
        milestone,
        date_kind="alternative_date",
        kind="alternative",
        old=first.new,
        new=None,
        recorded_at=at("2022-09-01"),
        approved_by=make_staff(),
    )
    answer = client.get(address(project))
    assert main_rows_of(answer, "tr")[:3] == [
        "里程碑改前→改后性质和原因理由来源日期本站记录",
        "竣工整个项目；另行预计2022年8月→撤回另行预计设备或供应设备晚到。2022年3月2022年9月1日第二人同意",
        "竣工[1]整个项目；现定2022年3月→2022年8月延期设备或供应设备晚到。2022年3月2022年3月15日",
    ]
    assert [note.document for note in answer.context["footnotes"]] == [source]


def test_page_tells_baselines_pauses_and_confirmations(client):
    project = make_project()
    source = make_source()
    baseline = project.baselines.create(
        number=1, justification="按批复重新排期。", stated_on=date("2022-05"), source=source
    )
    make_date_change(make_milestone(project=project), kind="rebaseline", baseline=baseline)
    project.status_changes.create(
        previous="in_progress",
        status="paused",
        reason_code="land",
        summary="等待供地。",
        review_due=dt.date(2022, 8, 1),
        stated_on=date("2022-06"),
    )
    project.confirmations.create(stated_on=date("2022-07-01"), previous=date("2021"), note="电话核实。")
    text = main_text_of(client.get(address(project)))
    for words in (
        "重定基线（第1次基线）",
        "第1次[1]按批复重新排期。2022年5月",
        "进行中→暂停用地：等待供地。2022年8月1日以前复核2022年6月",
        "2022年7月1日2021年电话核实。",
    ):
        assert words in text


def test_page_says_that_only_the_latest_are_listed(client):
    project = make_project()
    for number in range(21):
        project.confirmations.create(stated_on=date("2022"), recorded_at=at(f"2022-01-{number + 1:02}"))
    answer = client.get(address(project))
    assert len(answer.context["confirmations"]) == 20
    assert "只列最近20次。" in text_of(answer)


@pytest.mark.anywhere
def test_page_is_paged_and_costs_the_same_at_one_and_at_many_changes(client):
    project = make_project()
    milestone = make_milestone(project=project)

    def add(number):
        recorded = at("2022-01-01") + dt.timedelta(days=number)
        make_date_change(milestone, source=make_source(), recorded_at=recorded)
        project.confirmations.create(stated_on=date("2022"), recorded_at=recorded, source=make_source())

    add(0)
    client.get(address(project))
    few = query_count(client, address(project))
    for number in range(1, 51):
        add(number)
    assert query_count(client, address(project)) == few
    assert [len(client.get(address(project), {"page": page}).context["changes"]) for page in (1, 2)] == [50, 1]
    assert client.get(address(project), {"page": "abc"}).status_code == 404


def test_changes_of_a_withheld_or_unknown_project_do_not_exist(client):
    assert client.get(address(make_project(published=False))).status_code == 404
    assert client.get("/projects/no-such-project/changes/").status_code == 404
