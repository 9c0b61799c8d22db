"""Abstract models that know no content: natural keys and slugs."""

from functools import reduce

from django.db import models
from django.utils.translation import gettext_lazy as _

from .querysets import NaturalKeyQuerySet


class NaturalKeyed(models.Model):
    """A row that fixtures name by its own words instead of a number.

    ``natural_key_fields`` are lookups from the row ("project__slug", "kind"); together they must be unique.
    ``natural_key_dependencies`` are the models whose rows a fixture must load first.
    """

    natural_key_fields: tuple[str, ...] = ()

    objects = NaturalKeyQuerySet.as_manager()

    class Meta:
        abstract = True

    def natural_key(self):
        """The values of ``natural_key_fields``; a missing parent on the way gives None."""
        return tuple(self._natural_value(lookup) for lookup in self.natural_key_fields)

    def _natural_value(self, lookup):
        value = reduce(lambda row, name: getattr(row, name, None), lookup.split("__"), self)
        return value.isoformat() if hasattr(value, "isoformat") else value


class Slugged(NaturalKeyed):
    """A row with an address of its own on the public site."""

    slug = models.SlugField(
        _("网址名"),
        max_length=80,
        unique=True,
        help_text="出现在网址里的名字，用小写拼音或英文加连字符，如 yunlong-big-data-park。公布后不要再改。",
    )

    natural_key_fields = ("slug",)

    class Meta:
        abstract = True
