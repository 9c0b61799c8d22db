"""Articles and events in the words of schema.org."""

from core.english import said
from core.linked_data import named, page_of, picture_of, stated, thing
from core.origin import page_language, site_name
from core.page_meta import image_of

from .choices import Column


def article_data(article) -> dict:
    """The article. Who published it first is ``isBasedOn``; the site is the publisher of its own words alone."""
    published = article.published_at
    return thing(
        "NewsArticle" if article.column == Column.NEWS else "Article",
        headline=str(article),
        description=said(article, "summary"),
        url=page_of(article),
        image=picture_of(image_of(article)),
        articleSection=article.get_column_display(),
        inLanguage=page_language(),
        datePublished=published.isoformat() if published else None,
        dateModified=max(article.updated_at, published).isoformat() if published else None,
        publisher=thing("Organization", name=site_name()),
        isBasedOn=document_data(article.source),
        about=named("Article", article.interprets),
    )


def document_data(document) -> dict | None:
    """A source document; None for none."""
    if document is None:
        return None
    publisher = thing("Organization", name=said(document, "publisher")) if document.publisher else None
    return thing(
        "CreativeWork",
        name=str(document),
        url=document.url,
        datePublished=stated(document.published_on),
        publisher=publisher,
    )


def event_data(event) -> dict:
    return thing(
        "Event",
        name=str(event),
        description=said(event, "summary"),
        url=page_of(event),
        image=picture_of(image_of(event)),
        startDate=stated(event.starts_on),
        endDate=stated(event.ends_on),
        location=thing("Place", name=said(event, "place")) if event.place else None,
    )
