"""What a machine notices about a draft, for the people who judge it: nothing of this refuses anything by itself.

A content type's admin may add its own: ``extra_findings(page, draft)``, which returns ``Finding``s. Mistakes of the
form itself, with which a draft can't be submitted, come first.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath

from django import forms
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils import timezone

from core.forms import AreaFormField, MoneyFormField, PartialDateFormField
from core.widgets import is_key

from .binding import admin_of
from .choices import WordKind
from .links import internal_links, problem_of
from .models import WatchWord
from .reading import Reading
from .series import once

ERROR, WARNING, NOTE = "error", "warning", "note"
MOST_FINDINGS = 100
MOST_LINKS = 50  # each may take a few queries
FACTOR = 10
HIGHEST_MONEY = Decimal(10) ** 12  # 元
HIGHEST_AREA = Decimal(10) ** 9  # ㎡
EARLIEST_YEAR, YEARS_AHEAD = 1980, 30
NO_ALT = "没有写，看不到图片的人不知道图上有什么。"
UNTOUCHED = "（这次没有改）"

_FILE_NAME = re.compile(
    r"[\w\-. ()]+\.(jpe?g|png|webp|gif|bmp|tiff?|heic)"
    r"|(img|dscn?|pic|photo|image|screenshot|mmexport|微信图片|微信截图|屏幕截图|截图|图片|照片|未命名)[\d_\-. ()]*",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?:(?<!\d)(\d{4})年)?(?<!\d)(\d{1,2})月(\d{1,2})[日号]|(?<!\d)((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})(?!\d)"
)


@dataclass(frozen=True)
class Finding:
    """``level`` is "error" (can't be submitted so), "warning" (should be mended) or "note" (to be looked at)."""

    level: str
    where: str
    text: str

    @property
    def level_in_words(self):
        return {ERROR: "错误", WARNING: "提醒", NOTE: "留意"}[self.level]


def findings_of(page, draft) -> list[Finding]:
    """All that is noticed about the draft's payload, the gravest first, at most ``MOST_FINDINGS``.

    ``page`` is the draft's form (``pages.page_of_draft``). Compared is with what was public when it was begun.
    """
    found = [*_mistakes(page, draft), *noticed(page, draft)]
    if len(found) > MOST_FINDINGS:
        rest = len(found) - MOST_FINDINGS + 1
        found = [*found[: MOST_FINDINGS - 1], Finding(NOTE, "其余", f"还有 {rest} 条没有列出，改好上面的再看。")]
    return found


def noticed(page, draft) -> list[Finding]:
    """The same without the form's own mistakes, however many there are."""
    reading = Reading(page, draft.base, draft.payload)
    found = [
        *_watched_words(reading),
        *_pictures(reading),
        *_dead_links(reading),
        *_without_source(reading),
        *_implausible(reading),
        *_dates(reading),
    ]
    extra = getattr(admin_of(page.model), "extra_findings", None)
    found += extra(page, draft) if extra else []
    found.sort(key=lambda finding: (ERROR, WARNING, NOTE).index(finding.level))
    return list(dict.fromkeys(found))


def _mistakes(page, draft):
    filled = page.fill(draft.payload)
    filled.is_valid()
    found = [Finding(ERROR, where, text) for where, text in filled.mistakes()]
    return found + [Finding(WARNING, "表单已经变了", f"这一项没有地方放：{place}") for place in filled.unfit]


def _noticed(value, text):
    """A warning where the draft brings it; a note where it was there before."""
    if value.is_changed:
        return Finding(WARNING, value.where, text)
    return Finding(NOTE, value.where, text + UNTOUCHED)


# --- Words, pictures, links -------------------------------------------------------------------------------------------


def _watched_words(reading):
    """Every word is looked for once in all texts together, so that a few thousand cost some milliseconds."""
    texts = [(value, value.now.casefold()) for value in reading.values if value.is_text and value.now]
    everything = "\n".join(text for _, text in texts)
    for word in once(WatchWord, lambda: list(WatchWord.objects.all())):
        wrong, right = word.word.casefold(), word.suggestion.casefold()
        if wrong not in everything:
            continue
        for value, text in texts:
            # "经开" is wrong and "经开区" right: what is right already doesn't count.
            times = text.count(wrong) - (text.count(right) if wrong in right else 0)
            if times > 0:
                yield _noticed(value, _about(word, times))


def _about(word, times):
    said = {WordKind.WRONG: "是错误写法", WordKind.SENSITIVE: "是敏感词，请核对"}[WordKind(word.kind)]
    parts = [f"“{word.word}”{said}", f"建议写“{word.suggestion}”" if word.suggestion else "", word.note.rstrip("。")]
    return "，".join(part for part in parts if part) + (f"（{times} 处）。" if times > 1 else "。")


def _pictures(reading):
    """A picture is a row with a picture file and an ``alt`` text, whatever its type."""
    if _shows_pictures(reading.page.model):
        yield from _own_alt(reading)
    wanted = defaultdict(list)
    for value in reading.values:
        model = getattr(getattr(value.field, "queryset", None), "model", None)
        if model and _shows_pictures(model) and value.now:
            keys = value.now if isinstance(value.now, list) else [value.now]
            wanted[model] += [(value, int(key)) for key in keys if is_key(key)]
    for model, places in wanted.items():
        pictures = model._default_manager.in_bulk([key for _, key in places])
        for value, key in places:
            if (picture := pictures.get(key)) and (problem := _alt_problem(picture.alt, _file_of(picture), picture)):
                yield _noticed(value, f"“{picture}”的替代文字：{problem}")


def _shows_pictures(model):
    return hasattr(model, "alt") and any(isinstance(field, models.ImageField) for field in model._meta.fields)


def _file_of(picture):
    field = next(field for field in picture._meta.fields if isinstance(field, models.ImageField))
    return PurePath(getattr(picture, field.name).name or "")


def _own_alt(reading):
    said = {value.name: value for value in reading.values if value.row is None}
    alt = said.get("alt")
    if alt is None or alt.now is None:
        if not (said.get("is_decorative") and said["is_decorative"].now):
            yield Finding(WARNING, "替代文字", NO_ALT)
        return
    file = _file_of(reading.page.instance) if reading.page.instance is not None else PurePath()
    if problem := _alt_problem(alt.now, file):
        yield _noticed(alt, problem)


def _alt_problem(alt, file, picture=None):
    if not alt.strip():
        decorative = getattr(picture, "is_decorative", False)
        return "" if decorative else NO_ALT
    if _FILE_NAME.fullmatch(alt.strip()) or alt.strip().casefold() in {file.name.casefold(), file.stem.casefold()}:
        return f"“{alt}”像是文件名，请写图上有什么。"
    return ""


def _dead_links(reading):
    links = [
        (value, link)
        for value in reading.values
        if value.now and (value.is_text or isinstance(value.field, forms.URLField))
        for link in internal_links(value.now)
    ]
    problems = {link: problem_of(link) for link in list(dict.fromkeys(link for _, link in links))[:MOST_LINKS]}
    for value, link in links:
        if problem := problems.get(link):
            yield _noticed(value, f"链接 {link} {problem}。")


# --- Figures and dates ------------------------------------------------------------------------------------------------


def _without_source(reading):
    """Figures that came or changed, and nobody says from where."""
    by_row = defaultdict(list)
    for value in reading.values:
        if value.is_figure and value.is_changed and value.now is not None:
            by_row[value.row].append(value)
    for row, values in by_row.items():
        if row is None:
            yield from _uncited(reading, values)
        elif row.may_have_source and not any(row.sent.get("source", [])):
            yield Finding(WARNING, row.where, f"改了{_labels(values)}，没有写来源。")


def _uncited(reading, values):
    tables = [formset for formset in reading.page.formsets if {"field", "document"} <= formset.empty_form.fields.keys()]
    own = reading.new["fields"].get("source")
    if any(own or []) or not (tables or own is not None):
        return
    cited = Counter(
        row["field"][0]
        for formset in tables
        for row in reading.new["rows"].get(formset.prefix, [])
        if any(row.get("field", [])) and any(row.get("document", [])) and not row.get(DELETION_FIELD_NAME)
    )
    if missing := [value for value in values if value.name not in cited]:
        where = "出处" if tables else "来源"
        yield Finding(WARNING, where, f"改了{_labels(missing)}，没有写{where}。")


def _labels(values):
    return "、".join(f"“{value.label}”" for value in values)


def _implausible(reading):
    for value in reading.values:
        if not value.is_figure or not value.is_changed or value.now is None:
            continue
        if value.before and value.now and not 1 < FACTOR * Decimal(value.now) / Decimal(value.before) < FACTOR**2:
            moved = f"从 {value.in_words(value.before)} 变为 {value.in_words(value.now)}"
            yield Finding(WARNING, value.where, f"{moved}，相差 {FACTOR} 倍以上，请核对单位。")
        if isinstance(value.field, MoneyFormField) and value.now >= HIGHEST_MONEY:
            yield Finding(WARNING, value.where, f"{value.in_words(value.now)}，超过一万亿元，请核对。")
        if isinstance(value.field, AreaFormField) and value.now >= HIGHEST_AREA:
            yield Finding(WARNING, value.where, f"{value.in_words(value.now)}，超过十亿平方米，请核对。")


def _dates(reading):
    today = timezone.localdate()
    for value in reading.values:
        if value.now is None:
            continue
        if value.is_text:
            for said in _impossible_days(value.now):
                yield _noticed(value, f"“{said}”不是日历上有的日期。")
        elif isinstance(value.field, forms.DateField | PartialDateFormField):
            year = (value.now.start if hasattr(value.now, "start") else value.now).year
            if value.is_changed and not EARLIEST_YEAR <= year <= today.year + YEARS_AHEAD:
                yield Finding(WARNING, value.where, f"{year} 年，请核对年份。")
            if value.name == "review_by" and value.row is None and value.now < today:
                yield Finding(WARNING, value.where, f"复核期限 {value.now:%Y-%m-%d} 已经过去，请改为将来的日期或留空。")


def _impossible_days(text):
    for match in _DAY.finditer(text):
        year, month, day = match.group(1, 2, 3) if match[2] else match.group(4, 5, 6)
        try:
            dt.date(int(year or 2000), int(month), int(day))  # without a year, 29 February may be meant
        except ValueError:
            yield match[0]
