"""The timeline's rows: a record's milestones in, rows out."""

import datetime as dt

import pytest

from projects import timeline
from projects.choices import MilestoneKind
from projects.rules.verdicts import State
from projects.timeline import Setting

from .records import TODAY, change, date, step


def setting(on=TODAY, confirmed=None, is_today=True):
    return Setting(on, is_today=is_today, last_confirmed_on=date(confirmed))


def only(milestone, **options):
    """The row of one milestone."""
    (row,) = (row for row in timeline.build([milestone], setting(**options), steps=()) if row.kind == "milestone")
    return row


def words(row):
    return row.original.text, row.current.text, row.actual.text


@pytest.mark.parametrize(
    ("milestone", "state", "look", "tag", "dates"),
    [
        (step("completion"), State.UNKNOWN, "unknown", "", ("", "", "")),
        (step("completion", original="2027"), State.PLANNED, "planned", "原定", ("2027年", "未改动", "未到期")),
        (
            step("completion", original="2026-06", current="2027-02"),
            State.MOVED,
            "moved",
            "已改期",
            ("2026年6月", "2027年2月", "未到期"),
        ),
        (step("completion", original="2022-03"), State.MISSED, "due", "到期未报", ("2022年3月", "未改动", "未报")),
        (
            step("completion", original="2022-03", alternative="2027"),
            State.MISSED,
            "due",
            "到期未报",
            ("2022年3月", "2027年", "未报"),
        ),
        (
            step("completion", original="2022-03", running=False),
            State.SUSPENDED,
            "suspended",
            "停止计算",
            ("2022年3月", "未改动", "不计逾期"),
        ),
        (
            step("completion", original="2022-03", actual="2022-11"),
            State.MET,
            "done",
            "已发生",
            ("2022年3月", "不再适用", "2022年11月"),
        ),
        (step("signing", not_applicable=True), State.NOT_APPLICABLE, "unknown", "不适用", ("", "", "")),
    ],
)
def test_row_shows_the_verdict_and_the_three_dates(milestone, state, look, tag, dates):
    row = only(milestone)
    assert (row.state, row.look, row.tag, words(row)) == (state, look, tag, dates)


@pytest.mark.parametrize(
    ("dates", "note"),
    [
        ({"original": "2022-03", "actual": "2022-11"}, "比原定晚8个月"),
        ({"original": "2022-03", "actual": "2022-03"}, "按期"),
        ({"original": "2022-03", "actual": "2022-04-10"}, "比原定晚10至40天"),
        ({"actual": "2022-11"}, "没有原定日期可比"),
    ],
)
def test_what_happened_is_compared_with_the_first_promise(dates, note):
    assert only(step("completion", **dates)).actual.note == note


def test_a_moved_target_shows_how_often_it_moved_and_from_where():
    changes = [change("extension", "2026-06", "2026-11"), change("extension", "2026-11", "2027-02")]
    cell = only(step("completion", original="2026-06", current="2027-02", changes=changes)).current
    assert (cell.text, cell.note, cell.replaced) == ("2027年2月", "改过2次，比原定晚8个月", ("2026年11月",))


def test_a_target_that_was_met_late_still_shows_its_moves():
    cell = only(
        step(
            "completion",
            original="2022-03",
            current="2022-08",
            actual="2022-08",
            changes=[change("extension", "2022-03", "2022-08")],
        )
    ).current
    assert (cell.text, cell.note, cell.replaced) == ("不再适用", "改过1次", ("2022年8月",))


def test_an_alternative_date_does_not_hide_the_target_that_passed():
    changes = [change("alternative", None, "2027", date_kind="alternative_date", justification="雨季长。")]
    milestone = step("completion", original="2022-03", current="2022-08", alternative="2027", changes=changes)
    row = only(milestone)
    assert (row.current.text, row.current.note, row.current.replaced) == (
        "2027年",
        "另行预计，改过1次，比原定晚58至69个月",
        ("2022年8月",),
    )


def test_a_correction_stays_visible_and_is_no_move():
    changes = [change("correction", "2022-01", "2022-03", date_kind="original_target")]
    row = only(step("completion", original="2022-03", changes=changes))
    assert (row.original.note, row.current.note) == ("更正过，先前记为2022年1月", "")


@pytest.mark.parametrize(
    ("confirmed", "explanation", "changes", "notes"),
    [
        ("2021?", "", (), ("没有收到说明", "2021年（推定）以后没有更新的消息")),
        (None, "", (), ("没有收到说明", "没有更新的消息")),
        ("2026-10-24", "设备晚到。", (), ("说明：设备晚到",)),
        ("2026-10-23", "设备晚到。", (), ("说明：设备晚到", "2026年10月23日以后没有更新的消息")),
        (
            "2021",
            "雨季长。",
            (change("alternative", None, "2027", date_kind="alternative_date", stated_on="2026-11"),),
            ("说明：雨季长",),
        ),
    ],
)
def test_a_missed_target_says_since_when_why_and_how_long_nothing_came(confirmed, explanation, changes, notes):
    milestone = step("completion", original="2022-03", explanation=explanation, changes=changes)
    row = only(milestone, confirmed=confirmed)
    assert row.actual.note == "已过1698天"
    assert row.notes == ("从2022年4月1日起算作到期未报", *notes)


