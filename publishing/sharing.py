"""Links by which colleagues see a draft's preview without logging in: signed, for some days, while the draft is open.

Nothing is stored for a link. Its token names the draft, when it ends, and the draft's ``share_salt``: a new salt ends
all links of the draft at once.
"""

import datetime as dt

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from .models import Draft

SALT = "publishing.preview-link"


class NoLink(Exception):
    """A token that was never given out."""


class LinkEnded(Exception):
    """A link that is no longer good, with the reason in words."""


def new_token(draft):
    """The token of a link to the draft's preview, and when it ends."""
    until = timezone.now() + dt.timedelta(days=settings.PREVIEW_LINK_DAYS)
    return signing.dumps([draft.pk, int(until.timestamp()), draft.share_salt], salt=SALT), until


def draft_behind(token) -> Draft:
    """The draft that a link shows. Raises NoLink and LinkEnded; neither says anything about the draft."""
    try:
        key, until, share_salt = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise NoLink from error
    if timezone.now().timestamp() >= until:
        raise LinkEnded(_("这个预览链接已经过期。"))
    draft = Draft.objects.select_related("author", "content_type").filter(pk=key).first()
    if draft is None or not constant_time_compare(share_salt, draft.share_salt):
        raise LinkEnded(_("这个预览链接已经作废。"))
    if not draft.is_open:
        raise LinkEnded(_("要看的草稿已经办完（公布了，或者放弃了），预览到此为止。"))
    return draft
