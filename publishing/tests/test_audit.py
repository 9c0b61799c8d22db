"""The audit log: what leaves an entry and what it says, who reads it, how it is taken along, and what is kept."""

import csv
import datetime as dt
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from parks.models import Park
from publishing import audit
from publishing.middleware import client_address
from publishing.models import AuditEntry
from tests import factories as make
from tests.admin_pages import form_data, page
from tests.pages import query_count
from zhuzhou_cms.roles import ROLES

pytestmark = pytest.mark.django_db

LIST = "/admin/publishing/auditentry/"
EXPORT = f"{LIST}export/"
PASSWORD = "of-all-the-zone-1"


def entries(**lookup):
    """What is on record but for who came and went, the oldest first."""
    return AuditEntry.objects.exclude(verb__in=["登录", "退出"]).filter(**lookup).order_by("pk")


@pytest.fixture
def administrator(client):
    user = make.make_staff("administrator", last_name="周", first_name="管")
    client.force_login(user)
    return user


# --- From where -------------------------------------------------------------------------------------------------------


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("remote", "forwarded", "behind_proxy", "expected"),
    [
        ("10.1.2.3", "6.6.6.6", False, "10.1.2.3"),
        ("10.1.2.3", "6.6.6.6, 7.7.7.7", True, "7.7.7.7"),
        ("10.1.2.3", "6.6.6.6,2001:db8::1", True, "2001:db8::1"),
        ("10.1.2.3", "", True, "10.1.2.3"),
        ("10.1.2.3", "unknown", True, None),
        ("10.1.2.3", "6.6.6.6, <script>", True, None),
        ("::ffff:10.1.2.3", "", False, "10.1.2.3"),
        ("fe80::1%eth0", "", False, "fe80::1"),
        ("", "", False, None),
    ],
)
def test_address_is_that_of_the_visitor(settings, remote, forwarded, behind_proxy, expected):
    settings.BEHIND_PROXY = behind_proxy
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)

    assert client_address(request) == expected


def test_entry_names_the_address_of_its_request(client, administrator):
    client.post(page(Group, "add"), {"name": "外聘"}, REMOTE_ADDR="10.9.8.7")

    assert entries().get().address == "10.9.8.7"


def test_entry_of_a_command_has_no_address():
    assert audit.record("试", user=None).address is None


# --- Who comes and goes -----------------------------------------------------------------------------------------------


def test_login_logout_and_failed_login_are_on_record(client):
    user = make.make_staff("editor", username="li", password=PASSWORD)
    login, logout = reverse("admin:login"), reverse("admin:logout")
    client.post(login, {"username": "li", "password": "wrong-" + PASSWORD}, REMOTE_ADDR="10.0.0.1")
    client.post(login, {"username": "nobody", "password": PASSWORD}, REMOTE_ADDR="10.0.0.2")
    client.post(login, {"username": "li", "password": PASSWORD}, REMOTE_ADDR="10.0.0.3")
    client.post(logout, REMOTE_ADDR="10.0.0.4")

    found = AuditEntry.objects.order_by("pk").values_list("verb", "user", "username", "address")
    assert list(found) == [
        ("登录失败", None, "li", "10.0.0.1"),
        ("登录失败", None, "nobody", "10.0.0.2"),
        ("登录", user.pk, "li", "10.0.0.3"),
        ("退出", user.pk, "li", "10.0.0.4"),
    ]
    assert PASSWORD not in str(list(AuditEntry.objects.values()))


def test_login_with_a_very_long_name_is_on_record(client):
    client.post(reverse("admin:login"), {"username": "长" * 3000, "password": "x"})

    assert list(AuditEntry.objects.values_list("verb", flat=True)) in ([], ["登录失败"])


# --- People and groups ------------------------------------------------------------------------------------------------


def test_change_of_a_person_says_what_was_before_and_after(client, administrator):
    person = make.make_staff("editor", last_name="李")
    address = page(User, "change", person.pk)
    data = form_data(client.get(address)) | {"last_name": "黎", "groups": [Group.objects.get(name="审计").pk]}
    data.pop("is_active")
    client.post(address, data)

    entry = entries().get()
    assert (entry.verb, entry.user, entry.object_id, entry.title) == (
        "修改",
        administrator,
        str(person.pk),
        str(person),
    )
    assert (sorted(entry.changes), entry.size) == (
        sorted([["姓氏", "李", "黎"], ["有效", "是", "否"], ["组", "编辑", "审计"]]),
        3,
    )


