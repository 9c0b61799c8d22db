"""Search over what is public: each app lists its ``SearchSource``s, the site's search asks them all."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Case, Q, Value, When


@dataclass(frozen=True)
class SearchSource:
    """One content type that can be found: in its title first, then in its other texts."""

    model: type
    label: str
    title: str
    texts: tuple[str, ...] = ()

    def find(self, words: list[str], limit: int):
        """At most ``limit`` public rows in which every word occurs, those with a word in the title first."""
        fields = (self.title, *self.texts)
        conditions = [reduce(or_, (Q(**{f"{field}__icontains": word}) for field in fields)) for word in words]
        in_title = reduce(or_, (Q(**{f"{self.title}__icontains": word}) for word in words))
        exact = Q(**{f"{self.title}__iexact": " ".join(words)})
        return (
            self.model.objects.live()
            .filter(*conditions)
            .annotate(rank=Case(When(exact, then=Value(0)), When(in_title, then=Value(1)), default=Value(2)))
            .order_by("rank", "slug")[:limit]
        )
