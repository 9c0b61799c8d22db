"""The template of a type: its columns, and for each how it is written, with an example."""

from django import forms
from django.utils.html import strip_tags

from core.forms import PartialDateFormField
from core.forms import _UnitFormField as UnitFormField

from .choices import FileFormat
from .columns import CLEAR
from .matching import COMMENT

_MOST_CHOICES = 20
HEADERS = ["表", "列名", "英文名", "必填", "怎样填", "例"]
RULES = [
    "一行是一条。第一行是列名，次序随意，不要的列可以删去；以 # 开头的行是说明，不会导入。",
    f"空格子不改原来的内容。要清空，写 {CLEAR}。",
    "已有的内容按“网址名”认；没有这一列就按名称认。认不出的是新增，网址名空着就用名称的拼音。",
    "子表（里程碑、指标数值等）每行写明属于哪一条：名称或网址名。文件里没有的子行不动；要删除，加一列“删除”写 是。",
    "导入以后每一条是一份草稿，整批一起审核、一起公布。检查时会逐格列出 原来 → 现在，确认以前什么也不写。",
    "里程碑改期要填“改期原因”和“改期理由”，和在表单里一样；阶段记录只增不改。",
]


def template_tables(kind, file_format):
    """Titles, headers and rows of a template. What is read as data begins with ``#`` where it explains."""
    if file_format in (FileFormat.XLSX, FileFormat.ZIP):
        yield "说明", HEADERS, [*_rules(), *_explained(kind)]
    tables = [kind.table] if file_format == FileFormat.CSV else kind.tables
    for table in tables:
        yield table.title, table.headers, [] if file_format == FileFormat.JSON else _samples(table)


def _rules():
    return [["", "", "", "", rule, ""] for rule in RULES]


def _explained(kind):
    for table in kind.tables:
        if table.parent:
            yield [table.title, table.parent_label, table.parent.name, "是", "属于哪一条：名称或网址名。", ""]
        for column in table.columns.values():
            needed = "是" if column.field.required and column.name != "slug" else ""
            yield [table.title, table.header_of(column), column.name, needed, how(column), example(column)]
        if table.can_delete:
            yield [table.title, "删除", "DELETE", "", "要删除已有的这一行，写 是。", ""]


def _samples(table):
    """Two rows that are not imported: how, and an example."""
    columns = table.columns.values()
    lead = ["属于哪一条：名称或网址名。"] if table.parent else []
    rows = [lead + list(map(how, columns)), [""] * len(lead) + list(map(example, columns))]
    return [[f"{COMMENT} {word}{row[0]}", *row[1:]] for word, row in zip(("怎样填：", "例："), rows, strict=True)]


def how(column) -> str:
    """In one line how the column is written."""
    said = [strip_tags(str(column.field.help_text or "")).strip()]
    if column.is_choice:
        labels = [label for _, label in column.choices]
        said.append("可写：" + "、".join(labels[:_MOST_CHOICES]) + ("……" if len(labels) > _MOST_CHOICES else ""))
    elif column.is_several:
        said.append("写名称或网址名，几个用顿号隔开。")
    elif column.is_reference:
        said.append("写名称或网址名。")
    elif column.is_boolean:
        said.append("写 是 或 否。")
    if column.qualifier:
        said.append("可以带“约”“至少”“最高”“超过”。")
    if isinstance(column.field, UnitFormField):
        said.append("要写单位；整列同一个单位，也可以写在列名里，如 用地面积（亩）。")
    if unit := getattr(column.widget, "unit", ""):
        said.append(f"单位：{unit}。")
    return " ".join(part for part in said if part)


def example(column) -> str:
    """Something that the column would take; empty where only the type's own content could tell."""
    if column.is_choice and column.choices:
        return column.choices[0][1]
    if column.is_boolean:
        return "否"
    if isinstance(column.field, PartialDateFormField):
        return "2026年3月"
    if isinstance(column.field, forms.DateField):
        return "2026-03-01"
    if examples := getattr(column.field, "examples", ""):
        return examples.split("、")[0]
    if isinstance(column.field, forms.SlugField):
        return "yun-long-shu-ju-hu"
    return "12" if column.is_number else ""
