"""Bases of the public pages: bounded lists with filters, details with footnotes. Both read ``live()`` rows only.

What a page says of itself in its head (``core.page_meta``) follows from its section and, for a detail, from its row.
"""

from dataclasses import dataclass, replace

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from .english import is_english, said, untranslated
from .footnotes import Footnotes
from .page_meta import Alternate, Column, Content, PageMeta, author_of, image_of, source_of
from .panels import context_for
from .quantities import Qualifier, qualifier_word


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

    @property
    def number(self) -> str:
        """How many rows there are, as far as they were counted: 3, 超过50."""
        return f"{qualifier_word(Qualifier.OVER) if self.has_more else ''}{len(self)}"


def excerpt(queryset, limit: int = 20, more_url: str = "") -> Excerpt:
    """At most ``limit`` rows of ``queryset``, in one query."""
    rows = list(queryset[: limit + 1])
    return Excerpt(rows[:limit], len(rows) > limit, more_url)


class PublicPage:
    """What public pages have in common: the column they stand in, the way up, and the footnotes."""

    section: Column
    parent_section: Column | None = None

    def crumbs(self):
        """(label, address) from the section down; the last has no address."""
        sections = [self.parent_section] if self.parent_section else []
        return [(section.name, section.address) for section in [*sections, self.section]]

    def page_meta(self) -> PageMeta:
        """What the page says of itself in its head."""
        return PageMeta(self.section.description, self.section, canonical=self.request.path)

    def alternates(self) -> tuple[Alternate, ...]:
        """The feeds and calendars that hold what the page shows."""
        return ()

    def linked_data(self) -> list[dict]:
        """What the page is about, for machines (``core.linked_data``)."""
        return []

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        page_meta = replace(self.page_meta(), alternates=self.alternates())
        own = {
            "crumbs": self.crumbs(),
            "page_meta": page_meta,
            "footnotes": Footnotes(),
            "linked_data": self.linked_data(),
        }
        return own | context


class ColumnPage(PublicPage):
    """The page of a section itself."""

    def crumbs(self):
        *upper, (label, _address) = super().crumbs()
        return [*upper, (label, "")]


class ContentPage(PublicPage):
    """The page of one row of content, ``self.object``."""

    tells = ""
    """What the page tells of its row, for whoever sees no more than a search result: 占地、楼栋、基础设施."""

    def page_meta(self):
        row = self.object
        summary = said(row, "summary")
        told = (_("%(name)s：%(told)s。") if self.tells else _("%(name)s。")) % {"name": row, "told": self.tells}
        content = Content(
            title=str(row),
            published_at=row.published_at,
            source=source_of(row),
            keywords=(str(row), *(self.section.keywords or (self.section.name,))),
            author=author_of(row),
            image=image_of(row),
        )
        description = _("%(told)s%(summary)s") % {"told": told, "summary": Truncator(summary).chars(90)}
        share = (row._meta.model_name, row.slug)
        return PageMeta(description, self.section, content, self.request.path, share=share)

    def get_context_data(self, **kwargs):
        lacks_english = is_english() and bool(untranslated(self.object))
        return super().get_context_data(untranslated=lacks_english, **kwargs)


class PublicListView(ColumnPage, ListView):
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

    def page_meta(self):
        """A further page is a page of its own; a filtered or sorted list is the list once more."""
        meta = super().page_meta()
        if not self._is_filter_valid():
            return replace(meta, canonical="")
        number = self.request.GET.get(self.page_kwarg, "1")
        is_further = number.isdecimal() and number != "1" and set(self.request.GET) == {self.page_kwarg}
        return replace(meta, canonical=f"{meta.canonical}?{self.page_kwarg}={number}") if is_further else meta

    def get_context_data(self, **kwargs):
        query = self.request.GET.copy()
        query.pop(self.page_kwarg, None)
        return super().get_context_data(filter=self.filterset, querystring=query.urlencode(), **kwargs)

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=200 if self._is_filter_valid() else 400, **kwargs)


class PublicDetailView(ContentPage, DetailView):
    """The page of one row; what is not public does not exist for the reader."""

    def get_queryset(self):
        return self.model.objects.live().with_card().prefetch_related("citations__document")

    def crumbs(self):
        return [*super().crumbs(), (str(self.object), "")]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**context_for(self.object), **kwargs)
