"""What a list of content offers of import and export, and words about how long work takes."""

from django import template

from ..choices import FileFormat
from ..forms import writable_models
from ..models import Batch
from ..tables import exchanged_models

register = template.Library()


@register.simple_tag
def exchange_menu(cl, user):
    """What this person can bring to and take from the list ``cl``; None where neither."""
    model = cl.model
    if cl.is_popup or model not in exchanged_models():
        return None
    return {
        "type": model._meta.label_lower,
        "count": cl.result_count,
        "is_filtered": cl.has_active_filters or bool(cl.query),
        "query": cl.get_query_string(remove=["p", "o", "e", "all"]).removeprefix("?"),
        "formats": FileFormat.choices,
        "may_import": model in writable_models(user),
    }


@register.simple_tag
def batch_of(draft):
    """The batch that the draft came with, or None."""
    return Batch.objects.filter(items__draft=draft).first()


@register.filter
def time_left(seconds):
    """Roughly how long, for people: 约 40 秒, 约 3 分钟."""
    if seconds is None:
        return ""
    return f"约 {max(1, round(seconds / 60))} 分钟" if seconds >= 90 else f"约 {max(1, seconds)} 秒"
