"""What the style guide shows the parts with. Everything is called 样例, so that nobody takes it for content."""

import datetime as dt
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.templatetags.static import static
from django.utils import timezone

from core.charts import Item, Plot, Value, bar_chart, square_chart
from core.charts.bars import Labels
from core.partial_dates import PartialDate
from core.views import Excerpt
from library.models import SourceDocument
from library.renditions import Shown
from projects.rules.verdicts import State
from projects.timeline import Cell, Row

YEAR = PartialDate.of(2021, inferred=True)
DAY = PartialDate(dt.date(2021, 4, 28))
TITLE = "样例文件"


class SampleForm(forms.Form):
    """Each control that public forms have."""

    words = forms.CharField(label="一行字", help_text="说明写在这里，例如 2022年3月。", required=False)
    text = forms.CharField(label="几行字", widget=forms.Textarea, required=False)
    choice = forms.ChoiceField(label="选一项", choices=[("", "全部"), ("a", "样例甲"), ("b", "样例乙")], required=False)
    boxes = forms.MultipleChoiceField(
        label="选几项",
        choices=[("a", "样例甲"), ("b", "样例乙")],
        widget=forms.CheckboxSelectMultiple,
        help_text="可以多选。",
        required=False,
    )


class SampleFilter(forms.Form):
    """The fields of a filter beside a list."""

    q = forms.CharField(label="名称里有", required=False)
    stage = forms.MultipleChoiceField(
        label="阶段", choices=[("a", "在谈"), ("b", "在建")], widget=forms.CheckboxSelectMultiple, required=False
    )
    day = forms.DateField(
        label="看到哪天", required=False, error_messages={"invalid": "读不出这个日期，请写成 2021-04-28。"}
    )


def gone() -> dict:
    """The template variables of the page that stands in for one withdrawn."""
    return {"gone": SimpleNamespace(title="样例页已于2021年4月28日撤下", reason="样例：撤下的原因写在这里。")}


def samples() -> dict:
    """The template variables of all parts, made anew for each page."""
    document = SourceDocument(pk=1, title=TITLE, authors="样例作者", published_on=YEAR, note="样例：日期由正文推定。")
    other = SourceDocument(pk=2, title="样例年报", publisher="样例单位", published_on=PartialDate.of(2020))
    row = SimpleNamespace(source=document, source_id=1, locator="第1段第2句")
    form = SampleForm({"words": "样例文字", "choice": "a", "boxes": ["a"]}, auto_id="sample-%s")
    wrong = SampleForm({"choice": "没有这一项", "boxes": ["没有这一项"]}, auto_id="wrong-%s")
    return {
        "row": row,
        "owner": SimpleNamespace(citations=_Citations(_citations(document, other))),
        "timeline": _timeline(row),
        "form": form,
        "wrong_form": wrong,
        "filters": {"used": _filter("q=样例&stage=b"), "wrong": _filter("day=前天"), "empty": _filter("")},
        "pages": Paginator(range(60), 20).page(2),
        "one_page": Paginator(range(3), 20).page(1),
        "picture": _picture(),
        "articles": Excerpt([_article()], True, "#news"),
        "events": Excerpt([_event()], False),
        "content": SimpleNamespace(published_at=timezone.now(), source=TITLE),
        "charts": {
            "bars": bar_chart("sample-bars", "样例：计划与已有", _bars(row), labels=Labels("项目", "计划", "已有"),
                              shows_silence=True),
            "squares": square_chart("sample-squares", "样例：占地", _plots()),
        },
    }  # fmt: skip


class _Citations(list):
    """What a row's ``citations`` manager answers to templates."""

    def all(self):
        return self


def _citations(document, other):
    def cite(source, label, stance, note):
        return SimpleNamespace(
            document=source, locator="第3段", field="name", field_label=label, stance=stance, note=note
        )

    return [
        cite(document, "样例字段", "supports", "样例：来源没有直接写，由上下文推定。"),
        cite(other, "样例字段", "contradicts", "样例年报写的是另一个数。"),
    ]


def _filter(query):
    """A filter set as the templates know it: its form, what is in use, and the query that it was made from."""
    data = QueryDict(query)
    form = SampleFilter(data, auto_id=f"filter-{len(query)}-%s")
    words = {"q": ("q", "名称里有", "样例"), "stage": ("stage", "阶段", "在建")}
    return SimpleNamespace(form=form, data=data, active=[words[name] for name in data if name in words])


def _timeline(row):
    cited = (row,)
    states = [
        ("样例：按期", State.MET, Cell("2020年6月", True), Cell("未改动"),
         Cell("2020年6月", True, "按期", rows=cited), ""),
        ("样例：晚了", State.MET, Cell("2020年9月", True), Cell("不再适用", note="改过1次", replaced=("2020年11月",)),
         Cell("2021年3月", True, "比原定晚6个月", rows=cited), "说明：样例"),
        ("样例：已改期", State.MOVED, Cell("2022年3月", True, rows=cited), Cell("2027年6月", True, "改过1次"),
         Cell("未到期"), ""),
        ("样例：到期未报", State.MISSED, Cell("2022年8月", True, rows=cited), Cell("未改动"),
         Cell("未报", note="已过10天"), "没有收到说明"),
        ("样例：停止计算", State.SUSPENDED, Cell("2023年", True), Cell("未改动"), Cell("不计逾期"), ""),
        ("样例：原定", State.PLANNED, Cell("2030年", True), Cell("未改动"), Cell("未到期"), ""),
        ("样例：不适用", State.NOT_APPLICABLE, Cell(), Cell(), Cell(), ""),
        ("样例：未说明", State.UNKNOWN, Cell(), Cell(), Cell(), ""),
    ]  # fmt: skip
    rows = [
        Row(title, state=state, original=original, current=current, actual=actual, notes=(note,) if note else (),
            solid=state is State.MET)
        for title, state, original, current, actual, note in states
    ]  # fmt: skip
    confirmed = Row("2021年4月最后一次核实", kind="confirmed", notes=("此后没有消息。",))
    return [*rows[:2], confirmed, *rows[2:5], Row("今天，样例", kind="today"), *rows[5:]]


def _picture():
    mark = static("img/mark.svg")
    shown = Shown(src=mark, srcset=f"{mark} 160w", width=160, height=160, sources=(("image/svg+xml", f"{mark} 160w"),))
    return SimpleNamespace(whole=shown, wide=shown, alt="样例图片：本站的标志", credit="样例作者")


def _article():
    return SimpleNamespace(
        title="样例动态",
        get_absolute_url="#news",
        occurred_on=DAY,
        published_at=timezone.now(),
        get_column_display="动态要闻",
        summary="样例：这里写一两句摘要。",
    )


def _event():
    return SimpleNamespace(
        name="样例活动",
        get_absolute_url="#news",
        starts_on=YEAR,
        ends_on=None,
        published_at=timezone.now(),
        get_kind_display="会议论坛",
        place="",
    )


def _bars(row):
    return [
        Item("样例甲", promise=Value(100, "约100单位", row=row), facts=(Value(40, "40单位", "一期", "2021年", row),)),
        Item("样例乙", "来源没有写做到多少", promise=Value(60, "60单位", row=row)),
        Item("样例丙", facts=(Value(25, "25单位", row=row),)),
        Item("样例丁"),
    ]


def _plots():
    return [Plot("样例甲", 300, "300亩", is_own=True, other_words="20万平方米"), Plot("样例乙", 120, "约120亩")]
