"""The leading sentences of a project's page: a record in, words out."""

import datetime as dt

import pytest

from core.partial_dates import PartialDate
from projects import headline
from projects.actions import enter_stage
from projects.models import Project, StageEntry, StatusChange
from projects.record import record_of
from projects.rules.lights import Reason
from tests import factories

from .records import LIMITS, change, record, step

BUILT_BY_MARCH = (
    step("construction_start", actual="2020-09"),
    step("completion", original="2022-03"),
    step("production_start", original="2022-03", final=True),
)
FRESH = {"confirmed": "2026-11-20"}
MOVED_TWICE = (change("extension", "2026-03", "2026-09"), change("extension", "2026-09", "2026-12"))


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (
            record(*BUILT_BY_MARCH, stage="under_construction", confirmed="2021?"),
            "原定2022年3月竣工、投产或投用，目标日已过1698天，没有收到完成、改期或停止的消息",
        ),
        (record(*BUILT_BY_MARCH, stage="in_production"), "原定2022年3月竣工、投产或投用，来源没有写实际日期"),
        (
            record(*BUILT_BY_MARCH, stage="completed"),
            "原定2022年3月投产或投用，目标日已过1698天，没有收到完成、改期或停止的消息",
        ),
        (
            record(step("completion", original="2026-03", current="2026-10"), **FRESH),
            "原定2026年3月、现定2026年10月竣工，目标日已过23天，比原定晚7个月，还没有报告实际日期",
        ),
        (
            record(step("completion", original="2022-03", alternative="2027")),
            "原定2022年3月竣工，目标日已过1698天，另行预计2027年，比原定晚58至69个月",
        ),
        (
            record(step("completion", original="2027-03"), step("full_capacity", original="2028")),
            "原定2027年3月竣工",
        ),
        (
            record(step("completion", original="2026-03", current="2026-12", changes=MOVED_TWICE)),
            "原定2026年3月、现定2026年12月竣工，比原定晚9个月，改过2次",
        ),
        (
            record(
                step("completion", original="2026-12"),
                step("full_capacity", original="2026-12", current="2027-12"),
                **FRESH,
            ),
            "原定2026年12月、现定2027年12月达产，比原定晚12个月",
        ),
        (
            record(step("completion", original="2022-03", actual="2022-11", final=True)),
            "2022年11月竣工，比原定晚8个月",
        ),
        (record(step("completion", original="2022-03", actual="2022-03", final=True)), "2022年3月竣工，按期"),
        (
            record(step("completion", original="2022-03", actual="2022-03-15", final=True)),
            "2022年3月15日竣工，比原定早16天至晚14天",
        ),
        (record(step("completion", actual="2022-03", final=True)), "2022年3月竣工"),
        (
            record(step("construction_start", actual="2021-04-28?")),
            "2021年4月28日（推定）开工，后面各步的日期来源没有写",
        ),
        (record(step("production_start", actual="2024-05")), "2024年5月投产或投用"),
        (record(step("signing", not_applicable=True)), "什么时候开工、什么时候建成，来源没有写"),
        (record(stage="in_production"), "什么时候开工、什么时候建成，来源没有写"),
    ],
)
def test_promise_says_what_was_promised_and_what_is_known(told, text):
    assert headline.promise(told).text == text


def test_promise_calls_nothing_missed_before_the_first_working_day_after_it():
    on = dt.date(2022, 7, 31)  # a Sunday, after a target that ended on Friday
    told = record(step("completion", original="2022-07-29", on=on), on=on)
    assert headline.promise(told).text == "原定2022年7月29日竣工"


def test_promise_rests_on_the_milestones_that_it_names_and_their_latest_change():
    moved = step("completion", original="2026-03", current="2026-12", changes=MOVED_TWICE)
    assert headline.promise(record(moved)).rows == [moved.milestone, MOVED_TWICE[1]]
    rows = headline.promise(record(*BUILT_BY_MARCH, stage="under_construction")).rows
    assert [row.kind for row in rows] == ["completion", "production_start"]


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (
            record(stage="under_construction", confirmed="2021?"),
            "最近一次核实是在2021年（推定），至少1788天前，当时在建",
        ),
        (record(stage="signed", confirmed="2026-11-20"), "最近一次核实是在2026年11月20日，3天前，当时已签约"),
        (record(confirmed="2026-11"), "最近一次核实是在2026年11月，到了哪个阶段，来源没有写"),
        (record(stage="signed"), "最近一次核实的日期没有记录，登记的阶段是“签约”"),
        (record(), "最近一次核实的日期没有记录，阶段来源没有写"),
    ],
)
def test_last_news_says_how_old_it_is_at_least(told, text):
    assert headline.last_news(told).text == text


