"""Many new items of one type saved with few statements. One by one, ``binding.FilledForm.save`` does it."""

from collections import defaultdict

from .series import forget

_AT_ONCE = 500


def can_save_together(model_admin) -> bool:
    """Whether nothing of the admin's own happens between a new item and its rows: then they can be saved by kind."""
    return model_admin.saves_as_all_do and not any(inline.model._meta.many_to_many for inline in model_admin.inlines)


def save_together(filled) -> list:
    """Write the new items of these filled forms, each asked for ``is_valid``, with their child rows. Returns them.

    Raises ValidationError where a rule of the type lets one of them be, and not all (``Model.clean``).
    """
    model_admin, items = filled[0].model_admin, [each.instance for each in filled]
    type(items[0])._default_manager.bulk_create(items, batch_size=_AT_ONCE)
    for item in items:
        item.clean()  # once more, now that the others are there
    _link(filled)
    rows = defaultdict(list)
    for each in filled:
        for formset, row in each.new_rows():
            rows[formset.prefix].append(row)
    for kept in rows.values():
        type(kept[0])._default_manager.bulk_create(kept, batch_size=_AT_ONCE)
    model_admin.follow_up([(each.request, each.instance, each.formsets) for each in filled])
    forget(type(items[0]))
    return items


def _link(filled):
    """Write what the forms say of many-to-many fields."""
    for field in type(filled[0].instance)._meta.many_to_many:
        own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
        links = [
            field.remote_field.through(**{own: each.instance, other: row})
            for each in filled
            for row in each.form.cleaned_data.get(field.name) or ()
        ]
        field.remote_field.through._default_manager.bulk_create(links, batch_size=_AT_ONCE)
