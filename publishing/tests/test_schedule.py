"""Times that are set ahead: to the second, whether a timer runs or not, once, and without breaking anybody's page."""

import datetime as dt
import io
import threading
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parks.models import Park
from publishing.actions import apply_due, schedule, set_expiry, withdraw
from publishing.choices import EventKind, State
from publishing.models import AuditEntry, Draft, Event, OldAddress, Revision, ScheduleRun
from tests import factories as make
from tests.drafting import approve, make_draft, make_new_draft

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = dt.datetime(2030, 5, 1, tzinfo=SHANGHAI)
SECOND = dt.timedelta(seconds=1)
HOUR = dt.timedelta(hours=1)


def at(moment):
    """``with at(moment):`` it is then."""
    return mock.patch("django.utils.timezone.now", return_value=moment.astimezone(dt.UTC))


def set_ahead(draft, publish_at=MIDNIGHT, *, before=HOUR, **values):
    """The approved draft, scheduled an hour before."""
    with at(publish_at - before):
        return schedule(draft=approve(draft), user=make.make_staff("publisher"), publish_at=publish_at, **values)


def run():
    out = io.StringIO()
    call_command("apply_schedule", stdout=out)
    return out.getvalue().strip()


# --- Around midnight --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/parks/{slug}/", "/api/v1/parks/{slug}/"])
def test_new_page_is_public_from_the_second_on_without_a_timer(client, address):
    draft = set_ahead(make_new_draft(Park, slug="xin"))
    address = address.format(slug="xin")

    with at(MIDNIGHT - SECOND):
        assert client.get(address).status_code == 404
    with at(MIDNIGHT):
        assert client.get(address).status_code == 200
    draft.refresh_from_db()
    assert (draft.state, Park.objects.get().published_at) == (State.PUBLISHED, MIDNIGHT)


@pytest.mark.parametrize("address", ["/parks/", "/search/?q=甲园", "/sitemap-park.xml", "/"])
def test_change_of_a_page_is_public_from_the_second_on_wherever_it_shows(client, address):
    make.make_zone(published=True)
    park = make.make_park(name="乙园", slug="yi", published_at=MIDNIGHT - 99 * HOUR)
    set_ahead(make_draft(park, name="甲园", slug="jia"))

    def shows():
        text = client.get(address).content.decode()
        return "/parks/yi/" in text, "/parks/jia/" in text

    with at(MIDNIGHT - SECOND):
        assert shows()[1] is False
    with at(MIDNIGHT):
        assert shows() == (False, True)


def test_page_is_off_from_the_second_on(client):
    park = make.make_park(slug="a", published_at=MIDNIGHT - 99 * HOUR)
    with at(MIDNIGHT - HOUR):
        set_expiry(item=park, user=make.make_staff("publisher"), expires_at=MIDNIGHT)
    with at(MIDNIGHT - SECOND):
        assert (client.get("/parks/a/").status_code, Park.objects.live().count()) == (200, 1)
    with at(MIDNIGHT):
        answers = [client.get(address).status_code for address in ("/parks/a/", "/api/v1/parks/a/")]
        assert (answers, Park.objects.live().count()) == ([410, 410], 0)


def test_page_goes_on_and_off_at_the_times_set(client):
    set_ahead(make_new_draft(Park, slug="xin"), expire_at=MIDNIGHT + 24 * HOUR)
    statuses = []
    for moment in (MIDNIGHT - SECOND, MIDNIGHT, MIDNIGHT + 24 * HOUR - SECOND, MIDNIGHT + 24 * HOUR):
        with at(moment):
            statuses.append(client.get("/parks/xin/").status_code)

    assert statuses == [404, 200, 200, 410]


def test_page_whose_time_is_over_before_anybody_came_is_not_public(client):
    set_ahead(make_new_draft(Park, slug="xin"), expire_at=MIDNIGHT + HOUR)

    with at(MIDNIGHT + 2 * HOUR):
        assert (client.get("/parks/xin/").status_code, Park.objects.live().count()) == (410, 0)
        assert Park.objects.get().published_at == MIDNIGHT


def test_old_name_leads_to_the_new_one_from_the_second_on(client):
    park = make.make_park(slug="a", published_at=MIDNIGHT - 99 * HOUR)
    set_ahead(make_draft(park, slug="b"))

    with at(MIDNIGHT - SECOND):
        assert (client.get("/parks/a/").status_code, OldAddress.objects.count()) == (200, 0)
    with at(MIDNIGHT):
        assert (client.get("/parks/a/").status_code, client.get("/parks/b/").status_code) == (301, 200)