def test_form_saved_as_it_came_leaves_no_entry(client, administrator):
    address = page(User, "change", make.make_staff("editor").pk)
    client.post(address, form_data(client.get(address)))

    assert entries().count() == 0


def test_new_person_is_on_record_without_the_password(client, administrator):
    data = {"username": "wang", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    client.post(page(User, "add"), data)

    entry = entries().get()
    assert (entry.verb, entry.title, entry.changes) == ("新增", "wang", [["用户名", "", "wang"]])


@pytest.mark.parametrize("whose", ["own", "of another"])
def test_new_password_is_on_record_without_any_value(client, administrator, whose):
    administrator.set_password(PASSWORD)
    administrator.save()
    client.force_login(administrator)
    person = administrator if whose == "own" else make.make_staff("editor")
    address = {
        "own": reverse("admin:password_change"),
        "of another": reverse("admin:auth_user_password_change", args=[person.pk]),
    }[whose]
    new = "quite-another-2"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    data |= {"usable_password": "true", "password1": new, "password2": new}
    client.post(address, data)

    person.refresh_from_db()
    entry = entries().get()
    assert person.check_password(new)
    assert (entry.verb, entry.user, entry.title, entry.changes, entry.note) == (
        "改密码",
        administrator,
        person.username,
        [],
        "",
    )


def test_refused_password_is_not_on_record(client, administrator):
    address = reverse("admin:auth_user_password_change", args=[administrator.pk])
    client.post(address, {"usable_password": "true", "password1": "a", "password2": "b"})

    assert entries().count() == 0


def test_permissions_of_a_group_are_named_in_chinese(client, administrator):
    permission = Permission.objects.get(codename="publish_park")
    client.post(page(Group, "add"), {"name": "外聘", "permissions": [permission.pk]})

    assert entries().get().changes == [["名称", "", "外聘"], ["权限", "", "园区｜园区｜公布与撤下"]]


def test_deleted_group_leaves_what_it_was(client):
    client.force_login(User.objects.create_superuser("boss"))
    group = Group.objects.create(name="外聘")
    client.post(page(Group, "delete", group.pk), {"post": "yes"})

    entry = entries().get()
    assert (entry.verb, entry.title, entry.changes) == ("删除", "外聘", [["名称", "外聘", ""]])


def test_django_s_own_log_is_not_written(client, administrator):
    client.post(page(Group, "add"), {"name": "外聘"})
    address = page(Group, "change", Group.objects.get(name="外聘").pk)
    client.post(address, form_data(client.get(address)) | {"name": "特聘"})

    assert (entries().count(), LogEntry.objects.count()) == (2, 0)


def test_history_of_a_person_shows_the_entries(client, administrator):
    person = make.make_staff("editor", last_name="李")
    audit.record("修改", user=administrator, item=person, changes=[["姓氏", "<b>李</b>", "黎"]])
    audit.record("修改", user=administrator, item=administrator, changes=[["姓氏", "别人的", ""]])
    text = client.get(page(User, "history", person.pk)).content.decode()

    assert ("&lt;b&gt;李&lt;/b&gt;" in text, "<b>李</b>" in text, "别人的" in text) == (True, False, False)


@pytest.mark.parametrize("key", ["0", "abc", "9" * 30])
def test_history_of_nobody_leads_away(client, administrator, key):
    assert client.get(page(User, "history", key)).status_code == 302


# --- Content ----------------------------------------------------------------------------------------------------------


def test_row_added_on_the_way_is_on_record_with_its_values(client):
    client.force_login(make.make_staff("editor"))
    address = f"{page(Park, 'add')}?_popup=1"
    client.post(address, form_data(client.get(address)) | {"_popup": "1", "name": "新园", "slug": "xin-yuan"})

    entry = entries().get()
    assert (entry.verb, entry.title, Park.objects.get().published_at) == ("新增", "新园", None)
    assert (["名称", "", "新园"] in entry.changes, ["网址名", "", "xin-yuan"] in entry.changes) == (True, True)


def test_action_of_one_step_is_on_record_in_its_own_words(client):
    user = make.make_staff("editor")
    client.force_login(user)
    row = make.make_date_change_request()
    client.post(reverse("admin:projects_datechangerequest_decide", args=[row.pk]), {"decision": "rejected"})

    entry = entries().get()
    assert (entry.verb, entry.user, entry.object_id) == ("不同意改期", user, str(row.pk))


# --- The list ---------------------------------------------------------------------------------------------------------


@pytest.mark.anywhere
@pytest.mark.parametrize("role", [role.code for role in ROLES])
def test_log_opens_for_administrator_and_auditor_only(client, role):
    client.force_login(make.make_staff(role))
    key = AuditEntry.objects.latest("pk").pk
    answers = [client.get(LIST), client.get(f"{LIST}{key}/change/"), client.post(EXPORT)]

    assert {answer.status_code for answer in answers} == {200 if role in ("administrator", "auditor") else 403}


def test_nobody_changes_or_removes_an_entry(client):
    client.force_login(User.objects.create_superuser("boss"))
    entry = audit.record("试", user=None)
    statuses = [
        client.post(f"{LIST}add/", {"verb": "假"}).status_code,
        client.post(f"{LIST}{entry.pk}/change/", {"verb": "假"}).status_code,
        client.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}).status_code,
    ]
    client.post(LIST, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})

    assert (statuses, entries().get().verb) == ([403, 403, 403], "试")


