"""The zone and its parks in the words of schema.org."""

from django.conf import settings

from core.english import said
from core.linked_data import Address, named, page_of, picture_of, thing
from core.origin import page_language, site_name
from core.page_meta import image_of

ZONE_ID = Address("/zone/#zone")


def zone_data(zone) -> dict:
    """The zone as an organisation. Of the office behind the site only what its owner has given."""
    owner = settings.SITE_OWNER
    return thing(
        "Organization",
        at_id=ZONE_ID,
        name=str(zone),
        description=said(zone, "summary", "role"),
        url=page_of(zone),
        location=thing("Place", description=said(zone, "location")) if zone.location else None,
        telephone=owner["phone"],
        address=owner["address"],
    )


def site_data(zone, description: str, search: str) -> list[dict]:
    """The site itself, how it is searched, and whose it is: nodes of the first page. ``zone`` may be None."""
    site = thing(
        "WebSite",
        at_id=Address("/#site"),
        name=site_name(),
        description=description,
        url=Address("/"),
        inLanguage=page_language(),
        about={"@id": ZONE_ID} if zone else None,
        potentialAction=thing(
            "SearchAction",
            target=thing("EntryPoint", urlTemplate=Address(f"{search}?q={{search_term_string}}")),
            **{"query-input": "required name=search_term_string"},
        ),
    )
    return [site, *([zone_data(zone)] if zone else [])]


def park_data(park) -> dict:
    return thing(
        "Place",
        name=str(park),
        alternateName=said(park, "short_name"),
        description=said(park, "summary", "focus"),
        url=page_of(park),
        image=picture_of(image_of(park)),
        containedInPlace=named("Place", park.parent),
    )
