"""What people do to spreadsheets, and the verdict that each row gets."""

import datetime as dt

import pytest
from django.db.models import UniqueConstraint
from openpyxl import Workbook

from enterprises.models import Enterprise, Tenancy
from exchange.tables import Kind, exchanged_models
from parks.models import Industry, Park
from projects.models import Project
from tests import factories as make

from .files import bring, edited, verdicts, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]
HEADER = ["网址名", "名称", "所在园区", "用地面积"]


@pytest.fixture
def boss():
    return make.make_staff("administrator")


@pytest.fixture
def content():
    make.make_park(slug="yunlong", name="云龙大数据产业园")
    make.make_industry(slug="data", name="大数据")
    make.make_industry(slug="chip", name="芯片")
    make.make_project(slug="shu-ju-hu", name="数据湖", land_area=186000)


def problem_of(batch, number):
    return next(problems for row, _, problems in verdicts(batch) if row == number)


# The row after the header HEADER; what is wrong with it, "" for nothing.
ROWS = {
    "as it should be": (["a", "甲", "云龙大数据产业园", "279亩"], ""),
    "full-width digits": (["a", "甲", "", "２７９亩"], ""),
    "spaces around": (["a ", "　甲 ", " 云龙大数据产业园\u3000", " 279 亩 "], ""),
    "said about": (["a", "甲", "", "约279亩"], ""),
    "no address name": (["", "甲", "", ""], ""),
    "wrong park": (
        ["a", "甲", "云龙大数据产业圆", ""],
        "所在园区：没有叫“云龙大数据产业圆”的园区。最接近的是“云龙大数据产业园”。",
    ),
    "words for a number": (
        ["a", "甲", "", "很大"],
        "用地面积：“很大”读不出数量。请写成 279亩、5.4万平方米 这样。“约”“至少”等请选在“说法”里。",
    ),
    "no name": (["a", "", "", ""], "名称：该字段是必填项。"),
    "an address name with spaces": (
        ["a b", "甲", "", ""],
        "网址名：网址名只能用英文字母、数字和连字符，例如 yunlong-big-data-park。",
    ),
    "the name of another": (
        ["a", "数据湖", "", ""],
        "整行：已经有同名的“数据湖”（网址名 shu-ju-hu）。是同一个，就把网址名改成它；"
        "确实是另一个，请把名称写得能分清。",
    ),
}


@pytest.mark.parametrize(("row", "problem"), ROWS.values(), ids=ROWS)
def test_row_gets_its_verdict(content, boss, row, problem):
    batch = bring(workbook(项目=[HEADER, row]), Project, boss)

    assert (batch.problems, problem_of(batch, 2)) == ([], problem)
    assert batch.counts == ({"wrong": 1} if problem else {"new": 1})


def test_rows_of_different_parks_may_be_called_alike(content, boss):
    make.make_park(name="乙园")
    rows = [["园区", "入驻名称", "状态"], ["乙园", "某中心", "已入驻"], ["云龙大数据产业园", "某中心", "已入驻"]]
    batch = bring(workbook(入驻=rows), Tenancy, boss)

    assert verdicts(batch) == [[2, "new", ""], [3, "new", ""]]


def test_all_mistakes_of_all_rows_are_told_at_once(content, boss):
    milestones = [
        ["项目", "里程碑", "原定", "改期原因"],
        ["a", "开工", "2026年底", ""],
        ["a", "动土", "2026年", ""],
        ["没有的项目", "开工", "2026年", ""],
        ["a", "竣工", "44621", ""],
        ["a", "投产", "2026年13月", ""],
        ["a", "签约", "2026年", ""],
        ["a", "签约", "2027年", ""],
    ]
    rows = [HEADER, ["a", "甲", "没有的园", ""], ["a", "乙", "", ""]]
    batch = bring(workbook(项目=rows, 里程碑=milestones), Project, boss)
    wrong = batch.rows.exclude(problems=[])
    told = sorted((row.sheet, row.number, row.problems[0][0]) for row in wrong)

    assert told == [
        ("里程碑", 2, "原定"),
        ("里程碑", 3, "里程碑"),
        ("里程碑", 4, "项目"),
        ("里程碑", 5, "原定"),
        ("里程碑", 6, "里程碑"),
        ("里程碑", 8, "整行"),
        ("项目", 2, "所在园区"),
        ("项目", 3, "整行"),
    ]


def test_child_row_that_may_belong_to_two_is_refused(content, boss):
    rows = [HEADER, ["a", "甲", "", ""], ["b", "甲 ", "", ""], ["c", "乙", "", ""]]
    milestones = [["项目", "里程碑", "原定"], ["甲", "开工", "2026年"], ["a", "竣工", "2026年"], ["乙", "", ""]]
    batch = bring(workbook(项目=rows, 里程碑=milestones), Project, boss)
    told = {row.number: row.problems for row in batch.rows.filter(sheet="里程碑")}

    assert told == {
        2: [["项目", "文件里有 2 条叫“甲”，看不出是哪一条。请写网址名，或先把名称写得能分清。"]],
        3: [],
        4: [["整行", "除了属于哪一条，这一行什么也没有写。"]],
    }


