"""What is public when, and what publishing a draft does to that."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from parks.models import Park
from publishing.actions import publish
from publishing.addresses import publishable_models
from publishing.choices import State
from publishing.models import AuditEntry, Revision
from publishing.refusals import Refusal
from tests import factories as make
from tests.drafting import approve, make_draft, make_new_draft
from zhuzhou_cms.roles import PUBLISHED

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("published", "expires", "public"),
    [(None, None, False), (-HOUR, None, True), (HOUR, None, False), (-HOUR, HOUR, True), (-2 * HOUR, -HOUR, False)],
)
def test_live_is_decided_by_the_two_times(published, expires, public):
    now = timezone.now()
    park = make.make_park(published=False)
    Park.objects.filter(pk=park.pk).update(
        published_at=published and now + published, expires_at=expires and now + expires
    )
    park.refresh_from_db()
    assert (Park.objects.live().exists(), park.is_live) == (public, public)


def test_every_type_with_a_page_is_known():
    assert sorted(model._meta.label_lower for model in publishable_models()) == sorted(PUBLISHED)


def test_publishing_makes_public_once_and_is_on_record():
    draft, user = approve(make_new_draft(Park, name="新园")), make.make_staff("publisher")
    park = publish(draft=draft, user=user)

    assert (list(Park.objects.live()), park.name) == ([park], "新园")
    entry = AuditEntry.objects.get(verb="公布")
    assert (entry.user, entry.object_id, entry.title) == (user, str(park.pk), "新园")
    assert ["名称", "", "新园"] in entry.changes
    assert Revision.objects.get().draft == draft
    with pytest.raises(Refusal):
        publish(draft=draft, user=user)


def test_publishing_a_change_keeps_the_time_of_the_first_publication():
    park = make.make_park(name="原名")
    before = park.published_at
    publish(draft=approve(make_draft(park, name="改名")), user=make.make_staff("publisher"))
    park.refresh_from_db()

    assert (park.name, park.published_at) == ("改名", before)
    assert AuditEntry.objects.get(verb="公布").changes[-1] == ["名称", "原名", "改名"]


def test_what_is_published_is_not_over_already():
    park = make.make_park(expires_at=timezone.now() - HOUR)
    publish(draft=approve(make_draft(park, name="改名")), user=make.make_staff("publisher"))

    assert Park.objects.live().get().expires_at is None


def test_publishing_may_set_the_end():
    until = timezone.now() + HOUR
    publish(draft=approve(make_new_draft(Park)), user=make.make_staff("publisher"), expire_at=until)

    assert Park.objects.get().expires_at == until


@pytest.mark.parametrize("role", ["editor", "first_reviewer", "final_reviewer", "auditor", ""])
def test_without_the_permission_nothing_changes(role):
    draft = approve(make_new_draft(Park))
    with pytest.raises(PermissionDenied):
        publish(draft=draft, user=make.make_staff(role))
    draft.refresh_from_db()

    assert (Park.objects.count(), draft.state) == (0, State.APPROVED)


def test_what_was_not_approved_is_not_published():
    with pytest.raises(Refusal, match="还不能公布"):
        publish(draft=make_new_draft(Park), user=make.make_staff("publisher"))
    assert Park.objects.count() == 0
