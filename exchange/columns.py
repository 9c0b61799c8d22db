"""A column of a table: one control of a form. How a cell is read into it, and how its value is written into a cell.

Everything comes from the form's own field, so that a field that a model gets can be imported and exported at once.
Values are those of ``publishing.payload``: what a browser would send. Whether they make sense is the form's to say.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError

from core.forms import PartialDateFormField
from core.forms import _UnitFormField as UnitFormField
from core.partial_dates import PartialDate, Precision
from core.quantities import CURRENCY
from publishing.controls import inner, posted

from .references import SEPARATOR, UnknownReference, folded

CLEAR = "（清空）"
"""What a cell says to empty what is stored; an empty cell leaves it alone."""
_CLEARS = {folded(CLEAR), folded("(清空)")}
_YES = {"是", "有", "对", "√", "✓", "y", "yes", "true", "1", "on"}
_NO = {"否", "无", "不是", "×", "x", "n", "no", "false", "0", "off"}
_QUALIFIERS = {  # before the number, and after it with its unit
    "about": ("约|大约|大概|≈", "左右|上下"),
    "at_least": ("至少|不少于|不低于|起码|≥", "以上"),
    "at_most": ("最高|最多|至多|不超过|≤", "以内|以下"),
    "over": ("超过|超|逾|>|＞", ""),
}
_BEFORE = [(code, re.compile(rf"(?:{words})\s*(?={CURRENCY}?\s*[\d.])")) for code, (words, _) in _QUALIFIERS.items()]
_SOME_MORE = re.compile(r"(?<=[\d百千万亿])\s*[多余](?!\d)")  # 200余亩, 20多亿元: within the number
_AFTER = [(code, re.compile(rf"\s*(?:{words})$")) for code, (_, words) in _QUALIFIERS.items() if words]
_BARE = re.compile(r"[\d０-９,，.．\s]+")
_JANUARY_OR_OCTOBER = re.compile(r"\d{4}\.1")
_SERIAL = re.compile(r"[2-6]\d{4}")  # days that Excel counts from 1900: 1954 to 2091
_MOST_CHOICES = 15


@dataclass(eq=False)
class Column:
    """``field`` is the form's field; ``unit`` is what a header such as 用地面积（亩） says of bare numbers."""

    name: str
    label: str
    field: forms.Field
    references: object
    qualifier: str = ""
    """The name of the control that says how the source qualifies this number, if there is one."""

    @property
    def widget(self):
        return inner(self.field.widget)

    @property
    def is_boolean(self):
        return isinstance(self.field, forms.BooleanField)

    @property
    def is_several(self):
        return isinstance(self.field, forms.ModelMultipleChoiceField)

    @property
    def is_reference(self):
        return isinstance(self.field, forms.ModelChoiceField)

    @property
    def is_choice(self):
        return isinstance(self.field, forms.ChoiceField) and not self.is_reference

    @property
    def is_number(self):
        return isinstance(self.field, forms.IntegerField | forms.FloatField)

    @cached_property
    def choices(self):
        """Code and label of what may be chosen."""
        return [(str(code), str(label)) for code, label in _flat(self.field.choices) if str(code)]

    # --- From value to cell -------------------------------------------------------------------------------------------

    def posted(self, value) -> list[str]:
        """What a browser sends for the field with this value of Python's."""
        return posted(self.widget, self.name, self.field.prepare_value(value))[self.name]

    def words(self, sent: list[str]) -> str:
        """What a cell says for these values of the payload."""
        if self.is_reference:
            return "、".join(self.references.text_of(self.field.queryset.model, key) for key in sent if key)
        if self.is_boolean:
            return "是" if any(sent) else "否"
        said = sent[0] if sent else ""
        if self.is_choice:
            return dict(self.choices).get(said, said)
        if isinstance(self.field, UnitFormField) and _BARE.fullmatch(said):
            return said + next(filter(None, self.field.units))  # what is stored, such as 元
        return said

    # --- From cell to value -------------------------------------------------------------------------------------------

    def read(self, text: str, unit: str = "") -> list[str]:
        """The value of the payload that the cell's text means. Raises ValidationError with what is wrong with it."""
        if folded(text) in _CLEARS:
            return [] if self.is_boolean or self.is_several else self.posted(None)
        if self.is_reference:
            return self._read_references(text)
        if self.is_boolean:
            return self._read_boolean(text)
        if self.is_choice:
            return self._read_choice(text)
        value = self.field.to_python(self._plain(text, unit))
        if isinstance(value, Decimal) and value.is_finite() and (places := getattr(self.field, "decimal_places", None)):
            value = value.quantize(Decimal(1).scaleb(-places)) if value.as_tuple().exponent > -places else value
        return self.posted(value)

    def split_qualifier(self, text: str) -> tuple[str, str]:
        """The code of "约" before a number or "左右" behind it, empty for none, and the text without it.

        Where both stand and do not say the same, the text stays as it is: it can't be read then.
        """
        bare, codes = self._bare(text).strip(), set()
        for code, pattern in _BEFORE:
            if match := pattern.match(bare):
                bare = bare[match.end() :]
                codes.add(code)
                break
        for code, pattern in _AFTER:
            if match := pattern.search(bare):
                bare = bare[: match.start()]
                codes.add(code)
                break
        if match := _SOME_MORE.search(bare):
            bare = bare[: match.start()] + bare[match.end() :]
            codes.add("over")
        return (codes.pop(), bare) if len(codes) == 1 else ("", text)

    def is_same(self, old: list[str], new: list[str]) -> bool:
        """Whether both values mean the same, however they are written."""
        if old == new:
            return True
        if self.is_reference or self.is_boolean or self.is_choice:
            return sorted(old) == sorted(new)
        try:
            return self.field.to_python(old[0] if old else "") == self.field.to_python(new[0] if new else "")
        except (ValidationError, ValueError):
            return False

    def takes_unit(self, unit: str) -> bool:
        """Whether numbers of this column can be in this unit."""
        if getattr(self.widget, "unit", ""):
            return unit == self.widget.unit
        if not isinstance(self.field, UnitFormField):
            return False
        try:
            self.field.to_python(f"1{self._bare(unit)}")
        except ValidationError:
            return False
        return True

    def _bare(self, text):
        return self.field.bare(text) if isinstance(self.field, UnitFormField) else text

    def _read_references(self, text):
        model = self.field.queryset.model
        texts = [part.strip() for part in SEPARATOR.split(text)] if self.is_several else [text.strip()]
        try:
            return [str(self.references.key_of(model, each)) for each in texts if each]
        except UnknownReference as error:
            raise ValidationError(str(error)) from error

    def _read_boolean(self, text):
        word = folded(text)
        if word in _YES or word in _NO:
            return ["on"] if word in _YES else []
        raise ValidationError(f"“{text}”看不出是“是”还是“否”。请写 是 或 否。")

    def _read_choice(self, text):
        word = folded(text)
        for code, label in self.choices:
            if word in (folded(code), folded(label)):
                return [code]
        labels = [label for _, label in self.choices]
        shown = "、".join(labels[:_MOST_CHOICES]) + ("……" if len(labels) > _MOST_CHOICES else "")
        raise ValidationError(f"没有“{text}”这个选项。可以写：{shown}。")

    def _plain(self, text, unit):
        if isinstance(self.field, PartialDateFormField | forms.DateField):
            return self._day(text)
        if isinstance(self.field, UnitFormField):
            text, unit = self._bare(text), self._bare(unit)
            if not _BARE.fullmatch(text):
                return text
            if not unit and text.strip("0.０ ．"):
                raise ValidationError(
                    f"“{text}”没有写单位。请写成 {self.field.examples} 这样，或者把单位写进列名：{self.label}（…）。"
                )
            return f"{text}{unit}"
        if self.is_number:
            narrow = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))
            return narrow.removesuffix(getattr(self.widget, "unit", "") or unit)
        if isinstance(self.field, forms.SlugField | forms.URLField | forms.EmailField):
            return unicodedata.normalize("NFKC", text).strip()
        if not isinstance(self.widget, forms.Textarea):  # a line broken to fit its cell; a browser can't send one
            return re.sub(r"\s*\n\s*", lambda found: _joint(text, found), text)
        return text

    def _day(self, text):
        text = unicodedata.normalize("NFKC", text).strip()
        if _SERIAL.fullmatch(text):
            raise ValidationError(f"“{text}”是 Excel 没有显示成日期的日期。请把这一格设为“文本”，写成 2022年3月 这样。")
        if _JANUARY_OR_OCTOBER.fullmatch(text):
            raise ValidationError(
                f"“{text}”看不出是1月还是10月：Excel 会去掉“{text}0”末尾的 0。"
                f"请写成 {text[:4]}年1月 或 {text[:4]}年10月。"
            )
        text = re.sub(r"[ T]00:00(:00)?$", "", text)
        if isinstance(self.field, forms.DateField):
            try:
                day = PartialDate.parse(text)
            except ValueError:
                return text
            if day.precision != Precision.DAY:
                raise ValidationError(f"“{text}”要写到日，如 2026-03-01。")
            return day.start.isoformat()
        return text


def _joint(text, broken):
    """What stands where a line was broken: a space between words of Latin letters, nothing in Chinese."""
    around = text[max(broken.start() - 1, 0) : broken.start()] + text[broken.end() : broken.end() + 1]
    return " " if len(around) == 2 and around.isascii() else ""


def _flat(choices):
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label
