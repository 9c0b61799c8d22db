"""From what happens to what receivers get: written with it or not at all, sent once, tried again, given up, paused."""

import datetime as dt
import io
import json
import threading
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.partial_dates import PartialDate
from parks.models import Park
from projects.actions import change_date
from projects.choices import DateKind
from publishing import happenings
from publishing.actions import republish, withdraw
from publishing.models import AuditEntry
from publishing.refusals import Refusal
from tests import factories as make
from tests.drafting import make_draft, make_new_draft, publish_draft
from webhooks import sending, starting
from webhooks.choices import State
from webhooks.models import Delivery, Endpoint, Message
from webhooks.noting import note
from webhooks.retries import DELAYS

from .receiver import is_signed, status

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def at(moment):
    """``with at(moment):`` it is then."""
    return mock.patch("django.utils.timezone.now", return_value=moment)


def tell(*items):
    with transaction.atomic():
        note([happenings.published(item) for item in items])


def told():
    """Event, page and what else is said, of each message that was written down."""
    return [
        (row.event, row.payload["data"]["item"]["slug"], row.payload["data"]) for row in Message.objects.order_by("at")
    ]


# --- What is told -----------------------------------------------------------------------------------------------------


def test_publication_reaches_the_receiver_signed(settings, receiver, endpoint):
    settings.SITE_OWNER = settings.SITE_OWNER | {"domain": "zone.example"}
    publish_draft(make_new_draft(Park, slug="xin", name="新园"))
    call_command("send_webhooks", stdout=io.StringIO())
    [(sent, body)] = receiver.got
    message = Message.objects.get()

    assert json.loads(body) == {
        "id": message.name,
        "type": "item.published",
        "timestamp": message.at.isoformat(),
        "data": {
            "item": {
                "type": "parks.park",
                "slug": "xin",
                "url": "http://zone.example/parks/xin/",
                "api_url": "http://zone.example/api/v1/parks/xin/",
                "title": "新园",
            },
            "version": "first",
        },
    }
    assert (sent["webhook-id"], sent["Content-Type"]) == (message.name, "application/json; charset=utf-8")
    assert abs(int(sent["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    assert is_signed(sent, body, endpoint.secret)


def test_withdrawal_tells_the_notice_and_no_title(endpoint):
    park = make.make_park(slug="xin", name="机密园")
    withdraw(item=park, user=make.make_staff("publisher"), reason="数字有误", redirect_to="/parks/")
    [(event, slug, data)] = told()

    assert (event, slug) == ("item.withdrawn", "xin")
    assert data == {
        "item": {"type": "parks.park", "slug": "xin", "url": "/parks/xin/", "api_url": "/api/v1/parks/xin/"},
        "ending": "withdrawn",
        "notice": "数字有误",
        "leads_to": "/parks/",
    }
    assert "机密园" not in json.dumps(Message.objects.get().payload, ensure_ascii=False)


def test_date_change_is_told_of_a_public_project_alone(endpoint):
    for slug, published in (("open", True), ("shut", False)):
        project = make.make_project(slug=slug, published=published)
        milestone = make.make_milestone(project, kind="completion", original_target=PartialDate.of(2090, 9))
        why = {"reason_code": "land", "justification": "用地未交付。"}
        user = make.make_staff("editor")
        change_date(milestone=milestone, date_kind=DateKind.CURRENT_TARGET, new=PartialDate.of(2091), user=user, **why)
    [(event, slug, data)] = told()

    assert (event, slug, data["change"]["new"]["precision"]) == ("milestone.date_changed", "open", "year")


def test_consent_that_is_taken_back_is_told_as_a_withdrawal(endpoint):
    expert = make.make_expert()
    publish_draft(make_draft(expert, withdrawn_on=str(timezone.localdate())))

    assert [(event, data.get("ending")) for event, _, data in told()] == [("item.withdrawn", "withdrawn")]


def test_what_there_is_one_of_has_its_addresses_too(endpoint):
    tell(make.make_zone())
    [(_, _, data)] = told()

    assert (data["item"]["url"], data["item"]["api_url"]) == ("/zone/", "/api/v1/zone/")


def test_endpoints_get_the_events_and_types_that_they_want():
    make.make_endpoint(name="甲", events=["item.withdrawn"])
    make.make_endpoint(name="乙", content_types=["news.article"])
    make.make_endpoint(name="丙", content_types=["parks.park"], events=["item.published"])
    make.make_endpoint(name="丁", is_active=False)
    tell(make.make_park(), make.make_project())

    assert list(Delivery.objects.values_list("endpoint__name", "message__content_type__model")) == [("丙", "park")]


def test_page_published_by_many_of_its_rows_is_told_once(endpoint):
    park = make.make_park()
    tell(park, make.make_park(), park)

    assert Message.objects.count() == 2


def test_many_items_take_the_queries_of_one(endpoint):
    counts = []
    for items in ([make.make_park()], [make.make_park() for _ in range(40)]):
        with CaptureQueriesContext(connection) as queries:
            tell(*items)
        counts.append(len(queries))

    assert (counts[0], Message.objects.count()) == (counts[1], 41)


def test_nobody_who_listens_costs_one_query(django_assert_num_queries):
    park = make.make_park()
    with django_assert_num_queries(1), transaction.atomic(savepoint=False):
        note([happenings.published(park)])


# --- After the commit, or not at all ----------------------------------------------------------------------------------


@pytest.fixture
def started(monkeypatch):
    """How often a process was begun."""
    calls = []
    monkeypatch.setattr(starting, "start", lambda: calls.append(connection.in_atomic_block))
    return calls


@pytest.mark.django_db(transaction=True)
def test_sending_begins_after_the_commit_once(started, endpoint):
    with transaction.atomic(), happenings.together():
        for _ in range(3):
            happenings.announce([happenings.published(make.make_park())])
        assert started == []

    assert (started, Delivery.objects.count()) == ([False], 3)


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_told(started, endpoint):
    park = make.make_park()
    with pytest.raises(Refusal):
        withdraw(item=park, user=make.make_staff("publisher"), reason="有误", redirect_to=f"/parks/{park.slug}/")
    with transaction.atomic():
        withdraw(item=park, user=make.make_staff("publisher"), reason="有误")
        assert Message.objects.count() == 1
        transaction.set_rollback(True)

    assert (started, Message.objects.count(), Delivery.objects.count()) == ([], 0, 0)


def test_process_is_begun_unless_one_is_at_it(monkeypatch, settings):
    settings.WEBHOOK_SEND_AT_ONCE = True
    process = mock.Mock(poll=mock.Mock(side_effect=[None, 0]))
    popen = mock.Mock(return_value=process)
    monkeypatch.setattr(starting.subprocess, "Popen", popen)
    monkeypatch.setattr(starting, "_started", [])
    begun = []
    for _ in range(3):
        starting.start()
        begun.append(popen.call_count)

    assert begun == [1, 1, 2]
    assert popen.call_args.args[0][1:] == [str(settings.BASE_DIR / "manage.py"), "send_webhooks"]


# --- Again and again --------------------------------------------------------------------------------------------------


def test_failure_is_tried_again_until_it_arrives(receiver, endpoint):
    receiver.answer, now = status(500, b"oops"), timezone.now()
    delivery = make.make_delivery(endpoint)
    with at(now + DAY):
        assert sending.send_due() == {"waiting": 1}
        assert sending.send_due() == {}
    delivery.refresh_from_db()

    assert (delivery.state, delivery.tries, delivery.status_code) == ("waiting", 1, 500)
    assert (delivery.error, delivery.answer) == ("对方答复 500。", "oops")
    wait = (delivery.next_at - now - DAY).total_seconds()
    assert 5 <= wait <= 6

    receiver.answer = status(200)
    with at(now + DAY + dt.timedelta(seconds=7)):
        assert sending.send_due() == {"delivered": 1}
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, delivery.error, delivery.next_at) == ("delivered", 2, "", None)
    names = [sent["webhook-id"] for sent, _ in receiver.got]
    assert (len(names), len(set(names))) == (2, 1)


def test_tries_go_on_for_three_days_and_end(receiver, endpoint):
    receiver.answer = status(500)
    delivery, first = make.make_delivery(endpoint), timezone.now()
    while delivery.state == State.WAITING:
        with at(delivery.next_at):
            sending.send_due()
        Endpoint.objects.update(failing_since=None)
        delivery.refresh_from_db()

    assert (delivery.state, delivery.tries, delivery.next_at) == ("given_up", len(DELAYS) + 1, None)
    assert 3 * DAY < delivery.last_at - first < 4 * DAY


def test_delay_grows_by_chance_within_a_fifth(monkeypatch):
    from webhooks.retries import delay_after

    assert [delay_after(10), *(300 <= delay_after(2).total_seconds() <= 360 for _ in range(50))] == [None, *[True] * 50]


def test_endpoint_that_fails_does_not_hold_up_others(receiver, endpoint):
    broken = make.make_endpoint(url=receiver.url.replace("/hook", "/broken"))
    receiver.answer = lambda handler: status(500 if "broken" in handler.path else 200)(handler)
    tell(*(make.make_park() for _ in range(3)))
    sending.send_due()

    assert sum("broken" in sent["path"] for sent, _ in receiver.got) == 1
    assert endpoint.deliveries.filter(state=State.DELIVERED).count() == 3
    assert broken.deliveries.filter(state=State.WAITING, tries=0).count() == 2


def test_endpoint_that_fails_for_days_is_paused_and_staff_are_told(client, receiver, endpoint):
    receiver.answer, now = status(503), timezone.now()
    make.make_delivery(endpoint)
    make.make_delivery(endpoint, next_at=now + 4 * DAY)
    sending.send_due()
    endpoint.refresh_from_db()
    assert (endpoint.failing_since is not None, endpoint.paused_at) == (True, None)
    with at(now + 4 * DAY):
        sending.send_due()
        sending.send_due()
    endpoint.refresh_from_db()

    assert (endpoint.paused_at, len(receiver.got)) == (now + 4 * DAY, 2)
    assert endpoint.pause_reason.endswith("起一直没有送达。最近一次：对方答复 503。")
    assert AuditEntry.objects.filter(verb="暂停推送", user=None, title=endpoint.name).count() == 1
    client.force_login(make.make_staff("administrator"))
    assert endpoint.pause_reason in client.get("/admin/").content.decode()


def test_success_ends_the_count_of_days(receiver, endpoint):
    Endpoint.objects.update(failing_since=timezone.now() - 9 * DAY)
    make.make_delivery(endpoint)
    sending.send_due()
    endpoint.refresh_from_db()

    assert (endpoint.failing_since, endpoint.paused_at) == (None, None)


def test_receiver_that_is_gone_is_paused_at_once_and_misses_nothing(receiver, endpoint):
    receiver.answer = status(410)
    make.make_delivery(endpoint)
    sending.send_due()
    make.make_delivery(endpoint)
    with at(timezone.now() + DAY):
        sending.send_due()
    endpoint.refresh_from_db()

    assert (endpoint.pause_reason, len(receiver.got)) == ("对方答复 410，不再接收。", 1)
    assert endpoint.deliveries.filter(state=State.WAITING).count() == 2


def test_what_is_public_no_longer_is_not_sent(receiver, endpoint):
    user, park = make.make_staff("publisher"), make.make_park()
    tell(park)
    withdraw(item=park, user=user, reason="有误")
    counts = sending.send_due()

    assert (counts, [json.loads(body)["type"] for _, body in receiver.got]) == (
        {"dropped": 1, "delivered": 1},
        ["item.withdrawn"],
    )
    republish(item=park, user=user)
    assert sending.send_due() == {"delivered": 1}


# --- Several at once, and killed --------------------------------------------------------------------------------------


def test_killed_sender_loses_nothing(receiver, endpoint):
    delivery = make.make_delivery(endpoint)
    with mock.patch.object(sending, "call", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        sending.send_due()

    assert sending.send_due() == {}  # it is still that sender's
    with at(timezone.now() + sending.HELD):
        assert sending.send_due() == {"delivered": 1}
    delivery.refresh_from_db()
    assert (delivery.tries, len(receiver.got)) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_two_senders_send_each_once(receiver, endpoint):
    tell(*(make.make_park() for _ in range(6)))
    both = threading.Barrier(2)
    met, problems = [], []

    def answer(handler):
        if not met:  # the first call waits until the other sender is at work on another one
            met.append(True)
            receiver.released.wait(10)
        else:
            receiver.released.set()
        status(200)(handler)

    def run():
        try:
            both.wait(10)
            sending.send_due()
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    receiver.answer = answer
    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    names = [sent["webhook-id"] for sent, _ in receiver.got]

    assert (problems, len(names), len(set(names))) == ([], 6, 6)
    assert set(Delivery.objects.values_list("state", "tries")) == {("delivered", 1)}


def test_sender_that_was_held_up_does_not_overwrite_the_next(receiver, endpoint):
    delivery = make.make_delivery(endpoint)
    slow = sending.hold(delivery)
    with at(timezone.now() + sending.HELD):
        sending.send_due()
    receiver.answer = status(500)
    sending.send(slow)

    assert list(Delivery.objects.values_list("state", "tries")) == [("delivered", 2)]


# --- Keeping ----------------------------------------------------------------------------------------------------------


def test_old_messages_are_forgotten(settings, receiver, endpoint):
    settings.WEBHOOK_KEEP_DAYS = 30
    old, new = make.make_delivery(endpoint), make.make_delivery(endpoint)
    Message.objects.filter(pk=old.message_id).update(at=timezone.now() - 31 * DAY)
    out = io.StringIO()
    call_command("send_webhooks", stdout=out)

    assert (list(Delivery.objects.all()), out.getvalue()) == ([new], "已送达 2 条；清除旧消息 1 条。\n")