# --- Before a public page is answered ---------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/admin/login/", "/healthz", "/static/none.css", "/media/none.png"])
def test_what_is_no_public_page_does_not_ask_for_due_drafts(client, address):
    set_ahead(make_new_draft(Park))
    with at(MIDNIGHT):
        client.get(address)

    assert Park.objects.count() == 0


def test_sending_something_does_not_ask_for_due_drafts(client):
    set_ahead(make_new_draft(Park))
    with at(MIDNIGHT):
        client.post("/parks/")

    assert Park.objects.count() == 0


def test_question_for_due_drafts_is_one_query(client):
    set_ahead(make_new_draft(Park))
    client.get("/robots.txt")
    with CaptureQueriesContext(connection) as queries:
        client.get("/robots.txt")

    assert [Draft._meta.db_table in query["sql"] for query in queries] == [True]


@pytest.mark.parametrize("fault", [RuntimeError("x"), OperationalError("locked")])
def test_visitor_s_page_does_not_suffer_from_a_fault(client, caplog, fault):
    make.make_park(slug="a")
    with mock.patch("publishing.middleware.actions.apply_due", side_effect=fault):
        set_ahead(make_new_draft(Park))
        with at(MIDNIGHT):
            assert client.get("/parks/").status_code == 200

    assert [record.message for record in caplog.records if record.name == "publishing.middleware"] == [
        "Scheduled drafts could not be applied"
    ]


def test_visitor_is_not_who_published(client):
    draft = set_ahead(make_new_draft(Park))
    publisher = draft.events.get(kind=EventKind.SCHEDULED).by
    with at(MIDNIGHT):
        client.get("/parks/", REMOTE_ADDR="6.6.6.6")

    entry = AuditEntry.objects.get(verb="公布")
    assert (entry.user, entry.address, Revision.objects.get().by) == (publisher, None, publisher)


def test_visitor_s_run_is_not_the_timer_s(client):
    set_ahead(make_new_draft(Park))
    with at(MIDNIGHT):
        client.get("/parks/")
        client.get("/parks/")

    run = ScheduleRun.objects.get()
    assert (run.by_timer, run.published, run.started_at) == (False, 1, MIDNIGHT)


# --- The command ------------------------------------------------------------------------------------------------------


def test_command_publishes_what_is_due_once():
    set_ahead(make_new_draft(Park))
    set_ahead(make_draft(make.make_park(published_at=MIDNIGHT - 99 * HOUR), name="甲园"))
    set_ahead(make_new_draft(Park), MIDNIGHT + HOUR, before=2 * HOUR)

    with at(MIDNIGHT):
        assert run() == "公布 2 份草稿。"
        assert run() == "没有到时间的草稿或页面。"
    assert Draft.objects.filter(state=State.SCHEDULED).count() == 1
    assert Event.objects.filter(kind=EventKind.PUBLISHED).count() == 2


def test_drafts_are_published_in_the_order_of_their_times():
    late = set_ahead(make_new_draft(Park, name="后"), MIDNIGHT, before=HOUR)
    early = set_ahead(make_new_draft(Park, name="先"), MIDNIGHT - SECOND, before=HOUR)
    with at(MIDNIGHT + HOUR):
        apply_due()

    published = Event.objects.filter(kind=EventKind.PUBLISHED).order_by("pk")
    assert [event.draft for event in published] == [early, late]


def test_command_announces_what_has_expired_once():
    park = make.make_park(name="甲园", published_at=MIDNIGHT - 99 * HOUR, expires_at=MIDNIGHT)
    make.make_park(published=False, expires_at=MIDNIGHT)
    with at(MIDNIGHT - HOUR):
        run()
    with at(MIDNIGHT):
        assert (run(), run()) == ("1 页到期下线。", "没有到时间的草稿或页面。")

    entry = AuditEntry.objects.get(verb="到期下线")
    assert (entry.object_id, entry.user, entry.note) == (
        str(park.pk),
        None,
        "下线时间 2030-05-01 00:00 北京时间",
    )


def test_idle_runs_leave_one_row():
    for minute in range(5):
        with at(MIDNIGHT + minute * HOUR):
            run()
    assert list(ScheduleRun.objects.values_list("started_at", "seen_at")) == [(MIDNIGHT, MIDNIGHT + 4 * HOUR)]

    set_ahead(make_new_draft(Park), MIDNIGHT + 5 * HOUR)
    for minute in (5, 6, 7):
        with at(MIDNIGHT + minute * HOUR):
            run()
    assert list(ScheduleRun.objects.order_by("pk").values_list("published", "seen_at")) == [
        (0, MIDNIGHT + 4 * HOUR),
        (1, MIDNIGHT + 7 * HOUR),
    ]


