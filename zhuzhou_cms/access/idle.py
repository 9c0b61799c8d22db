"""How long somebody may do nothing, and how long a login is good for at most. In the session, where it ends by itself.

A page that only says that it is open does nothing; what is typed and kept does.
"""

import datetime as dt
import time

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from publishing import audit

SEEN = "staff_seen"
GRAIN = 60
"""Seconds; the session is written this often at most."""


@receiver(user_logged_in)
def begin(sender, request, user, **kwargs):
    """The login ends at a moment, not so long after the last change of its session."""
    request.session.set_expiry(timezone.now() + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE))
    request.session[SEEN] = int(time.time())


def is_over(session) -> bool:
    """Whether nothing was done for ``settings.STAFF_IDLE_MINUTES``."""
    seen = session.get(SEEN)
    return seen is not None and time.time() - seen > settings.STAFF_IDLE_MINUTES * 60


def touch(session) -> None:
    """Something is being done."""
    now = int(time.time())
    if now - session.get(SEEN, 0) >= GRAIN:
        session[SEEN] = now


def end(request) -> None:
    """Log this person out; on record under a name of its own."""
    audit.record("闲置退出", user=request.user, item=request.user)
    request.session.flush()
    request.user = AnonymousUser()


def in_words(request) -> str:
    """What the login page says after it."""
    words = f"超过 {settings.STAFF_IDLE_MINUTES} 分钟没有操作，已自动退出，请重新登录。"
    if request.method != "POST" or is_typing(request):
        return words
    return f"{words}刚才提交的没有保存，登录后请再提交一次。"


def is_by_itself(request) -> bool:
    """Whether the page sent this without anybody doing anything: that it is still open."""
    return request.method == "POST" and is_typing(request) and "_present" in request.POST


def is_typing(request) -> bool:
    """Whether a form's script sent this, and reads the answer."""
    return request.path_info.endswith("/typing/")
