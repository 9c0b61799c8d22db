"""The index is always true to what is public: after each action, at each moment, whoever wrote past the actions."""

import datetime as dt
import io
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enterprises.models import Tenancy
from parks.models import Honour, Infrastructure, Park
from projects.models import Metric
from publishing import actions
from publishing.actions.scheduling import Applied
from publishing.models import Revision
from search.actions import drop, index, rebuild, reconcile
from search.finding import find
from search.models import Entry
from search.words import parse
from talent.models import Expert
from tests import factories as make
from tests.admin_rows import DRAFTED, full_row
from tests.drafting import approve, make_draft, make_new_draft, publish_draft

pytestmark = pytest.mark.django_db

CANARY = "金丝雀"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def publisher():
    return make.make_staff("publisher")


@pytest.fixture
def park():
    park = make.make_park(name=f"{CANARY}园")
    index(item=park)
    return park


def found(words):
    return [key for key, *_ in find(parse(words)).hits]


def named(keys):
    return [Entry.objects.get(pk=key).title for key in keys]


def is_shown(client, words=CANARY):
    """Whether the page and the suggestions show anything; both must say the same, also for the pinyin."""
    answers = {
        bool(client.get("/search/", {"q": words}).context["results"]),
        bool(client.get("/search/", {"q": "jinsique"}).context["results"]),
        bool(client.get("/search/suggest/", {"q": words}).json()["results"]),
        bool(client.get("/search/suggest/", {"q": "jsq"}).json()["results"]),
        bool(find(parse(words)).hits),
    }
    assert len(answers) == 1
    return answers.pop()


# --- Each action ------------------------------------------------------------------------------------------------------


def test_draft_is_found_from_its_publication_on(client, publisher):
    draft = make_new_draft(Park, name=f"{CANARY}园")
    assert not is_shown(client)
    draft = approve(draft)
    assert not is_shown(client)
    actions.publish(draft=draft, user=publisher)
    assert is_shown(client)


def test_new_words_are_found_and_old_ones_are_not(client, park):
    publish_draft(make_draft(park, name="芯片园"))
    assert not is_shown(client)
    assert [hit[0] for hit in find(parse("芯片园")).hits] == [Entry.objects.get().pk]


def test_new_child_row_is_found(client):
    park = make.make_park()
    index(item=park)
    publish_draft(make_draft(park, rows={"building_groups": [{"name": CANARY, "use": "other", "phase_number": 0}]}))
    assert len(find(parse(CANARY)).hits) == 1


def test_withdrawn_page_is_found_when_it_is_public_again(client, park, publisher):
    actions.withdraw(item=park, user=publisher, reason="有误")
    assert not is_shown(client)
    actions.republish(item=park, user=publisher)
    assert is_shown(client)


def test_page_is_found_until_the_second_that_it_expires(client, park, publisher):
    end = timezone.now() + HOUR
    actions.set_expiry(item=park, user=publisher, expires_at=end)
    assert is_shown(client)
    with mock.patch("django.utils.timezone.now", return_value=end):
        assert not is_shown(client)
        park.refresh_from_db()
        actions.set_expiry(item=park, user=publisher, expires_at=end + HOUR)
        assert is_shown(client)


def test_scheduled_draft_is_found_from_its_time_on(client, publisher):
    moment = timezone.now() + HOUR
    draft = approve(make_new_draft(Park, name=f"{CANARY}园"))
    actions.schedule(draft=draft, user=publisher, publish_at=moment)
    assert not is_shown(client)
    with mock.patch("django.utils.timezone.now", return_value=moment):
        assert is_shown(client)  # the page's own request applies it


def test_deleted_page_is_forgotten_and_its_recovery_is_withheld(client):
    park = make.make_park(name=f"{CANARY}园", published=False)
    boss = make.make_staff("administrator")
    Park.objects.filter(pk=park.pk).update(published_at=timezone.now())
    index(item=park)
    Park.objects.filter(pk=park.pk).update(published_at=None)  # past the actions: the entry is still there
    actions.delete(item=park, user=boss)
    assert Entry.objects.count() == 0
    actions.recover(revision=Revision.objects.get(), user=boss)
    assert not is_shown(client)


