"""Demo accounts: one per role, the same after every start, and worth nothing outside a demo."""

import json
from io import StringIO

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.urls import reverse

from zhuzhou_cms.checks import check_no_demo_accounts
from zhuzhou_cms.roles import ROLES

User = get_user_model()


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def roles(db):
    call_command("setup_roles", stdout=StringIO())


def create_demo_staff():
    """Run the command; returns what it printed."""
    output = StringIO()
    call_command("create_demo_staff", stdout=output)
    return output.getvalue()


def passwords(var):
    """The printed passwords, by user name."""
    stored = json.loads((var / "demo_staff.json").read_text(encoding="utf-8"))
    return {username: credential["password"] for username, credential in stored.items()}


def test_demo_staff_have_one_role_each(roles):
    create_demo_staff()

    assert list(User.objects.order_by("pk").values_list("username", "groups__name", "is_staff", "is_superuser")) == [
        (f"demo-{role.code.replace('_', '-')}", role.name, True, False) for role in ROLES
    ]


def test_demo_staff_log_in_with_the_printed_passwords(roles, var):
    printed = [line.split() for line in create_demo_staff().splitlines()[2:]]

    assert [(username, password) for username, password, _ in printed] == list(passwords(var).items())
    assert [authenticate(username=name, password=word).username for name, word, _ in printed] == list(passwords(var))


def test_passwords_are_readable_by_the_owner_alone(roles, var):
    create_demo_staff()

    assert oct((var / "demo_staff.json").stat().st_mode)[-3:] == "600"


def test_second_run_changes_nothing(roles):
    printed = create_demo_staff()
    users = list(User.objects.values())

    assert create_demo_staff() == printed
    assert list(User.objects.values()) == users


def test_second_run_keeps_what_staff_have_changed(roles):
    create_demo_staff()
    editor = User.objects.get(username="demo-editor")
    editor.set_password("chosen-by-hand")
    editor.first_name = "小王"
    editor.save()

    printed = create_demo_staff()

    assert printed.splitlines()[2].split() == ["demo-editor", "（密码已被修改）", "编辑"]
    assert authenticate(username="demo-editor", password="chosen-by-hand").first_name == "小王"


def test_lost_passwords_are_replaced(roles, var):
    create_demo_staff()
    old = passwords(var)
    (var / "demo_staff.json").unlink()

    create_demo_staff()

    assert authenticate(username="demo-editor", password=old["demo-editor"]) is None
    assert authenticate(username="demo-editor", password=passwords(var)["demo-editor"]).username == "demo-editor"


def test_same_passwords_fill_another_database(roles, var):
    printed = create_demo_staff()
    User.objects.all().delete()

    assert create_demo_staff() == printed


def test_unreadable_passwords_are_reported(roles, var):
    (var / "demo_staff.json").write_text("{")

    with pytest.raises(CommandError, match=r"^无法读取 .*demo_staff.json：.*删除该文件后重试，将生成新密码。$"):
        create_demo_staff()


def test_missing_role_leaves_no_account(roles):
    Group.objects.filter(name=ROLES[-1].name).delete()

    with pytest.raises(CommandError, match=f"^角色“{ROLES[-1].name}”尚未建立，请先运行 manage.py setup_roles。$"):
        create_demo_staff()
    assert User.objects.count() == 0


def test_demo_staff_are_refused_in_production(roles, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match=r"^演示账号只能在演示模式（DEMO=1）下建立。$"):
        create_demo_staff()
    assert User.objects.count() == 0


def test_demo_account_does_not_log_in_in_production(roles, settings, var):
    create_demo_staff()
    settings.DEMO = False

    assert authenticate(username="demo-editor", password=passwords(var)["demo-editor"]) is None


def test_demo_session_ends_in_production(roles, settings, client):
    create_demo_staff()
    client.force_login(User.objects.get(username="demo-administrator"))
    assert client.get(reverse("admin:index")).status_code == 200

    settings.DEMO = False

    answer = client.get(reverse("admin:index"))
    assert answer.headers["Location"] == f"{reverse('admin:login')}?next={reverse('admin:index')}"


def test_own_account_logs_in_in_production(db, settings):
    User.objects.create_user("wang.fang", password="a-good-password")
    settings.DEMO = False

    assert authenticate(username="wang.fang", password="a-good-password").username == "wang.fang"


@pytest.mark.parametrize(("demo", "errors"), [(True, []), (False, ["zhuzhou_cms.E001"])])
def test_check_finds_demo_accounts_in_production(roles, settings, demo, errors):
    create_demo_staff()
    settings.DEMO = demo

    assert [error.id for error in check_no_demo_accounts(None, databases=["default"])] == errors


def test_check_is_content_without_demo_accounts(db, settings):
    User.objects.create_user("wang.fang")
    settings.DEMO = False

    assert check_no_demo_accounts(None, databases=["default"]) == []