def test_rows_whose_key_cannot_be_read_are_not_called_the_same(content, boss):
    milestones = [["项目", "里程碑", "原定"], ["数据湖", "动土", "2026年"], ["数据湖", "动土", "2026年"]]
    batch = bring(workbook(里程碑=milestones), Project, boss)

    assert [[column for column, _ in row.problems] for row in batch.rows.all()] == [["里程碑"], ["里程碑"]]


def test_columns_that_are_unknown_missing_or_double_are_named(content, boss):
    rows = [["名称", "所在园", "用地面积", "土地面积（亩）", "用地面积（亩）"], ["甲", "", "", "", ""]]
    batch = bring(workbook(项目=rows, 里程碑=[["里程碑", "原定"], ["开工", "2026年"]], 乱=[["x"]]), Project, boss)

    assert [what for _, what in batch.problems] == [
        "没有“所在园”这一列，最接近的是“所在园区”。列名写错了就改过来，不要导入的列请删去。",
        "没有“土地面积（亩）”这一列，最接近的是“用地面积”。列名写错了就改过来，不要导入的列请删去。",
        "有 2 列是同一项：用地面积、用地面积（亩）。请只留一列。",
        "缺“项目”这一列：每行属于哪一条，写它的名称或网址名。",
        "不知道这张表是什么。表名可以是：项目、分期、里程碑、阶段记录、金额、指标数值、楼栋、参与单位、荣誉与认可、出处；"
        "不要导入的请删去。",
    ]


def test_header_is_found_below_a_title_and_missed_where_there_is_none(content, boss):
    with_title = [["2026年项目表"], HEADER, ["a", "甲", "", ""]]
    without = [["a", "甲", "云龙大数据产业园", "279亩"]]

    assert bring(workbook(项目=with_title), Project, boss).counts == {"new": 1}
    assert bring(workbook(项目=without), Project, boss).problems[0][1].startswith("没有找到表头")


def test_unit_may_stand_in_the_header(content, boss):
    batch = bring(workbook(项目=[["名称", "用地面积（亩）"], ["数据湖", 300], ["甲", "2公顷"]]), Project, boss)

    assert [row.cells for row in batch.rows.all()] == [
        [["用地面积", "279亩", "300亩"]],
        [["名称", "", "甲"], ["用地面积", "", "30亩"], ["网址名", "", "jia"]],
    ]


@pytest.mark.parametrize(
    ("header", "typed", "read"),
    [
        ("金额（人民币万元）", "26.8", "26.8万元"),
        ("金额（万元）", "人民币26.8", "26.8万元"),
        ("金额（万元）", "26.8亿元人民币", "26.8亿元"),
        ("金额（人民币）", "26.8", None),
    ],
)
def test_currency_is_no_unit(content, boss, header, typed, read):
    rows = [["项目", "口径", header, "截至"], ["数据湖", "计划总投资", typed, "2021年"]]
    batch = bring(workbook(金额=rows), Project, boss)

    assert (batch.problems, batch.wrong) == ([], 0 if read else 1)
    assert [new for row in batch.rows.all() for label, _, new in row.cells if label == "金额"] == [read] * bool(read)


def test_merged_cells_hold_for_each_row_down_and_for_nobody_across(content, boss):
    def merge(book):
        page = book["项目"]
        page.merge_cells("C2:C3")
        page.merge_cells("A4:B4")

    rows = [HEADER, ["a", "甲", "云龙大数据产业园", ""], ["b", "乙", "", ""], ["c", "", "", "279亩"]]
    batch = bring(edited(Workbook(), merge, 项目=rows), Project, boss)

    assert [["所在园区", "", "云龙大数据产业园"] in row.cells for row in batch.rows.all()[:2]] == [True, True]
    assert "这一格和旁边的列合并了" in problem_of(batch, 4)


def test_formula_without_its_value_is_refused(content, boss):
    batch = bring(workbook(项目=[HEADER, ["a", "甲", "", "=1+2"]]), Project, boss)

    assert "这一格是公式，文件里没有存下算好的值" in problem_of(batch, 2)


def test_excel_date_is_as_exact_as_it_is_shown(content, boss):
    def show_month(book):
        for cell, shown in zip(book["里程碑"]["C"][1:], ['yyyy"年"m"月"', "yyyy-mm-dd"], strict=True):
            cell.number_format = shown

    day = dt.datetime(2027, 3, 1)
    rows = [["项目", "里程碑", "原定"], ["数据湖", "开工", day], ["数据湖", "竣工", day]]
    batch = bring(edited(Workbook(), show_month, 里程碑=rows), Project, boss)

    assert [row.cells[-1] for row in batch.rows.all()] == [["原定", "", "2027-03"], ["原定", "", "2027-03-01"]]