def test_row_without_a_page_is_found_on_its_park_s(client, park):
    publish_draft(make_new_draft(Honour, title="示范单位称号", park=park))
    assert named(found("示范单位称号")) == [park.name]
    other = make.make_park(name="另一个园")
    publish_draft(make_draft(Honour.objects.get(), park=other))
    assert named(found("示范单位称号")) == [other.name]
    publish_draft(make_draft(Honour.objects.get(), title="换了称号"))
    assert found("示范单位称号") == []
    assert named(found("换了称号")) == [other.name]


def test_common_words_are_found_on_all_pages_that_use_them():
    industry = make.make_industry(name="人工智能")
    make.make_park(industries=[industry])
    make.make_enterprise(industries=[industry])
    make.make_observation(make.make_project(industries=[industry]), make.make_metric(name="机柜"))
    reconcile()
    assert len(found("人工智能")) == 3
    publish_draft(make_draft(industry, name="智能制造"))
    assert found("人工智能") == []
    assert len(found("智能制造")) == 3
    publish_draft(make_draft(Metric.objects.get(), name="算力柜"))
    assert (len(found("机柜")), len(found("算力柜"))) == (0, 1)


def test_tenancy_is_found_with_its_enterprise_while_its_park_is_public():
    enterprise = make.make_enterprise()
    hidden = make.make_park(published=False)
    tenancy = make.make_tenancy(make.make_park(), enterprise=enterprise, name=CANARY)
    reconcile()
    assert named(found(CANARY)) == [enterprise.name]
    publish_draft(make_draft(tenancy, name="改了名"))
    assert named(found("改了名")) == [enterprise.name]
    publish_draft(make_draft(Tenancy.objects.get(), park=hidden))
    assert found("改了名") == []


def test_zone_is_found_by_what_serves_all_of_it():
    zone = make.make_zone()
    reconcile()
    publish_draft(make_new_draft(Infrastructure, kind="power", name="环网供电", value="110", unit="千伏"))
    assert named(found("110千伏")) == [zone.name]


def test_preview_leaves_the_index_alone(client):
    draft = make_draft(make.make_park(), name=f"{CANARY}园")
    client.force_login(draft.author)
    answer = client.get(f"/admin/publishing/draft/{draft.pk}/preview/page/", follow=True)
    assert CANARY in answer.content.decode()
    assert not is_shown(client)


@pytest.mark.parametrize("label", DRAFTED)
def test_publication_of_each_type_leaves_the_index_true(label):
    row = full_row(label)
    reconcile()
    name = next(name for name in ("summary", "title", "name") if hasattr(row, name))
    publish_draft(make_draft(row, **{name: "改过的字"}))
    assert not reconcile(everything=True)


# --- Experts have a rule of their own ---------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"name_basis": "", "name_basis_note": ""}, {"withdrawn_on": dt.date(2026, 1, 1)}])
def test_expert_who_may_not_be_named_is_not_found(client, change):
    expert = make.make_expert(name=CANARY)
    index(item=expert)
    assert is_shown(client)
    Expert.objects.filter(pk=expert.pk).update(**change)  # past the actions
    assert client.get("/search/", {"q": CANARY}).context["results"] == []
    assert client.get("/search/suggest/", {"q": CANARY}).json()["results"] == []
    index(item=expert)
    assert not is_shown(client)


def test_withdrawal_of_an_expert_by_draft_is_followed(client):
    expert = make.make_expert(name=CANARY)
    index(item=expert)
    publish_draft(make_draft(expert, withdrawn_on="2026-01-01"))
    assert not is_shown(client)


# --- Names on other rows' pages ---------------------------------------------------------------------------------------


def test_name_vanishes_from_other_pages_with_its_row(publisher):
    enterprise = make.make_enterprise(name=CANARY)
    project = make.make_project()
    make.make_party(project, enterprise)
    reconcile()
    assert [kind for _, kind, _ in find(parse(CANARY)).hits] == ["enterprise", "project"]
    actions.withdraw(item=enterprise, user=publisher, reason="有误")
    assert find(parse(CANARY)).hits == []
    actions.republish(item=enterprise, user=publisher)
    assert len(find(parse(CANARY)).hits) == 2
    publish_draft(make_draft(enterprise, name="改了名"))
    assert find(parse(CANARY)).hits == []
    assert len(find(parse("改了名")).hits) == 2


