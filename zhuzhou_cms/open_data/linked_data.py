"""The open data page for machines: a DataCatalog of schema.org with each dataset and its files.

Of a file that is being written, size and hash are left out; who published it when is said of the files that are there.
"""

from django.conf import settings
from django.urls import reverse

from core.linked_data import Address, thing
from core.origin import page_language, site_name


def catalogue(shown, description, licence) -> list[dict]:
    """``shown`` are the datasets as the page shows them (``views.Shown``), ``licence`` what the owner has stated."""
    path = Address(reverse("open-data"))
    publisher = thing("Organization", name=settings.SITE_OWNER["organiser"] or site_name())
    terms = licence.get("path") or licence.get("title") if licence else None
    return [
        thing(
            "DataCatalog",
            at_id=Address(f"{path}#catalogue"),
            name=site_name(),
            description=description,
            url=path,
            inLanguage=page_language(),
            license=terms,
            publisher=publisher,
            dataset=[_dataset(each, path, terms, publisher) for each in shown],
        )
    ]


def _dataset(each, path, terms, publisher):
    return thing(
        "Dataset",
        at_id=Address(f"{path}#{each.key}"),
        name=str(each.dataset.title),
        description=str(each.dataset.description),
        url=Address(f"{path}#{each.key}"),
        license=terms,
        isAccessibleForFree=True,
        creator=publisher,
        dateModified=max((file.file.changed for file in each.files if file.file), default=None),
        distribution=[
            thing(
                "DataDownload",
                name=str(file.title),
                contentUrl=Address(file.address),
                encodingFormat=file.media_type.partition(";")[0],
                contentSize=str(file.file.size) if file.file else None,
                sha256=file.file.sha256 if file.file else None,
            )
            for file in each.files
        ],
    )
