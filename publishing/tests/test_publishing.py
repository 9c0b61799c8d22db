"""What is public when, and who may change that."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from parks.models import Park
from publishing.actions import publish, withdraw
from tests.factories import make_park

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def publisher(django_user_model):
    user = django_user_model.objects.create(username="publisher", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="publish_park"))
    return user


@pytest.mark.parametrize(
    ("published", "expires", "public"),
    [(None, None, False), (-HOUR, None, True), (HOUR, None, False), (-HOUR, HOUR, True), (-2 * HOUR, -HOUR, False)],
)
def test_live_is_decided_by_the_two_times(published, expires, public):
    now = timezone.now()
    park = make_park(published=False)
    Park.objects.filter(pk=park.pk).update(
        published_at=published and now + published, expires_at=expires and now + expires
    )
    park.refresh_from_db()
    assert (Park.objects.live().exists(), park.is_live) == (public, public)


def test_publish_makes_public_and_leaves_a_log_entry(publisher):
    park = make_park(published=False)
    assert publish(rows=Park.objects.all(), user=publisher) == 1
    assert list(Park.objects.live()) == [park]
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (publisher, str(park.pk), "公布")


def test_publish_keeps_the_time_of_what_is_public_already(publisher):
    before = make_park().published_at
    assert publish(rows=Park.objects.all(), user=publisher) == 0
    assert Park.objects.get().published_at == before


def test_withdraw_hides_and_leaves_a_log_entry(publisher):
    make_park()
    assert withdraw(rows=Park.objects.all(), user=publisher) == 1
    assert not Park.objects.live().exists()
    assert LogEntry.objects.get().change_message == "撤下"


@pytest.mark.parametrize("action", [publish, withdraw])
def test_without_the_permission_nothing_changes(action, django_user_model):
    make_park()
    editor = django_user_model.objects.create(username="editor", is_staff=True)
    with pytest.raises(PermissionDenied):
        action(rows=Park.objects.all(), user=editor)
    assert Park.objects.live().count() == 1
    assert not LogEntry.objects.exists()