@pytest.mark.anywhere
def test_list_takes_the_same_queries_for_1_and_30_entries(client, administrator):
    def write(count):
        for _ in range(count):
            audit.record("试", user=make.make_staff(), item=make.make_park(), changes=[["名称", "旧", "新"]])

    write(1)
    few = query_count(client, LIST)
    write(29)
    assert query_count(client, LIST) == few


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["公布", "修改", "登录失败"]),
        ("?verb=公布", ["公布"]),
        ("?user=none", ["登录失败"]),
        ("?user={user}", ["公布", "修改"]),
        ("?type={park}", ["公布"]),
        ("?q=大数据", ["公布"]),
        ("?q=nobody", ["登录失败"]),
        ("?verb=没有", []),
        ("?user=abc", []),
        ("?type=99999999999999999999999999", []),
    ],
)
def test_list_is_filtered(client, administrator, query, expected):
    AuditEntry.objects.all().delete()
    user = make.make_staff()
    audit.record("登录失败", user=None, username="nobody")
    audit.record("修改", user=user, item=user)
    entry = audit.record("公布", user=user, item=make.make_park(name="大数据园"))
    answer = client.get(LIST + query.format(user=user.pk, park=entry.content_type_id))

    assert [row.verb for row in answer.context["cl"].result_list] == expected


def test_filter_offers_each_verb_that_is_on_record_once(client, administrator):
    for verb in ("公布", "撤下", "公布"):
        audit.record(verb, user=None)
    spec = client.get(LIST).context["cl"].filter_specs[0]

    assert sorted(verb for verb, _ in spec.lookup_choices) == sorted(["公布", "撤下", "登录"])


def test_page_of_an_entry_shows_before_and_after(client, administrator):
    park = make.make_park(name="大数据园")
    entry = audit.record("公布", user=administrator, item=park, changes=[["名称", "旧<i>", "新"]], note="更正")
    text = client.get(f"{LIST}{entry.pk}/change/").content.decode()

    assert "<td>旧&lt;i&gt;</td><td>新</td>" in text
    assert (page(Park, "change", park.pk) in text, "更正" in text) == (True, True)
    park.delete()
    assert page(Park, "change", park.pk) not in client.get(f"{LIST}{entry.pk}/change/").content.decode()


# --- The file ---------------------------------------------------------------------------------------------------------


