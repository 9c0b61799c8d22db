"""One account per role, for whoever tries the site out. Not for production: see `zhuzhou_cms.auth.StaffBackend`."""

import json
import os
import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from zhuzhou_cms.auth import DEMO_PREFIX
from zhuzhou_cms.roles import ROLES

# Without the characters that look like others: these passwords are read from a screen and typed.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class Command(BaseCommand):
    help = "为每个角色建立一个演示账号并列出密码；仅用于演示，可重复运行。"

    @transaction.atomic
    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("演示账号只能在演示模式（DEMO=1）下建立。")
        path = settings.VAR_DIR / "demo_staff.json"
        usernames = {role: DEMO_PREFIX + role.code.replace("_", "-") for role in ROLES}
        credentials = read_credentials(path)
        missing = [username for username in usernames.values() if username not in credentials]
        if missing:
            credentials |= {username: new_credential() for username in missing}
            write_credentials(path, credentials)

        self.stdout.write("\n  演示账号  demo staff")
        for role, username in usernames.items():
            credential = credentials[username]
            user = get_or_create_user(username, role, credential, renew=username in missing)
            password = credential["password"] if is_current(credential, user) else "（密码已被修改）"
            self.stdout.write(f"    {username:<22} {password:<14} {role.name}")


def get_or_create_user(username, role, credential, *, renew):
    """The account of this role. An existing one stays as it is, unless its password was lost and has to be renewed."""
    user, created = get_user_model().objects.get_or_create(
        username=username,
        defaults={"first_name": f"演示{role.name}", "is_staff": True, "password": credential["hash"]},
    )
    if created:
        try:
            user.groups.add(Group.objects.get(name=role.name))
        except Group.DoesNotExist as error:
            raise CommandError(f"角色“{role.name}”尚未建立，请先运行 manage.py setup_roles。") from error
    elif renew:
        user.password = credential["hash"]
        user.save(update_fields=["password"])
    return user


def new_credential():
    """A password with its hash. The hash is kept since comparing hashes is free, and making seven takes seconds."""
    password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    return {"password": password, "hash": make_password(password)}


def is_current(credential, user):
    """Whether the password is still the one to log in with. The hash alone changes when Django strengthens it."""
    return credential["hash"] == user.password or check_password(credential["password"], user.password)


def read_credentials(path):
    """What was made earlier, by user name; empty at the first time."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise CommandError(f"无法读取 {path}：{error}。删除该文件后重试，将生成新密码。") from error


def write_credentials(path, credentials):
    """Write the file whole or not at all, readable by its owner alone."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with open(fresh, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        json.dump(credentials, file, ensure_ascii=False, indent=2)
    fresh.replace(path)
