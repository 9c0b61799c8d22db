"""What an item was: its list of revisions, any two compared, one restored as a draft, a deleted item recovered."""

from itertools import zip_longest

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from core.widgets import is_key

from .. import actions
from ..actions.deleting import why_kept
from ..choices import RevisionKind
from ..difference import difference
from ..models import AuditEntry, Publishable, Revision
from ..pages import page_of
from ..refusals import Refusal

PER_PAGE = 25
NOW = "now"
"""Stands for the item as it is in the content tables, among the revisions to compare."""


class RevisionsMixin:
    """Adds the history of an item, and deleting with a way back, to an admin of drafted content."""

    delete_confirmation_template = "admin/publishing/delete_item.html"
    delete_selected_confirmation_template = "admin/publishing/delete_items.html"

    def shown_on(self, row):
        """The row with a page of its own on which the public sees ``row``, or None."""
        return row if isinstance(row, Publishable) else None

    def why_kept(self, rows):
        """Why rows of this type can't be deleted now, in words by key, beyond what holds for all types."""
        return {}

    def get_urls(self):
        item, all_items = "<path:object_id>/history/", "deleted/"
        return [
            self._path(f"{item}compare/", self.compare_view, "compare"),
            self._path(f"{item}<int:number>/restore/", self.restore_view, "restore"),
            self._path(all_items, self.deleted_view, "deleted"),
            self._path(f"{all_items}<int:pk>/recover/", self.recover_view, "recover"),
            *super().get_urls(),
        ]

    def _path(self, route, view, name):
        return path(
            route, self.admin_site.admin_view(view), name=f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        )

    def _address(self, name, *args):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def _context(self, request, title, **context):
        return self.admin_site.each_context(request) | {"title": title, "opts": self.opts} | context

    def _item(self, request, object_id):
        """The item, which this person may look at, or None. Raises PermissionDenied."""
        key = unquote(object_id)
        item = self.get_object(request, key) if is_key(key) else None
        if item is not None and not self.has_view_or_change_permission(request, item):
            raise PermissionDenied
        return item

    def _revisions(self):
        """Without what was in them: a list needs no contents."""
        rows = Revision.objects.filter(content_type=ContentType.objects.get_for_model(self.model))
        return rows.select_related("by", "draft").defer(
            "payload", "rows", "draft__payload", "draft__base", "draft__steps"
        )

    # --- What it was --------------------------------------------------------------------------------------------------

    def history_view(self, request, object_id, extra_context=None):
        item = self._item(request, object_id)
        if item is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        revisions = self._revisions().filter(object_id=item.pk).order_by("-number")
        page = Paginator(revisions, PER_PAGE).get_page(request.GET.get("p"))
        context = self._context(
            request,
            f"历史：{item}",
            item=item,
            revisions=page,
            # What one mostly wants to know: the last change, or what came after the only version there is.
            lines=list(zip_longest(page, "ba" if len(page) > 1 else "a")),
            compares_now=len(page) == 1,
            entries=Paginator(AuditEntry.objects.of_item(item), PER_PAGE).get_page(request.GET.get("e")),
            are_entries_open="e" in request.GET,
            may_restore=self.has_change_permission(request, item),
        )
        return TemplateResponse(request, "admin/publishing/revisions.html", context | (extra_context or {}))

    @method_decorator(require_safe)
    def compare_view(self, request, object_id):
        """Two revisions, or one and the present state (``a`` and ``b``, numbers or "now"), the older one first."""
        item = self._item(request, object_id)
        if item is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        page = page_of(self.model, request.user, item)
        chosen = {request.GET.get("a", ""), request.GET.get("b", "")}
        sides = self._sides(item, page, chosen)
        if len(sides) != 2:
            messages.warning(request, "请选两个不同的版本来对比。")
            return HttpResponseRedirect(self._address("history", item.pk))
        (old, old_payload), (new, new_payload) = sides
        context = self._context(
            request,
            f"对比：{item}",
            item=item,
            old=old,
            new=new,
            difference=difference(page, old_payload, new_payload),
            may_restore=self.has_change_permission(request, item),
        )
        return TemplateResponse(request, "admin/publishing/compare.html", context)

    def _sides(self, item, page, chosen):
        """Pairs of a revision, None for the present state, and its payload, in their order in time."""
        numbers = [int(each) for each in chosen if is_key(each)]
        revisions = self._revisions().defer(None).defer("rows", "draft__payload", "draft__base")
        found = revisions.filter(object_id=item.pk, number__in=numbers).order_by("number")
        sides = [(revision, revision.payload) for revision in found]
        return [*sides, (None, page.payload())] if NOW in chosen else sides

    @method_decorator(require_POST)
    def restore_view(self, request, object_id, number):
        item = self._item(request, object_id)
        if item is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, item):
            raise PermissionDenied
        revision = get_object_or_404(self._revisions(), object_id=item.pk, number=number)
        try:
            actions.restore(revision=revision, user=request.user)
        except Refusal as refused:
            return _answer_refusal(request, refused, self._address("history", item.pk))
        words = f"第 {revision.number} 版的内容已放进草稿。公众看到的没有变；看过以后提交审核。"
        messages.success(request, words)
        return HttpResponseRedirect(self._address("change", item.pk))

    # --- Deleting -----------------------------------------------------------------------------------------------------

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and self.has_delete_permission(request, obj):
            context["delete_url"] = self._address("delete", obj.pk)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_deleted_objects(self, objs, request):
        """What belongs to an item goes with it, and is in its last snapshot. What the public sees is kept."""
        gone, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if self.has_delete_permission(request):
            lacking = set()
        words = [*why_kept(objs, request.user).values(), *(format_html("还在引用它的——{}", row) for row in protected)]
        return gone, counts, lacking, words

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except Refusal as refused:  # somebody was quicker
            return _answer_refusal(request, refused, self._address("changelist"))

    def delete_model(self, request, obj):
        actions.delete(item=obj, user=request.user)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        for item in queryset:
            actions.delete(item=item, user=request.user)

    def log_deletions(self, request, queryset):
        """``actions.delete`` keeps the record."""

    # --- Deleted items ------------------------------------------------------------------------------------------------

    def changelist_view(self, request, extra_context=None):
        if self.has_delete_permission(request):
            extra_context = {"deleted_url": self._address("deleted")} | (extra_context or {})
        try:
            return super().changelist_view(request, extra_context)
        except Refusal as refused:  # an action on rows of which one has changed meanwhile
            return _answer_refusal(request, refused, request.get_full_path())

    def _deleted(self):
        """The last snapshots of items that are not there any more."""
        of_item = Revision.objects.filter(content_type=OuterRef("content_type"), object_id=OuterRef("object_id"))
        return self._revisions().filter(
            ~Exists(self.model._base_manager.filter(pk=OuterRef("object_id"))),
            ~Exists(of_item.filter(number__gt=OuterRef("number"))),
            kind=RevisionKind.DELETED,
        )

    @method_decorator(require_safe)
    def deleted_view(self, request):
        if not self.has_delete_permission(request):
            raise PermissionDenied
        page = Paginator(self._deleted().order_by("-at", "-pk"), PER_PAGE).get_page(request.GET.get("p"))
        title = f"已删除的{self.opts.verbose_name_plural}"
        return TemplateResponse(request, "admin/publishing/deleted.html", self._context(request, title, revisions=page))

    @method_decorator(require_POST)
    def recover_view(self, request, pk):
        if not self.has_delete_permission(request):
            raise PermissionDenied
        revision = get_object_or_404(self._deleted().defer(None), pk=pk)
        try:
            item = actions.recover(revision=revision, user=request.user)
        except Refusal as refused:
            return _answer_refusal(request, refused, self._address("deleted"))
        why = self._revisions().filter(object_id=item.pk).order_by("-number").values_list("why", flat=True).first()
        words = "现在公众还看不到它。" if isinstance(item, Publishable) else ""
        messages.success(request, f"已找回“{item}”（{why}）。{words}")
        return HttpResponseRedirect(self._address("change", item.pk))


def _answer_refusal(request, refused, address):
    messages.error(request, " ".join(refused.messages))
    return HttpResponseRedirect(address)
