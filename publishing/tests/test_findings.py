"""What a machine notices about a draft: each thing where it is, and nothing where it is not."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.partial_dates import PartialDate
from enterprises.models import IndustryFund
from library.admin import ImageAdmin
from news.models import Article
from parks.admin import ParkAdmin
from parks.models import Park
from projects.models import Project
from publishing.findings import ERROR, MOST_FINDINGS, NOTE, WARNING, Finding, findings_of
from publishing.models import WatchWord
from publishing.pages import page_of_draft
from tests import factories as make
from tests.drafting import make_draft, make_new_draft

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]


def found(draft):
    """Level, place and text of each finding."""
    return [(each.level, each.where, each.text) for each in findings_of(page_of_draft(draft), draft)]


def texts(draft):
    return [text for _, _, text in found(draft)]


def test_sound_draft_has_no_findings():
    park = make.make_park(summary="原文。", land_area=Decimal(666_666))
    assert found(make_draft(park, summary="2024年2月29日，园区进入省级名单。")) == []


# --- The form itself --------------------------------------------------------------------------------------------------


def test_mistakes_of_the_form_come_first():
    WatchWord.objects.create(word="截止目前", suggestion="截至目前")
    draft = make_draft(make.make_park(), name="", last_confirmed_on="上个月", summary="截止目前没有。")

    assert [level for level, _, _ in found(draft)] == [ERROR, ERROR, WARNING]
    assert [where for _, where, _ in found(draft)] == ["名称", "最后核实", "简介"]


def test_what_has_no_place_in_the_form_any_more_is_told():
    draft = make_draft(make.make_park(), name="新名")
    draft.payload["fields"]["old_field"] = ["旧值"]

    assert found(draft) == [(WARNING, "表单已经变了", "这一项没有地方放：old_field：旧值")]


# --- Words ------------------------------------------------------------------------------------------------------------


def test_watched_words_are_found_with_what_to_write_instead():
    WatchWord.objects.create(word="截止目前", suggestion="截至目前", note="“截至”后面接时间。")
    WatchWord.objects.create(word="绝密", kind="sensitive")
    WatchWord.objects.create(word="没有的词")
    draft = make_draft(make.make_park(), summary="截止目前，截止目前。绝密。", focus="Chip绝密")

    assert set(found(draft)) == {
        (WARNING, "简介", "“截止目前”是错误写法，建议写“截至目前”，“截至”后面接时间（2 处）。"),
        (WARNING, "定位", "“绝密”是敏感词，请核对。"),
        (WARNING, "简介", "“绝密”是敏感词，请核对。"),
    }


def test_word_in_a_text_that_was_not_touched_is_only_noted():
    WatchWord.objects.create(word="错词")
    park = make.make_park(summary="错词", name="原名")

    assert found(make_draft(park, name="新名")) == [(NOTE, "简介", "“错词”是错误写法。（这次没有改）")]


@pytest.mark.everywhere
def test_word_is_found_whatever_its_case():
    WatchWord.objects.create(word="Ai", suggestion="人工智能")

    assert len(found(make_draft(make.make_park(), summary="用 AI 做芯片"))) == 1


def test_part_of_the_right_word_is_not_wrong():
    WatchWord.objects.create(word="经开", suggestion="经开区")
    park = make.make_park()

    assert found(make_draft(park, summary="株洲经开区")) == []
    assert texts(make_draft(park, summary="株洲经开，经开区")) == ["“经开”是错误写法，建议写“经开区”。"]


def test_words_in_child_rows_are_found_but_not_in_those_that_go():
    WatchWord.objects.create(word="错词")
    park = make.make_park()
    gone = make.make_honour(park, title="错词荣誉")
    row = {"id": gone.pk, "DELETE": True}
    draft = make_draft(park, rows={"honours": [row, {"title": "错词奖"}]})

    assert found(draft) == [(WARNING, "荣誉与认可“错词奖”｜名称", "“错词”是错误写法。")]


@pytest.mark.everywhere
def test_some_thousand_words_take_one_query():
    park = make.make_park()
    draft = make_draft(park, summary="一段文字。" * 1000)
    counts = []
    for number in (1, 3000):
        WatchWord.objects.bulk_create(WatchWord(word=f"词{number}-{each}") for each in range(number))
        page = page_of_draft(draft)
        with CaptureQueriesContext(connection) as queries:
            findings_of(page, draft)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_list_of_findings_is_bounded():
    WatchWord.objects.bulk_create(WatchWord(word=f"词{each:03}") for each in range(300))
    draft = make_draft(make.make_park(), summary="".join(f"词{each:03}" for each in range(300)))
    listed = found(draft)

    assert len(listed) == MOST_FINDINGS
    assert listed[-1] == (NOTE, "其余", f"还有 {300 - MOST_FINDINGS + 1} 条没有列出，改好上面的再看。")


# --- Pictures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("alt", "is_noticed"),
    [
        ("IMG_20240101.jpg", True),
        ("IMG 0042", True),
        ("微信图片_20240101", True),
        ("图片1", True),
        ("产业园南门，门口有一排樟树", False),
        ("2024年的园区航拍图", False),
    ],
)
def test_alt_that_is_a_file_name_is_noticed(alt, is_noticed):
    image = make.make_image(alt=alt)
    draft = make_draft(make.make_park(), image=image)

    expected = [(WARNING, "图片", f"“{image}”的替代文字：“{alt}”像是文件名，请写图上有什么。")]
    assert found(draft) == (expected if is_noticed else [])


def test_alt_that_is_the_name_of_its_own_file_is_noticed():
    image = make.make_image()
    stem = image.file.name.rpartition("/")[2].rpartition(".")[0]
    type(image).objects.filter(pk=image.pk).update(alt=stem)

    assert len(found(make_draft(make.make_park(), image=image))) == 1


def test_decorative_picture_needs_no_alt():
    image = make.make_image(alt="", is_decorative=True)

    assert found(make_draft(make.make_park(), image=image)) == []


def test_draft_of_a_picture_is_asked_for_its_alt():
    assert ImageAdmin.adds_directly  # a new one is no draft
    unsaid = make_draft(make.make_image(alt="南门"), alt="")
    named = make_draft(make.make_image(alt="西门"), alt="DSC0001")

    assert (WARNING, "替代文字", "没有写，看不到图片的人不知道图上有什么。") in found(unsaid)
    assert found(named) == [(WARNING, "替代文字", "“DSC0001”像是文件名，请写图上有什么。")]


# --- Links ------------------------------------------------------------------------------------------------------------


@pytest.mark.everywhere
def test_links_that_lead_nowhere_public_are_found():
    make.make_park(slug="open"), make.make_park(slug="shut", published=False)
    body = "见 /parks/open/ 和 /parks/shut/ ，/parks/none/ 与 https://example.com/parks/none/ 。"
    draft = make_draft(make.make_article(), body=body)

    assert [(level, where) for level, where, _ in found(draft)] == [(WARNING, "正文")] * 2
    assert [text.split()[1] for text in texts(draft)] == ["/parks/shut/", "/parks/none/"]


def test_address_of_a_source_on_this_site_is_followed():
    source = make.make_source()

    assert texts(make_draft(source, url="http://localhost/parks/none/")) == ["链接 /parks/none/ 没有这一页。"]
    assert found(make_draft(make.make_source(), url="https://example.com/parks/none/")) == []


# --- Figures ----------------------------------------------------------------------------------------------------------


def test_figure_of_a_child_row_needs_its_source():
    project = make.make_project()
    amount = make.make_amount(project, value=Decimal(100_000_000))
    rows = {"amounts": [{"id": amount.pk, "value": "2亿元"}]}

    assert found(make_draft(project, rows=rows)) == [(WARNING, f"金额“{amount}”", "改了“金额”，没有写来源。")]
    with_source = {"amounts": [{"id": amount.pk, "value": "3亿元", "source": make.make_source()}]}
    other = make.make_project()
    with_source["amounts"][0]["id"] = make.make_amount(other, value=Decimal(100_000_000)).pk
    assert found(make_draft(other, rows=with_source)) == []


def test_new_row_with_a_figure_needs_its_source():
    rows = {"building_groups": [{"name": "一号楼", "count": "3", "floor_area": "5万平方米"}]}

    assert found(make_draft(make.make_park(), rows=rows)) == [
        (WARNING, "楼栋“一号楼”", "改了“栋数”、“建筑面积”，没有写来源。")
    ]


def test_row_whose_figures_stay_is_not_asked_for_a_source():
    project = make.make_project()
    amount = make.make_amount(project)

    assert found(make_draft(project, rows={"amounts": [{"id": amount.pk, "note": "按合同"}]})) == []


def test_number_that_only_orders_rows_needs_no_source():
    assert found(make_draft(make.make_park(), position="7")) == []


def test_figure_of_the_item_needs_a_citation():
    park = make.make_park()
    uncited = (WARNING, "出处", "改了“占地面积”，没有写出处。")
    assert found(make_draft(park, land_area="279亩")) == [uncited]

    other = {"citations": [{"field": "name", "document": make.make_source()}]}
    assert found(make_draft(make.make_park(), land_area="279亩", rows=other)) == [uncited]
    right = {"citations": [{"field": "land_area", "document": make.make_source()}]}
    assert found(make_draft(make.make_park(), land_area="279亩", rows=right)) == []


def test_citation_that_goes_does_not_count():
    park = make.make_park()
    citation = make.cite(park, "land_area")
    rows = {"citations": [{"id": citation.pk, "DELETE": True}]}

    assert texts(make_draft(park, land_area="279亩", rows=rows)) == ["改了“占地面积”，没有写出处。"]


def test_item_with_a_source_of_its_own_names_it_there():
    road = make.make_infrastructure(make.make_park(), kind="power")

    assert texts(make_draft(road, value="110", unit="千伏")) == ["改了“数值”，没有写来源。"]
    cited = make.make_infrastructure(make.make_park(), kind="power")
    assert found(make_draft(cited, value="110", unit="千伏", source=make.make_source())) == []


@pytest.mark.parametrize(
    ("typed", "is_noticed"), [("1.1亿元", False), ("9.9亿元", False), ("10亿元", True), ("1000万元", True), ("", False)]
)
def test_figure_ten_times_as_big_is_noticed(typed, is_noticed):
    fund = make.make_fund(size=Decimal(100_000_000))
    make.cite(fund, "size")

    assert [("相差 10 倍以上" in text) for text in texts(make_draft(fund, size=typed))] == [True] * is_noticed


def test_new_figure_is_compared_with_nothing():
    fund = make.make_fund()
    make.cite(fund, "size")

    assert found(make_draft(fund, size="30亿元")) == []


@pytest.mark.parametrize(("typed", "is_noticed"), [("9999亿元", False), ("10000亿元", True)])
def test_money_beyond_a_trillion_is_noticed(typed, is_noticed):
    draft = make_new_draft(
        IndustryFund, size=typed, rows={"citations": [{"field": "size", "document": make.make_source()}]}
    )

    assert ["超过一万亿元" in text for text in texts(draft) if "亿元" in text] == [True] * is_noticed


@pytest.mark.parametrize(("typed", "is_noticed"), [("99999万平方米", False), ("10亿平方米", True)])
def test_area_beyond_measure_is_noticed(typed, is_noticed):
    rows = {"citations": [{"field": "land_area", "document": make.make_source()}]}
    draft = make_new_draft(Park, land_area=typed, rows=rows)

    assert ["超过十亿平方米" in text for text in texts(draft)] == [True] * is_noticed


@pytest.mark.everywhere
@pytest.mark.parametrize("typed", ["NaN", "1e999999", "-1e-999999", "9" * 5000, "sNaN", "Infinity"])
def test_number_that_is_none_is_a_mistake_and_nothing_worse(typed):
    project = make.make_project()
    row = make.make_observation(project, value=Decimal(100))
    draft = make_draft(project, duration_months=typed, rows={"observations": [{"id": row.pk, "value": typed}]})

    assert {level for level, _, _ in found(draft)} == {ERROR}


# --- Dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "is_noticed"),
    [("1979", True), ("1980", False), (timezone.localdate().year + 30, False), (timezone.localdate().year + 31, True)],
)
def test_year_far_away_is_noticed(typed, is_noticed):
    draft = make_draft(make.make_event(), starts_on=typed)

    assert found(draft) == ([(WARNING, "日期", f"{typed} 年，请核对年份。")] if is_noticed else [])


def test_old_date_that_was_there_is_not_noticed_again():
    event = make.make_event(starts_on=PartialDate.of(1958))

    assert found(make_draft(event, place="株洲")) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2月29日见", []),
        ("2023年2月29日见", ["2023年2月29日"]),
        ("2月30日和13月1日", ["2月30日", "13月1日"]),
        ("2024-02-30 或 2024-02-28", ["2024-02-30"]),
        ("电话 0731-22-33，12月31号", []),
        ("２０２３年２月３０日", ["２０２３年２月３０日"]),
    ],
)
def test_day_that_the_calendar_does_not_have_is_noticed(text, days):
    draft = make_draft(make.make_article(), body=text)

    assert texts(draft) == [f"“{day}”不是日历上有的日期。" for day in days]


@pytest.mark.parametrize(("days", "is_noticed"), [(-1, True), (0, False), (1, False)])
def test_date_of_review_that_has_passed_is_noticed(days, is_noticed):
    day = timezone.localdate() + dt.timedelta(days=days)
    draft = make_draft(make.make_park(), review_by=day.isoformat())

    said = f"复核期限 {day:%Y-%m-%d} 已经过去，请改为将来的日期或留空。"
    assert found(draft) == ([(WARNING, "复核期限", said)] if is_noticed else [])


# --- Of the type itself -----------------------------------------------------------------------------------------------


def test_type_may_add_findings_of_its_own(monkeypatch):
    def extra(self, page, draft):
        return [Finding(NOTE, "园区", f"{page.instance} 第 {draft.version} 版")]

    monkeypatch.setattr(ParkAdmin, "extra_findings", extra, raising=False)
    park = make.make_park(name="甲园")

    assert found(make_draft(park, focus="芯片")) == [(NOTE, "园区", "甲园 第 1 版")]


@pytest.mark.parametrize("model", [Article, Park, Project])
def test_new_item_is_looked_at_too(model):
    WatchWord.objects.create(word="错词")

    assert texts(make_new_draft(model, summary="错词")) == ["“错词”是错误写法。"]


def test_findings_take_the_same_queries_for_1_and_30_child_rows():
    counts = []
    for number in (1, 30):
        project = make.make_project()
        for each in range(number):
            make.make_party(project)
            project.honours.create(title=f"荣誉{each}", source=make.make_source())
        draft = make_draft(project, short_name="简称")
        page = page_of_draft(draft)
        with CaptureQueriesContext(connection) as queries:
            findings_of(page, draft)
        counts.append(len(queries))

    assert counts[0] == counts[1]
