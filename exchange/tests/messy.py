"""A file of projects as people make them, and what each of its rows means: every way of writing, every mistake.

The cases are listed here and dealt out with a fixed seed, so that the same number of projects gives the same file. Of
each row it is known beforehand whether it can be read, what is to be stored, in which column it is wrong and in which
words that is told, and how a person mends it. Nothing here asks the engine. The files are made by ``messy_files``.
"""

import datetime as dt
import random
from dataclasses import dataclass, field, replace
from decimal import Decimal

PARKS = {"yunlong": "云龙大数据产业园", "beihuan": "北环工业园", "longmen": "龙门智造园"}
INDUSTRIES = {"data": "大数据", "chip": "芯片"}
SOURCE = "产业发展情况通报"
STORED_ALREADY = "数据湖"
MILESTONES = {"签约": "signing", "立项或备案": "approval", "开工": "construction_start", "封顶": "topping_out"}
MILESTONES |= {"竣工": "completion", "投产或投用": "production_start", "达产": "full_capacity", "其他": "other"}
STEPS = [*MILESTONES, "其他", "其他"]
HEADERS = {  # by the names that the rows use; what stands in the file says the same
    "项目": {"网址名": "网址名", "名称": " 名称*", "所在园区": "所在\n园区", "用地面积": "用地面积（亩）"}
    | {name: name for name in ("建设周期（月）", "运行状态", "产业", "简称")},
    "里程碑": {name: name for name in ("项目", "里程碑", "名称", "原定", "实际", "来源", "不适用")},
    "金额": {name: name for name in ("项目", "口径", "金额", "说法", "截至")},
}


@dataclass
class Case:
    """``typed`` are cells that differ from the usual ones, ``meant`` what they are stored as, ``shown`` number formats.

    With ``problem`` (column and words) nothing is stored until the cells are ``mended``.
    """

    typed: dict
    meant: dict = field(default_factory=dict)
    problem: tuple = ()
    mended: dict = field(default_factory=dict)
    shown: str = ""


@dataclass
class Row:
    sheet: str
    slug: str
    cells: dict
    case: Case
    meant: dict
    is_last: bool = False
    """Of the rows of its project, where the project's name is merged down over them."""

    def typed(self, mended):
        """The cells as they stand in the file; None is the rest of a merged cell."""
        return self.cells | (self.case.mended if mended and self.case.problem else self.case.typed)


def day(year, month=1, date=1):
    return dt.datetime(year, month, date)


def mu(number):
    """An area in 亩 as it is stored."""
    return (Decimal(number) * 10000 / 15).quantize(Decimal("0.01"))


def _area(typed, number, qualifier=""):
    return Case({"用地面积": typed}, {"land_area": mu(number), "land_area_qualifier": qualifier})


def _wrong(typed, column, words, mended, meant=()):
    return Case(typed, dict(meant), (column, words), mended)


def _wrong_area(typed, words="读不出数量"):
    return _wrong({"用地面积": typed}, "用地面积", words, {"用地面积": 30}, {"land_area": mu(30)})


ALIKE = Case({})
"""Called like the project before it."""
PROJECTS = [
    Case({}),
    _area(279, 279),
    _area(12.5, "12.5"),
    _area("２７９", 279),
    _area("1,200", 1200),
    _area(" 279 亩　", 279),
    _area("约279", 279, "about"),
    _area("大约 ２７９ 亩", 279, "about"),
    _area("279亩左右", 279, "about"),
    _area("约279亩左右", 279, "about"),
    _area("≥ 300亩", 300, "at_least"),
    _area("至少300亩", 300, "at_least"),
    _area("300亩以上", 300, "at_least"),
    _area("不超过300亩", 300, "at_most"),
    _area("超过300", 300, "over"),
    _area("200余亩", 200, "over"),
    Case({"用地面积": "5.4万平方米"}, {"land_area": Decimal(54000)}),
    Case({"用地面积": "约2公顷"}, {"land_area": Decimal(20000), "land_area_qualifier": "about"}),
    Case({"所在园区": "　北环工业园 "}, {"park": "beihuan"}),
    Case({"所在园区": "北环工业园\u200b"}, {"park": "beihuan"}),
    Case({"所在园区": "longmen"}, {"park": "longmen"}),
    Case({"产业": "大数据；芯片"}, {"industries": ["chip", "data"]}),
    Case({"建设周期（月）": "１８个月"}, {"duration_months": 18}),
    Case({"建设周期（月）": 18}, {"duration_months": 18}),
    Case({"运行状态": " 进行中 "}),
    Case({"简称": "分两行\n写的"}, {"short_name": "分两行写的"}),
    _wrong(
        {"所在园区": "云龙大数据产业圆"},
        "所在园区",
        "最接近的是“云龙大数据产业园”",
        {"所在园区": "北环工业园"},
        {"park": "beihuan"},
    ),
    _wrong({"所在园区": "没有的园"}, "所在园区", "没有叫“没有的园”的园区", {"所在园区": ""}, {"park": ""}),
    Case({}),
    ALIKE,
    _wrong({"网址名": "ce shi"}, "网址名", "只能用英文字母", {}),
    _wrong({"名称": ""}, "名称", "必填", {}),
    _wrong({"名称": STORED_ALREADY}, "整行", "已经有同名的", {}),
    _wrong({"名称": "合计"}, "整行", "合计", {}),
    _wrong({"运行状态": "在建中"}, "运行状态", "没有“在建中”这个选项", {"运行状态": "进行中"}),
    _wrong({"产业": "大数据、芯片儿"}, "产业", "没有叫“芯片儿”的产业", {"产业": "大数据"}, {"industries": ["data"]}),
    _wrong(
        {"建设周期（月）": "一年半"}, "建设周期（月）", "输入整数", {"建设周期（月）": "18"}, {"duration_months": 18}
    ),
    _wrong({"建设周期（月）": "-3"}, "建设周期（月）", "大于或等于", {"建设周期（月）": "3"}, {"duration_months": 3}),
    _wrong_area("很大"),
    _wrong_area("279米"),
    _wrong_area("200-300亩"),
    _wrong_area("约300亩以上"),
    _wrong_area("=B5*2", "这一格是公式"),
    _wrong_area("#REF!", "公式出错"),
    _wrong({"所在园区": "横着合并", "用地面积": None}, "所在园区", "和旁边的列合并了", {"所在园区": ""}, {"park": ""}),
]


