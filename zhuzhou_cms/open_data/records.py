"""Public rows as the API gives them, all of them, in memory that does not grow with their number.

The serializers are those of the API's details, and each piece asks ``live()`` anew. What an item's answer shows only
the beginning of (its articles, its tenancies) is left out: the other dataset has all of it.
"""

from collections.abc import Iterator

from django.conf import settings

from core.api.serializers import ExcerptSerializer
from library.api import SourceSerializer
from library.models import SourceDocument

from .datasets import Dataset, Listing

PIECE = 250
"""Items that are read at once."""


def origin() -> str:
    """What whole addresses begin with; empty while the owner's domain is not known.

    Never the host of a request: who asks first would decide where everybody's file leads to.
    """
    domain = settings.SITE_OWNER["domain"]
    return f"{'https' if settings.HTTPS else 'http'}://{domain}" if domain else ""


class _Addresses:
    """Stands in for the request, of which serializers want no more than whole addresses."""

    versioning_scheme = None
    query_params = GET = {}

    def build_absolute_uri(self, location):
        return location if "://" in location else f"{origin()}{location}"


def _serializer(serializer_class):
    serializer = serializer_class(context={"request": _Addresses()})
    for name, field in list(serializer.fields.items()):
        if isinstance(field, ExcerptSerializer):
            serializer.fields.pop(name)
    return serializer


def _pieces(rows):
    for start in range(0, len(keys := list(rows)), PIECE):
        yield keys[start : start + PIECE]


def items(dataset: Dataset) -> Iterator[list[dict]]:
    """The dataset's items, some hundred at a time, by their slug."""
    view = dataset.viewset()
    serializer = _serializer(view.serializer_class)
    for keys in _pieces(view.cards().prefetch_related(None).order_by("slug").values_list("pk", flat=True)):
        rows = view.cards().prefetch_related(*view.related()).filter(pk__in=keys).order_by("slug")
        yield [serializer.to_representation(row) for row in rows]


def listed(listing: Listing) -> Iterator[list[dict]]:
    """The rows of a listing, some hundred at a time, by their natural key."""
    serializer = _serializer(listing.serializer_class)
    order = [*listing.serializer_class.Meta.model.natural_key_fields, "pk"]
    for keys in _pieces(listing.rows().order_by(*order).values_list("pk", flat=True)):
        rows = listing.rows().filter(pk__in=keys).order_by(*order)
        yield [serializer.to_representation(row) for row in rows]


def sources_of(items) -> dict[str, dict]:
    """By slug, the documents that these items name as their sources, in one query."""
    serializer = _serializer(SourceSerializer)
    rows = SourceDocument.objects.filter(slug__in=set(_slugs(items)))
    return {row.slug: serializer.to_representation(row) for row in rows}


def _slugs(value):
    match value:
        case dict():
            if source := value.get("source"):
                yield source["slug"]
            for each in value.values():
                yield from _slugs(each)
        case list() | tuple():
            for each in value:
                yield from _slugs(each)
