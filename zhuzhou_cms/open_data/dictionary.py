"""The data dictionary as a file: a data package of Frictionless Data, which names every table, column, key and code.

It says what the files mean and not what stands in them, and follows from the code and the settings alone.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.origin import site_name

from .datasets import DATASETS, Dataset
from .records import origin
from .tables import Column, Table, all_tables

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
"""A name, which nobody asks."""
FORMATS = {"uri": ("string", "uri"), "datetime": ("datetime", "default"), "date": ("date", "default")}


def licence() -> dict | None:
    """Name and address of the terms of use, as far as the owner has stated any."""
    known = {"title": settings.SITE_OWNER["licence"], "path": settings.SITE_OWNER["licence_url"]}
    return {name: value for name, value in known.items() if value} or None


def data_package() -> dict:
    """The descriptor, in the reader's language."""
    terms = licence()
    return {
        "$schema": PROFILE,
        "name": "open-data",
        "title": _("%(site)s开放数据") % {"site": site_name()},
        "homepage": f"{origin()}{reverse('open-data')}",
        **({"licenses": [terms]} if terms else {}),
        "resources": [_resource(dataset, table) for dataset in DATASETS.values() for table in all_tables(dataset)],
    }


def _resource(dataset: Dataset, table: Table) -> dict:
    schema = {"fields": [_field(column) for column in table.all_columns], "missingValues": [""]}
    names = [column.name for column in table.all_columns]
    if not table.inherited and "slug" in names:
        schema["primaryKey"] = ["slug"]
    if table.inherited:
        owner = {"resource": dataset.key, "fields": ["slug"]}
        schema["foreignKeys"] = [{"fields": [table.inherited[0].name], "reference": owner}]
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": str(dataset.description) if table.name == dataset.key else "",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: Column) -> dict:
    kind, shape = FORMATS.get(column.kind, (column.kind, ""))
    said = {"name": column.name, "type": kind, "title": column.title, "description": column.description}
    said |= {"format": shape} if shape else {}
    said |= {"categories": [{"value": code, "label": label} for code, label in column.codes]} if column.codes else {}
    return {name: value for name, value in said.items() if value}
