"""The rows of a checked batch become drafts: all of them, or none."""

from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction

from publishing import actions as publishing_actions
from publishing.ledger import ledger
from publishing.pages import page_of
from publishing.refusals import Moved

from ..choices import BatchState
from ..models import Batch, BatchItem
from ..reading import FileRefused
from ..refusals import BatchRefused
from .checking import plan_of
from .moves import locked, move

_AT_ONCE = 200  # items in memory


@transaction.atomic
def confirm(*, batch, user, work) -> Batch:
    """Save each item of the batch as a draft by ``user``. Raises BatchRefused while rows are wrong, or nothing changes;
    Moved when content, or the file, is no longer what was checked.
    """
    batch = locked(batch, BatchState.CHECKED)
    if batch.wrong:
        raise BatchRefused([f"还有 {batch.wrong} 处要改。请在表格里改好，再上传一次。"])
    if not batch.changes:
        raise BatchRefused(["文件和现有的内容一样，没有要导入的。"])
    try:
        plan = plan_of(batch, user)
    except (FileRefused, OSError) as error:
        raise BatchRefused([f"上传的文件读不出来了：{error}"]) from error
    why = f"第 {batch.pk} 批导入：{batch.note or batch.file_name}"
    made, done, pending = 0, 0, plan.run(checks=False)
    while some := list(islice(pending, _AT_ONCE)):
        drafts = _drafted(plan.kind, [planned for planned in some if planned.payload is not None], user, why[:200])
        BatchItem.objects.bulk_create(BatchItem(batch=batch, draft=draft) for draft in drafts)
        made, done = made + len(drafts), done + len(some)
        work.at(done, len(plan))
    if plan.fingerprint.hexdigest() != batch.fingerprint:
        raise Moved("检查以后，这些内容有人改过。请重新检查，看过再确认。")
    move(batch, BatchState.DRAFTED, user=user, verb="导入：确认", note=f"{made} 份草稿")
    return batch


def _drafted(kind, some, user, why):
    """The drafts of these planned items, in their order."""
    new = [planned.payload for planned in some if planned.pk is None]
    with ledger():
        begun = iter(
            publishing_actions.begin(page=page_of(kind.model, user), user=user, payloads=new, why=why) if new else []
        )
    return [next(begun) if planned.pk is None else _draft_of(kind, planned, user, why) for planned in some]


def _draft_of(kind, planned, user, why):
    page = page_of(kind.model, user, kind.model._default_manager.get(pk=planned.pk))
    try:
        return publishing_actions.save_draft(page=page, user=user, payload=planned.payload, why=why)
    except ValidationError as refused:
        raise BatchRefused([f"{page.title_of(planned.payload)}：{' '.join(refused.messages)}"]) from refused
