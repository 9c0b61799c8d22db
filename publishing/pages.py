"""Which form a draft belongs to: an item's own, or that of one step of it (``ModelAdmin.step_page``)."""

from .binding import PageForm, admin_of, with_all_rights


def page_of(model, user, item=None, form=""):
    """The form ``form`` of ``item``, complete, whatever ``user`` may see of it."""
    if form:
        return admin_of(model).step_page(form, item, with_all_rights(user))
    return PageForm.of(model, user, item)


def page_of_draft(draft):
    """The draft's form on the item as it stands now."""
    return page_of(draft.model, draft.author, draft.item(), draft.form)
