"""What an item was: listed, compared, restored as a draft; what was deleted: recovered as it stood."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parks.models import Honour, Industry, Infrastructure, Park
from projects.models import DateChange, Project, StageEntry
from publishing import actions
from publishing.models import AuditEntry, Draft, Publishable, Revision
from publishing.refusals import Refusal
from tests import factories as make
from tests.admin_pages import page
from tests.admin_rows import DRAFTED, everything, full_row
from tests.drafting import make_draft, publish_draft
from tests.pages import query_count, text_of
from zhuzhou_cms.roles import ROLES

pytestmark = pytest.mark.django_db

ALL_ROLES = [role.code for role in ROLES]


def published(row, *names):
    """The row after one publication for each name."""
    for name in names:
        publish_draft(make_draft(row, name=name, why=f"改成{name}"))
        row.refresh_from_db()
    return row


def withhold(row):
    """Nothing of the row is public, nor the park that it may stand in."""
    Park.objects.update(published_at=None)
    if isinstance(row, Publishable):
        type(row).objects.filter(pk=row.pk).update(published_at=None)
        row.refresh_from_db()
    return row


def words(answer):
    return [str(message) for message in answer.context["messages"]]


def log_in(client, role):
    user = make.make_staff(role)
    client.force_login(user)
    return user


def revision_of(row, number):
    return Revision.objects.get(content_type__model=row._meta.model_name, object_id=row.pk, number=number)


# --- The list ---------------------------------------------------------------------------------------------------------


def test_list_says_who_when_and_why(client):
    park = published(make.make_park(), "甲", "乙")
    log_in(client, "auditor")
    answer = client.get(page(Park, "history", park.pk))

    revisions = [(r.number, r.kind, r.why, r.by and r.by.groups.get().name) for r in answer.context["revisions"]]
    assert revisions == [
        (3, "published", "改成乙", "发布"),
        (2, "published", "改成甲", "发布"),
        (1, "found", "第一次在这里修改以前的样子", None),
    ]
    links = [f'href="/admin/publishing/draft/{draft.pk}/change/"' for draft in Draft.objects.all()]
    assert [link for link in links if link not in answer.content.decode()] == []


def test_list_tells_what_was_done_to_the_item_below(client):
    park = published(make.make_park(), "甲")
    log_in(client, "editor")
    entries = client.get(page(Park, "history", park.pk)).context["entries"]

    assert [entry.verb for entry in entries] == ["公布", "签字", "签字", "签字", "提交", "起草"]


@pytest.mark.anywhere
def test_list_takes_the_same_queries_for_1_and_30_revisions(client):
    park = published(make.make_park(), "甲")
    log_in(client, "editor")
    address = page(Park, "history", park.pk)
    client.get(address)
    few = query_count(client, address)
    last = Revision.objects.get(number=2)
    for number in range(3, 33):
        by = make.make_staff("publisher")
        draft = Draft.objects.create(
            content_type=last.content_type, object_id=park.pk, payload={}, author=by, state="published"
        )
        Revision.objects.create(
            content_type=last.content_type,
            object_id=park.pk,
            number=number,
            kind="published",
            payload={},
            rows=[],
            by=by,
            draft=draft,
        )
        AuditEntry.objects.create(user=by, verb="公布", content_type=last.content_type, object_id=str(park.pk))

    assert query_count(client, address) == few
    assert [r.number for r in client.get(address, {"p": "2"}).context["revisions"]] == [7, 6, 5, 4, 3, 2, 1]


def test_list_of_an_item_that_was_never_public_says_so(client):
    park = make.make_park(published=False)
    log_in(client, "editor")

    assert "还没有历史版本" in text_of(client.get(page(Park, "history", park.pk)))


@pytest.mark.anywhere
@pytest.mark.parametrize("role", ALL_ROLES)
def test_restoring_is_offered_to_who_may_write(client, role):
    park = published(make.make_park(), "甲")
    log_in(client, role)
    offered = page(Park, "restore", park.pk, 1) in client.get(page(Park, "history", park.pk)).content.decode()

    assert offered is (role in {"editor", "administrator"})


# --- Comparing --------------------------------------------------------------------------------------------------------


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("query", "change"),
    [
        ({"a": "1", "b": "2"}, ("原名", "甲")),
        ({"a": "3", "b": "1"}, ("原名", "乙")),
        ({"a": "2", "b": "now"}, ("甲", "乙")),
        ({"a": "now", "b": "1"}, ("原名", "乙")),
    ],
)
def test_any_two_are_compared_the_older_first(client, query, change):
    park = published(make.make_park(name="原名"), "甲", "乙")
    log_in(client, "auditor")
    difference = client.get(page(Park, "compare", park.pk), query).context["difference"]

    assert [(each.old, each.new) for each in difference.changes] == [change]
    assert difference.rows == []


@pytest.mark.anywhere
def test_child_rows_are_compared_too(client):
    project = make.make_project()
    publish_draft(make_draft(project, rows={"phases": [{"number": 1, "name": "一期"}]}))
    log_in(client, "editor")
    answer = client.get(page(Project, "compare", project.pk), {"a": "1", "b": "2"})

    assert [(row.kind, row.table, row.title) for row in answer.context["difference"].rows] == [
        ("added", "分期", "一期")
    ]
    assert "一期" in text_of(answer)


@pytest.mark.anywhere
def test_alike_revisions_are_said_to_be_alike(client):
    park = published(make.make_park(), "甲")
    log_in(client, "editor")

    assert "这两个版本的内容一样" in text_of(client.get(page(Park, "compare", park.pk), {"a": "2", "b": "now"}))


@pytest.mark.parametrize(
    "query",
    ["", "a=1", "a=1&b=1", "a=now&b=now", "a=1&b=99", "a=x&b=-1", "a=%00&b=1", "a=1&b=" + "9" * 40, "a=²&b=1"],
)
def test_what_cannot_be_compared_leads_back(client, query):
    park = published(make.make_park(), "甲")
    log_in(client, "editor")
    answer = client.get(f"{page(Park, 'compare', park.pk)}?{query}", follow=True)

    assert answer.redirect_chain == [(page(Park, "history", park.pk), 302)]
    assert words(answer) == ["请选两个不同的版本来对比。"]


def test_revisions_of_another_item_are_not_compared(client):
    one, other = published(make.make_park(), "甲"), published(make.make_park(), "乙")
    publish_draft(make_draft(other, name="丙"))
    log_in(client, "editor")

    assert client.get(page(Park, "compare", one.pk), {"a": "1", "b": "3"}).status_code == 302


# --- Restoring --------------------------------------------------------------------------------------------------------


def test_restored_revision_is_a_draft_and_public_only_when_it_is_published(client):
    park = published(make.make_park(name="原名"), "甲")
    editor = log_in(client, "editor")
    answer = client.post(page(Park, "restore", park.pk, 1), follow=True)
    draft = Draft.objects.open().get()

    assert answer.redirect_chain == [(page(Park, "change", park.pk), 302)]
    assert words(answer) == ["第 1 版的内容已放进草稿。公众看到的没有变；看过以后提交审核。"]
    assert (draft.author, draft.payload["fields"]["name"], draft.state) == (editor, ["原名"], "writing")
    assert Park.objects.get(pk=park.pk).name == "甲"

    assert publish_draft(draft).name == "原名"


def test_restored_child_rows_go_and_come_back(client):
    park = make.make_park()
    gone = make.make_building_group(park, name="旧楼", count=2)
    publish_draft(
        make_draft(
            park,
            rows={
                "building_groups": [
                    {"id": gone.pk, "DELETE": True},
                    {"name": "新楼", "use": "other", "phase_number": 0},
                ]
            },
        )
    )
    assert [group.name for group in park.building_groups.all()] == ["新楼"]
    log_in(client, "editor")
    client.post(page(Park, "restore", park.pk, 1))
    publish_draft(Draft.objects.open().get())

    assert list(park.building_groups.values_list("name", "count")) == [("旧楼", 2)]


def test_append_only_rows_stay_when_an_older_revision_is_restored(client):
    project = make.make_project(name="原名")
    row = {"stage": "signed", "stated_on": "2021-04", "phase_number": 0}
    publish_draft(make_draft(project, name="改名", rows={"stage_entries": [row]}))
    log_in(client, "editor")
    client.post(page(Project, "restore", project.pk, 1))
    draft = Draft.objects.open().get()
    difference = client.get(page(Project, "compare", project.pk), {"a": "1", "b": "now"}).context["difference"]
    publish_draft(draft)

    assert [(each.kind, each.table, each.title) for each in difference.rows] == [("added", "阶段记录", "签约")]
    assert (Project.objects.get().name, StageEntry.objects.count()) == ("原名", 1)


def test_an_open_draft_is_not_overwritten(client):
    park = published(make.make_park(), "甲")
    draft = make_draft(park, name="正在写")
    log_in(client, "editor")
    answer = client.post(page(Park, "restore", park.pk, 1), follow=True)
    draft.refresh_from_db()

    assert answer.redirect_chain == [(page(Park, "history", park.pk), 302)]
    assert words(answer) == ["这项内容有一份没有办完的草稿。请先办完或放弃它，再恢复旧版。"]
    assert (draft.payload["fields"]["name"], Draft.objects.open().count()) == (["正在写"], 1)


def test_what_is_as_it_was_is_not_restored(client):
    park = published(make.make_park(), "甲")
    log_in(client, "editor")
    answer = client.post(page(Park, "restore", park.pk, 2), follow=True)

    assert words(answer) == ["第 2 版和现在的内容一样，不用恢复。"]
    assert not Draft.objects.open().exists()


@pytest.mark.anywhere
@pytest.mark.parametrize("role", ALL_ROLES)
def test_who_may_restore(client, role):
    park = published(make.make_park(), "甲")
    log_in(client, role)
    address = page(Park, "restore", park.pk, 1)

    assert client.get(address).status_code == 405
    assert client.post(address).status_code == (302 if role in {"editor", "administrator"} else 403)
    assert Draft.objects.open().count() == (1 if role in {"editor", "administrator"} else 0)


def test_number_that_does_not_exist_is_not_found(client):
    park = published(make.make_park(), "甲")
    log_in(client, "editor")

    assert client.post(page(Park, "restore", park.pk, 99)).status_code == 404


# --- Deleting ---------------------------------------------------------------------------------------------------------


def delete(client, row):
    return client.post(page(type(row), "delete", row.pk), {"post": "yes"})


def delete_selected(client, *rows):
    data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
    return client.post(page(type(rows[0]), "changelist"), data)


@pytest.mark.parametrize("send", [delete, delete_selected])
def test_what_is_public_is_not_deleted(client, send):
    park = make.make_park()
    log_in(client, "administrator")
    answer = send(client, park)

    assert (answer.status_code, Park.objects.count(), Revision.objects.count()) == (200, 1, 0)
    assert f"“{park}”还在公开。先撤下，再删除。" in text_of(answer)


def test_one_public_row_keeps_all_that_were_chosen(client):
    rows = [make.make_park(), make.make_park(published=False)]
    log_in(client, "administrator")

    assert delete_selected(client, *rows).status_code == 200
    assert Park.objects.count() == 2


@pytest.mark.parametrize("send", [delete, delete_selected])
def test_deletion_leaves_a_snapshot_an_entry_and_no_open_draft(client, send):
    park = make.make_park(name="要删的", published=False)
    draft = make_draft(park, name="在写")
    user = log_in(client, "administrator")
    AuditEntry.objects.all().delete()
    assert send(client, park).status_code == 302
    draft.refresh_from_db()

    assert not Park.objects.exists()
    assert list(Revision.objects.values_list("number", "kind", "title", "by")) == [(1, "deleted", "要删的", user.pk)]
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", "title", "user")) == [
        ("放弃", "要删的", user.pk),
        ("删除", "要删的", user.pk),
    ]
    assert (draft.state, draft.events.get().comment) == ("discarded", "这项内容删除了。")


def test_bulk_deletion_snapshots_each(client):
    rows = [make.make_park(published=False) for _ in range(3)]
    log_in(client, "administrator")
    delete_selected(client, *rows)

    assert sorted(Revision.objects.values_list("object_id", "kind")) == [(row.pk, "deleted") for row in rows]


@pytest.mark.anywhere
@pytest.mark.parametrize("send", [delete, delete_selected])
@pytest.mark.parametrize("maker", [make.make_infrastructure, make.make_honour, make.make_tenancy])
def test_row_on_a_public_page_is_deleted_in_that_page_s_form(client, send, maker):
    row = maker(make.make_park(name="某园"))
    log_in(client, "administrator")
    answer = send(client, row)

    assert (answer.status_code, type(row).objects.count()) == (200, 1)
    assert f"“{row}”在“某园”的公开页面上。请在“某园”的表单里删除这一行，随草稿一起审核。" in text_of(answer)


@pytest.mark.parametrize("maker", [make.make_infrastructure, make.make_honour, make.make_tenancy])
def test_row_on_no_public_page_is_deleted(client, maker):
    row = maker(make.make_park(published=False))
    log_in(client, "editor")

    assert (delete(client, row).status_code, type(row).objects.count()) == (302, 0)


@pytest.mark.anywhere
@pytest.mark.parametrize(("role", "left"), [("editor", 1), ("administrator", 0)])
def test_row_of_the_whole_zone_is_deleted_by_who_may_publish(client, role, left):
    make.make_zone()
    row = make.make_honour(None)
    log_in(client, role)
    delete(client, row)

    assert Honour.objects.count() == left


def test_industry_that_public_pages_name_is_not_deleted(client):
    used, unused = make.make_industry(name="在用"), make.make_industry()
    make.make_park(industries=[used])
    make.make_park(industries=[unused], published=False)
    log_in(client, "administrator")
    answer = delete(client, used)

    assert "“在用”还有公开的园区在用，先从那里去掉。" in text_of(answer)
    assert (delete(client, unused).status_code, list(Industry.objects.all())) == (302, [used])


@pytest.mark.anywhere
def test_list_for_deletion_takes_the_same_queries_for_1_and_10_rows(client):
    log_in(client, "editor")
    rows = [make.make_infrastructure(make.make_park(name=f"园{number}")) for number in range(10)]
    address = page(Infrastructure, "changelist")
    data = {"action": "delete_selected"}
    client.post(address, data | {"_selected_action": [rows[0].pk]})
    counts = []
    for chosen in (rows[:1], rows):
        with CaptureQueriesContext(connection) as queries:
            assert client.post(address, data | {"_selected_action": [row.pk for row in chosen]}).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_action_refuses_what_the_page_would():
    park = make.make_park()
    with pytest.raises(Refusal, match="先撤下，再删除"):
        actions.delete(item=park, user=make.make_staff("administrator"))
    with pytest.raises(PermissionDenied):
        actions.delete(item=withhold(park), user=make.make_staff("editor"))
    assert (Park.objects.count(), Revision.objects.count(), AuditEntry.objects.count()) == (1, 0, 0)


# --- Recovering -------------------------------------------------------------------------------------------------------


def project_with_its_record():
    project = full_row("projects.project")
    milestone = project.milestones.first()
    user = make.make_staff("editor")
    make.make_date_change(milestone, recorded_by=user, source=make.make_source())
    baseline = make.make_baseline(project)
    make.make_date_change(milestone, kind="rebaseline", baseline=baseline, date_kind="actual")
    make.make_date_change_request(milestone)
    make.make_status_change(project)
    make.make_confirmation(project, recorded_by=user)
    make.make_article(projects=[project])
    make.make_event(projects=[project])
    return project


def park_that_others_name():
    park = full_row("parks.park")
    park.industries.add(make.make_industry(), make.make_industry())
    make.make_article(parks=[park])
    return park


ROWS = {"projects.project": project_with_its_record, "parks.park": park_that_others_name}


def deleted(label, user):
    """Everything as it was before, and the snapshot of the row that is gone now."""
    row = withhold(ROWS.get(label, lambda: full_row(label))())
    before = everything()
    actions.delete(item=row, user=user)
    assert not type(row).objects.filter(pk=row.pk).exists()
    return before, Revision.objects.get(content_type__model=row._meta.model_name, object_id=row.pk)


@pytest.mark.parametrize("label", DRAFTED)
def test_deleted_item_comes_back_as_it_stood(client, label):
    model = apps.get_model(label)
    user = log_in(client, "administrator")
    before, revision = deleted(label, user)
    people = [model._meta.label for model in (User, User.groups.through)]

    listed = client.get(page(model, "deleted"))
    assert [each.pk for each in listed.context["revisions"]] == [revision.pk]
    answer = client.post(page(model, "recover", revision.pk), follow=True)

    assert answer.redirect_chain == [(page(model, "change", revision.object_id), 302)]
    after = everything()
    assert {name: rows for name, rows in after.items() if name not in people} == {
        name: rows for name, rows in before.items() if name not in people
    }
    assert list(client.get(page(model, "deleted")).context["revisions"]) == []
    assert list(Revision.objects.order_by("number").values_list("kind", flat=True)) == ["deleted", "recovered"]


def test_recovered_record_is_exact(client):
    user = log_in(client, "administrator")
    _, revision = deleted("projects.project", user)
    assert (DateChange.objects.count(), StageEntry.objects.count()) == (0, 0)
    actions.recover(revision=revision, user=user)

    assert (DateChange.objects.count(), StageEntry.objects.count()) == (2, 1)
    kept = [row["fields"]["recorded_at"] for row in revision.rows if row["model"] == "projects.datechange"]
    assert [row.recorded_at.isoformat() for row in DateChange.objects.order_by("pk")] == kept


def test_what_was_public_comes_back_withheld():
    admin = make.make_staff("administrator")
    park = make.make_park()
    actions.withdraw(item=park, user=admin, reason="过时了")
    before = Park.objects.values().get()
    actions.delete(item=park, user=admin)
    park = actions.recover(revision=Revision.objects.get(kind="deleted"), user=admin)
    assert (park.is_live, Park.objects.values().get()) == (False, before)

    assert actions.republish(item=park, user=admin).is_live


def test_deleted_twice_is_listed_once(client):
    user = log_in(client, "administrator")
    _, revision = deleted("parks.park", user)
    actions.delete(item=actions.recover(revision=revision, user=user), user=user)
    last = revision_of(Park(pk=revision.object_id), 3)

    assert list(client.get(page(Park, "deleted")).context["revisions"]) == [last]
    assert client.post(page(Park, "recover", revision.pk)).status_code == 404


def test_link_whose_other_end_is_gone_is_left_out_and_said(client):
    user = log_in(client, "administrator")
    project = make.make_project(published=False, industries=[make.make_industry(), make.make_industry()])
    kept = make.make_article(projects=[project], published=False)
    gone = make.make_article(projects=[project], published=False)
    actions.delete(item=project, user=user)
    actions.delete(item=gone, user=user)
    Industry.objects.first().delete()
    answer = client.post(page(Project, "recover", Revision.objects.get(title=str(project)).pk), follow=True)

    assert words(answer) == [f"已找回“{project}”（找回第 1 版；2 处关联没有找回，对方已经删除）。现在公众还看不到它。"]
    project = Project.objects.get()
    assert (list(project.articles.all()), project.industries.count()) == ([kept], 1)


def test_taken_address_is_refused_in_words(client):
    user = log_in(client, "administrator")
    park = make.make_park(slug="taken", published=False)
    make.make_building_group(park)
    actions.delete(item=park, user=user)
    make.make_park(slug="taken", name="后来的")
    before = everything()
    answer = client.post(page(Park, "recover", Revision.objects.get().pk), follow=True)

    assert answer.redirect_chain == [(page(Park, "deleted"), 302)]
    assert words(answer) == [f"不能找回“{park}”：具有 网址名 的 园区 已存在。"]
    assert (everything(), Revision.objects.count()) == (before, 1)


def test_missing_reference_is_refused_in_words(client):
    user = log_in(client, "administrator")
    park = make.make_park(published=False)
    row = make.make_honour(park)
    actions.delete(item=row, user=user)
    actions.delete(item=park, user=user)
    answer = client.post(page(Honour, "recover", Revision.objects.get(title=str(row)).pk), follow=True)

    assert words(answer) == [f"不能找回“{row}”：它引用的内容有的已经不在。"]
    assert not Honour.objects.exists()


@pytest.mark.anywhere
@pytest.mark.parametrize(("role", "back"), [("editor", 0), ("administrator", 1)])
def test_row_of_a_page_that_is_public_by_now_is_recovered_by_who_may_publish(client, role, back):
    park = make.make_park(published=False)
    row = make.make_honour(park)
    actions.delete(item=row, user=make.make_staff("editor"))
    Park.objects.update(published_at=timezone.now())
    log_in(client, role)
    client.post(page(Honour, "recover", Revision.objects.get().pk))

    assert Honour.objects.count() == back


@pytest.mark.anywhere
@pytest.mark.parametrize("role", ALL_ROLES)
def test_who_may_see_and_recover_what_was_deleted(client, role):
    _, revision = deleted("parks.park", make.make_staff("administrator"))
    log_in(client, role)
    may = role == "administrator"
    link = page(Park, "deleted")

    assert (f'href="{link}"' in client.get(page(Park, "changelist")).content.decode()) is may
    assert client.get(link).status_code == (200 if may else 403)
    assert client.post(link).status_code == 405
    assert client.get(page(Park, "recover", revision.pk)).status_code == 405
    assert client.post(page(Park, "recover", revision.pk)).status_code == (302 if may else 403)
    assert Park.objects.filter(pk=revision.object_id).exists() is may


@pytest.mark.anywhere
def test_deleted_list_takes_the_same_queries_for_1_and_30(client):
    user = log_in(client, "administrator")
    actions.delete(item=make.make_park(published=False), user=user)
    address = page(Park, "deleted")
    client.get(address)
    few = query_count(client, address)
    for _ in range(30):
        actions.delete(item=make.make_park(published=False), user=user)

    assert query_count(client, address) == few


def test_draft_of_a_recovered_item_can_be_reopened():
    admin, editor = make.make_staff("administrator"), make.make_staff("editor")
    park = make.make_park(published=False)
    draft = make_draft(park, editor, name="在写")
    actions.delete(item=park, user=admin)
    with pytest.raises(Refusal, match="已经删除"):
        actions.reopen(draft=draft, user=editor)
    actions.recover(revision=Revision.objects.get(), user=admin)

    assert actions.reopen(draft=draft, user=editor).state == "writing"


@pytest.mark.anywhere
def test_visitor_is_asked_to_log_in(client):
    park = published(make.make_park(), "甲")
    addresses = [page(Park, "compare", park.pk), page(Park, "restore", park.pk, 1), page(Park, "deleted")]
    for address in [*addresses, page(Park, "recover", 1)]:
        assert client.post(address).headers["Location"] == f"/admin/login/?next={address}"


def test_pages_of_items_that_do_not_exist_lead_back(client):
    log_in(client, "administrator")
    for address in (page(Park, "history", 99), page(Park, "compare", 99), page(Park, "compare", "abc")):
        assert client.get(address).status_code == 302
    assert client.post(page(Park, "restore", 99, 1)).status_code == 302
    assert client.post(page(Park, "recover", 99)).status_code == 404
