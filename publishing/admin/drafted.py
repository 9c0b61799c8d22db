"""A content type's stock form, whose saving makes a draft (``docs/adr/0012-a-draft-is-a-saved-form.md``).

Nothing typed here is public before its draft is published; a draft may be half-filled, and is checked as a whole when
it is submitted.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.forms.utils import ErrorDict
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from core.widgets import is_key

from .. import actions
from ..actions.drafting import token_of
from ..binding import without_errors
from ..choices import SUBMITTED_STATES
from ..refusals import Clashing, Incomplete, Refusal
from .audited import AuditedAdmin
from .clashes import clash_page, settled_in
from .desk import Desk
from .revisions import RevisionsMixin
from .typing import TypingMixin


class DraftedAdmin(TypingMixin, RevisionsMixin, AuditedAdmin):
    """Content whose form saves drafts.

    ``adds_directly``: new rows are saved at once, because nobody sees them before content points at them.
    """

    change_form_template = "admin/publishing/change_form.html"
    adds_directly = False

    def as_meant(self, page, payload):
        """What a person means who sends this payload today with the form ``page``; it is published on another day."""
        return payload

    def sign_rows(self, request, formset):
        """Write into the new rows of a formset, before they are saved, what nobody types."""

    def follow_up(self, saved):
        """Write what follows from rows that were just saved; ``saved`` has (request, item, formsets) of each item."""

    def save_formset(self, request, form, formset, change):
        self.sign_rows(request, formset)
        super().save_formset(request, form, formset, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self.follow_up([(request, form.instance, formsets)])

    @property
    def saves_as_all_do(self):
        """Whether ``sign_rows`` and ``follow_up`` are all that the type adds to the saving of an item."""
        names = ("save_model", "save_form", "save_formset", "save_related")
        return all(getattr(type(self), name) is getattr(DraftedAdmin, name) for name in names)

    def undo_record(self, item, before, *, user, why):
        """Put on record what no form changes silently, before the form is put back to the payload ``before``."""

    # --- Showing a payload --------------------------------------------------------------------------------------------

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change=change, **kwargs)
        shown = getattr(request, "shown", None)
        return _shown_form(form_class, shown) if shown else form_class

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if shown := getattr(request, "shown", None):
            kwargs |= {"data": shown.post, "files": {}}
        return kwargs

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        shown = getattr(request, "shown", None)
        if shown and not shown.judges:
            for formset in formsets:
                without_errors(formset)
        return formsets, inlines

    # --- The page -----------------------------------------------------------------------------------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST:
            return self._popup(request, object_id, form_url, extra_context)
        if object_id is None and self.adds_directly:
            return super().changeform_view(request, object_id, form_url, extra_context)
        desk = Desk(self, request, object_id)
        if object_id is not None and desk.item is None:
            return self._gone(request, desk, object_id)
        may_write = self.has_change_permission(request, desk.item) if desk.item else self.has_add_permission(request)
        if request.method == "POST":
            if not may_write:
                raise PermissionDenied
            return self._refused(request, desk) or self._save(request, desk)
        if object_id is None and (desk.item is not None or desk.is_given_up):
            return self._led_on(request, desk)
        extra_context = (extra_context or {}) | self.typing_context(request, desk, may_write)
        if may_write:
            extra_context |= self._show(request, desk)
        return super().changeform_view(request, object_id, desk.address if may_write else form_url, extra_context)

    def _gone(self, request, desk, object_id):
        """The item was deleted, or never was. What was typed for it is kept: it may be recovered."""
        if request.method == "POST" and is_key(object_id) and self.has_change_permission(request):
            desk.keep_typing_of_deleted(int(object_id))
        return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)

    def _led_on(self, request, desk):
        """The address names a draft of a new item that is published, or was given up."""
        if desk.item is not None:
            return HttpResponseRedirect(desk.address)
        messages.warning(request, f"“{desk.named}”这份草稿已经放弃。要接着写，请先“重新打开”。")
        return HttpResponseRedirect(reverse("admin:publishing_draft_change", args=[desk.named.pk]))

    def _refused(self, request, desk):
        """Why what was sent can't be this person's whole form; None when it can. Nothing is saved then."""
        if {"_forget", "_settle"} & request.POST.keys():
            return None
        sender = request.POST.get("_user", "")
        if not desk.is_whole():
            refusal = "表单没有送全，可能是页面还没有全部打开就点了保存。什么也没有改动，请再试一次。"
        elif sender and sender != str(request.user.pk):
            refusal = "这一页是另一个人登录时打开的，没有保存。那个人自动保存过的内容还在，重新登录就能看到。"
        else:
            return None
        messages.error(request, refusal)
        return HttpResponseRedirect(desk.address)

    def _popup(self, request, object_id, form_url, extra_context):
        """A reference that is added on the way. It is saved at once, so only what nobody sees yet can be."""
        if object_id is not None or not self.adds_in_popup:
            raise PermissionDenied
        return super().changeform_view(request, object_id, form_url, extra_context)

    @property
    def adds_in_popup(self):
        return self.adds_directly

    def _show(self, request, desk):
        """Put the draft, or what was typed, into the form; returns the page's context."""
        judges = "check" in request.GET
        if desk.shown is not None:
            post, said = desk.as_post()
            request.shown = Shown(post, judges)
            for words in said:
                messages.warning(request, words)
        draft = desk.draft
        is_blank = desk.item is None and desk.shown is None
        return {
            "draft": draft,
            "desk": desk,
            "why": desk.why,
            "begun": list(desk.begun_elsewhere()) if is_blank else [],
            "opened": desk.opened(),
            "is_submitted": draft is not None and draft.state in SUBMITTED_STATES,
            "unsaved_since": desk.sitting.typed_at if desk.unsaved is not None else None,
        }

    # --- Saving -------------------------------------------------------------------------------------------------------

    def _save(self, request, desk):
        """Save what was sent as the draft, and go where the button leads."""
        if "_forget" in request.POST:
            desk.forget_typing()
            messages.success(request, "没有保存的内容已放弃。")
            return HttpResponseRedirect(desk.address)
        if "_settle" in request.POST and desk.kept is None:
            messages.warning(request, "没有要决定的内容：您写的已经保存或放弃。")
            return HttpResponseRedirect(desk.address)
        payload, opened, settled = self._sent(request, desk)
        why = request.POST.get("_why", desk.why).replace("\0", "")
        page = desk.whole
        try:
            draft = actions.save_draft(
                page=page,
                user=request.user,
                payload=payload,
                draft=desk.draft,
                opened=opened,
                settled=settled,
                why=why[:200],
            )
        except Clashing as clash:
            # Without its base, what was typed could not be told from what was there.
            base = clash.base if opened == token_of(live=clash.base) else None
            desk.keep_typing(payload | {"why": why}, opened, base)
            return clash_page(self, request, desk, page, clash, settled)
        except Refusal as refused:
            desk.keep_typing(payload | {"why": why}, opened)
            messages.error(request, " ".join(refused.messages))
            return HttpResponseRedirect(desk.address)
        self._say_what_it_was_opened_on(request, desk, opened)
        desk.forget_typing(draft)
        desk.draft = draft
        if "_submit" in request.POST:
            return self._submit(request, desk)
        if "_preview" in request.POST:
            return HttpResponseRedirect(reverse("admin:publishing_draft_preview", args=[draft.pk]))
        moment = timezone.localtime(draft.updated_at)
        messages.success(request, f"草稿已保存（{moment:%H:%M:%S}）。公众看到的没有变。")
        return HttpResponseRedirect(desk.address)

    def _sent(self, request, desk):
        """The payload that was sent, what it was opened on, and how clashes were settled."""
        if settled := settled_in(request.POST):  # the page of clashes: what was typed is kept on the server
            return desk.kept, desk.sitting.opened, settled
        return desk.sent(), desk.opened_by(request.POST.get("_opened", "")), None

    @staticmethod
    def _say_what_it_was_opened_on(request, desk, opened):
        """Somebody who wrote on a draft that is no more has to know where their changes went."""
        kind, _, rest = opened.partition(":")
        if kind == "draft" and desk.item is not None and not (desk.draft and rest.startswith(f"{desk.draft.pk}:")):
            messages.warning(request, "您打开的那份草稿已经公布或放弃。您的改动写在了现在公布的内容上，请核对。")
        elif desk.is_given_up:
            messages.warning(request, "您打开的那份草稿已经放弃。您写的存成了一份新的草稿。")

    def _submit(self, request, desk):
        try:
            draft = actions.submit(draft=desk.draft, user=request.user)
        except Incomplete as refused:
            messages.error(request, f"草稿已保存，还不能提交：有 {len(refused.mistakes)} 处要补或要改，已在下面标出。")
            return HttpResponseRedirect(_with_query(desk.address, check=1))
        except Refusal as refused:
            messages.error(request, " ".join(refused.messages))
            return HttpResponseRedirect(desk.address)
        messages.success(request, f"已提交“{draft}”，现在{draft.state_in_words}。")
        return HttpResponseRedirect(reverse("admin:publishing_draft_change", args=[draft.pk]))


class Shown:
    """What a form is filled in with on a page that was only opened; ``judges``: with what is wrong marked."""

    def __init__(self, post, judges):
        self.post, self.judges = post, judges


def _shown_form(form_class, shown):
    class ShownForm(form_class):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs | {"data": shown.post, "files": {}})
            if not shown.judges:
                self._errors = ErrorDict()

    return ShownForm


def _with_query(address, **query):
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"
