"""Where pictures are used: by content, public or not, and by drafts that are not published yet."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from publishing.models import Draft

from .models import Image

MOST = 50
"""Uses of each kind that are asked for."""


@dataclass(frozen=True)
class Use:
    """One place of a picture; ``url`` is the staff's page of it."""

    image_id: int
    kind: str
    title: str
    url: str
    state: str
    """公开, 未公开 or 草稿."""

    def __str__(self):
        return f"{self.kind}“{self.title}”（{self.state}）"


def _places():
    """The foreign keys to a picture, of all types that have one."""
    relations = Image._meta.get_fields(include_hidden=True)
    return [relation.field for relation in relations if relation.auto_created and relation.one_to_many]


def uses_of(images) -> list[Use]:
    """Where these pictures are used, in a number of queries that depends on the types alone; bounded by ``MOST``."""
    return [*_in_content(images), *in_drafts(images)]


def _in_content(images):
    for field in _places():
        model, options = field.model, field.model._meta
        for row in model._default_manager.filter(**{f"{field.name}__in": images})[:MOST]:
            url = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])
            state = "公开" if getattr(row, "is_live", True) else "未公开"
            yield Use(getattr(row, field.attname), str(options.verbose_name), str(row), url, state)


def in_drafts(images) -> list[Use]:
    """The open drafts that name these pictures."""
    keys, named = {image.pk for image in images}, Q()
    for field, content_type in _types():
        for key in keys:
            named |= Q(content_type=content_type, **{f"payload__fields__{field.name}": [str(key)]})
    if not named:
        return []
    drafts = Draft.objects.open().filter(named).select_related("content_type").defer("base", "steps")[:MOST]
    return [
        Use(key, str(draft.model._meta.verbose_name), str(draft), _page_of(draft), "草稿")
        for draft in drafts
        for key in keys & _named_in(draft)
    ]


def _types():
    return [(field, ContentType.objects.get_for_model(field.model)) for field in _places()]


def _named_in(draft):
    names = [field.name for field in _places() if field.model is draft.model]
    values = [draft.payload["fields"].get(name) or [] for name in names]
    return {int(key) for value in values for key in value if key.isdecimal()}


def _page_of(draft):
    return reverse("admin:publishing_draft_change", args=[draft.pk])


def used(images):
    """Those of a queryset of pictures that content or an open draft names."""
    by_content, drafted = Q(), set()
    for field, content_type in _types():
        by_content |= Q(Exists(field.model._base_manager.filter(**{field.name: OuterRef("pk")})))
        named = Draft.objects.open().filter(content_type=content_type).order_by()
        for value in named.values_list(f"payload__fields__{field.name}", flat=True).distinct():
            drafted |= {int(key) for key in value or [] if key.isdecimal()}
    return images.filter(by_content | Q(pk__in=drafted))
