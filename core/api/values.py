"""Values whose meaning needs more than a number: dates with their precision, money, areas and counts with their
qualifier.

Each is one object in the answer, with ``text`` as a reader would write it, or null where the sources are silent.
Numbers are strings in plain decimal notation, so that no reader's floating point changes them.
"""

from rest_framework import serializers

from core import quantities
from core.partial_dates import PartialDate, Precision

PRECISIONS = [("day", "日"), ("month", "月"), ("quarter", "季度"), ("half", "半年"), ("year", "年")]


class CodeField(serializers.ChoiceField):
    """One of a fixed list of codes; null where the column is empty, which always means "not stated"."""

    def __init__(self, choices, **kwargs):
        stated = [(value, label) for value, label in choices if value]
        may_be_empty = kwargs.pop("allow_blank", False) or len(stated) < len(choices)
        kwargs["allow_null"] = kwargs.get("allow_null", False) or may_be_empty
        super().__init__(stated, **kwargs)

    def to_representation(self, value):
        return value or None


class LinkField(serializers.URLField):
    """An address outside this site; null where the column is empty."""

    def __init__(self, **kwargs):
        super().__init__(**{"read_only": True, "allow_null": True, **kwargs})

    def to_representation(self, value):
        return value or None


def iso_value(date: PartialDate) -> str:
    """ISO 8601 in reduced precision: "2020", "2020-09", "2020-09-15"; a quarter or half as an interval of months."""
    if date.precision in (Precision.QUARTER, Precision.HALF):
        return f"{date.start:%Y-%m}/{date.end:%Y-%m}"
    return date.isoformat().rstrip("?")


class PartialDateSerializer(serializers.Serializer):
    """A date as exact as its source."""

    value = serializers.CharField(
        label="日期", help_text="ISO 8601，只写到来源的精度：2020、2020-09、2020-09-15；季度和半年写成月份区间。"
    )
    precision = serializers.ChoiceField(PRECISIONS, label="精度")
    inferred = serializers.BooleanField(label="是否推定", help_text="来源没有写全（多为年份）、由上下文推断。")
    start = serializers.DateField(label="首日", help_text="这段时间的第一天。")
    end = serializers.DateField(label="末日", help_text="这段时间的最后一天。")
    text = serializers.CharField(label="中文写法")

    def to_representation(self, date):
        return {
            "value": iso_value(date),
            "precision": date.precision.name.lower(),
            "inferred": date.inferred,
            "start": date.start.isoformat(),
            "end": date.end.isoformat(),
            "text": str(date),
        }


class _QualifiedSerializer(serializers.Serializer):
    """A number of a row together with the words that its source puts before it.

    ``column`` names the number's column; its qualifier stands in ``<column>_qualifier``, or in ``qualifier`` when the
    row is about this one number.
    """

    def __init__(self, *args, column, **kwargs):
        self.column = column
        self.qualifier_column = "qualifier" if column == "value" else f"{column}_qualifier"
        super().__init__(*args, **{"source": "*", "read_only": True, **kwargs})

    def to_representation(self, row):
        number = getattr(row, self.column)
        if number is None:
            return None
        qualifier = getattr(row, self.qualifier_column, "")
        return self.number(number, row) | {
            "qualifier": qualifier or None,
            "text": quantities.qualifier_word(qualifier) + self.words(number, row),
        }

    def number(self, number, row) -> dict:
        """The members that give the number itself."""
        raise NotImplementedError

    def words(self, number, row) -> str:
        """The number with its unit as a reader writes it."""
        raise NotImplementedError


class _QualifierField(CodeField):
    def __init__(self, **kwargs):
        super().__init__(
            quantities.Qualifier.choices, label="说法", help_text="来源在数前加的话；null 表示没有加。", **kwargs
        )


class MoneySerializer(_QualifiedSerializer):
    """An amount of money."""

    value = serializers.DecimalField(18, 2, label="金额", help_text="以 currency 的基本单位计，人民币为元。")
    currency = serializers.CharField(label="币种", help_text="ISO 4217 代码。")
    qualifier = _QualifierField()
    text = serializers.CharField(label="中文写法", help_text="如 约26.8亿元。")

    def number(self, number, row):
        return {"value": f"{number:.2f}", "currency": getattr(row, "currency", "CNY")}

    def words(self, number, row):
        figure, unit = quantities.money(number)
        currency = getattr(row, "currency", "CNY")
        return f"{figure}{unit}" if currency == "CNY" else f"{figure}{unit.removesuffix('元')}（{currency}）"


class AreaSerializer(_QualifiedSerializer):
    """An area of land or of floors."""

    square_metres = serializers.DecimalField(14, 2, label="平方米")
    mu = serializers.CharField(allow_null=True, label="亩", help_text="用地才有；1 亩是 10000/15 平方米。")
    qualifier = _QualifierField()
    text = serializers.CharField(label="中文写法", help_text="如 279亩、约5.4万平方米。")

    def __init__(self, *args, land=False, **kwargs):
        self.land = land
        super().__init__(*args, **kwargs)

    def number(self, number, row):
        return {"square_metres": f"{number:.2f}", "mu": quantities.mu(number) if self.land else None}

    def words(self, number, row):
        return quantities.words(quantities.area(number, land=self.land))


class QuantitySerializer(_QualifiedSerializer):
    """A count or measure with its unit. ``unit`` is the unit itself, or a function from the row to it."""

    value = serializers.CharField(label="数值", help_text="十进制数。")
    unit = serializers.CharField(label="单位", allow_blank=True)
    qualifier = _QualifierField()
    text = serializers.CharField(label="中文写法", help_text="如 至少28万台。")

    def __init__(self, *args, unit, **kwargs):
        self.unit = unit
        super().__init__(*args, **kwargs)

    def _unit(self, row):
        return self.unit(row) if callable(self.unit) else self.unit

    def number(self, number, row):
        return {"value": quantities.plain(number), "unit": self._unit(row)}

    def words(self, number, row):
        return quantities.words(quantities.count(number, self._unit(row)))
