"""Who came in, who left, and who tried: on record by Django's signals. Passwords are not."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from . import audit


@receiver(user_logged_in)
def logged_in(sender, request, user, **kwargs):
    audit.record("登录", user=user, item=user)


@receiver(user_logged_out)
def logged_out(sender, request, user, **kwargs):
    if user is not None:
        audit.record("退出", user=user, item=user)


@receiver(user_login_failed)
def login_failed(sender, credentials, request=None, **kwargs):
    tried = str(credentials.get("username", "")).replace("\0", "")
    audit.record("登录失败", user=None, username=tried, title=tried)