def test_moved_target_needs_its_reason(content, boss):
    project = Project.objects.get()
    make.make_milestone(project, kind="construction_start", original_target="2099年3月")
    header = ["项目", "里程碑", "现定", "改期原因", "改期理由"]
    bare = bring(workbook(里程碑=[header, ["数据湖", "开工", "2099年9月", "", ""]]), Project, boss)
    full = bring(workbook(里程碑=[header, ["数据湖", "开工", "2099年9月", "资金", "资金晚到。"]]), Project, boss)

    assert problem_of(bare, 2) == "改期原因：改日期要选一个原因。"
    assert [row.cells[0] for row in full.rows.all()] == [["现定", "", "2099-09"]]


def test_empty_cell_leaves_alone_and_a_word_clears(content, boss):
    rows = [["名称", "摘要", "用地面积", "产业"], ["数据湖", "", "（清空）", "大数据；芯片"]]
    batch = bring(workbook(项目=rows), Project, boss)

    assert [row.cells for row in batch.rows.all()] == [[["用地面积", "279亩", ""], ["产业", "", "大数据、芯片"]]]


@pytest.mark.parametrize(
    "content_of", [lambda text: text.encode(), lambda text: text.encode("utf-8-sig"), lambda text: text.encode("gbk")]
)
def test_csv_is_read_in_the_encodings_that_excel_writes(content, boss, content_of):
    batch = bring(content_of("网址名,名称,占地面积\r\na,甲园,5.4万平方米\r\n"), Park, boss, name="园区.csv")

    assert [row.cells for row in batch.rows.all()] == [
        [["网址名", "", "a"], ["名称", "", "甲园"], ["占地面积", "", "81亩"]]
    ]


def test_what_reviewers_would_be_told_is_told_with_the_rows(content, boss):
    """A price without its unit is a price in 元; nothing holds it back, but nobody should miss it."""
    amounts = [["项目", "口径", "金额", "截至"], ["数据湖", "计划总投资", "26.8元", "2021年"]]
    batch = bring(workbook(项目=[["名称", "用地面积（亩）"], ["数据湖", "2790000"]], 金额=amounts), Project, boss)
    notes = [where for row in batch.rows.all() for where, _ in row.notes]

    assert (batch.wrong, "用地面积" in notes) == (0, True)


def test_name_that_only_one_may_have_is_refused_on_both_rows(content, boss):
    rows = [["网址名", "名称"], ["data", "人工智能"], ["chip", "人工智能"], ["new", "人工智能"]]
    batch = bring(workbook(产业=rows), Industry, boss)

    assert verdicts(batch) == [
        [2, "wrong", "名称：“人工智能”：和“产业”第 3 行写的一样，只能有一条这样写。"],
        [3, "wrong", "名称：“人工智能”：和“产业”第 2 行写的一样，只能有一条这样写。"],
        [4, "wrong", "整行：和第 2 行同名。请把名称写得能分清。"],
    ]


def test_child_rows_of_different_items_that_only_one_may_have_are_refused(content, boss):
    items = [["网址名", "名称"], ["jia", "甲公司"], ["yi", "乙公司"]]
    tenancies = [["企业", "园区", "入驻名称", "状态"]]
    tenancies += [["甲公司", "云龙大数据产业园", "研发中心", "已入驻"], ["乙公司", "yunlong", "研发中心", "已入驻"]]
    batch = bring(workbook(企业与单位=items, 入驻=tenancies), Enterprise, boss)
    told = {row.number: row.problems for row in batch.rows.filter(sheet="入驻")}

    assert told == {
        2: [["入驻名称", "“研发中心”：和“入驻”第 3 行写的一样，只能有一条这样写。"]],
        3: [["入驻名称", "“研发中心”：和“入驻”第 2 行写的一样，只能有一条这样写。"]],
    }


def test_conditional_constraints_are_about_what_tells_rows_apart(boss):
    """Others would be told only when the batch is published: ``twice`` looks at those that hold for all rows."""
    for model in exchanged_models():
        for table in Kind(model, boss, reads_only=True).tables:
            apart = {*table.key, *([table.parent.name] if table.parent else [])}
            kept = [each for each in table.model._meta.constraints if isinstance(each, UniqueConstraint)]
            kept = [each for each in kept if each not in table.model._meta.total_unique_constraints]
            assert [each for each in kept if {*each.fields, *each.condition.referenced_base_fields} != apart] == []
            assert not table.model._meta.unique_together
