"""Which form a draft belongs to: an item's own, or that of one step of it (``ModelAdmin.step_page``)."""

from copy import copy

from django.db.models import prefetch_related_objects

from .binding import PageForm, admin_of
from .controls import names_of, names_of_stored, values_of_row
from .stand_ins import stand_in, with_all_rights


def page_of(model, user, item=None, form=""):
    """The form ``form`` of ``item``, complete, whatever ``user`` may see of it."""
    if form:
        return admin_of(model).step_page(form, item, with_all_rights(user))
    return PageForm.of(model, user, item)


def payloads_of(model, user, items) -> dict[int, dict]:
    """The payloads of the items' own forms as they stand, by key; in no more queries than that of one."""
    page = page_of(model, user, items[0])
    if len(items) == 1:
        return {items[0].pk: page.payload()}
    fresh = list(map(copy, items))  # what is fetched for the forms is not theirs
    prefetch_related_objects(fresh, *[field.name for field in model._meta.many_to_many])
    names = names_of(page.form)
    found = {item.pk: {"fields": values_of_row(page.form, item, names), "rows": {}} for item in fresh}
    for formset in page.formsets:
        rows = _child_rows(formset, stand_in(page.user), fresh)
        names = names_of_stored(formset)
        for item in fresh:
            lines = [values_of_row(formset.empty_form, row, names) for row in rows[item.pk]]
            found[item.pk]["rows"][formset.prefix] = lines
    return found


def _child_rows(formset, request, items):
    """The stored rows of the items' formsets, in their order, by the items' keys."""
    by_owner = {item.pk: [] for item in items}
    rows = formset.inline.get_queryset(request).filter(**{f"{formset.fk.name}__in": items})
    for row in rows if rows.ordered else rows.order_by("pk"):
        by_owner[getattr(row, formset.fk.attname)].append(row)
    return by_owner


def page_of_draft(draft):
    """The draft's form on the item as it stands now."""
    return page_of(draft.model, draft.author, draft.item(), draft.form)
