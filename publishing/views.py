"""The one page that publishing adds to the public site: a draft's preview, for who has the link."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .preview import in_words, private, render_preview
from .sharing import LinkEnded, NoLink, draft_behind


@require_safe
def shared_preview(request, token):
    """The preview as the draft is now; 404 for a link that was never given out, 410 for one that has ended."""
    try:
        draft = draft_behind(token)
    except NoLink:
        return private(in_words(_("没有这一页"), _("请检查网址是否完整，或者请同事再发一次链接。"), status=404))
    except LinkEnded as ended:
        explanation = _("%(ended)s需要的话，请同事再发一个链接。") % {"ended": ended}
        return private(in_words(_("预览已经结束"), explanation, status=410))
    return render_preview(draft, request)