def test_last_news_rests_on_the_stage_entry():
    entry = StageEntry(stage="signed")
    assert headline.last_news(record(stage="signed", entry=entry)).rows == [entry]


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (record(status="paused"), "项目已暂停"),
        (
            record(status="paused", project=Project(pause_reason="land", pause_summary="等待供地。")),
            "项目已暂停：用地，等待供地",
        ),
        (
            record(status="paused", change=StatusChange(reason_code="financing", summary="贷款未到位。")),
            "项目已暂停：资金，贷款未到位",
        ),
        (record(status="cancelled", project=Project(cancel_reason="投资方退出。")), "项目已取消：投资方退出"),
        (record(status="cancelled", change=StatusChange(summary="改投别处。")), "项目已取消：改投别处"),
    ],
)
def test_a_halt_leads_instead_of_the_promise(told, text):
    first, second, _ = headline.build(told, LIMITS)
    assert (first.text, second.text) == (text, "最近一次核实的日期没有记录，阶段来源没有写")


@pytest.mark.parametrize(
    ("told", "reason", "text"),
    [
        (record(status="cancelled"), Reason.CANCELLED, "已取消的项目不再判断，所以是灰灯"),
        (
            record(step("completion", original="2022-03", actual="2022-12", final=True)),
            Reason.FINISHED,
            "已完成，按实际与原定相差多少亮灯，所以是红灯",
        ),
        (
            record(step("completion", actual="2022-12", final=True)),
            Reason.NOT_COMPARABLE,
            "已完成，但没有原定日期可比，所以是灰灯",
        ),
        (
            record(confirmed="2021"),
            Reason.STALE,
            "超过90天没有核实，不知道现在怎样，所以是灰灯；这不等于没有进展",
        ),
        (record(), Reason.STALE, "没有核实过的日期，不知道现在怎样，所以是灰灯；这不等于没有进展"),
        (record(**FRESH), Reason.NO_PLAN, "没有公开的目标日期可比，所以是灰灯"),
        (
            record(step("completion", original="2026-08-01"), **FRESH),
            Reason.LONG_OVERDUE,
            "目标日过了90天以上仍没有实际日期，所以是红灯",
        ),
        (
            record(step("completion", original="2026-10"), **FRESH),
            Reason.OVERDUE,
            "有目标到期，还没有报告实际日期，所以是黄灯",
        ),
        (
            record(step("completion", original="2026-12", current="2027-12"), **FRESH),
            Reason.SLIPPED,
            "竣工比原定至少晚335天，超过180天，所以是红灯",
        ),
        (
            record(step("completion", original="2026-12", current="2027-03"), **FRESH),
            Reason.SLIPPED,
            "竣工比原定至少晚60天，超过30天，所以是黄灯",
        ),
        (
            record(step("completion", original="2027-12", running=False), status="paused", **FRESH),
            Reason.PAUSED,
            "项目暂停，所以是黄灯",
        ),
        (
            record(step("completion", original="2027-12"), **FRESH),
            Reason.ON_PLAN,
            "没有到期未报的目标，比原定也没有晚过30天，所以是绿灯",
        ),
    ],
)
def test_light_reason_gives_the_number_that_decided(told, reason, text):
    assert (told.shown.reason, headline.light_reason(told, LIMITS).text) == (reason, text)


def test_every_stage_has_its_words():
    assert {stage.value for stage in headline.STAGE_WORDS} == {
        value for value, _ in Project.stage.field.choices if value
    }


def test_last_news_does_not_claim_a_newer_stage_of_an_older_confirmation(db):
    project = factories.make_project(last_confirmed_on=PartialDate.parse("2021?"))
    enter_stage(project=project, stage="completed", stated_on=PartialDate.parse("2023-03"), user=None)
    record = record_of(Project.objects.with_record().get(), on=dt.date(2023, 6, 1), limits=LIMITS)
    assert headline.last_news(record).text == "2023年3月的来源说已竣工，全部内容最近一次核实是在2021年（推定）"
