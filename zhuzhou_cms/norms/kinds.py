"""What a page should be, by its address.

The page itself is not asked, so that one which has lost its META tags is not taken for one that needs none.
"""

from enum import StrEnum

from django.urls import Resolver404, resolve

from core.views import ContentPage, PublicListView, PublicPage


class Kind(StrEnum):
    """The kinds of pages that the norms tell apart."""

    HOME = "首页"
    LIST = "列表页"
    """A column whose rows have pages right below it."""
    COLUMN = "栏目页"
    CONTENT = "内容页"
    NOTICE = "离站提示"
    TOOL = "工具页"
    """Search, and how pages are shown: no content of their own."""
    OTHER = "其他"


COLUMNS = (Kind.LIST, Kind.COLUMN)
OWN = (Kind.HOME, *COLUMNS, Kind.CONTENT)
"""Pages with something of their own, which search engines may keep."""
BY_NAME = {"home": Kind.HOME, "leaving": Kind.NOTICE, "search": Kind.TOOL, "display": Kind.TOOL}


def kind_of(path: str) -> Kind:
    """The kind of the page at this path of the site; OTHER for what is no page (files, the API) or not there."""
    match = _match(path)
    if match is None:
        return Kind.OTHER
    view = getattr(match.func, "view_class", None)
    if match.view_name in BY_NAME:
        return BY_NAME[match.view_name]
    if view is None or not issubclass(view, PublicPage):
        return Kind.OTHER
    if issubclass(view, ContentPage):
        return Kind.CONTENT
    return Kind.LIST if issubclass(view, PublicListView) and holds_rows(path) else Kind.COLUMN


def holds_rows(path: str) -> bool:
    """Whether pages of content lie right below this path."""
    below = _match(f"{path}row/")
    return below is not None and issubclass(getattr(below.func, "view_class", object), ContentPage)


def _match(path):
    try:
        return resolve(path)
    except Resolver404:
        return None
