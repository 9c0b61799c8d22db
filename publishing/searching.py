"""What the search is told when something goes out or comes back. Which page a row is shown on, its admin knows."""

from search.actions import drop, drop_all, index, index_all, naming

from .binding import admin_of
from .models import Publishable


class Told:
    """Made before an item is changed or deleted, so that pages which named it till then are known afterwards.

    ``item`` is None for one that does not exist yet.
    """

    def __init__(self, item=None):
        self._item = item
        self._named_on = naming(item=item) if item else []
        self._page = _page_of(item) if item else None

    def published(self, item):
        """The item is as the public sees it from now on, or as it does no longer."""
        index(item=item, named_on=self._named_on)
        for page in {self._page, _page_of(item)} - {item, None}:
            index(item=page)

    def pages(self, item=None) -> set:
        """The pages on which the item was shown, and those on which it is now (None when it is gone)."""
        return {self._page, _page_of(item) if item else None} - {None}

    def about_to_delete(self):
        """The item is forgotten while it has a key."""
        drop(item=self._item)

    def deleted(self):
        """The item is gone, also from the pages that named it."""
        index(item=self._item, named_on=self._named_on)
        if self._page is not self._item and self._page:
            index(item=self._page)


def say_what_is_public(*items):
    """Bring the index up to date with items of one type whose words are what they were, or that are new."""
    if isinstance(items[0], Publishable):
        index_all(items=items)
        return
    for item in items:
        Told().published(item)


def about_to_delete(pages):
    """Pages of one type, withheld already, are forgotten while they have keys."""
    drop_all(items=pages)


def _page_of(item):
    return item if isinstance(item, Publishable) else admin_of(type(item)).shown_on(item)