def exported(client, query=""):
    answer = client.post(EXPORT + query)
    assert (answer.status_code, answer.streaming) == (200, True)
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_export_holds_what_the_list_s_filters_leave(client, administrator):
    user = make.make_staff(last_name="李", first_name="明")
    audit.record("修改", user=None)
    park = make.make_park(name="大数据园")
    entry = audit.record("公布", user=user, item=park, changes=[["名称", "", "新"], ["定位", "甲", "乙"]], note="更正")

    assert exported(client, "?verb=公布&p=7") == [
        {
            "时间（北京时间）": f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}",
            "用户": user.username,
            "姓名": "李明",
            "来自": "",
            "动作": "公布",
            "类型": "园区",
            "编号": str(park.pk),
            "对象": "大数据园",
            "改动": "名称：（空） → 新\n定位：甲 → 乙",
            "说明": "更正",
        }
    ]


def test_export_is_on_record_itself(client, administrator):
    audit.record("公布", user=None)
    exported(client, "?verb=公布")

    entry = entries().last()
    assert (entry.verb, entry.user, entry.note) == (
        "导出操作记录",
        administrator,
        "1 条，筛选：verb=%E5%85%AC%E5%B8%83",
    )


@pytest.mark.anywhere
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_cell_that_a_spreadsheet_would_run_is_made_harmless(client, administrator, start):
    audit.record("公布", user=None, title=f"{start}1+1", username=f"{start}x")
    row = exported(client, "?verb=公布")[0]

    assert (row["对象"], row["用户"]) == (f"'{start}1+1", f"'{start}x")


@pytest.mark.anywhere
def test_export_takes_the_same_queries_for_1_and_30_entries(client, administrator, django_assert_max_num_queries):
    for number in range(31):
        audit.record("公布" if number else "修改", user=make.make_staff(), item=make.make_park())
    with django_assert_max_num_queries(15) as few:
        exported(client, "?verb=修改")
    with django_assert_max_num_queries(15) as many:
        exported(client, "?verb=公布")

    assert len(many) == len(few)


def test_export_is_no_link(client, administrator):
    answer = client.get(EXPORT)

    assert (answer.status_code, answer.headers["Location"], entries().count()) == (302, LIST, 0)


def test_export_with_a_filter_that_cannot_be_read_says_so(client, administrator):
    answer = client.post(f"{EXPORT}?at__year=abc", follow=True)

    assert answer.redirect_chain[0] == (f"{LIST}?e=1", 302)
    assert entries().count() == 0


# --- What is kept -----------------------------------------------------------------------------------------------------


def old_entry(days):
    entry = audit.record("试", user=None, note=f"{days}")
    AuditEntry.objects.filter(pk=entry.pk).update(at=timezone.now() - dt.timedelta(days=days))


def prune(**options):
    out = io.StringIO()
    call_command("prune_audit_log", stdout=out, **options)
    return out.getvalue().strip()


@pytest.mark.parametrize("days", [364, 0, -1])
def test_less_than_a_year_is_refused(days):
    old_entry(5000)
    for dry_run in (False, True):
        with pytest.raises(CommandError, match=f"操作记录至少保留 365 天，不能只留 {days} 天。") as refused:
            prune(keep_days=days, dry_run=dry_run)
        assert refused.value.returncode == 1

    assert entries().count() == 1


@pytest.mark.parametrize(("options", "kept"), [({}, ["729"]), ({"keep_days": 365}, [])])
def test_prune_deletes_in_batches_and_says_so(monkeypatch, options, kept):
    monkeypatch.setattr(audit, "_BATCH", 2)
    for days in (729, 731, 732, 733, 800, 5000):
        old_entry(days)
    said = prune(**options)

    days = options.get("keep_days", 730)
    gone = 6 - len(kept)
    assert said == f"删除了 {gone} 条早于 {days} 天的操作记录。"
    assert list(entries(verb="试").values_list("note", flat=True)) == kept
    entry = entries().last()
    assert (entry.verb, entry.user, entry.note) == ("清理操作记录", None, f"删去 {gone} 条早于 {days} 天的记录。")


def test_dry_run_deletes_nothing():
    old_entry(800)

    assert prune(dry_run=True) == "早于 730 天的操作记录有 1 条，没有删除。"
    assert entries().count() == 1


def test_prune_of_nothing_leaves_no_entry():
    assert prune(keep_days=10**12) == f"删除了 0 条早于 {10**12} 天的操作记录。"
    assert entries().count() == 0
