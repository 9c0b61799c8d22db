"""What receivers are sent: small, and only what the public may know. They ask the API for the rest.

Of what is public no longer the title is not told, as on its page (``publishing.gone``).
"""

from django.urls import NoReverseMatch, resolve, reverse

from core.origin import whole
from publishing.choices import Happened


def payload(message, data) -> dict:
    """The body of a message."""
    return {"id": message.name, "type": message.event, "timestamp": message.at.isoformat(), "data": data}


def data_of(happening, row) -> dict:
    """What is told of a happening; ``row`` is the item as the public sees it, or saw it last."""
    page = row.get_absolute_url()
    is_gone = happening.kind == Happened.WITHDRAWN
    item = {
        "type": row._meta.label_lower,
        "slug": row.slug,
        "url": whole(page),
        "api_url": _api_url(row, page),
    }
    said = dict(happening.said)
    if is_gone:
        said["leads_to"] = whole(said["leads_to"]) if said["leads_to"] else None
    return {"item": item if is_gone else item | {"title": str(row)}} | said


def _api_url(row, page):
    for name, values in ((f"api:{row._meta.model_name}-detail", {"slug": row.slug}), (_name_of(page), {})):
        try:
            return whole(reverse(name, kwargs=values))
        except NoReverseMatch:
            continue
    return None


def _name_of(page):
    """What there is only one of has the same name among the pages and in the API."""
    return f"api:{resolve(page).url_name}"
