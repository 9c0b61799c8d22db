"""What staff save directly goes on record too, before and after, in place of Django's own log."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.template.response import TemplateResponse

from core.admin import ContentAdmin
from core.widgets import is_key

from .. import audit
from ..models import AuditEntry
from ..saved_changes import additions_of, changes_of, values_of


class AuditedAdmin(ContentAdmin):
    """An admin whose additions, changes and deletions leave an entry in the audit log.

    ``log_change`` and its like take the words of an action ("暂停。") or what ``construct_change_message`` gives.
    """

    def construct_change_message(self, request, form, formsets, add=False):
        """[what, old, new] of all that the saved form has changed."""
        return additions_of(form, formsets) if add else changes_of(form, formsets)

    def log_addition(self, request, obj, message):
        self._record(request, "新增", obj, message)

    def log_change(self, request, obj, message):
        if message:  # a form that was saved as it came is no action
            self._record(request, "修改", obj, message)

    def log_deletions(self, request, queryset):
        for row in queryset:
            audit.record("删除", user=request.user, item=row, changes=values_of(row))

    def _record(self, request, verb, row, message):
        is_words = isinstance(message, str)
        audit.record(
            verb,
            user=request.user,
            item=row,
            changes=[] if is_words else message,
            note=message if is_words else "",
        )

    def response_action(self, request, queryset):
        """Actions on chosen rows do all or nothing, their entries included."""
        with transaction.atomic():
            return super().response_action(request, queryset)

    def history_view(self, request, object_id, extra_context=None):
        """What was done to the row, the latest first."""
        key = unquote(object_id)
        row = self.get_object(request, key) if is_key(key) else None
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        entries = AuditEntry.objects.of_item(row).select_related("user")
        context = self.admin_site.each_context(request) | {
            "title": f"操作记录：{row}",
            "opts": self.opts,
            "object": row,
            "page": Paginator(entries, 50).get_page(request.GET.get("p")),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/publishing/audit_history.html", context)
