"""Who may log in. Roles and their permissions are not here but in `roles.py`."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

DEMO_PREFIX = "demo-"


class StaffBackend(ModelBackend):
    """Django's own backend, for which demo accounts exist only while the site is a demo.

    A database that was once a demo may end up in production, passwords included. Asked at each login and, by way of
    `get_user`, at each request, so that sessions opened in the demo end too.
    """

    def user_can_authenticate(self, user):
        if user.get_username().startswith(DEMO_PREFIX) and not settings.DEMO:
            return False
        return super().user_can_authenticate(user)
