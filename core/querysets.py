"""Query vocabulary that every app shares: finding a row by its natural key."""

from django.db import models


class NaturalKeyQuerySet(models.QuerySet):
    """Finds rows by the fields that their model names in ``natural_key_fields``."""

    def get_by_natural_key(self, *values):
        return self.get(**dict(zip(self.model.natural_key_fields, values, strict=True)))
