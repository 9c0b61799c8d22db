"""What is typed and not saved yet: autosave, and who else has the form open.

``static/js/drafting.js`` sends the form here every few seconds. Answers are JSON, refusals too: a script can't be led
to the login page.
"""

import datetime as dt

from django.http import JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from ..actions.drafting import token_of
from ..models import Sitting
from ..payload import from_post
from .desk import Desk

PRESENT = dt.timedelta(seconds=60)  # the page says every 15 seconds that it is open
TYPING = dt.timedelta(seconds=30)
MOST_OTHERS = 20


class TypingMixin:
    """Adds the side endpoints of an open form to an admin of drafted content."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_typing"
        return [
            path("typing/", self.typing_view, name=f"{name}_new"),
            path("<path:object_id>/typing/", self.typing_view, name=name),
            *super().get_urls(),
        ]

    def desk_for(self, request, object_id):
        """The form that the page has open."""
        return Desk(self, request, object_id)

    def typing_context(self, request, desk, may_write):
        """What the page's script has to know."""
        return {
            "typing": {
                "url": desk.typing_address,
                "address": desk.address,
                "place": desk.place,
                "user": request.user.pk,
                "writes": may_write,
                "login": reverse("admin:login"),
                "title": str(desk.item or desk.draft or f"新的{self.opts.verbose_name}"),
            }
        }

    @method_decorator([never_cache, csrf_protect])
    def typing_view(self, request, object_id=None):
        """Keep the form as it stands (POST, the same body as to save it), or that it is open (``_present``).

        Answers ``saved_at`` (ISO, local time, or None), ``others`` who have it open, whether something typed is
        ``kept`` here, and whether somebody has saved a ``newer`` version since the form was opened. 401 without a
        session, or with that of somebody else than who opened the page; 403 without the right; 409 for an item that
        was deleted; 400 for a body that is not the whole form.
        """
        if request.method != "POST":
            answer = _refusal(405, "这个网址只收自动保存的内容。")
            answer.headers["Allow"] = "POST"
            return answer
        if not self.admin_site.has_permission(request):
            return _refusal(401, "登录已过期。")
        if request.POST.get("_user", str(request.user.pk)) != str(request.user.pk):
            return _refusal(401, f"现在登录的是另一个人（{request.user}）。")
        only_looks = "_present" in request.POST
        if not (self.has_view_permission(request) or self.has_change_permission(request)):
            return _refusal(403, "您没有查看这一页的权限。")
        if object_id is None and self.adds_directly:
            return _refusal(404, "这类内容直接保存，没有自动保存。")
        desk = self.desk_for(request, object_id)
        if desk.item is None and (object_id is not None or desk.is_given_up):
            return _refusal(409, "这项内容已经删除或放弃，不能再自动保存。")
        if only_looks:
            desk.be_present()
            return self._told(request, desk, None)
        return self._keep(request, desk)

    def _keep(self, request, desk):
        may_write = self.has_change_permission(request, desk.item) if desk.item else self.has_add_permission(request)
        if not may_write:
            return _refusal(403, "您没有修改这一页的权限。")
        payload = from_post(request.POST)
        opened = desk.opened_by(request.POST.get("_opened", ""))
        if not (desk.is_whole() and payload["fields"]):
            return _refusal(400, "送来的不是完整的表单，没有保存。")
        is_known = opened.startswith("draft:") or desk.has_typed_on(opened)
        base = None if is_known or desk.item is None or token_of(live=desk.live) != opened else desk.live
        desk.keep_typing(payload | {"why": request.POST.get("_why", "").replace("\0", "")}, opened, base)
        return self._told(request, desk, desk.sitting.typed_at)

    def _told(self, request, desk, saved_at):
        now = timezone.now()
        others = Sitting.objects.filter(place=desk.place, seen_at__gt=now - PRESENT).exclude(user=request.user)
        current = token_of(draft=desk.draft) if desk.draft else ""
        opened = request.POST.get("_opened", "")
        return JsonResponse(
            {
                "saved_at": timezone.localtime(saved_at).isoformat(timespec="seconds") if saved_at else None,
                "others": [_other(sitting, now) for sitting in others.select_related("user")[:MOST_OTHERS]],
                "kept": desk.sitting.payload is not None,
                "newer": bool(current and opened and current != desk.opened_by(opened)),
            }
        )


def _other(sitting, now):
    typed_at = sitting.typed_at
    return {
        "name": sitting.user.get_full_name() or sitting.user.get_username(),
        "since": timezone.localtime(typed_at).isoformat(timespec="seconds") if typed_at else None,
        "typing": typed_at is not None and typed_at > now - TYPING,
    }


def _refusal(status, words):
    return JsonResponse({"error": words}, status=status)
