"""Long lists inside a detail: cut there, whole and in pages at an address of their own."""

from functools import cache

from rest_framework import serializers

from .serializers import ExcerptSerializer, TermSerializer

MORE = "more"
"""The field of a detail that tells of its lists."""

LONGEST = 200
"""Rows of a list inside a detail; of excerpts each says its own number."""


class MoreSerializer(serializers.Serializer):
    """Which lists of a detail were cut. It only describes; ``cut`` writes it, and serializers have lists whole."""

    has_more = serializers.BooleanField(
        label="是否有没列全的", help_text=f"列表超过 {LONGEST} 项就只列前 {LONGEST} 项。"
    )
    lists = serializers.DictField(
        child=serializers.URLField(), label="完整列表", help_text="没有列全的字段，和它完整列表的地址；分页。"
    )


def parts_of(serializer) -> dict[str, serializers.Serializer]:
    """The lists inside a detail that have an address of their own, each with what one row in it is."""
    found = {}
    for name, field in serializer.fields.items():
        if isinstance(field, ExcerptSerializer) and not field.listing:
            found[name] = field.fields["results"].child
        elif isinstance(field, serializers.ListSerializer) and not isinstance(field.child, TermSerializer):
            found[name] = field.child
    return found


@cache
def has_parts(serializer_class) -> bool:
    """Whether the details that it makes have any such list."""
    return bool(parts_of(serializer_class()))


def cut(data: dict, address: str, same_day: str) -> dict:
    """The detail with its lists cut, and said so in ``more``. Excerpts are cut already."""
    long = {name: rows for name, rows in data.items() if isinstance(rows, list) and len(rows) > LONGEST}
    lists = {name: f"{address}{name}/{same_day}" for name in long}
    return data | {name: long[name][:LONGEST] for name in long} | {MORE: {"has_more": bool(long), "lists": lists}}


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
    if not has_parts(viewset.serializer_class):
        return None
    parts = tuple(parts_of(viewset.serializer_class()))
    return type(f"{viewset.__name__}Parts", (PartRows, viewset), {"parts": parts})
