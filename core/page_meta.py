"""What a page says of itself in its head: the column that it is or stands in and, for content, title, time and source.

Views declare it and ``includes/_meta.html`` prints it. The names (ColumnName, ArticleTitle, PubDate …) are those of
the guide to government websites (政府网站发展指引, 国办发〔2017〕47号). What belongs to the site as a whole (SiteName,
SiteDomain, SiteIDCode) comes from the context processor.
"""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .english import is_english, said
from .origin import site_name

DESCRIPTION_LENGTH = 140
"""Characters of a description, about what search engines show."""


@dataclass(frozen=True)
class Column:
    """A column of the site (栏目): a list, or a page that leads into lists."""

    name: str
    url_name: str
    kind: str
    """ColumnType: 概况信息, 信息公开, 政策文件 and the like."""
    description: str
    keywords: tuple[str, ...] = ()
    """All words of a column may be translated lazily."""

    @property
    def address(self) -> str:
        return reverse(self.url_name)

    @property
    def tags(self):
        return [
            ("ColumnName", self.name),
            ("ColumnDescription", self.description),
            ("ColumnKeywords", _listed(self.keywords or (self.name,))),
            ("ColumnType", self.kind),
        ]


@dataclass(frozen=True)
class Content:
    """A page of content: one article, one project, one expert."""

    title: str
    published_at: datetime | None
    """When the site made it public, set by the system; None only in a preview."""
    source: str
    """Where it was taken from; empty when that is not on record, and the site then stands for it itself."""
    keywords: tuple[str, ...] = ()
    author: str = ""
    image: str = ""
    """Path of its picture."""

    @property
    def tags(self):
        published = timezone.localtime(self.published_at) if self.published_at else None
        return [
            ("ArticleTitle", self.title),
            ("PubDate", published.strftime("%Y-%m-%d %H:%M") if published else ""),
            ("ContentSource", self.source or site_name()),
            ("Keywords", _listed(self.keywords)),
            ("Author", self.author),
        ]


@dataclass(frozen=True)
class Alternate:
    """The same matter as a file: a feed or a calendar at ``path``."""

    path: str
    title: str
    media_type: str

    @classmethod
    def feed(cls, path, title):
        return cls(path, title, "application/atom+xml")

    @classmethod
    def calendar(cls, path, title):
        return cls(path, title, "text/calendar")


@dataclass(frozen=True)
class PageMeta:
    """What one page is. ``canonical`` is its own path; without one, search engines leave the page out."""

    description: str = ""
    column: Column | None = None
    content: Content | None = None
    canonical: str = ""
    alternates: tuple[Alternate, ...] = ()
    share: tuple[str, str] = ("site", "home")
    """Type and slug of the row whose picture goes with the page when its link is shared."""

    @property
    def open_graph(self) -> list[tuple[str, str]]:
        """What networks show of a link (ogp.me), without addresses; none of it empty."""
        title = self.content.title if self.content else self.column.name if self.column else site_name()
        tags = [
            ("og:type", "article" if self.content else "website"),
            ("og:title", title),
            ("og:description", Truncator(self.description).chars(DESCRIPTION_LENGTH)),
            ("og:site_name", site_name()),
            ("og:locale", "en_US" if is_english() else "zh_CN"),
            ("og:image:width", "1200"),
            ("og:image:height", "630"),
            ("og:image:alt", _("，").join([str(title), site_name()])),
        ]
        return [(name, said) for name, content in tags if (said := str(content).strip())]

    @property
    def tags(self) -> list[tuple[str, str]]:
        """Names and contents of the META tags, none of them empty."""
        # HTML takes "description" and "Description" for the same name, so that a page has one of them.
        name = "Description" if self.content else "description"
        tags = [(name, Truncator(self.description).chars(DESCRIPTION_LENGTH))]
        for part in (self.column, self.content):
            tags += part.tags if part else []
        return [(name, said) for name, content in tags if (said := str(content).strip())]


def source_of(row) -> str:
    """Where a row of content was taken from, in words: publishers, or titles where no publisher is known.

    ``row`` has a ``source`` of its own or a list of ``citations``, which the view brought along; with neither it is
    empty.
    """
    own = getattr(row, "source", None)
    cited = row.citations.all() if hasattr(row, "citations") else ()
    documents = [own] if own else [citation.document for citation in cited if citation.stance == "supports"]
    names = dict.fromkeys(said(document, "publisher") or _("《%s》") % document for document in documents)
    most = 3
    shown = _listed(tuple(names)[:most])
    return _("%(publishers)s等") % {"publishers": shown} if len(names) > most else shown


def author_of(row) -> str:
    """The authors of the row's own source; empty when it has none."""
    own = getattr(row, "source", None)
    return said(own, "authors") if own else ""


def image_of(row) -> str:
    """The path of the row's picture; empty when it has none that can be shown."""
    image = getattr(row, "image", None)
    return image.address if image else ""


def _listed(words):
    return _("、").join(map(str, words))
