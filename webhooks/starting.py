"""Begins to send at once, in a process of its own, so that nobody who publishes waits for strangers' servers.

The timer of ``manage.py send_webhooks`` sends whatever this does not.
"""

import subprocess
import sys

from django.conf import settings

_started = []  # processes of this one: what has ended is taken leave of when the next begins


def start():
    """Begin ``send_webhooks``, unless this process has begun one that is still at it."""
    if not settings.WEBHOOK_SEND_AT_ONCE:
        return
    _started[:] = [each for each in _started if each.poll() is None]
    if _started:
        return
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "send_webhooks"]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    _started.append(subprocess.Popen(command, start_new_session=True, **pipes))
