"""Filters that pages and API share. A filter set is told what it filters in the query string's own words."""

from decimal import Decimal
from functools import reduce
from operator import or_

import django_filters
from django import forms
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .english import pairs
from .forms import MoneyFormField
from .partial_dates import EARLIEST_YEAR, LATEST_YEAR


class _MoneyLimitField(MoneyFormField):
    def hint(self, text):
        return ""  # nothing stands beside it


class MoneyFilter(django_filters.Filter):
    """An amount in 元, written as a number or with its unit (20亿元)."""

    field_class = _MoneyLimitField


class _YearField(forms.IntegerField):
    def __init__(self, **kwargs):
        super().__init__(min_value=EARLIEST_YEAR, max_value=LATEST_YEAR, **kwargs)


class YearFilter(django_filters.Filter):
    """A calendar year."""

    field_class = _YearField


class SortFilter(django_filters.ChoiceFilter):
    """An order chosen by name. Rows that lack the value come last on every database; the slug breaks ties.

    ``orders`` maps a name to (label, field with an optional leading "-"); the first is taken when none is chosen.
    """

    def __init__(self, orders, **kwargs):
        self.orders = orders
        choices = [(name, label) for name, (label, *_) in orders.items()]
        super().__init__(choices=choices, empty_label=None, required=False, **{"label": gettext_lazy("排序"), **kwargs})

    def filter(self, queryset, value):
        _label, *fields = self.orders[value or next(iter(self.orders))]
        return queryset.order_by(*map(_nulls_last, fields), "slug")


def _nulls_last(field):
    name = F(field.lstrip("-"))
    return name.desc(nulls_last=True) if field.startswith("-") else name.asc(nulls_last=True)


class TextFilter(django_filters.CharFilter):
    """Words that must stand in a field, in its Chinese or in its English."""

    def __init__(self, **kwargs):
        super().__init__(**{"lookup_expr": "icontains", "max_length": 60, "label": gettext_lazy("名称里有"), **kwargs})

    def filter(self, queryset, value):
        if not value:
            return queryset
        english = [column.name for field, column in pairs(queryset.model) if field.name == self.field_name]
        found = (Q(**{f"{name}__{self.lookup_expr}": value}) for name in (self.field_name, *english))
        return queryset.filter(reduce(or_, found))


class PublicFilterSet(django_filters.FilterSet):
    """Base of all filter sets: knows how to say which of its filters are in use."""

    @property
    def active(self) -> list[tuple[str, str, str]]:
        """(parameter, label, value in words) of each filter in use, the order excluded."""
        if not self.form.is_valid():
            return []
        rows = []
        for name, value in self.form.cleaned_data.items():
            if name == "sort" or value in (None, "") or (hasattr(value, "__len__") and not len(value)):
                continue
            rows.append((name, self.form.fields[name].label, self._in_words(name, value)))
        return rows

    def _in_words(self, name, value):
        if isinstance(value, bool):
            return _("是") if value else _("否")
        if isinstance(value, Decimal):
            return self.form.fields[name].in_words(value)
        choices = dict(getattr(self.form.fields[name], "choices", None) or {}) if isinstance(value, (str, list)) else {}
        values = value if not isinstance(value, str) and hasattr(value, "__iter__") else [value]
        return _("、").join(str(choices.get(item, item)) for item in values)
