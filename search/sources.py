"""What can be found: each app registers its types in its own ``search.py``. This app knows none of them.

A ``document`` holds what the row's public page says, and nothing else: rows of other types may be named in it only when
they are public for good (``lasting``), so that no expiry leaves a name behind. When another row's visibility or name
changes, the documents that ``mentions`` it are written anew.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True)
class Document:
    """What of one row is searched: its title, its other names, and what its page says, summary first."""

    title: str
    names: tuple[str, ...] = ()
    summary: str = ""
    lines: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        """Summary and lines, one a line, as they are shown around a hit."""
        return "\n".join(line for each in (self.summary, *self.lines) for line in str(each).split("\n") if line.strip())


@dataclass(frozen=True, eq=False)
class SearchSource:
    """One type that can be found."""

    model: type[Model]
    code: str
    """Its name in addresses: ``?type=park``."""
    label: str | Promise
    weight: int
    """Of equally good hits those of the type with the smaller weight stand first: records before news."""
    document: Callable[[Model], Document]
    rows: Callable[[QuerySet], QuerySet] = field(default=lambda rows: rows)
    """Brings along what ``document`` reads, in a number of queries that does not grow with the rows."""
    mentions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Lookups from this type to those that its documents name: {"parks.Park": ("park",)}."""

    @property
    def content_type(self) -> ContentType:
        return ContentType.objects.get_for_model(self.model)

    def live(self, keys: Iterable | None = None) -> QuerySet:
        """The rows that the public may see now, with what their documents need."""
        rows = self.model._default_manager.live()
        return self.rows(rows if keys is None else rows.filter(pk__in=keys)).order_by("pk")

    def mentioning(self, model, keys) -> QuerySet:
        """The public rows whose documents may name one of these rows of ``model``."""
        rows = self.model._default_manager
        naming = [
            Q(pk__in=rows.filter(**{f"{lookup}__in": keys}).order_by().values("pk"))
            for lookup in self.mentions.get(model._meta.label, ())
        ]
        return rows.live().filter(reduce(or_, naming)) if naming else rows.none()


_sources: dict[type[Model], SearchSource] = {}


def register(*sources: SearchSource):
    """Make types findable. Raises ValueError when a type or a code is registered twice."""
    for source in sources:
        if source.model in _sources or any(each.code == source.code for each in _sources.values()):
            raise ValueError(f"{source.model._meta.label} ({source.code}) can be found already")
        _sources[source.model] = source


def sources() -> list[SearchSource]:
    """All types that can be found, in the order of their hits."""
    return sorted(_sources.values(), key=lambda each: each.weight)


def source_of(model) -> SearchSource | None:
    return _sources.get(model)


def lasting(label: str) -> QuerySet:
    """The rows of "app.Model" that are public and have no end set."""
    return apps.get_model(label)._default_manager.live().filter(expires_at=None)
