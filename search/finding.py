"""The search itself: which entries, in which order.

What is found is ``querysets.matches``, ranked by ``querysets.tiers``; at most ``MOST`` are ever looked at, of which the
best come first. Where ``grams`` leave few candidates, one query ranks them. Where they leave many, the word is common,
and walking down the entries in their order soon meets enough of them: tier by tier, each query ends at its limit. On
PostgreSQL names are ranked all the same, since reading all of them once costs it less. Each way gives the same rows.
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from . import grams
from .models import Entry
from .querysets import NAME_ORDER, NONE, ORDER, matches, named, partly_named, tiers
from .sources import source_of
from .words import parse

MOST = 1000
"""Hits that are counted and can be paged through; what is beyond is "1000 or more"."""

FEW = 4000
"""Candidates that are ranked in one query."""


@dataclass(frozen=True)
class Found:
    """The keys of the hits, best first, with the type and the tier of each."""

    hits: list[tuple[int, str, int]]
    has_more: bool
    """Whether there are more than ``MOST``."""

    @property
    def counts(self) -> dict[str, int]:
        """Number of hits of each type, without those beyond ``MOST``."""
        kinds = [kind for _, kind, _ in self.hits]
        return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}

    def of_kind(self, kind):
        return Found([hit for hit in self.hits if hit[1] == kind], self.has_more)


def find(query, *, kind="", most=MOST, only_names=False) -> Found:
    """The public entries in which every word of the query is found; ``only_names``: in their names and sounds."""
    if not query:
        return Found([], False)
    entries = Entry.objects.live()
    if kind:
        entries = entries.filter(kind=kind)
    in_names = _Step(entries.filter(named(query)), [*tiers(query), named(query)], NAME_ORDER, in_names=True)
    hits = in_names.hits(grams.condition(query, names=True), most + 1)
    if not only_names and len(hits) <= most:
        partly = partly_named(query) if len(query.words) > 1 else NONE
        rest = entries.filter(matches(query)).exclude(named(query))
        in_texts = _Step(rest, [partly, matches(query)], ORDER, first_tier=len(in_names.conditions))
        hits += in_texts.hits(grams.condition(query), most + 1 - len(hits))
    return Found(hits[:most], len(hits) > most)


def keys_named(model, text, *, most) -> list[int]:
    """Keys of at most so many public rows of ``model`` whose names, or how they sound, have every word of ``text``."""
    source = source_of(model)
    if source is None:
        return []
    hits = find(parse(text), kind=source.code, most=most, only_names=True).hits
    return list(Entry.objects.filter(pk__in=[key for key, *_ in hits]).values_list("object_id", flat=True))


@dataclass(frozen=True)
class _Step:
    """Rows that stand in the order of the first of ``conditions`` that they fulfil, then in ``order``."""

    rows: QuerySet
    conditions: list[Q]
    order: list[str]
    first_tier: int = 0
    in_names: bool = False
    """Whether the rows are chosen by their names alone, which are short."""

    def hits(self, condition, limit):
        """At most ``limit`` of the rows, which the index narrows to those of ``condition``."""
        if grams.is_within(condition, FEW):
            return self._ranked(self.rows.filter(pk__in=grams.keys(condition)), limit)
        if not grams.is_available() or (self.in_names and grams.sorts_names()):
            return self._ranked(self.rows, limit)
        with grams.walking():
            return self._walked(limit)

    def _ranked(self, rows, limit):
        """All candidates in one query."""
        tiers = [When(each, then=Value(self.first_tier + place)) for place, each in enumerate(self.conditions)]
        rows = rows.annotate(tier=Case(*tiers, output_field=IntegerField()))
        return _hits(rows.order_by("tier", *self.order), limit)

    def _walked(self, limit):
        """Tier by tier; each query walks down an index of ``order`` and ends at the limit."""
        hits = []
        for place, condition in enumerate(self.conditions):
            if condition != NONE and len(hits) < limit:
                better = reduce(or_, self.conditions[:place], NONE)
                rows = self.rows.filter(condition).exclude(better).annotate(tier=Value(self.first_tier + place))
                hits += _hits(rows.order_by(*self.order), limit - len(hits))
        return hits


def _hits(rows, limit):
    return list(rows.values_list("pk", "kind", "tier")[:limit])
