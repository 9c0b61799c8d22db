"""What every action on a batch begins and ends with: the locked batch, its next state, the entry in the audit log."""

from django.utils import timezone

from publishing import audit

from ..models import Batch
from ..refusals import BatchRefused


def locked(batch, *states) -> Batch:
    """The batch as it stands now, held until the transaction ends. Raises BatchRefused when not in ``states``."""
    batch = Batch.objects.select_for_update(of=("self",)).select_related("content_type").get(pk=batch.pk)
    if states and batch.state not in states:
        raise BatchRefused([f"这一批现在是“{batch.get_state_display()}”，不能这样做。"])
    return batch


def move(batch, state, *, user, verb, note=""):
    """Bring the batch into ``state``, with its entry in the audit log."""
    before = batch.get_state_display()
    batch.state, batch.state_at = state, timezone.now()
    batch.save(update_fields=["state", "state_at"])
    changes = [["进度", before, batch.get_state_display()]] if before != batch.get_state_display() else []
    audit.record(verb, user=user, item=batch, changes=changes, note=note)