def test_dates_cite_the_change_that_said_them_or_else_the_milestone():
    moved = change("extension", "2022-03", "2022-08", source_id=7)
    reported = change("report", None, "2022-09", date_kind="actual", source_id=8)
    planned = step("completion", original="2027")
    assert only(planned).original.rows == (planned.milestone,)
    ahead = only(step("completion", original="2022-03", current="2022-08", changes=[moved]))
    assert ahead.current.rows == (moved,)
    done = step("completion", original="2022-03", actual="2022-09", changes=[reported])
    assert (only(done).original.rows, only(done).actual.rows) == ((done.milestone,), (reported,))
    first = step("construction_start", original="2020-09", actual="2020-09")
    assert (only(first).original.rows, only(first).actual.rows) == ((), (first.milestone,))
    silent = step("signing")
    assert only(silent).rows == (silent.milestone,)


def test_build_tells_a_project_from_first_step_to_last():
    rows = timeline.build(
        [
            step("production_start", original="2022-03"),
            step("construction_start", actual="2020-09"),
            step("completion", original="2022-03"),
        ],
        setting(confirmed="2021?"),
    )
    assert [(row.title, row.look, row.solid) for row in rows] == [
        ("签约", "unknown", False),
        ("立项或备案", "unknown", False),
        ("开工", "done", True),
        ("2021年（推定）最后一次核实", "confirmed", False),
        ("竣工", "due", False),
        ("投产或投用", "due", False),
        ("今天2026年11月23日", "today", False),
        ("达产", "unknown", False),
    ]


@pytest.mark.parametrize(
    ("stage", "titles"),
    [
        ("", ["2021年最后一次核实", "今天2026年11月23日", "签约", "开工", "投产或投用"]),
        ("signed", ["签约", "2021年最后一次核实", "今天2026年11月23日", "开工", "投产或投用"]),
        ("in_production", ["签约", "开工", "投产或投用", "2021年最后一次核实", "今天2026年11月23日"]),
    ],
)
def test_build_puts_undated_steps_before_the_confirmation_when_the_stage_lies_beyond_them(stage, titles):
    steps = (MilestoneKind.SIGNING, MilestoneKind.CONSTRUCTION_START, MilestoneKind.PRODUCTION_START)
    rows = timeline.build([], setting(confirmed="2021"), stage=stage, steps=steps)
    assert [row.title for row in rows] == titles


@pytest.mark.parametrize(
    ("stage", "tag", "look", "actual", "note"),
    [
        ("under_construction", "到期未报", "due", "未报", "已过1698天"),
        ("completed", "", "unknown", "来源没有写日期", "按阶段“竣工”，这一步已经过去"),
        ("in_production", "", "unknown", "来源没有写日期", "按阶段“投用”，这一步已经过去"),
    ],
)
def test_a_step_that_the_stage_lies_beyond_lacks_a_date_and_not_news(stage, tag, look, actual, note):
    (row,) = (
        row
        for row in timeline.build([step("completion", original="2022-03")], setting(), stage=stage, steps=())
        if row.kind == "milestone"
    )
    assert (row.tag, row.look, row.actual.text, row.actual.note) == (tag, look, actual, note)
    assert row.original.text == "2022年3月"
    assert any("到期未报" in words for words in row.notes) == (tag == "到期未报")


def test_a_step_behind_the_stage_that_was_moved_still_says_so():
    changes = [change("alternative", None, "2027", date_kind="alternative_date", justification="雨季长。")]
    moved = step("completion", original="2022-03", alternative="2027", changes=changes, explanation="雨季长。")
    (row,) = (row for row in timeline.build([moved], setting(), stage="completed", steps=()) if row.kind == "milestone")
    assert (row.current.text, row.notes) == ("2027年", ("说明：雨季长",))


def test_build_for_an_earlier_day_names_that_day_and_keeps_silent_about_silence():
    on = dt.date(2021, 6, 30)
    rows = timeline.build([], setting(on, confirmed="2021", is_today=False), steps=())
    assert [(row.title, row.notes) for row in rows] == [("2021年最后一次核实", ()), ("看到2021年6月30日", ())]


def test_every_state_of_the_rules_has_a_tag_but_the_unknown():
    rows = [timeline.Row("竣工", state=state) for state in State]
    assert [row.state for row in rows if not row.tag] == [State.UNKNOWN]
