"""Every address of the admin that ``test_admin`` has no line for, for every role: what may be asked for and what sent.

The lists, forms, histories and deletions of each type are in ``test_admin.ACCESS``. Here are the side endpoints:
typing, preview, sharing, comparing, restoring, withdrawing, the steps of a project. An address in neither table fails.
"""

import re

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from projects.admin.steps import STEPS
from zhuzhou_cms.roles import ROLES

from . import factories as make
from .drafting import make_draft
from .test_admin import MAKERS, PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

EDITOR, PUBLISHER, BOSS, AUDITOR = "editor", "publisher", "administrator", "auditor"
REVIEWERS = {"first_reviewer", "second_reviewer", "final_reviewer"}
ALL = {EDITOR, *REVIEWERS, PUBLISHER, BOSS, AUDITOR}
WRITERS, PUBLISHERS, NOBODY = {EDITOR, BOSS}, {PUBLISHER, BOSS}, set()
# Rows with a page of their own that an editor may delete, since they are removed on their parent's page as well.
REMOVABLE = {"parks.infrastructure", "parks.honour", "enterprises.tenancy"}
EVERYBODY = {
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "jsi18n",
    "view_on_site",
    "app_list",
}
# Whose roles have a test of their own: core's autocomplete, the password of another person, the pages on norms and on
# what lacks English.
ELSEWHERE = {"autocomplete", "auth_user_password_change", "site-norms", "english-gaps"}
# One's own login: zhuzhou_cms/access/tests.
ELSEWHERE |= {"still-here"} | {f"second-factor{tail}" for tail in ("", "-code", "-setup", "-codes", "-remove")}
# The method that an address does not know answers 405 before anybody is asked for.
NOT_SENT, NOT_ASKED = "405 when sent", "405 when asked for"

# kind of address: who may ask for it (GET), who may send to it (POST)
SIDE = {
    "typing": (NOT_ASKED, WRITERS),
    "typing_new": (NOT_ASKED, WRITERS),
    "compare": (ALL, NOT_SENT),
    "restore": (NOT_ASKED, WRITERS),
    "deleted": ({BOSS}, NOT_SENT),
    "recover": (NOT_ASKED, {BOSS}),
    "withdraw": (PUBLISHERS, PUBLISHERS),
    "republish": (PUBLISHERS, PUBLISHERS),
    "expiry": (PUBLISHERS, PUBLISHERS),
    "decide": (WRITERS, WRITERS),
    "export": ({BOSS, AUDITOR}, {BOSS, AUDITOR}),
    "preview": (ALL, NOT_SENT),
    "preview_page": (ALL, NOT_SENT),
    "share": (NOT_ASKED, ALL - {AUDITOR}),
    "unshare": (NOT_ASKED, ALL - {AUDITOR}),
    # Which button, and in which state, is in publishing/tests/test_review_page.py.
    "act": (ALL, ALL),
    "password_change": ({BOSS}, {BOSS}),
    "upload": (WRITERS, WRITERS),
    "template": (WRITERS, NOT_SENT),
    "download": (NOT_ASKED, ALL),
    "file": (WRITERS, NOT_SENT),
    "report": (ALL, NOT_SENT),
    "standing": (ALL, NOT_SENT),
    # Which verb, and in which state, is in exchange/tests/test_pages.py.
    "do": (NOT_ASKED, ALL),
    # What an endpoint and a delivery can be made to do: webhooks/tests/test_pages.py.
    **dict.fromkeys(["test", "secret", "rotate", "unpause", "resend"], (NOT_ASKED, {BOSS})),
    **dict.fromkeys(STEPS, (WRITERS, WRITERS)),
    **dict.fromkeys([f"{step}_typing" for step in STEPS], (NOT_ASKED, WRITERS)),
}
NAME = re.compile(r"^(\w+?)_([a-z]+)_([a-z_]+)$")


