"""Writes down what is to be told, in the transaction in which it happens. Nothing is sent here."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from publishing.choices import Happened

from . import starting
from .models import Delivery, Endpoint, Message
from .payloads import data_of, payload

_AT_ONCE = 500  # rows for each query


def note(happenings):
    """Write a message for each happening that somebody wants to know of, and have them sent after the commit.

    A listener of ``publishing.happenings``. Takes as many queries for many as for one, but for the size of a query.
    """
    endpoints = list(Endpoint.objects.listening())
    if not endpoints:
        return
    wanted = [
        (happening, takers)
        for happening in _once(happenings)
        if (takers := [each for each in endpoints if each.wants(happening.kind, happening.item._meta.model)])
    ]
    public = _public_rows(happening.item for happening, _ in wanted if happening.kind != Happened.WITHDRAWN)
    messages, deliveries = [], []
    for happening, takers in wanted:
        item = happening.item
        row = item if happening.kind == Happened.WITHDRAWN else public.get((item._meta.model, item.pk))
        if row is None:
            continue
        message = Message(
            event=happening.kind,
            content_type=ContentType.objects.get_for_model(row),
            object_id=row.pk,
            title=str(row)[:200],
            at=happening.at,
        )
        message.payload = payload(message, data_of(happening, row))
        messages.append(message)
        deliveries += [Delivery(message=message, endpoint=endpoint) for endpoint in takers]
    if not messages:
        return
    Message.objects.bulk_create(messages, batch_size=_AT_ONCE)
    Delivery.objects.bulk_create(deliveries, batch_size=_AT_ONCE)
    transaction.on_commit(starting.start, robust=True)


def _once(happenings):
    """A page that was published twice in one list, such as by each of its rows, is told once."""
    seen = set()
    for happening in happenings:
        key = (happening.item._meta.model, happening.item.pk)
        if happening.kind != Happened.PUBLISHED or key not in seen:
            yield happening
        if happening.kind == Happened.PUBLISHED:
            seen.add(key)


def _public_rows(items):
    """By type and key, the rows of these items that the public sees now."""
    keys = defaultdict(set)
    for item in items:
        keys[item._meta.model].add(item.pk)
    found = {}
    for model, wanted in keys.items():
        ordered = sorted(wanted)
        for start in range(0, len(ordered), _AT_ONCE):
            rows = model._default_manager.live().filter(pk__in=ordered[start : start + _AT_ONCE])
            found |= {(model, row.pk): row for row in rows}
    return found
