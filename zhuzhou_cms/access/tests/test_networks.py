"""The staff's pages answer inside the office's networks alone; all other pages answer everywhere."""

import pytest
from django.urls import URLPattern, get_resolver, reverse

from tests import factories as make
from zhuzhou_cms.access.networks import STAFF_PATHS, is_inside
from zhuzhou_cms.tests.test_checks import found, ids

pytestmark = pytest.mark.anywhere

INSIDE, OUTSIDE = "10.20.3.4", "192.0.2.7"


@pytest.fixture
def office(settings):
    settings.ADMIN_NETWORKS = ["10.20.0.0/16", "2001:db8::/32", "198.51.100.9"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (INSIDE, True),
        ("10.21.0.1", False),
        ("2001:db8:1::1", True),
        ("2001:db9::1", False),
        ("198.51.100.9", True),
        ("198.51.100.10", False),
        (None, False),
    ],
)
def test_networks_hold_their_addresses(office, address, expected):
    assert is_inside(address) is expected


def test_no_networks_means_everywhere(settings):
    settings.ADMIN_NETWORKS = []
    assert (is_inside(OUTSIDE), is_inside(None)) == (True, True)


def test_network_that_cannot_be_read_lets_nobody_in(settings):
    settings.ADMIN_NETWORKS = ["10.20.0.0/33"]
    assert is_inside(INSIDE) is False


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/", "/admin", "/admin/login/", "/styleguide/", "/styleguide/errors/404/"])
def test_staff_pages_are_refused_outside_even_to_staff(client, office, address):
    client.force_login(make.make_staff("administrator"))
    answer = client.get(address, REMOTE_ADDR=OUTSIDE)

    assert (answer.status_code, "管理后台只在单位的网络内开放" in answer.content.decode()) == (403, True)
    assert OUTSIDE in answer.content.decode()
    assert client.get(address, REMOTE_ADDR=INSIDE).status_code != 403


@pytest.mark.django_db
def test_nothing_is_sent_from_outside(client, office):
    user = make.make_staff("editor", password="of-all-the-zone")
    data = {"username": user.username, "password": "of-all-the-zone"}

    assert client.post(reverse("admin:login"), data, REMOTE_ADDR=OUTSIDE).status_code == 403
    assert client.post(reverse("admin:login"), data, REMOTE_ADDR=INSIDE).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/healthz", "/api/", "/preview/unknown/", "/administration/"])
def test_other_pages_are_not_limited(client, office, address):
    assert client.get(address, REMOTE_ADDR=OUTSIDE).status_code != 403


@pytest.mark.django_db
def test_behind_the_proxy_the_address_that_it_saw_counts(client, office, settings):
    settings.BEHIND_PROXY = True
    seen = [
        client.get("/admin/login/", REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": hops}).status_code
        for hops in (INSIDE, f"{INSIDE}, {OUTSIDE}", f"{OUTSIDE}, {INSIDE}")
    ]

    assert seen == [200, 403, 200]


@pytest.mark.django_db
def test_every_page_that_asks_for_a_login_is_limited(client):
    """Of the addresses that take no arguments; the admin's own stand all below one."""
    patterns = [f"/{pattern.pattern}" for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)]
    answers = {address: client.get(address) for address in patterns if "<" not in address}
    login = reverse("admin:login")
    asked = [address for address, answer in answers.items() if login in answer.headers.get("Location", "")]

    assert asked == ["/styleguide/"]
    assert [address for address in [*asked, login] if not address.startswith(STAFF_PATHS)] == []


@pytest.mark.parametrize("name", ["10.20.0.0/33", "10.20.0.1/16", "office", "", "10.20.0.0-10.20.0.9"])
def test_check_names_what_is_no_network(settings, name):
    settings.ADMIN_NETWORKS = ["10.20.0.0/16", name]
    assert found() == [("E020", f"ADMIN_NETWORKS: “{name}” is no network.")]


def test_check_asks_for_networks_in_production(settings):
    settings.PRODUCTION, settings.ADMIN_NETWORKS = True, []
    assert ("W020" in ids(deploy=True), "W020" in ids()) == (True, False)
    settings.ADMIN_NETWORKS = ["10.0.0.0/8"]
    assert "W020" not in ids(deploy=True)