def test_name_with_an_end_is_on_no_other_page(publisher):
    enterprise = make.make_enterprise(name=CANARY)
    make.make_party(make.make_project(), enterprise)
    reconcile()
    actions.set_expiry(item=enterprise, user=publisher, expires_at=timezone.now() + HOUR)
    assert [kind for _, kind, _ in find(parse(CANARY)).hits] == ["enterprise"]


# --- What is written past the actions ---------------------------------------------------------------------------------


def test_reconciliation_mends_and_then_writes_nothing():
    park, other = make.make_park(), make.make_park()
    assert reconcile().written == 2
    assert not reconcile()
    Park.objects.filter(pk=park.pk).update(published_at=None)
    Park.objects.filter(pk=other.pk).update(summary=CANARY, updated_at=timezone.now() + HOUR)
    new = make.make_park()
    mended = reconcile()
    assert (mended.written, mended.dropped) == (2, 1)
    assert set(Entry.objects.values_list("object_id", flat=True)) == {other.pk, new.pk}
    assert len(find(parse(CANARY)).hits) == 1
    with CaptureQueriesContext(connection) as queries:
        assert not reconcile()
    assert [query["sql"] for query in queries if query["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")] == []


def test_reconciliation_of_everything_sees_what_has_no_time_of_change():
    park = make.make_park()
    reconcile()
    make.make_honour(park, title=CANARY)
    assert not reconcile()
    assert reconcile(everything=True).written == 1
    assert len(find(parse(CANARY)).hits) == 1


def test_reconciliation_follows_names():
    enterprise = make.make_enterprise(name=CANARY)
    make.make_party(make.make_project(), enterprise)
    reconcile()
    type(enterprise).objects.update(published_at=None)
    reconcile()
    assert find(parse(CANARY)).hits == []


def test_timer_has_the_search_follow_where_something_was_due(client):
    make.make_park(name=f"{CANARY}园")
    call_command("apply_schedule", stdout=io.StringIO())
    assert not is_shown(client)

    applied = Applied(published=0, expired=1, failed=0)
    with mock.patch("publishing.management.commands.apply_schedule.apply_due", return_value=applied):
        call_command("apply_schedule", stdout=io.StringIO())
    assert is_shown(client)


@pytest.mark.parametrize(("options", "said"), [
    ([], "写入 1 条，移去 0 条。"), (["--all"], "写入 1 条，移去 0 条。"), (["--rebuild"], "写入 1 条，移去 0 条。"),
])  # fmt: skip
def test_command_says_what_it_did(options, said):
    make.make_park()
    out = io.StringIO()
    call_command("update_search_index", *options, stdout=out)
    assert out.getvalue().strip() == said
    again = io.StringIO()
    call_command("update_search_index", stdout=again)
    assert again.getvalue().strip() == "搜索与公开的内容一致。"


def test_index_and_drop_may_be_called_again_and_for_anything(park):
    for _ in range(2):
        index(item=park)
        assert Entry.objects.count() == 1
    for _ in range(2):
        drop(item=park)
        assert Entry.objects.count() == 0
    index(item=make.make_source())
    drop(item=make.make_source())
    rebuild()
    assert Entry.objects.count() == 1


# --- Cost -------------------------------------------------------------------------------------------------------------


def test_reconciliation_takes_the_same_queries_for_1_and_30_rows():
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert reconcile()
        return len(queries)

    def more():
        park = make.make_park()
        make.make_expert_title(make.make_expert(platform=make.make_platform(park=park)))
        make.make_party(make.make_project(park=park), make.make_enterprise())
        make.make_article()
        make.make_benefit()

    for label in DRAFTED:
        full_row(label)
    more()
    one = cost()
    Entry.objects.all().delete()
    for _ in range(29):
        more()
    assert cost() == one
