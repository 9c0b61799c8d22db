"""The index: one row for each page that can be found. ``actions`` is its only writer."""

from django.contrib.contenttypes.models import ContentType
from django.db import models

from .querysets import ORDER, EntryQuerySet


class Entry(models.Model):
    """One public row of content in its searchable form (``folding.fold``), and as it is shown among results."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20)
    weight = models.PositiveSmallIntegerField()
    length = models.PositiveSmallIntegerField()
    slug = models.CharField(max_length=80)
    published_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    title = models.CharField(max_length=300)
    # Narrow columns first: a query over names does not read the texts behind them.
    title_key = models.TextField()
    names = models.TextField()
    pinyin = models.TextField()
    initials = models.TextField()
    text = models.TextField()
    body = models.TextField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "搜索条目"
        ordering = ORDER
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="search_entry_unique"),
        ]
        indexes = [
            models.Index(fields=["weight", "-published_at", "slug"], name="search_entry_order"),
            models.Index(fields=["length", "weight", "-published_at", "slug"], name="search_entry_names"),
        ]

    def __str__(self):
        return self.title
