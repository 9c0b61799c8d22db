"""Does a verb to a batch: at once where it is small, in a process of its own where a browser would wait too long.

Long work is done by ``manage.py run_batch``, started from here and not waited for; no worker has to run.
"""

import gc
import subprocess
import sys
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError

from publishing import audit
from publishing.series import series

from . import actions
from .choices import Verb
from .keeping import Busy, held, working
from .models import Batch
from .refusals import BatchRefused

SMALL_FILE = 10_000  # bytes of a file that is checked while the browser waits
SMALL_BATCH = 10  # items
_OBJECTS = 1_000_000  # made since Python last looked for garbage
_started = []  # processes of this one: what has ended is taken leave of when the next begins
BUSY = "这一批正在办，请等它办完。"


def start(batch, verb, user, comment=""):
    """Do the verb now, or begin it. Raises BatchRefused when it refuses at once, or somebody is at it already."""
    count = batch.items.count() or sum(batch.counts.values())
    is_small = batch.size <= SMALL_FILE if verb == Verb.CHECK else count <= SMALL_BATCH
    if is_small:
        run(batch.pk, verb, user, comment)
        return
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_batch", str(batch.pk), verb]
    try:
        with held(batch) as lock:
            Batch.objects.filter(pk=batch.pk).update(doing=verb, failure=[])
            arguments = ["--user", str(user.pk), f"--comment={comment}", f"--lock={lock.fileno()}"]
            arguments += [f"--address={audit.address() or ''}"]
            pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
            options = {"pass_fds": [lock.fileno()], "start_new_session": True} | pipes
            _started[:] = [each for each in _started if each.poll() is None]
            _started.append(subprocess.Popen([*command, *arguments], **options))
    except Busy as error:
        raise BatchRefused([BUSY]) from error


@contextmanager
def few_collections():
    """Python looks for garbage in cycles seldom, and not in what was there before: forms leave little of it.

    For processes that do nothing else: the setting is the whole process's. ``Work.at`` has it looked for meanwhile.
    """
    often = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_OBJECTS, 2, 2)
    try:
        yield
    finally:
        gc.set_threshold(*often)
        gc.unfreeze()


def run(key, verb, user, comment="", lock=None):
    """Do the verb, and keep on the batch why it was refused, if it was. Raises BatchRefused then, too.

    ``lock`` is the number of the open file by which the batch is held for this process.
    """
    batch = Batch.objects.get(pk=key)
    said = {"comment": comment} if verb in (Verb.SIGN, Verb.SEND_BACK, Verb.OVERRIDE, Verb.UNDO) else {}
    try:
        with working(batch, lock) as work, series():
            Batch.objects.filter(pk=key).update(doing=verb, failure=[])
            batch.refresh_from_db()
            getattr(actions, verb)(batch=batch, user=user, work=work, **said)
    except Busy as error:
        raise BatchRefused([BUSY]) from error
    except (ValidationError, PermissionDenied) as refused:
        reasons = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
        Batch.objects.filter(pk=key).update(doing="", failure=reasons)
        raise
    except Exception:
        Batch.objects.filter(pk=key).update(doing="", failure=["程序出错，什么也没有写下。请告诉管理员。"])
        raise
    Batch.objects.filter(pk=key).update(doing="")
