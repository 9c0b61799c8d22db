"""What `manage.py check` finds wrong with the site as a whole."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Error, Tags, register
from django.db import Error as DatabaseError

from zhuzhou_cms.auth import DEMO_PREFIX


@register(Tags.database, deploy=True)
def check_no_demo_accounts(app_configs, databases, **kwargs):
    """Demo accounts can't log in here, yet don't belong here: their passwords were printed on a screen.

    Reads the database, so it runs when one is named: ``check --deploy --database default``. A database that can't be
    read, or has no tables yet, is for other checks to complain about.
    """
    if settings.DEMO:
        return []
    User = get_user_model()
    errors = []
    for alias in databases or []:
        try:
            accounts = User.objects.using(alias).filter(**{f"{User.USERNAME_FIELD}__startswith": DEMO_PREFIX}).count()
        except DatabaseError:
            continue
        if accounts:
            errors.append(
                Error(
                    f"{accounts} demo accounts exist in the database “{alias}”.",
                    hint=f"Delete the users whose name starts with “{DEMO_PREFIX}”.",
                    id="zhuzhou_cms.E001",
                )
            )
    return errors
