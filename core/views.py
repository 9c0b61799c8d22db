"""Bases of the public pages: bounded lists with filters, details with footnotes. Both read ``live()`` rows only."""

from dataclasses import dataclass

from django.urls import reverse
from django.views.generic import DetailView, ListView

from .footnotes import Footnotes
from .panels import context_for


@dataclass(frozen=True)
class Excerpt:
    """The first rows of a longer list, and where the rest is."""

    rows: list
    has_more: bool
    more_url: str = ""

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def excerpt(queryset, limit: int = 20, more_url: str = "") -> Excerpt:
    """At most ``limit`` rows of ``queryset``, in one query."""
    rows = list(queryset[: limit + 1])
    return Excerpt(rows[:limit], len(rows) > limit, more_url)


class PublicPage:
    """What public pages have in common: the way up, and the footnotes."""

    section: tuple[str, str] = ("", "")
    """Name of the section and the name of its list's address."""
    parent_section: tuple[str, str] | None = None

    def crumbs(self):
        """(label, address) from the section down; the last has no address."""
        sections = [self.parent_section] if self.parent_section else []
        return [(label, reverse(name)) for label, name in [*sections, self.section]]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {"crumbs": self.crumbs(), "section_name": self.section[0], "footnotes": Footnotes(), **context}


class PublicListView(PublicPage, ListView):
    """A filtered, sorted, paged list. A filter that can't be read is a 400 that says so, not an unfiltered list."""

    paginate_by = 20
    filterset_class = None
    filterset = None

    def get_queryset(self):
        queryset = self.model.objects.live().with_card()
        if self.filterset_class is None:
            return queryset
        self.filterset = self.filterset_class(self.request.GET, queryset=queryset, request=self.request)
        if self.filterset.is_valid():
            return self.filterset.qs
        self.kwargs[self.page_kwarg] = 1  # the page that says what is wrong, whichever one was asked for
        return queryset.none()

    def _is_filter_valid(self):
        return self.filterset is None or self.filterset.is_valid()

    def crumbs(self):
        *upper, (label, _) = super().crumbs()
        return [*upper, (label, "")]

    def get_context_data(self, **kwargs):
        query = self.request.GET.copy()
        query.pop(self.page_kwarg, None)
        return super().get_context_data(filter=self.filterset, querystring=query.urlencode(), **kwargs)

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=200 if self._is_filter_valid() else 400, **kwargs)


class PublicDetailView(PublicPage, DetailView):
    """The page of one row; what is not public does not exist for the reader."""

    def get_queryset(self):
        return self.model.objects.live().with_card().prefetch_related("citations__document")

    def crumbs(self):
        return [*super().crumbs(), (str(self.object), "")]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**context_for(self.object), **kwargs)
