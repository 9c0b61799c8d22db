"""Giving out links to a draft's preview, and calling them back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from .. import audit
from ..choices import Step
from ..models.drafts import new_share_salt
from ..refusals import Refusal
from ..sharing import new_token
from .moving import locked, permission_to, permission_to_publish


def may_share(draft, user) -> bool:
    """Whoever has a part in the draft's way out: writes such content, signs or publishes it."""
    model = draft.model
    rights = [permission_to("change" if draft.object_id else "add", model), permission_to_publish(model)]
    return any(user.has_perm(right) for right in [*rights, *(f"publishing.{step.value}_draft" for step in Step)])


@transaction.atomic
def share(*, draft, user):
    """A new link's token and when it ends. Raises PermissionDenied, and Refusal for a draft that is closed."""
    draft = _open(draft, user)
    token, until = new_token(draft)
    ends = date_format(timezone.localtime(until), "Y-m-d H:i")
    audit.record(
        "分享预览",
        user=user,
        model=draft.model,
        item=draft.item(),
        title=draft.title,
        note=f"链接到 {ends} 北京时间有效。",
    )
    return token, until


@transaction.atomic
def end_links(*, draft, user):
    """Make every link to the draft's preview that was given out so far lead nowhere."""
    draft = _open(draft, user)
    draft.share_salt = new_share_salt()
    draft.save(update_fields=["share_salt"])
    audit.record("作废预览链接", user=user, model=draft.model, item=draft.item(), title=draft.title)
    return draft


def _open(draft, user):
    draft = locked(draft)
    if not may_share(draft, user):
        raise PermissionDenied("您没有分享这份草稿的权限。")
    if not draft.is_open:
        raise Refusal(f"这份草稿{draft.get_state_display()}，没有可以分享的预览。")
    return draft