def _date(typed, meant, shown=""):
    return Case({"原定": typed}, {"original_target": meant}, shown=shown)


def _wrong_date(typed, words):
    return _wrong({"原定": typed}, "原定", words, {"原定": "2031年3月"}, {"original_target": "2031-03"})


MILESTONE_CASES = [
    Case({}),
    _date("2031年3月", "2031-03"),
    _date("２０３１年３月", "2031-03"),
    _date(" 2031 年 3 月　", "2031-03"),
    _date("2031年3月份", "2031-03"),
    _date("2031.3", "2031-03"),
    _date("2031-03", "2031-03"),
    _date("2031年03月05日", "2031-03-05"),
    _date("2031/3/5", "2031-03-05"),
    _date("20310305", "2031-03-05"),
    _date("2031-03-05 00:00:00", "2031-03-05"),
    _date(day(2031, 3, 5), "2031-03-05", "yyyy-mm-dd"),
    _date(day(2031, 3), "2031-03", 'yyyy"年"m"月"'),
    _date(day(2031), "2031", "yyyy"),
    _date(2031, "2031"),
    _date("2031年第一季度", "2031-Q1"),
    _date("2031年下半年", "2031-H2"),
    _date("2031年?", "2031?"),
    Case(
        {"原定": "2020年3月", "实际": "2020年5月", "来源": f"{SOURCE} "},
        {"original_target": "2020-03", "actual": "2020-05"},
    ),
    Case({"原定": "", "不适用": "√"}, {"original_target": "", "not_applicable": True}),
    _wrong_date("2031年13月", "不是日历上有的日期"),
    _wrong_date("2031年2月30日", "不是日历上有的日期"),
    _wrong_date("2031年底", "不是能识别的日期"),
    _wrong_date("待定", "不是能识别的日期"),
    _wrong_date(47908, "Excel 没有显示成日期的日期"),
    _wrong_date(2031.1, "1月还是10月"),
    _wrong_date("=DATE(2031,3,1)", "这一格是公式"),
    _wrong({"里程碑": "动土"}, "里程碑", "没有“动土”这个选项", {}),
    _wrong({"里程碑": ""}, "里程碑", "必填", {}),
    _wrong({"项目": "没有的项目"}, "项目", "没有叫“没有的项目”的项目", {}),
    _wrong({"项目": ""}, "项目", "没有写属于哪个项目", {}),
    _wrong({"不适用": "也许"}, "不适用", "看不出是“是”还是“否”", {"不适用": "否"}),
    _wrong({"实际": "2020年5月"}, "实际", "来源", {"实际": "2020年5月", "来源": SOURCE}, {"actual": "2020-05"}),
    _wrong({"实际": "2097年", "来源": SOURCE}, "实际", "", {"实际": ""}),
    _wrong({"来源": "没有的通报"}, "来源", "没有叫“没有的通报”的", {"来源": ""}),
    _wrong(
        {"原定": "2031年横着", "实际": None},
        "原定",
        "和旁边的列合并了",
        {"原定": "2031年"},
        {"original_target": "2031"},
    ),
]


def _money(typed, value, qualifier=""):
    return Case({"金额": typed}, {"value": Decimal(value), "qualifier": qualifier})


def _wrong_money(typed, words, **others):
    return _wrong(
        {"金额": typed} | others, "金额", words, {"金额": "3亿元", "说法": ""}, {"value": Decimal(300_000_000)}
    )


