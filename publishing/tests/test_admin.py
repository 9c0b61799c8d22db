"""How a type's list and form show what is public. Tried on parks; the base class is the same for every type."""

import datetime as dt

import pytest
from django.utils import timezone

from parks.models import Park
from publishing.actions import withdraw
from publishing.models import Draft
from tests import factories as make
from tests.admin_pages import form_data, page

pytestmark = pytest.mark.django_db

BOTH = {"withdraw_chosen", "republish_chosen"}


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("editor", set()),
        ("final_reviewer", set()),
        ("auditor", set()),
        ("publisher", BOTH),
        ("administrator", {*BOTH, "delete_selected"}),
    ],
)
def test_list_offers_the_actions_that_the_role_permits(client, role, offered):
    client.force_login(make.make_staff(role))
    make.make_park()
    form = client.get(page(Park, "changelist")).context["action_form"]

    assert {name for name, _ in form.fields["action"].choices if name} == offered if form else offered == set()


def test_list_of_references_offers_no_actions(client):
    client.force_login(make.make_staff("publisher"))
    make.make_park()
    form = client.get(f"{page(Park, 'changelist')}?_popup=1").context["action_form"]

    assert form is None


@pytest.mark.parametrize("role", ["editor", "first_reviewer", "second_reviewer", "final_reviewer", "auditor"])
@pytest.mark.parametrize("action", [*sorted(BOTH), "publish", "withdraw"])
def test_action_does_nothing_without_permission(client, role, action):
    client.force_login(make.make_staff(role))
    live, withheld = make.make_park(), make.make_park(published=False)
    data = {"action": action, "_selected_action": [live.pk, withheld.pk]}
    answer = client.post(page(Park, "changelist"), data)

    assert answer.status_code in (200, 302)
    assert "/withdraw/" not in answer.headers.get("Location", "")
    assert list(Park.objects.live()) == [live]


def test_list_publishes_nothing_by_itself(client):
    """What was never public goes out through a draft and its review alone."""
    client.force_login(make.make_staff("administrator"))
    park = make.make_park(published=False)
    client.post(page(Park, "changelist"), {"action": "publish", "_selected_action": [park.pk]})
    shown = client.post(page(Park, "changelist"), {"action": "republish_chosen", "_selected_action": [park.pk]})
    rows = client.get(shown.headers["Location"]).context["rows"]

    assert [(row.is_chosen, row.why_not) for row in rows] == [(False, "没有公布过，要先提交审核。")]
    assert Park.objects.live().count() == 0


def test_publication_time_cannot_be_typed(client):
    client.force_login(make.make_staff("administrator"))
    park = make.make_park(published=False)
    address = page(Park, "change", park.pk)
    forged = {"published_at": "2020-01-01 00:00:00", "published_at_0": "2020-01-01", "published_at_1": "00:00:00"}
    client.post(address, form_data(client.get(address)) | forged)
    park.refresh_from_db()

    assert (park.published_at, [name for name in Draft.objects.get().payload["fields"] if "published" in name]) == (
        None,
        [],
    )


def test_address_name_of_what_is_public_is_changed_by_a_draft(client):
    client.force_login(make.make_staff("editor"))
    park = make.make_park(slug="first")
    address = page(Park, "change", park.pk)
    client.post(address, form_data(client.get(address)) | {"slug": "second"})
    park.refresh_from_db()

    assert (park.slug, Draft.objects.get().payload["fields"]["slug"]) == ("first", ["second"])


@pytest.mark.parametrize("published", [True, False])
def test_only_what_is_public_has_a_link_to_its_page(client, published):
    client.force_login(make.make_staff("editor"))
    park = make.make_park(published=published)
    response = client.get(page(Park, "change", park.pk))

    assert response.context["has_absolute_url"] is published
    assert (f'href="{park.get_absolute_url()}"' in response.content.decode()) is published


@pytest.mark.parametrize(
    ("state", "slug"),
    [("live", "live"), ("withheld", "withheld"), ("hidden", "expired"), ("withdrawn", "withdrawn")],
)
def test_list_is_filtered_by_what_is_public(client, state, slug):
    client.force_login(make.make_staff("editor"))
    withdraw(item=make.make_park(slug="withdrawn"), user=make.make_staff("publisher"), reason="数字有误")
    make.make_park(slug="live")
    make.make_park(slug="withheld", published=False)
    make.make_park(slug="expired", expires_at="2020-01-01T00:00:00+08:00")
    response = client.get(page(Park, "changelist"), {"publication": state})

    assert [park.slug for park in response.context["cl"].result_list] == [slug]


def test_editor_cannot_bring_an_expired_row_back(client):
    """``expires_at`` decides what is public, so it belongs to who may publish."""
    client.force_login(make.make_staff("editor"))
    park = make.make_park(expires_at=timezone.now() - dt.timedelta(days=1))
    address = page(Park, "change", park.pk)
    data = form_data(client.get(address))
    assert [name for name in data if name.startswith("expires_at")] == []

    client.post(address, data | {"expires_at_0": "", "expires_at_1": "", "name": "改过"})
    park.refresh_from_db()
    assert (park.is_live, [name for name in Draft.objects.get().payload["fields"] if "expires" in name]) == (False, [])
