"""Long lists inside a detail: cut there, whole and in pages at an address of their own."""

from rest_framework import serializers

from .serializers import ExcerptSerializer, TermSerializer, contribute

LONGEST = 200
"""Rows of a list inside a detail; of excerpts each says its own number."""


class MoreField(serializers.DictField):
    """The addresses of the lists that were cut, by the name of their field. ``cut`` writes it."""

    def __init__(self, **kwargs):
        words = f"列表超过 {LONGEST} 项就只列前 {LONGEST} 项，这里写完整列表的地址；没有这样的列表时是空的对象。"
        options = {"child": serializers.URLField(), "source": "*", "read_only": True, "label": "没有列全的"}
        super().__init__(**{**options, "help_text": words, **kwargs})

    def to_representation(self, row):
        return {}


def parts_of(serializer) -> dict[str, serializers.Serializer]:
    """The lists inside a detail that have an address of their own, each with what one row in it is."""
    found = {}
    for name, field in serializer.fields.items():
        if isinstance(field, ExcerptSerializer) and not field.listing:
            found[name] = field.fields["results"].child
        elif isinstance(field, serializers.ListSerializer) and not isinstance(field.child, TermSerializer):
            found[name] = field.child
    return found


def cut(data: dict, address: str, same_day: str = "") -> dict:
    """The detail with its lists cut, and said so in ``more``. Excerpts are cut already."""
    long = {name: rows for name, rows in data.items() if isinstance(rows, list) and len(rows) > LONGEST}
    more = {"more": {name: f"{address}{name}/{same_day}" for name in long}} if long else {}
    return data | {name: rows[:LONGEST] for name, rows in long.items()} | more


class PartRows:
    """One list of a detail. Mixed into the viewset of its owner, whose rules on what is public and when hold here."""

    is_paged = True
    known_fields = ()

    def part(self, request, *args, part, **kwargs):
        owner = self.get_object()
        serializer = self.get_serializer(owner)
        field = serializer.fields[part]
        if isinstance(field, ExcerptSerializer):
            serializer.prepare(owner)
            rows = self.paginate_queryset(field.rows(owner))
            return self.get_paginated_response(field.fields["results"].to_representation(rows))
        for other in serializer.fields.keys() - {part}:
            serializer.fields.pop(other)
        return self.get_paginated_response(self.paginate_queryset(list(serializer.data[part])))


def with_parts(viewset):
    """The viewset of the lists inside the details of ``viewset``, or None where there are none."""
    parts = parts_of(viewset.serializer_class())
    if not parts:
        return None
    contribute(viewset.serializer_class, more=MoreField())
    return type(f"{viewset.__name__}Parts", (PartRows, viewset), {"parts": tuple(parts)})
