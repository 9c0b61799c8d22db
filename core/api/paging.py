"""Pages of a list, each found from the last row of the one before (keyset): nothing before it is read to be skipped,
and what is published meanwhile shifts nothing.

DRF's own ``CursorPagination`` can't be used: it knows neither columns that may be empty nor partial dates.
"""

import datetime as dt
from decimal import Decimal
from functools import reduce

from django import forms
from django.core import signing
from django.db.models import CharField, ExpressionWrapper, F, OrderBy, Q
from django.db.models.lookups import GreaterThan, LessThan
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from core.fields import PartialDateField
from core.partial_dates import PartialDate

from .errors import BadParameters

PAGE_SIZE, LARGEST_PAGE = 20, 100
WORDS = {
    "cursor": "从哪里接着看：照抄上一次答复里 next 或 previous 的，不要自己写。",
    "page_size": f"每页几项；不写是 {PAGE_SIZE}，最多 {LARGEST_PAGE}。",
    "count": "true 就在答复里写上总数（count）。数一遍费时，不需要就不要写。",
}
_signer = signing.Signer(salt="core.api.paging")


class PageForm(forms.Form):
    """The parameters of a page. What a cursor says is read with the list that it is for."""

    cursor = forms.CharField(required=False, max_length=2000)
    page_size = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_PAGE)
    count = forms.ChoiceField(required=False, choices=[("true", "是"), ("false", "否")])


class CursorPages(BasePagination):
    """Pages of a queryset in its own order, or of a plain list. ``PageForm`` has checked the parameters by then."""

    def paginate_queryset(self, queryset, request, view=None):
        """The rows of the page that is asked for; raises BadParameters for a cursor that is not of this list."""
        self.address = request.build_absolute_uri()
        size = int(request.query_params.get("page_size") or PAGE_SIZE)
        pages = _Listed(queryset) if isinstance(queryset, list) else _Ordered(queryset)
        try:
            position = self._position(request.query_params.get("cursor"), pages.order)
        except ValueError:
            message = "这个 cursor 不能用：不是这个列表给出的，或者排序已经换了。请从第一页重新开始。"
            raise BadParameters({"cursor": [message]}, view.known_parameters) from None
        is_back = bool(position and position[0])
        rows = pages.beyond(position and position[1], is_back, size + 1)
        has_more, rows = len(rows) > size, rows[:size]
        if is_back:
            rows.reverse()
        has_next, has_previous = (True, has_more) if is_back else (has_more, position is not None)
        self.total = len(pages) if request.query_params.get("count") == "true" else None
        self.next = self._link(pages, False, rows[-1]) if rows and has_next else None
        self.previous = self._link(pages, True, rows[0]) if rows and has_previous else None
        return [pages.row(row) for row in rows]

    def get_paginated_response(self, data):
        total = {} if self.total is None else {"count": self.total}
        return Response(total | {"next": self.next, "previous": self.previous, "results": data})

    def _position(self, token, order):
        """(whether to go back, where from), or None for the first page; raises ValueError."""
        if not token:
            return None
        try:
            is_back, of, *position = _signer.unsign_object(token)
        except (signing.BadSignature, ValueError) as error:
            raise ValueError("not ours") from error
        if of != order:
            raise ValueError("of another order")
        return is_back, position

    def _link(self, pages, is_back, row):
        token = _signer.sign_object([int(is_back), pages.order, *pages.position(row)])
        return replace_query_param(self.address, "cursor", token)

    def get_schema_operation_parameters(self, view):
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        schemas = {"cursor": {"type": "string", "maxLength": 2000}, "page_size": size, "count": {"type": "boolean"}}
        return [
            {"name": name, "in": "query", "required": False, "description": WORDS[name], "schema": schema}
            for name, schema in schemas.items()
        ]

    def get_paginated_response_schema(self, schema):
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "title": "共几项", "description": "写了 count=true 才有。"},
                "next": address | {"title": "下一页的地址"},
                "previous": address | {"title": "上一页的地址"},
                "results": schema | {"title": "这一页"},
            },
        }


