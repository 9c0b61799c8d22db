"""Publishing and withdrawing, the only writers of ``published_at``."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone


def _require_permission(user, model):
    options = model._meta
    if not user.has_perm(f"{options.app_label}.publish_{options.model_name}"):
        raise PermissionDenied(f"您没有公布或撤下“{options.verbose_name}”的权限。")


@transaction.atomic
def publish(*, rows, user) -> int:
    """Make the withheld ``rows`` (a queryset) public from now on, and return how many were.

    Rows that are public already keep their time. Raises PermissionDenied without the model's publish permission.
    """
    _require_permission(user, rows.model)
    return _write(rows.filter(published_at=None), user, timezone.now(), "公布")


@transaction.atomic
def withdraw(*, rows, user) -> int:
    """Take public ``rows`` (a queryset) back, and return how many were. Raises PermissionDenied as ``publish``."""
    _require_permission(user, rows.model)
    return _write(rows.exclude(published_at=None), user, None, "撤下")


def _write(rows, user, moment, verb):
    chosen = list(rows.select_for_update(of=("self",)))  # a list may have joined what its rows refer to
    rows.model._default_manager.filter(pk__in=[row.pk for row in chosen]).update(
        published_at=moment, updated_at=timezone.now()
    )
    if chosen:
        LogEntry.objects.log_actions(user.pk, chosen, CHANGE, change_message=verb)
    return len(chosen)
