"""Model fields: partial dates with the comparisons that make sense for a period, money and areas.

One text column holds ``PartialDate.sort_key`` ("2020-09-01M"), so that it sorts and indexes alike on SQLite and
PostgreSQL and one name serves form, fixture, API and draft (docs/adr/0002-partial-dates.md).
"""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.lookups import Lookup

from .forms import AreaFormField, MoneyFormField, PartialDateFormField
from .partial_dates import PartialDate, Precision


class PartialDateField(models.Field):
    """A ``PartialDate`` or None.

    Lookups: ``exact``, ``in``, ``isnull``, and with a ``datetime.date`` ``since`` (starts on or after),
    ``before`` (starts before) and ``ended_before`` (its last day lies before). Other comparisons raise TypeError,
    because "greater than March" has no one meaning.
    """

    description = "Date with the precision of its source"
    empty_strings_allowed = False

    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 12
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def get_internal_type(self):
        return "CharField"

    def from_db_value(self, value, expression, connection):
        return PartialDate.from_sort_key(value) if value else None

    def to_python(self, value):
        if value is None or isinstance(value, PartialDate):
            return value
        if isinstance(value, dt.date):
            return PartialDate(value)
        if not str(value).strip():
            return None
        try:
            return PartialDate.parse(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def get_prep_value(self, value):
        value = self.to_python(value)
        return value.sort_key if value else None

    def value_to_string(self, obj):
        value = self.value_from_object(obj)
        return value.isoformat() if value else None

    def formfield(self, **kwargs):
        kwargs.pop("max_length", None)
        return super().formfield(**{"form_class": PartialDateFormField, **kwargs})

    def get_lookup(self, lookup_name):
        if lookup_name in {"gt", "gte", "lt", "lte", "range"}:
            raise TypeError(f"{self.name}: use since, before or ended_before with a date instead of {lookup_name}")
        return super().get_lookup(lookup_name)


class _DayLookup(Lookup):
    """A comparison of a period with one day."""

    def get_prep_lookup(self):
        if not isinstance(self.rhs, dt.date):
            raise TypeError(f"{self.lookup_name} takes a date, not {self.rhs!r}")
        return self.rhs

    def get_db_prep_lookup(self, value, connection):
        return "%s", [value.isoformat()]

    def as_sql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} {self.operator} {right}", [*left_params, *right_params]


@PartialDateField.register_lookup
class Since(_DayLookup):
    """The period starts on the day or later."""

    lookup_name = "since"
    operator = ">="


@PartialDateField.register_lookup
class Before(_DayLookup):
    """The period starts before the day."""

    lookup_name = "before"
    operator = "<"


@PartialDateField.register_lookup
class EndedBefore(_DayLookup):
    """The last day of the period lies before the day.

    True exactly when the period starts before the period of its own precision that the day lies in.
    """

    lookup_name = "ended_before"

    def as_sql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        parts, params = [], []
        for precision in Precision:
            parts.append(f"(SUBSTR({left}, 11, 1) = '{precision.value}' AND {left} < %s)")
            params += [*left_params, *left_params, precision.floor(self.rhs).isoformat()]
        return f"({' OR '.join(parts)})", params


class _QuantityField(models.DecimalField):
    """A number that may be missing, never negative, with two decimals, in a fixed unit."""

    max_digits_default = 18

    def __init__(self, *args, **kwargs):
        kwargs = {"max_digits": self.max_digits_default, "decimal_places": 2} | kwargs
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for option in ("max_digits", "decimal_places"):
            del kwargs[option]
        return name, path, args, kwargs

    @property
    def validators(self):
        return [*super().validators, MinValueValidator(0)]


class MoneyField(_QuantityField):
    """An amount in 元."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": MoneyFormField, **kwargs})


class AreaField(_QuantityField):
    """An area in ㎡. ``land=True`` for ground, which people count in 亩; without it, floor area."""

    max_digits_default = 14

    def __init__(self, *args, land=False, **kwargs):
        self.land = land
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"land": True} if self.land else {})

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": AreaFormField, "land": self.land, **kwargs})