class _Listed:
    """A list that is short enough to be in memory; a position in it is a number."""

    order = "#"

    def __init__(self, rows):
        self.rows = list(enumerate(rows))

    def __len__(self):
        return len(self.rows)

    def beyond(self, position, is_back, limit):
        at = position[0] if position else -1
        return self.rows[:at][::-1][:limit] if is_back else self.rows[at + 1 :][:limit]

    def position(self, row):
        return [row[0]]

    def row(self, row):
        return row[1]


class _Ordered:
    """A queryset in the order that it has; rows that lack a value come last, the key breaks ties."""

    def __init__(self, queryset):
        self.queryset = queryset
        self.columns = _columns(queryset)
        self.order = ",".join(f"{'-' if column.is_descending else ''}{column.name}" for column in self.columns)

    def __len__(self):
        return self.queryset.count()

    def beyond(self, position, is_back, limit):
        rows = self.queryset.order_by(*(column.ordered(is_back) for column in self.columns))
        if position:
            values = [column.read(text) for column, text in zip(self.columns, position, strict=True)]
            rows = rows.filter(self._beyond(values, is_back))
        return list(rows[:limit])

    def _beyond(self, values, is_back):
        """Rows after the values, or before them: by the last column among equals in all others, or by those."""

        def widened(found, pair):
            column, value = pair
            return column.is_beyond(value, is_back) | (Q(**{column.name: value}) & found)

        return reduce(widened, reversed(list(zip(self.columns, values, strict=True))), Q(pk__in=[]))

    def position(self, row):
        return [column.written(row) for column in self.columns]

    def row(self, row):
        return row


class _Column:
    """One column of an order; ``name`` may lead to another table."""

    def __init__(self, name, field, is_descending):
        self.name, self.field, self.is_descending = name, field, is_descending
        self.is_partial_date = isinstance(field, PartialDateField)
        self.may_be_empty = field.null or "__" in name

    def ordered(self, is_back):
        """The expression to order by; what is empty comes last, and first on the way back."""
        is_descending = self.is_descending != is_back
        nulls = {"nulls_first": True} if is_back else {"nulls_last": True}
        return OrderBy(F(self.name), descending=is_descending, **nulls)

    def is_beyond(self, value, is_back) -> Q:
        """The condition that a row comes after the value in this column, or before it on the way back."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if is_back else Q(pk__in=[])
        comparison = LessThan if self.is_descending != is_back else GreaterThan
        column = F(self.name)
        if self.is_partial_date:  # compared as the text that it is kept as, and ordered by
            column, value = ExpressionWrapper(column, CharField()), value.sort_key
        beyond = Q(comparison(column, value))
        return beyond | Q(**{f"{self.name}__isnull": True}) if self.may_be_empty and not is_back else beyond

    def written(self, row):
        value = reduce(lambda found, part: getattr(found, part, None), self.name.split("__"), row)
        if isinstance(value, PartialDate):
            return value.sort_key
        return value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, Decimal) else value

    def read(self, written):
        if written is None:
            return None
        return PartialDate.from_sort_key(written) if self.is_partial_date else self.field.to_python(written)


def _columns(queryset) -> list[_Column]:
    """The columns by which the queryset is ordered, each once, up to the first that no two rows share."""
    found = {}
    order = [*(queryset.query.order_by or queryset.model._meta.ordering), "pk"]
    for column in _spelt_out(queryset.model, order):
        found.setdefault(column.name, column)
        if column.field.unique and "__" not in column.name:
            break
    return list(found.values())


def _spelt_out(model, order, prefix=""):
    for part in order:
        if isinstance(part, str):
            name, is_descending = part.lstrip("-"), part.startswith("-")
        else:
            name, is_descending = part.expression.name, part.descending
        field, at = None, model
        for step in name.split("__"):
            field = at._meta.pk if step == "pk" else at._meta.get_field(step)
            at = field.related_model
        if field.is_relation:  # as Django has it: by the order of the rows that it leads to
            yield from _spelt_out(at, at._meta.ordering, f"{prefix}{name}__")
        else:
            yield _Column(prefix + name, field, is_descending)