def address_names():
    """The names of all addresses of the admin."""

    def walk(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns)
            elif pattern.name:
                yield pattern.name

    return sorted(set(walk(admin.site.urls[0])))


def split(name):
    """ "parks.park" and "typing" of "parks_park_typing"; an empty label for what belongs to no type."""
    for model in admin.site._registry:
        head = f"{model._meta.app_label}_{model._meta.model_name}_"
        if name.startswith(head):
            return model._meta.label_lower, name.removeprefix(head)
    return "", name


def side_addresses():
    pairs = [(name, *split(name)) for name in address_names()]
    return [(name, label, kind) for name, label, kind in pairs if label and kind not in PAGES.values()]


def expected(label, kind):
    may_get, may_post = SIDE[kind]
    if kind in {"deleted", "recover"} and label in REMOVABLE:
        extra = {EDITOR}
        return (may_get | extra, may_post) if kind == "deleted" else (may_get, may_post | extra)
    if kind == "typing_new" and label == "parks.zoneprofile":  # there is one already
        return may_get, NOBODY
    if kind == "typing_new" and label in {"library.image", "library.sourcedocument"}:  # saved at once: 404 for anybody
        return may_get, ALL
    return may_get, may_post


def allowed(role, who):
    return "405" if isinstance(who, str) else "yes" if role in who else "403"


def met(answer):
    """ "yes" for whatever is neither a refusal nor the way to the login page."""
    if answer.status_code in {403, 405}:
        return str(answer.status_code)
    return "login" if answer.headers.get("Location", "").startswith(reverse("admin:login")) else "yes"


@pytest.fixture
def rows():
    """One row of each type; the address of a side endpoint needs one, whatever it answers about it."""
    rows = {label: maker() for label, maker in MAKERS.items()}
    rows["publishing.draft"] = make_draft(make.make_park(), summary="改过的摘要。")
    return rows


def address_of(name, row):
    """The address with as many of these arguments as it takes."""
    for arguments in ([row.pk], [], [row.pk, 1], [row.pk, "comment"]):
        try:
            return reverse(f"admin:{name}", args=arguments)
        except NoReverseMatch:
            continue
    raise AssertionError(f"no arguments fit {name}")


def test_every_address_is_in_a_table():
    unknown = [name for name in address_names() if split(name)[0] == "" and name not in EVERYBODY | ELSEWHERE]
    kinds = {kind for _, _, kind in side_addresses()}

    assert (unknown, kinds - SIDE.keys()) == ([], set())


@pytest.mark.parametrize("role", [role.code for role in ROLES])
def test_side_endpoints_answer_as_the_role_permits(client, rows, role):
    client.force_login(make.make_staff(role))
    wanted, found = {}, {}
    for name, label, kind in side_addresses():
        address = address_of(name, rows[label])
        wanted[name] = tuple(allowed(role, who) for who in expected(label, kind))
        found[name] = (met(client.get(address)), met(client.post(address, {})))

    assert found == wanted


def test_side_endpoints_are_closed_to_staff_without_a_role(client, rows):
    client.force_login(make.make_staff())
    for name, label, kind in side_addresses():
        address = address_of(name, rows[label])
        answers = {met(client.get(address)), met(client.post(address, {}))}
        assert (name, answers - {"405"}) == (name, {"403"}), kind


def test_side_endpoints_are_closed_to_visitors(client, rows):
    for name, label, kind in side_addresses():
        address = address_of(name, rows[label])
        for answer in (client.get(address), client.post(address, {})):
            refused = answer.status_code in {401, 403, 405} or met(answer) == "login"
            assert refused, (name, kind, answer.status_code)


def test_sending_without_the_token_against_forgery_is_refused(rows):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make.make_staff(BOSS))
    for name, label, kind in side_addresses():
        answer = strict.post(address_of(name, rows[label]), {})
        assert answer.status_code in {403, 405}, (name, kind)
