"""Looks after what is public: which of its links lead nowhere. What a link is and where it leads is in ``links``."""

from dataclasses import dataclass
from functools import lru_cache

from django.contrib.contenttypes.models import ContentType
from django.db import models

from ..addresses import publishable_models
from ..links import internal_links, problem_of
from ..models import BrokenLink, Publishable

_AT_ONCE = 200
_REMEMBERED = 5000  # links that stand in many texts are followed once


@dataclass
class LinkCheck:
    """What a check of all links found: how many there are, how many lead nowhere, and what of that has changed."""

    links: int = 0
    broken: int = 0
    new: int = 0
    mended: int = 0


def check_links() -> LinkCheck:
    """Follow every internal link of public content and its child rows, and keep the list of broken ones in line.

    Reads some hundred rows at a time; of all that was found only the keys of broken links are held in memory.
    """
    check, seen = LinkCheck(), set()
    problem = lru_cache(maxsize=_REMEMBERED)(problem_of)
    for model in publishable_models():
        content_type = ContentType.objects.get_for_model(model)
        for key, title, field, text in _texts_of(model):
            for link in internal_links(text):
                check.links += 1
                if found := problem(link):
                    values = {"title": title[:200], "problem": found[:100]}
                    row, is_new = BrokenLink.objects.update_or_create(
                        content_type=content_type, object_id=key, field=field[:40], url=link[:500], defaults=values
                    )
                    seen.add(row.pk)
                    check.new += is_new
    gone = [key for key in BrokenLink.objects.values_list("pk", flat=True).iterator() if key not in seen]
    for start in range(0, len(gone), _AT_ONCE):
        BrokenLink.objects.filter(pk__in=gone[start : start + _AT_ONCE]).delete()
    check.broken, check.mended = len(seen), len(gone)
    return check


def _texts_of(model):
    """Key and title of the item, field in words, and text: of all live rows of a type and what belongs to them."""
    keys = model._default_manager.live().order_by("pk").values_list("pk", flat=True)
    last = 0
    while batch := list(keys.filter(pk__gt=last)[:_AT_ONCE]):
        last = batch[-1]
        titles = {}
        for row in model._default_manager.filter(pk__in=batch):
            titles[row.pk] = str(row)
            for field in _text_fields(model):
                if text := getattr(row, field.attname):
                    yield row.pk, titles[row.pk], str(field.verbose_name), text
        for owner, field, text in _texts_below(model, {key: key for key in batch}):
            if owner in titles:
                yield owner, titles[owner], field, text


def _texts_below(model, owner_of):
    """The same of the child rows of these rows, however deep; ``owner_of`` leads from their keys to the item's."""
    for relation in model._meta.related_objects:
        child = relation.related_model
        if relation.on_delete is not models.CASCADE or issubclass(child, Publishable):
            continue
        fields, parent = _text_fields(child), relation.field.attname
        rows = child._base_manager.filter(**{f"{parent}__in": list(owner_of)}).order_by("pk")
        owners = {}
        for key, above, *texts in rows.values_list("pk", parent, *(field.attname for field in fields)).iterator():
            owners[key] = owner_of[above]
            for field, text in zip(fields, texts, strict=True):
                if text:
                    yield owner_of[above], f"{child._meta.verbose_name}｜{field.verbose_name}", text
        if owners:
            yield from _texts_below(child, owners)


def _text_fields(model):
    """Where staff write sentences and addresses."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.SlugField)
        and not field.choices
    ]
