"""Form fields that read what people type: partial dates, amounts of money and areas with their units."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import quantities
from .partial_dates import PartialDate


class _ReadFormField(forms.CharField):
    """Text that is read as a value of another type, or None; ``read`` raises ValidationError for what it is not."""

    value_type: type

    def __init__(self, **kwargs):
        kwargs.pop("empty_value", None)
        super().__init__(**{"max_length": 40, **kwargs})

    def read(self, text: str):
        raise NotImplementedError

    def to_python(self, value):
        if value is None or isinstance(value, self.value_type):
            return value
        text = super().to_python(value)
        return self.read(text) if text else None

    def run_validators(self, value):
        # CharField's validators check text; what was typed has become a value by now.
        if not isinstance(value, self.value_type):
            super().run_validators(value)

    def has_changed(self, initial, data):
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class PartialDateFormField(_ReadFormField):
    """Text that names a day, month, quarter, half or year; cleans to a ``PartialDate`` or None."""

    value_type = PartialDate

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("placeholder", "如 2022年3月")

    def prepare_value(self, value):
        return value.isoformat() if isinstance(value, PartialDate) else value

    def read(self, text):
        try:
            return PartialDate.parse(text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error


_FALLS_SHORT = re.compile("近|不足|不到|未满")
_NEARLY = "“近”“不足”等是略少于这个数，“说法”里没有这个意思：请看原文选“约”或“最高”，原话写进“说明”或出处。"
_FOREIGN = re.compile(r"[美港欧日韩台澳加]元|美金|港币|台币|英镑|卢布|[$＄€£]|USD|HKD|EUR|JPY|GBP", re.IGNORECASE)
_OTHER_CURRENCY = (
    "金额按人民币记。有“币种”一项的，币种在那里写代码（如 USD），这里只写数（如 3亿）；没有的，不能记别的币种。"
)


class _UnitFormField(_ReadFormField):
    """Text with a number and a unit; cleans to a ``Decimal`` in the stored unit, or None.

    What does not survive the way back exactly is shown in the stored unit, so that opening and saving a form never
    changes a value.
    """

    value_type = Decimal
    units: dict[str, Decimal] = {}
    examples = ""

    def __init__(self, *, max_digits=18, **kwargs):
        for name in ("decimal_places", "min_value"):
            kwargs.pop(name, None)
        self.ceiling = Decimal(10) ** (max_digits - 2)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("placeholder", self.examples)

    def in_words(self, value: Decimal) -> str:
        """The value as a reader writes it."""
        raise NotImplementedError

    def bare(self, text: str) -> str:
        """The number and its unit, without words that go without saying."""
        return text

    def hint(self, text: str) -> str:
        """What to do with the words around a number that could not be read, beside the field of its qualifier."""
        # "About" would say something else, so it is for a person to choose.
        return _NEARLY if _FALLS_SHORT.search(text) else "“约”“至少”等请选在“说法”里。"

    def prepare_value(self, value):
        if not isinstance(value, Decimal):
            return value
        text = self.in_words(value)
        return text if quantities.parse(text, self.units) == value else quantities.plain(value)

    def read(self, text):
        try:
            number = quantities.parse(self.bare(text), self.units)
        except ValueError as error:
            message = _("“%(text)s”读不出数量。请写成 %(examples)s 这样。") % {"text": text, "examples": self.examples}
            raise ValidationError(f"{message}{self.hint(text)}", code="invalid") from error
        if number >= self.ceiling:
            raise ValidationError(_("这个数太大了，请检查单位。"), code="too_large")
        return number


class MoneyFormField(_UnitFormField):
    """An amount of money, in 元."""

    units = quantities.MONEY_UNITS
    examples = gettext_lazy("80亿元、1000万元")

    def in_words(self, value):
        return quantities.words(quantities.money(value))

    def bare(self, text):
        return quantities.without_currency(text)

    def hint(self, text):
        return _OTHER_CURRENCY if _FOREIGN.search(text) else super().hint(text)


class AreaFormField(_UnitFormField):
    """An area, in ㎡; ``land`` is shown in 亩."""

    units = quantities.AREA_UNITS
    examples = "279亩、5.4万平方米"

    def __init__(self, *, land=False, **kwargs):
        self.land = land
        super().__init__(**kwargs)

    def in_words(self, value):
        return quantities.words(quantities.area(value, land=self.land))
