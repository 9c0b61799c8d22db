"""Publishing from the list: who may, and what it does. Tried on parks; the base class is the same for every type."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from parks.models import Park
from tests import factories as make
from tests.admin_pages import form_data, page

pytestmark = pytest.mark.django_db


def run(client, action, *rows):
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(page(Park, "changelist"), data, follow=True)


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("editor", set()),
        ("final_reviewer", set()),
        ("auditor", set()),
        ("publisher", {"publish", "withdraw"}),
        ("administrator", {"publish", "withdraw", "delete_selected"}),
    ],
)
def test_list_offers_the_actions_that_the_role_permits(client, role, offered):
    client.force_login(make.make_staff(role))
    make.make_park()
    form = client.get(page(Park, "changelist")).context["action_form"]

    assert {name for name, _ in form.fields["action"].choices if name} == offered if form else offered == set()


@pytest.mark.parametrize("role", ["editor", "first_reviewer", "second_reviewer", "final_reviewer", "auditor"])
@pytest.mark.parametrize("action", ["publish", "withdraw"])
def test_action_does_nothing_without_permission(client, role, action):
    client.force_login(make.make_staff(role))
    live, withheld = make.make_park(), make.make_park(published=False)
    run(client, action, live, withheld)
    live.refresh_from_db()
    withheld.refresh_from_db()

    assert (live.is_live, withheld.is_live) == (True, False)


def test_publisher_publishes_and_withdraws_with_a_count_and_a_record(client):
    publisher = make.make_staff("publisher")
    client.force_login(publisher)
    live, withheld = make.make_park(), make.make_park(published=False)

    assert "已公布 1 条。另有 1 条本来就已公布。" in run(client, "publish", live, withheld).content.decode()
    withheld.refresh_from_db()
    assert withheld.is_live

    assert "已撤下 2 条。" in run(client, "withdraw", live, withheld).content.decode()
    assert Park.objects.live().count() == 0
    assert list(LogEntry.objects.values_list("user", "change_message").order_by("pk")) == [
        (publisher.pk, "公布"),
        (publisher.pk, "撤下"),
        (publisher.pk, "撤下"),
    ]


@pytest.mark.parametrize(("action", "state"), [("publish", "withheld"), ("withdraw", "live")])
def test_count_is_right_in_a_list_that_the_action_empties(client, action, state):
    client.force_login(make.make_staff("publisher"))
    park = make.make_park(published=state == "live")
    data = {"action": action, "_selected_action": [park.pk]}
    answer = client.post(f"{page(Park, 'changelist')}?publication={state}", data, follow=True)

    verb = {"publish": "公布", "withdraw": "撤下"}[action]
    assert [str(message) for message in answer.context["messages"]] == [f"已{verb} 1 条。"]


def test_publication_time_cannot_be_typed(client):
    client.force_login(make.make_staff("administrator"))
    park = make.make_park(published=False)
    address = page(Park, "change", park.pk)
    forged = {"published_at": "2020-01-01 00:00:00", "published_at_0": "2020-01-01", "published_at_1": "00:00:00"}
    client.post(address, form_data(client.get(address)) | forged)
    park.refresh_from_db()

    assert park.published_at is None


def test_published_address_stays(client):
    client.force_login(make.make_staff("editor"))
    park = make.make_park(slug="first")
    address = page(Park, "change", park.pk)
    response = client.post(address, form_data(client.get(address)) | {"slug": "second"})
    park.refresh_from_db()

    assert (response.status_code, park.slug) == (302, "first")


@pytest.mark.parametrize("published", [True, False])
def test_only_what_is_public_has_a_link_to_its_page(client, published):
    client.force_login(make.make_staff("editor"))
    park = make.make_park(published=published)
    response = client.get(page(Park, "change", park.pk))

    assert response.context["has_absolute_url"] is published
    assert (f'href="{park.get_absolute_url()}"' in response.content.decode()) is published


@pytest.mark.parametrize(("state", "slug"), [("live", "live"), ("withheld", "withheld"), ("hidden", "expired")])
def test_list_is_filtered_by_what_is_public(client, state, slug):
    client.force_login(make.make_staff("editor"))
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
    assert (park.name, park.is_live) == ("改过", False)
