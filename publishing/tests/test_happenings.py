"""What listeners are told, and when: by each action in its transaction, many things in one call."""

import contextlib
import datetime as dt

import pytest
from django.db import connection, transaction
from django.utils import timezone

from parks.models import Park
from publishing import happenings
from publishing.actions import apply_due, delete, publish, republish, schedule, set_expiry, undo, withdraw
from publishing.choices import Version
from publishing.models import Draft, ScheduleRun
from tests import factories as make
from tests.drafting import approve, make_draft, make_new_draft, publish_draft

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def told(monkeypatch):
    """The lists that a listener got, each as [kind, slug, first word said]."""
    calls = []

    def listen(found):
        assert connection.in_atomic_block
        calls.append([(each.kind.name, each.item.slug, next(iter(each.said.values()))) for each in found])

    monkeypatch.setattr(happenings, "_listeners", [listen])
    return calls


@pytest.fixture
def publisher():
    return make.make_staff("publisher")


def test_publication_says_whether_the_page_is_new_or_another_version(told, publisher):
    park = publish_draft(make_new_draft(Park, slug="xin"))
    publish_draft(make_draft(park, summary="改过。"))
    park.refresh_from_db()
    withdraw(item=park, user=publisher, reason="数字有误")
    republish(item=park, user=publisher)

    assert told == [
        [("PUBLISHED", "xin", "first")],
        [("PUBLISHED", "xin", "new")],
        [("WITHDRAWN", "xin", "withdrawn")],
        [("PUBLISHED", "xin", "again")],
    ]


def test_withdrawn_page_published_by_a_draft_is_public_again(told, publisher):
    park = make.make_park(slug="xin")
    draft = approve(make_draft(park, summary="改过。"))
    withdraw(item=park, user=publisher, reason="数字有误")
    publish(draft=draft, user=publisher)

    assert told[-1] == [("PUBLISHED", "xin", "again")]


def test_withdrawal_says_what_the_public_is_told(monkeypatch, publisher):
    found = []
    monkeypatch.setattr(happenings, "_listeners", [found.extend])
    withdraw(item=make.make_park(), user=publisher, reason=" 数字有误 ", redirect_to="/parks/")

    assert [each.said for each in found] == [{"ending": "withdrawn", "notice": "数字有误", "leads_to": "/parks/"}]


def test_expiry_is_told_once_when_it_is_noticed_and_its_end_too(told, publisher):
    now = timezone.now()
    ScheduleRun.objects.create(by_timer=True, started_at=now - 2 * HOUR, seen_at=now - 2 * HOUR)
    park = make.make_park(slug="xin", published_at=now - 9 * HOUR, expires_at=now - HOUR)
    apply_due()
    apply_due()
    set_expiry(item=park, user=publisher, expires_at=None)
    set_expiry(item=park, user=publisher, expires_at=now + HOUR)

    assert told == [[("WITHDRAWN", "xin", "expired")], [("PUBLISHED", "xin", "again")]]


def test_deletion_of_what_is_over_is_told(told):
    now = timezone.now()
    boss = make.make_staff("administrator")
    delete(item=make.make_park(slug="over", published_at=now - 9 * HOUR, expires_at=now - HOUR), user=boss)
    delete(item=make.make_park(published=False), user=boss)

    assert told == [[("WITHDRAWN", "over", "deleted")]]


def test_row_on_a_page_makes_another_version_of_that_page(told):
    park = make.make_park(slug="xin")
    publish_draft(make_draft(make.make_infrastructure(park), note="改过。"))

    assert told == [[("PUBLISHED", "xin", "new")]]


def test_scheduled_draft_is_told_when_it_is_applied(told, publisher):
    draft = approve(make_draft(make.make_park(slug="xin"), summary="改过。"))
    schedule(draft=draft, user=publisher, publish_at=timezone.now() + HOUR)
    assert told == []
    Draft.objects.update(publish_at=timezone.now() - HOUR)
    apply_due()

    assert told == [[("PUBLISHED", "xin", "new")]]


def test_undo_is_told(told):
    boss, park = make.make_staff("administrator"), make.make_park(slug="xin")
    changed, new = make_draft(park, summary="改过。"), make_new_draft(Park, slug="yi")
    publish_draft(changed)
    publish_draft(new)
    told.clear()
    undo(draft=changed, user=boss, why="弄错了")
    undo(draft=new, user=boss, why="弄错了")

    assert told == [[("PUBLISHED", "xin", "new")], [("WITHDRAWN", "yi", "withdrawn")]]


def test_many_are_told_as_one_list(told):
    parks = [make.make_park(slug=slug) for slug in "ab"]
    with transaction.atomic(), happenings.together():
        for park in parks:
            happenings.announce([happenings.published(park, Version.FIRST)])

    assert told == [[("PUBLISHED", "a", "first"), ("PUBLISHED", "b", "first")]]


def test_part_that_failed_is_not_told(told):
    parks = [make.make_park(slug=slug) for slug in "ab"]

    def fail():
        with transaction.atomic(), happenings.together():
            happenings.announce([happenings.published(parks[0])])
            raise ValueError

    with transaction.atomic(), happenings.together():
        with contextlib.suppress(ValueError):
            fail()
        happenings.announce([happenings.published(parks[1])])

    assert told == [[("PUBLISHED", "b", "new")]]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_announced_outside_of_a_transaction():
    with pytest.raises(RuntimeError):
        happenings.announce([happenings.published(make.make_park())])
