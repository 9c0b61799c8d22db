"""The roles as data, and the command that brings the groups in line with them."""

import io

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhuzhou_cms import roles
from zhuzhou_cms.management.commands.load_site_if_empty import CONTENT_APPS
from zhuzhou_cms.roles import ROLES, setup_roles

PERMISSIONS = {role.code: role.permissions for role in ROLES}
CONTENT_MODELS = {
    model._meta.label_lower for label in CONTENT_APPS for model in apps.get_app_config(label).get_models()
}


def may(role, action, label):
    app, model = label.split(".")
    return f"{app}.{action}_{model}" in PERMISSIONS[role]


def test_roles_stand_in_the_order_of_the_work():
    assert [(role.code, role.name) for role in ROLES] == [
        ("editor", "编辑"),
        ("first_reviewer", "初审"),
        ("second_reviewer", "复审"),
        ("final_reviewer", "终审"),
        ("publisher", "发布"),
        ("administrator", "管理员"),
        ("auditor", "审计"),
    ]


def test_each_content_model_stands_in_one_table():
    assert sorted(roles.CONTENT) == sorted(CONTENT_MODELS)


@pytest.mark.parametrize("role", list(PERMISSIONS))
def test_each_role_sees_all_content(role):
    assert {label for label in CONTENT_MODELS if may(role, "view", label)} == CONTENT_MODELS


@pytest.mark.parametrize(
    ("role", "signs"),
    [
        ("first_reviewer", {"publishing.sign_first_draft"}),
        ("second_reviewer", {"publishing.sign_second_draft"}),
        ("final_reviewer", {"publishing.sign_final_draft"}),
        (
            "auditor",
            {
                "auth.view_group",
                "auth.view_user",
                "publishing.view_auditentry",
                "webhooks.view_delivery",
                "webhooks.view_endpoint",
            },
        ),
    ],
)
def test_reviewer_signs_one_step_and_writes_nothing(role, signs):
    common = frozenset.intersection(*PERMISSIONS.values())

    assert {name.split(".")[1].split("_")[0] for name in common} == {"view"}
    assert PERMISSIONS[role] - common == signs


def test_only_administrator_overrides_review():
    assert [code for code in PERMISSIONS if may(code, "override", "publishing.draft")] == ["administrator"]


def test_only_publisher_and_administrator_publish():
    publishers = {code for code, names in PERMISSIONS.items() if any(".publish_" in name for name in names)}

    assert publishers == {"publisher", "administrator"}


def test_publisher_does_nothing_else():
    assert PERMISSIONS["publisher"] - PERMISSIONS["editor"] == {
        f"{app}.publish_{model}" for app, model in (label.split(".") for label in roles.PUBLISHED + roles.DRAFTS)
    }


def test_editor_removes_rows_but_no_page():
    assert [label for label in roles.PUBLISHED if may("editor", "delete", label)] == []
    assert [label for label in roles.CHILDREN if not may("editor", "delete", label)] == []


def test_nobody_changes_or_removes_history():
    actions = {
        (action, label)
        for code in PERMISSIONS
        for action in ("add", "change", "delete")
        for label in (*roles.STAGES, *roles.RECORDS, *roles.LOG)
        if may(code, action, label)
    }

    assert actions == {("add", "projects.stageentry")}


def test_people_are_looked_after_by_administrators_and_removed_by_nobody():
    who = {
        (code, action)
        for code in PERMISSIONS
        for action in ("view", "add", "change", "delete")
        if may(code, action, "auth.user")
    }

    assert who == {
        ("administrator", "view"),
        ("administrator", "add"),
        ("administrator", "change"),
        ("auditor", "view"),
    }


@pytest.fixture
def without_groups(db):
    """A database as it is migrated: those of the other tests have the groups already."""
    Group.objects.all().delete()


def test_setup_makes_each_group_with_exactly_its_permissions(without_groups):
    assert setup_roles() == [role.name for role in ROLES]

    granted = {
        group.name: {
            f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.select_related("content_type")
        }
        for group in Group.objects.all()
    }
    assert granted == {role.name: role.permissions for role in ROLES}


@pytest.mark.django_db
def test_setup_writes_nothing_the_second_time():
    setup_roles()
    with CaptureQueriesContext(connection) as queries:
        assert setup_roles() == []

    assert [q["sql"] for q in queries if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))] == []


@pytest.mark.django_db
def test_setup_brings_a_group_back_in_line_and_keeps_its_members(django_user_model):
    setup_roles()
    group = Group.objects.get(name="审计")
    member = django_user_model.objects.create_user("somebody")
    member.groups.add(group)
    group.permissions.set([Permission.objects.get(codename="delete_park")])

    assert setup_roles() == ["审计"]
    assert list(group.user_set.all()) == [member]
    assert not group.permissions.filter(codename="delete_park").exists()


def test_command_says_what_it_changed_and_then_nothing(without_groups):
    first, second = io.StringIO(), io.StringIO()
    call_command("setup_roles", stdout=first)
    call_command("setup_roles", stdout=second)

    assert (first.getvalue(), second.getvalue()) == ("已设定角色：编辑、初审、复审、终审、发布、管理员、审计\n", "")


def test_command_without_tables_asks_for_a_migration_and_changes_nothing(without_groups):
    Permission.objects.filter(codename="view_park").delete()

    with pytest.raises(CommandError, match=r"parks\.view_park$"):
        call_command("setup_roles")
    assert Group.objects.count() == 0