# --- What can't be published ------------------------------------------------------------------------------------------


def test_draft_that_can_t_be_published_goes_back_and_does_not_hold_up_the_others(client):
    park = make.make_park(published_at=MIDNIGHT - 99 * HOUR, slug="a")
    stuck = set_ahead(make_draft(park, name="甲园"))
    set_ahead(make_new_draft(Park, slug="xin"))
    Park.objects.filter(pk=park.pk).update(focus="别人改的")

    with at(MIDNIGHT):
        assert run() == "公布 1 份草稿；1 份草稿未能公布，已退回起草人。"
        assert client.get("/parks/xin/").status_code == 200
    stuck.refresh_from_db()
    event = stuck.events.get(kind=EventKind.FAILED)
    assert (stuck.state, stuck.publish_at, event.by) == (State.SENT_BACK, None, None)
    assert event.comment.startswith("到时未能公布：公布的内容在起草以后变了。")
    assert ScheduleRun.objects.get().failed == 1


def test_draft_of_what_was_deleted_goes_back():
    park = make.make_park(published_at=MIDNIGHT - 99 * HOUR)
    draft = set_ahead(make_draft(park, name="甲园"))
    Park.objects.all().delete()
    with at(MIDNIGHT):
        apply_due()

    draft.refresh_from_db()
    assert draft.state == State.SENT_BACK


def test_draft_on_which_the_program_fails_goes_back_without_its_details(caplog):
    draft = set_ahead(make_new_draft(Park))
    with at(MIDNIGHT), mock.patch("publishing.actions.scheduling.publish_now", side_effect=RuntimeError("inner")):
        apply_due()

    draft.refresh_from_db()
    assert draft.state == State.SENT_BACK
    assert draft.events.get(kind=EventKind.FAILED).comment == "到时未能公布：程序出错，已记下。请告诉管理员。"
    assert [record.message for record in caplog.records] == [f"Draft {draft.pk} could not be published"]


def test_draft_stays_due_while_the_database_is_busy():
    draft = set_ahead(make_new_draft(Park))
    busy = mock.patch("publishing.actions.scheduling.publish_now", side_effect=OperationalError("locked"))
    with at(MIDNIGHT), busy, pytest.raises(OperationalError):
        apply_due()

    draft.refresh_from_db()
    assert draft.state == State.SCHEDULED


def test_draft_of_a_page_that_was_withdrawn_makes_it_public_again(client):
    park = make.make_park(slug="a", published_at=MIDNIGHT - 99 * HOUR)
    set_ahead(make_draft(park, name="甲园"))
    with at(MIDNIGHT - HOUR):
        withdraw(item=park, user=make.make_staff("publisher"), reason="先撤下")
        assert client.get("/parks/a/").status_code == 410
    with at(MIDNIGHT):
        assert client.get("/parks/a/").status_code == 200


# --- Two at once ------------------------------------------------------------------------------------------------------


def test_run_that_finds_a_draft_published_meanwhile_does_nothing():
    draft = set_ahead(make_new_draft(Park))
    seen_by_both = mock.patch("publishing.actions.scheduling._keys_due", return_value=[draft.pk, draft.pk])
    with at(MIDNIGHT), seen_by_both:
        done = apply_due()

    assert (done.published, done.failed, Park.objects.count()) == (1, 0, 1)
    assert Event.objects.filter(kind=EventKind.PUBLISHED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_visitors_who_come_at_once_publish_once():
    set_ahead(make_new_draft(Park, slug="xin"))
    together, statuses = threading.Barrier(4), []

    def visit():
        try:
            together.wait()
            statuses.append(Client().get("/parks/xin/").status_code)
        finally:
            connection.close()

    with at(MIDNIGHT):
        visitors = [threading.Thread(target=visit) for _ in range(4)]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join()

    assert (statuses, Park.objects.count()) == ([200] * 4, 1)
    assert Event.objects.filter(kind=EventKind.PUBLISHED).count() == 1
    assert Draft.objects.get().state == State.PUBLISHED


def test_times_are_compared_whatever_zone_they_are_given_in():
    draft = approve(make_new_draft(Park))
    with at(MIDNIGHT - HOUR):
        schedule(draft=draft, user=make.make_staff("publisher"), publish_at=MIDNIGHT.astimezone(dt.UTC))
    with transaction.atomic(), at(MIDNIGHT - SECOND):
        assert apply_due().published == 0
    with at(MIDNIGHT):
        assert apply_due().published == 1
    assert timezone.localtime(Park.objects.get().published_at).isoformat() == "2030-05-01T00:00:00+08:00"