AMOUNTS = [
    _money("约26.8亿元", 2_680_000_000, "about"),
    _money("26.8亿元", 2_680_000_000),
    _money("２６．８亿元", 2_680_000_000),
    _money("26.8 亿", 2_680_000_000),
    _money("268,000万元 ", 2_680_000_000),
    _money("2680000000元", 2_680_000_000),
    _money("26.8亿元左右", 2_680_000_000, "about"),
    _money("26.8亿元以上", 2_680_000_000, "at_least"),
    _money("不少于3亿元", 300_000_000, "at_least"),
    _money("最高3亿元", 300_000_000, "at_most"),
    _money("逾3亿元", 300_000_000, "over"),
    _money("20多亿元", 2_000_000_000, "over"),
    _money("3000余万元", 30_000_000, "over"),
    _money("人民币26.8亿元", 2_680_000_000),
    _money("约人民币26.8亿元", 2_680_000_000, "about"),
    _money("人民币约26.8亿元", 2_680_000_000, "about"),
    _money("26.8亿元人民币以上", 2_680_000_000, "at_least"),
    _money("¥26.8亿", 2_680_000_000),
    Case({"金额": "3亿元", "说法": "约"}, {"value": Decimal(300_000_000), "qualifier": "about"}),
    Case({"金额": "约3亿元", "说法": "约"}, {"value": Decimal(300_000_000), "qualifier": "about"}),
    _wrong_money(26.8, "没有写单位"),
    _wrong_money("约26.8", "没有写单位"),
    _wrong_money("人民币26.8", "没有写单位"),
    _wrong_money("26.8人民币", "没有写单位"),
    _wrong_money("近26.8亿元", "略少于这个数"),
    _wrong_money("26.8亿吨", "读不出数量"),
    _wrong_money("26.8亿美元", "不能记别的币种"),
    _wrong_money("二十六亿元", "读不出数量"),
    _wrong_money("10-20亿元", "读不出数量"),
    _wrong_money("-5亿元", "读不出数量"),
    _wrong_money("约3亿元", "“说法”那一列写的是“至少”", 说法="至少"),
    _wrong_money("=1+2", "这一格是公式"),
]


class Messy:
    """The rows of ``number`` projects, ten milestones and an amount each."""

    def __init__(self, number):
        self.deal, self.rows = random.Random(2022), []
        names = {}
        for place in range(1, number + 1):
            case = PROJECTS[place % len(PROJECTS)]
            if case is ALIKE:
                case = _wrong({"名称": f"{names[place - 1]} "}, "整行", "同名", {})
            elif "网址名" in case.typed:
                case = replace(case, typed={"网址名": f"p {place}"})
            names[place] = f"测试项目{place}"
            is_alike = ALIKE in (PROJECTS[place % len(PROJECTS)], PROJECTS[(place + 1) % len(PROJECTS)])
            self._project(place, names[place], case, f"p-{place}" if is_alike or "名称" in case.typed else names[place])

    def _project(self, place, name, case, called):
        """A project whose other rows name it as ``called``."""
        slug, park = f"p-{place}", self.deal.choice(list(PARKS))
        cells = {"网址名": slug, "名称": name, "所在园区": PARKS[park], "用地面积": 279, "运行状态": "进行中"}
        meant = {"park": park, "land_area": mu(279), "land_area_qualifier": "", "duration_months": None}
        meant |= {"industries": [], "short_name": "", "name": name}
        self._add("项目", slug, cells | {"产业": "", "简称": "", "建设周期（月）": ""}, case, meant)
        is_merged, is_double = place % 4 == 0, place % 37 == 5
        for step, kind in enumerate(STEPS):
            cells = {"项目": None if is_merged and step else called, "里程碑": kind, "原定": "2030年"}
            cells |= {"名称": f"第{step}步" if kind == "其他" else "", "实际": "", "来源": "", "不适用": ""}
            meant = {"original_target": "2030", "actual": "", "not_applicable": False}
            meant |= {"kind": MILESTONES[kind], "label": cells["名称"]}
            case = self.deal.choice([case for case in MILESTONE_CASES if not (is_merged and "项目" in case.typed)])
            if is_double and step < 2:
                twice = _wrong({"里程碑": STEPS[0]}, "整行", "是同一条", {})
                case = twice if step else MILESTONE_CASES[0]
            self._add("里程碑", slug, cells, case, meant)
        self.rows[-1].is_last = is_merged
        cells = {"项目": called, "口径": "计划总投资", "金额": "1亿元", "说法": "", "截至": "2021年"}
        self._add("金额", slug, cells, AMOUNTS[place % len(AMOUNTS)], {"qualifier": ""})

    def _add(self, sheet, slug, cells, case, meant):
        self.rows.append(Row(sheet, slug, cells, case, meant | case.meant))

    def of(self, sheet):
        """The rows of one sheet."""
        return [row for row in self.rows if row.sheet == sheet]
