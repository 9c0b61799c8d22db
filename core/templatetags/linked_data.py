"""The data block of a page's head."""

from django import template

from core.linked_data import block, breadcrumbs

register = template.Library()


@register.inclusion_tag("_linked_data.html", name="linked_data")
def linked_data_block(nodes, crumbs, origin, path):
    """What the page is about and the way to it; nothing where neither is known."""
    found = [*(nodes or []), *([breadcrumbs(crumbs, path)] if crumbs else [])]
    return {"block": block(found, origin) if found else ""}
