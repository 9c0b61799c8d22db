"""The cost of saving, submitting and publishing an item with child rows, beside the stock admin's save.

The stock save is Django's own ``ModelAdmin.changeform_view`` on the same form; what it costs to show the form is beside
what it costs to show it with a draft in it.
"""

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import transaction
from django.test import RequestFactory
from django.urls import reverse

from parks.models import Park
from publishing import actions
from publishing.binding import PageForm, admin_of
from publishing.pages import page_of
from tests import factories as make
from tests.test_admin import full_park

from .clock import cost, least, table

RUNS = 3


def run():
    settings.REVIEW_STEPS = {"default": 0}
    boss = make.make_staff("administrator")
    for children in (1, 50):
        park = full_park(children)
        rows = 5 * children
        table(
            f"a park with {rows} child rows, one field changed",
            [
                ("stock admin: save", least(stock_save(park, boss) for _ in range(RUNS))),
                ("save as a draft", least(saves(park, boss) for _ in range(RUNS))),
                ("submit", least(submits(park, boss) for _ in range(RUNS))),
                ("publish, with snapshot and audit", least(publishes(park, boss) for _ in range(RUNS))),
                ("show the form", least(shows(park, boss, draft=False) for _ in range(RUNS))),
                ("show the form with a draft in it", least(shows(park, boss, draft=True) for _ in range(RUNS))),
                ("what changed", least(differs(park, boss) for _ in range(RUNS))),
            ],
        )


def changed_payload(park, boss):
    payload = page_of(Park, boss, park).payload()
    payload["fields"]["summary"] = [f"{payload['fields']['summary'][0]}。"]
    return payload


def request_of(park, boss, post=None):
    address = reverse("admin:parks_park_change", args=[park.pk])
    kind = "application/x-www-form-urlencoded"
    send = RequestFactory(SERVER_NAME="localhost")
    request = send.post(address, post.urlencode(), content_type=kind) if post is not None else send.get(address)
    request.user = boss
    request._messages = CookieStorage(request)
    request._dont_enforce_csrf_checks = True
    return request


def stock_save(park, boss):
    """What Django's own view does with the same form, between its checks of permission and its redirect."""
    park.refresh_from_db()
    post, _ = PageForm(admin_of(Park), boss, park).as_post(changed_payload(park, boss))
    with cost() as found, transaction.atomic():
        answer = ModelAdmin.changeform_view(admin_of(Park), request_of(park, boss, post), str(park.pk))
    assert answer.status_code == 302  # saved
    return found


def new_draft(park, boss):
    park.refresh_from_db()
    page = page_of(Park, boss, park)
    return actions.save_draft(page=page, user=boss, payload=changed_payload(park, boss))


def saves(park, boss):
    park.refresh_from_db()
    payload = changed_payload(park, boss)
    with cost() as found:
        draft = actions.save_draft(page=page_of(Park, boss, park), user=boss, payload=payload)
    actions.discard(draft=draft, user=boss)
    return found


def submits(park, boss):
    draft = new_draft(park, boss)
    with cost() as found:
        actions.submit(draft=draft, user=boss)
    actions.discard(draft=draft, user=boss)
    return found


def publishes(park, boss):
    draft = actions.submit(draft=new_draft(park, boss), user=boss)
    with cost() as found:
        actions.publish(draft=draft, user=boss)
    return found


def shows(park, boss, *, draft):
    begun = new_draft(park, boss) if draft else None
    with cost() as found:
        admin_of(Park).changeform_view(request_of(park, boss), str(park.pk)).render()
    if begun:
        actions.discard(draft=begun, user=boss)
    return found


def differs(park, boss):
    draft = new_draft(park, boss)
    with cost() as found:
        size = page_of(Park, boss, park).difference_of(draft).size
    assert size == 1
    actions.discard(draft=draft, user=boss)
    return found
