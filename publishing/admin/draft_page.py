"""One draft's page, on which it is judged, and the one address that its buttons post to.

What the page shows is in ``judging``, who may press what in ``verbs``; what is written, ``actions`` write.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from core.widgets import is_key

from ..models import Draft
from ..refusals import Incomplete, Moved, Refusal
from .judging import Case
from .previews import may_see
from .verbs import NEEDS_ITEM, VERBS, PublishForm, ScheduleForm, may_edit, may_publish, offered, why_not

LONGEST_COMMENT = 2000


class DraftPageMixin:
    """Adds the page to the admin of drafts."""

    def get_urls(self):
        act = self.admin_site.admin_view(self.act_view)
        return [path("<path:object_id>/do/<slug:verb>/", act, name="publishing_draft_act"), *super().get_urls()]

    def has_view_permission(self, request, obj=None):
        allowed = super().has_view_permission(request, obj)
        return allowed and (obj is None or obj.model is None or may_see(obj, request.user))

    def _draft(self, request, object_id):
        """The draft, or None. Raises PermissionDenied, before it is said whether there is one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        drafts = Draft.objects.select_related("author", "content_type")
        draft = drafts.filter(pk=object_id).first() if is_key(object_id) else None
        if draft is not None and not self.has_view_permission(request, draft):
            raise PermissionDenied
        return draft

    # --- Looking ------------------------------------------------------------------------------------------------------

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        draft = self._draft(request, object_id)
        if draft is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self._page(request, draft)

    def _page(self, request, draft, *, schedule=None, mistakes=(), status=200):
        """The page; after something was refused, with what was typed still in it."""
        case = Case(draft)
        times = {"publish_at": draft.publish_at, "expire_at": draft.expire_at}
        may_write = draft.model is not None and may_edit(draft, request.user)
        context = self._context(request, case) | {
            "title": draft.title,
            "offered": offered(case, request.user),
            "why_not": why_not(draft, request.user) if draft.model else "",
            "form_address": case.form_address if may_write else "",
            "schedule": schedule or ScheduleForm(initial=times),
            "typed": request.POST,
            "mistakes": mistakes,
        }
        return TemplateResponse(request, "admin/publishing/draft.html", context, status=status)

    def _publish_page(self, request, draft, form, status=200):
        """Shows once more what is about to become public."""
        context = self._context(request, Case(draft)) | {"title": f"公布：{draft.title}", "form": form}
        return TemplateResponse(request, "admin/publishing/draft_publish.html", context, status=status)

    def _context(self, request, case):
        return self.admin_site.each_context(request) | {
            "opts": self.opts,
            "draft": case.draft,
            "case": case,
            "stood": standing(case.draft),
            "media": self.media,
        }

    # --- Acting -------------------------------------------------------------------------------------------------------

    def act_view(self, request, object_id, verb):
        """Do what the button stands for, and lead back to the draft; a refusal keeps what was typed."""
        draft = self._draft(request, object_id)
        if draft is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if verb not in VERBS or draft.model is None:
            raise Http404
        back = HttpResponseRedirect(reverse("admin:publishing_draft_change", args=[draft.pk]))
        if request.method == "GET":
            # Others come here when they had to log in again on the way: nothing was done.
            return self._confirm(request, draft) if verb == "publish" else back
        if request.method != "POST":
            return HttpResponseNotAllowed(["GET", "POST"])
        form = VERBS[verb].form(request.POST) if VERBS[verb].form else None
        if form and not form.is_valid():
            return self._asked_again(request, draft, verb, form)
        try:
            draft = self._act(request, draft, verb, form)
        except Incomplete as refused:
            words = f"现在不能{VERBS[verb].label}：内容里有 {len(refused.mistakes)} 处要补或要改，列在下面。"
            messages.error(request, words)
            return self._page(request, draft, mistakes=refused.mistakes, status=409)
        except Refusal as refused:
            messages.error(request, " ".join(refused.messages))
            draft = self._draft(request, object_id)  # as it stands now
            schedule = form if isinstance(form, ScheduleForm) else None
            return self._page(request, draft, schedule=schedule, status=409)
        messages.success(request, done(verb, draft))
        return back

    def _act(self, request, draft, verb, form):
        version = request.POST.get("version", "")
        was_seen = is_key(version) and request.POST.get("stood") == standing(draft)
        if not was_seen and verb != "comment":  # what somebody has to say is right at any time
            raise Moved(f"“{draft}”在您查看之后有了变化（现在{draft.state_in_words}）。什么也没有做，请看过再决定。")
        if verb in NEEDS_ITEM and Case(draft).page is None:
            raise Refusal(f"这类内容现在没有表单，不能{VERBS[verb].label}。")
        values = form.cleaned_data if form else _typed(request.POST)
        return VERBS[verb].act(draft, request.user, int(version) if was_seen else None, values)

    def _confirm(self, request, draft):
        if not may_publish(draft, request.user):
            raise PermissionDenied
        if "publish" not in offered(Case(draft), request.user):
            messages.error(request, f"“{draft}”现在{draft.state_in_words}，不能公布。")
            return HttpResponseRedirect(reverse("admin:publishing_draft_change", args=[draft.pk]))
        return self._publish_page(request, draft, PublishForm(initial={"expire_at": draft.expire_at}))

    def _asked_again(self, request, draft, verb, form):
        if not may_publish(draft, request.user):
            raise PermissionDenied
        if verb == "publish" and "publish" in offered(Case(draft), request.user):
            return self._publish_page(request, draft, form, status=400)
        return self._page(request, draft, schedule=form if verb == "schedule" else None, status=400)


def done(verb, draft) -> str:
    """What to say when it is done."""
    if verb == "comment":
        return "留言已记下。"
    after = f"，现在{draft.state_in_words}" if draft.is_open else ""
    return f"已{VERBS[verb].label}“{draft}”{after}。"


def standing(draft) -> str:
    """Where a draft stands, for a page to send back: who decides on it must have seen it so."""
    return f"{draft.state}-{draft.signed_steps}"


def _typed(post):
    """What was written beside the button. Raises Refusal when it is a book."""
    typed = {name: post.get(name, "").replace("\0", "").strip() for name in ("comment", "reason")}
    if max(map(len, typed.values())) > LONGEST_COMMENT:
        raise Refusal(f"说明太长，最多 {LONGEST_COMMENT} 个字。")
    return typed
