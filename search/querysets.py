"""What counts as found, and which of it stands first: the same conditions on every database, narrowed or not."""

from functools import reduce
from operator import and_, or_

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .words import TEXT

ORDER = ["weight", "-published_at", "slug", "pk"]
"""Of equally good hits: records before news, the newest first, then by address."""

NAME_ORDER = ["length", *ORDER]
"""Of equally good hits in names the shortest name first: of it the word is the largest part."""

NONE = Q(pk__in=[])


class EntryQuerySet(models.QuerySet):
    """Entries."""

    def live(self):
        """Those whose page is public at this moment by its dates. Decided here, so that no worker can be late."""
        now = timezone.now()
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), published_at__lte=now)


def matches(query) -> Q:
    """Every word of the query is found."""
    return reduce(and_, (_found(word, "text") for word in query.words), Q())


def named(query) -> Q:
    """Every word is found in the names, or in how they sound."""
    return reduce(and_, (_found(word, "names") for word in query.words), Q())


def partly_named(query) -> Q:
    """Some word is found in the names, or in how they sound."""
    return reduce(or_, (_found(word, "names") for word in query.words), NONE)


NAME_TIERS = 8
"""How many tiers are of hits in names: the seven of ``tiers``, and the other ``named`` ones."""


def tiers(query) -> list[Q]:
    """Of entries that are ``named`` so, from the best down; one that is in several is in the first of them.

    After them come the other named ones, then those that are partly named so, then those where the text alone says it.
    """
    letters = query.letters
    sounds = [Q(pinyin__contains=each) | Q(initials__contains=each) for each in (f"^{letters}$", f"^{letters}")]
    return [
        Q(title_key=query.key),
        Q(names__contains=f"\n{query.key}\n"),
        Q(title_key__startswith=query.key),
        _each([[Q(title_key__contains=text) for text in word.texts] for word in query.words]),
        *(sounds if letters else [NONE, NONE]),
        _each([[Q(names__contains=text) for text in word.texts] for word in query.words]),
    ]


def _each(alternatives):
    return reduce(and_, (reduce(or_, each) for each in alternatives))


def _found(word, column):
    """One of the word's ways is there; what it says stands in ``column``."""
    ways = [
        reduce(and_, (Q(**{f"{column if n.where == TEXT else n.where}__contains": n.what}) for n in way))
        for way in word.ways
    ]
    return reduce(or_, ways)
