"""The preview of a draft for staff, at two widths side by side, and the link by which colleagues see it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from .. import actions
from ..actions.sharing import may_share
from ..models import Draft
from ..preview import in_words, private, render_preview
from ..refusals import Refusal

DESKTOP, PHONE = 1280, 390  # pixels; the styles of the frames have the same widths


def preview_urls(model_admin):
    """The preview's addresses, for ``DraftAdmin``."""
    routes = [("preview/", preview), ("preview/page/", preview_page), ("share/", share), ("unshare/", unshare)]
    given = {"model_admin": model_admin}
    return [
        path(
            f"<int:pk>/{route}",
            model_admin.admin_site.admin_view(view),
            given,
            name=f"publishing_draft_{view.__name__}",
        )
        for route, view in routes
    ]


def may_see(draft, user) -> bool:
    """Whether this person may look at the draft: drafts as such, and content of its type."""
    options = draft.model._meta
    return user.has_perm("publishing.view_draft") and user.has_perm(f"{options.app_label}.view_{options.model_name}")


def _draft(request, pk):
    if not request.user.has_perm("publishing.view_draft"):
        raise PermissionDenied  # before it is said whether there is one
    draft = get_object_or_404(Draft.objects.select_related("author", "content_type"), pk=pk)
    if not may_see(draft, request.user):
        raise PermissionDenied
    return draft


@require_safe
def preview(request, pk, model_admin):
    return _preview(model_admin, request, _draft(request, pk))


def _preview(model_admin, request, draft, **context):
    context |= {
        **model_admin.admin_site.each_context(request),
        "title": f"预览：{draft}",
        "opts": model_admin.opts,
        "draft": draft,
        "may_share": draft.is_open and may_share(draft, request.user),
        "frames": [("桌面", DESKTOP, "desktop"), ("手机", PHONE, "phone")],
        "is_nav_sidebar_enabled": False,  # two pages side by side need the room
    }
    # With an address that is told to nobody (``private``) a browser would not say where its forms come from either.
    return TemplateResponse(request, "admin/publishing/preview.html", context)


@xframe_options_sameorigin
@require_safe
def preview_page(request, pk, model_admin):
    """What stands in the frames: the public page itself."""
    draft = _draft(request, pk)
    if not draft.is_open:
        words = f"这份草稿{draft.get_state_display()}，没有可以预览的了。"
        return private(in_words("预览已经结束", words, status=410))
    return render_preview(draft, request)


@require_POST
def share(request, pk, model_admin):
    draft = _draft(request, pk)
    try:
        token, until = actions.share(draft=draft, user=request.user)
    except Refusal as refused:
        return _back(request, draft, messages.ERROR, " ".join(refused.messages))
    # Shown at once and not redirected to: the link must stand in no address and in no stored message.
    link = request.build_absolute_uri(reverse("publishing:shared-preview", args=[token]))
    return _preview(model_admin, request, draft, link=link, until=until)


@require_POST
def unshare(request, pk, model_admin):
    draft = _draft(request, pk)
    try:
        actions.end_links(draft=draft, user=request.user)
    except Refusal as refused:
        return _back(request, draft, messages.ERROR, " ".join(refused.messages))
    return _back(request, draft, messages.SUCCESS, "已发出的预览链接全部作废。")


def _back(request, draft, level, words):
    messages.add_message(request, level, words)
    return HttpResponseRedirect(reverse("admin:publishing_draft_preview", args=[draft.pk]))
