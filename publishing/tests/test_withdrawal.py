"""Taking pages back and bringing them back: who may, what is asked, and what is on record.

What the public finds at the address of such a page is in ``test_addresses``.
"""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from news.models import Article
from parks.models import Park
from projects.models import Project
from publishing.actions import republish, schedule, set_expiry, withdraw
from publishing.models import AuditEntry, Revision, Withdrawal
from publishing.refusals import Moved, Refusal
from tests import factories as make
from tests.admin_pages import page
from tests.drafting import approve, make_draft

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
WITHDRAW, REPUBLISH = "/admin/parks/park/withdraw/", "/admin/parks/park/republish/"


@pytest.fixture
def publisher(client):
    user = make.make_staff("publisher")
    client.force_login(user)
    return user


def take_back(item, user=None, **values):
    withdraw(item=item, user=user or make.make_staff("publisher"), **{"reason": "数字有误"} | values)
    item.refresh_from_db()
    return item


def sent(*items, **values):
    """What the page of several rows sends when all of them are ticked."""
    for item in items:
        item.refresh_from_db()
    seen = {f"seen-{item.pk}": item.updated_at.isoformat() for item in items}
    keys = [item.pk for item in items]
    return {"shown": keys, "row": keys, "reason": "数字有误", "redirect_to": ""} | seen | values


def on_record(verb):
    return list(AuditEntry.objects.filter(verb=verb).order_by("pk").values_list("user", "object_id", "note"))


# --- The actions ------------------------------------------------------------------------------------------------------


def test_withdrawn_page_is_withheld_and_on_record():
    park, user = make.make_park(), make.make_staff("publisher")
    withdraw(item=park, user=user, reason=" 数字有误 ")

    row = Withdrawal.objects.get()
    assert (Park.objects.live().count(), row.slug, row.reason, row.by) == (0, park.slug, "数字有误", user)
    assert on_record("撤下") == [(user.pk, str(park.pk), " 数字有误 ")]


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"reason": "  "}, "请写明为什么撤下"),
        ({"redirect_to": "//elsewhere.cn/"}, "不是本站的网址"),
        ({"redirect_to": "/\\elsewhere.cn/"}, "不是本站的网址"),
        ({"redirect_to": "https://elsewhere.cn/"}, "不是本站的网址"),
        ({"redirect_to": "/parks/nowhere/"}, "没有这一页"),
        ({"redirect_to": "/nowhere/"}, "没有这个网址"),
        ({"redirect_to": "/admin/"}, "是后台的网址"),
        ({"redirect_to": "/parks/withheld/"}, "这一页还没有公布"),
        ({"redirect_to": "/parks/itself/"}, "这一页已撤下"),
        ({"redirect_to": "/api/nonsense/"}, "没有这个网址"),
    ],
)
def test_withdrawal_that_makes_no_sense_is_refused(values, words):
    park = make.make_park(slug="itself")
    make.make_park(slug="withheld", published=False)

    with pytest.raises(Refusal, match=words):
        take_back(park, **values)
    assert (Park.objects.live().count(), Withdrawal.objects.count(), on_record("撤下")) == (1, 0, [])


@pytest.mark.parametrize("to", ["/parks/", "/parks/other/", "/projects/?park=x", "/"])
def test_withdrawn_page_may_lead_to_what_is_public(to):
    make.make_park(slug="other")
    take_back(make.make_park(), redirect_to=to)

    assert Withdrawal.objects.get().redirect_to == to


def test_what_is_not_public_cannot_be_withdrawn():
    with pytest.raises(Refusal, match="没有公布，不用撤下"):
        take_back(make.make_park(published=False))


def test_withdrawal_of_what_changed_meanwhile_is_refused():
    park = make.make_park()
    seen = park.updated_at
    Park.objects.filter(pk=park.pk).update(updated_at=seen + HOUR)

    with pytest.raises(Moved):
        take_back(park, seen=seen)
    assert Park.objects.live().count() == 1


def test_withdrawn_page_is_published_again_as_it_was():
    park, user = take_back(make.make_park()), make.make_staff("publisher")
    republish(item=park, user=user)

    assert (Park.objects.live().get(), Withdrawal.objects.get().ended_at is None) == (park, False)
    assert on_record("重新公布") == [(user.pk, str(park.pk), "")]
    assert list(Revision.objects.order_by("pk").values_list("kind", flat=True)) == ["found", "republished"]


def test_what_was_never_public_is_not_published_again():
    with pytest.raises(Refusal, match="要先提交审核"):
        republish(item=make.make_park(published=False), user=make.make_staff("publisher"))


def test_expiry_that_is_over_does_not_hold_for_what_is_published_again():
    park = take_back(make.make_park(expires_at=timezone.now() - HOUR))
    republish(item=park, user=make.make_staff("publisher"))

    assert Park.objects.live().get().expires_at is None


def test_page_is_withdrawn_and_published_any_number_of_times():
    park, user = make.make_park(), make.make_staff("publisher")
    for _ in range(3):
        take_back(park)
        republish(item=park, user=user)

    assert (park.pk, Withdrawal.objects.count()) == (Park.objects.live().get().pk, 3)


@pytest.mark.anywhere
@pytest.mark.parametrize("role", ["editor", "first_reviewer", "second_reviewer", "final_reviewer", "auditor", ""])
@pytest.mark.parametrize(
    ("act", "values"),
    [(withdraw, {"reason": "不该"}), (republish, {}), (set_expiry, {"expires_at": timezone.now() + HOUR})],
)
def test_without_the_permission_nothing_changes(role, act, values):
    live, withdrawn = make.make_park(), take_back(make.make_park())
    with pytest.raises(PermissionDenied):
        act(item=withdrawn if act is republish else live, user=make.make_staff(role), **values)

    assert [park.pk for park in Park.objects.live().filter(expires_at=None)] == [live.pk]


# --- The list's actions -----------------------------------------------------------------------------------------------


def test_action_asks_about_the_rows_that_were_chosen(client, publisher):
    live, withheld, other = make.make_park(), make.make_park(published=False), make.make_park()
    data = {"action": "withdraw_chosen", "_selected_action": [live.pk, withheld.pk]}
    answer = client.post(f"{page(Park, 'changelist')}?publication=live", data | {"_selected_action": [live.pk]})
    assert answer.headers["Location"].startswith(f"{WITHDRAW}?row={live.pk}&_changelist_filters=")

    answer = client.post(page(Park, "changelist"), data, follow=True)
    rows = answer.context["rows"]
    assert [(row.item, row.is_chosen, row.why_not) for row in rows] == [
        (live, True, ""),
        (withheld, False, "没有公布，不用撤下。"),
    ]
    assert (Park.objects.live().count(), other in [row.item for row in rows]) == (2, False)


@pytest.mark.anywhere
def test_too_many_rows_are_refused(client, publisher, monkeypatch):
    monkeypatch.setattr("publishing.admin.withdrawing.MOST_ROWS", 2)
    parks = [make.make_park() for _ in range(3)]
    data = {"action": "withdraw_chosen", "_selected_action": [park.pk for park in parks]}
    answer = client.post(page(Park, "changelist"), data, follow=True)

    assert [str(message) for message in answer.context["messages"]] == ["一次最多撤下 2 条，请分几次。"]


def test_chosen_rows_are_withdrawn_with_reason_and_place_to_go(client, publisher):
    parks = [make.make_park(name="甲园"), make.make_park(name="乙园")]
    left = make.make_park()
    query = f"?row={parks[0].pk}&row={parks[1].pk}&_changelist_filters=publication%3Dlive"
    answer = client.post(WITHDRAW + query, sent(*parks, redirect_to="/parks/"))

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{page(Park, 'changelist')}?publication=live")
    assert list(Park.objects.live()) == [left]
    assert set(Withdrawal.objects.values_list("reason", "redirect_to", "by")) == {("数字有误", "/parks/", publisher.pk)}
    assert len(on_record("撤下")) == 2


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("values", "field"),
    [({"reason": " "}, "reason"), ({"reason": "长" * 301}, "reason"), ({"redirect_to": "/nowhere/"}, "redirect_to")],
)
def test_what_is_filled_in_wrongly_is_told_and_nothing_done(client, publisher, values, field):
    park = make.make_park()
    answer = client.post(WITHDRAW, sent(park, **values))

    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert (Park.objects.live().count(), answer.context["rows"][0].is_chosen) == (1, True)


def test_row_that_changed_meanwhile_is_told_and_no_row_touched(client, publisher):
    first, second = make.make_park(), make.make_park()
    data = sent(first, second)
    Park.objects.filter(pk=second.pk).update(updated_at=timezone.now() + HOUR)
    answer = client.post(WITHDRAW, data)

    assert (answer.status_code, Park.objects.live().count(), on_record("撤下")) == (409, 2, [])
    assert [(row.is_chosen, row.problem != "") for row in answer.context["rows"]] == [(True, False), (False, True)]
    # The page has the present state now: whoever ticks the row again means that.
    assert client.post(WITHDRAW, sent(first, second)).status_code == 302
    assert Park.objects.live().count() == 0


@pytest.mark.anywhere
@pytest.mark.parametrize("token", ["", "nonsense", "2020-99-99T00:00:00", "2020-01-01T00:00:00"])
def test_row_without_its_token_is_not_touched(client, publisher, token):
    park = make.make_park()
    answer = client.post(WITHDRAW, sent(park) | {f"seen-{park.pk}": token})

    assert (answer.status_code, Park.objects.live().count()) == (409, 1)


def test_rows_cannot_be_led_to_one_of_themselves(client, publisher):
    first, second = make.make_park(slug="first"), make.make_park(slug="second")
    answer = client.post(WITHDRAW, sent(first, second, redirect_to="/parks/second/"))

    assert (answer.status_code, Park.objects.live().count()) == (409, 2)


@pytest.mark.anywhere
def test_nothing_ticked_does_nothing(client, publisher):
    park = make.make_park()
    answer = client.post(WITHDRAW, sent(park) | {"row": []})

    assert (answer.status_code, Park.objects.live().count()) == (400, 1)


def test_row_that_was_not_shown_is_not_touched(client, publisher):
    shown, other = make.make_park(), make.make_park()
    client.post(WITHDRAW, sent(shown, other) | {"shown": [shown.pk]})

    assert list(Park.objects.live()) == [other]


@pytest.mark.parametrize("keys", [[], ["abc"], ["0"], ["9" * 30], ["-1"]])
@pytest.mark.parametrize("method", ["get", "post"])
def test_rows_that_are_not_there_lead_back(client, publisher, keys, method):
    make.make_park()
    data = {"row": keys, "shown": keys}
    answer = getattr(client, method)(WITHDRAW, data)

    assert (answer.status_code, answer.headers["Location"]) == (302, page(Park, "changelist"))


def test_withdrawn_rows_are_published_again(client, publisher):
    park, never = take_back(make.make_park()), make.make_park(published=False)
    shown = client.get(f"{REPUBLISH}?row={park.pk}&row={never.pk}").context["rows"]
    assert [(row.item, row.is_chosen) for row in shown] == [(park, True), (never, False)]

    assert client.post(REPUBLISH, sent(park, never)).status_code == 409
    assert Park.objects.live().count() == 0
    assert client.post(REPUBLISH, sent(park)).status_code == 302
    assert list(Park.objects.live()) == [park]


def test_scheduled_publication_of_a_page_that_is_to_go_is_pointed_out(client, publisher):
    park = make.make_park()
    schedule(draft=approve(make_draft(park, name="改名")), user=publisher, publish_at=timezone.now() + HOUR)
    rows = client.get(f"{WITHDRAW}?row={park.pk}").context["rows"]

    assert rows[0].warning.startswith("有一份草稿定于 ")


@pytest.mark.anywhere
def test_page_takes_the_same_queries_for_1_and_30_rows(client, publisher):
    def count(rows):
        query = "&".join(f"row={park.pk}" for park in rows)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(f"{WITHDRAW}?{query}").context["rows"]) == len(rows)
        return len(queries)

    parks = [make.make_park() for _ in range(30)]
    count(parks[:1])
    assert count(parks[:1]) == count(parks)


@pytest.mark.anywhere
@pytest.mark.parametrize("role", ["editor", "first_reviewer", "final_reviewer", "auditor", ""])
def test_pages_are_closed_to_who_may_not_publish(client, role):
    client.force_login(make.make_staff(role))
    park = make.make_park()
    expiry = f"/admin/parks/park/{park.pk}/expiry/"
    statuses = [
        client.get(f"{WITHDRAW}?row={park.pk}").status_code,
        client.post(WITHDRAW, sent(park)).status_code,
        client.get(f"{REPUBLISH}?row={park.pk}").status_code,
        client.post(REPUBLISH, sent(park)).status_code,
        client.get(expiry).status_code,
        client.post(expiry, {"mode": "never"}).status_code,
    ]

    assert (set(statuses), Park.objects.live().count()) == ({403}, 1)


@pytest.mark.anywhere
def test_pages_ask_a_visitor_to_log_in(client):
    answer = client.get(WITHDRAW)

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{reverse('admin:login')}?next={WITHDRAW}")


@pytest.mark.parametrize(
    ("maker", "model"), [(make.make_project, Project), (make.make_article, Article), (make.make_zone, None)]
)
def test_each_type_has_its_pages(client, publisher, maker, model):
    item = maker()
    address = reverse(f"admin:{item._meta.app_label}_{item._meta.model_name}_withdraw")
    client.post(address, sent(item))

    assert not type(item).objects.live().exists()


# --- The item's own page ----------------------------------------------------------------------------------------------


def links(client, item):
    return [link["title"] for link in client.get(page(type(item), "change", item.pk)).context["page_links"]]


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("publisher", (["撤下…", "定下线时间…"], ["重新公布…"], [])),
        ("administrator", (["撤下…", "定下线时间…"], ["重新公布…"], [])),
        ("editor", ([], [], [])),
    ],
)
def test_item_has_links_to_what_can_be_done(client, role, expected):
    live, withdrawn, new = make.make_park(), take_back(make.make_park()), make.make_park(published=False)
    client.force_login(make.make_staff(role))

    assert tuple(links(client, item) for item in (live, withdrawn, new)) == expected


def test_withdrawn_from_its_own_page_one_is_back_there(client, publisher):
    park = make.make_park()
    link = client.get(page(Park, "change", park.pk)).context["page_links"][0]["url"]
    answer = client.post(link, sent(park))

    assert answer.headers["Location"] == page(Park, "change", park.pk)


# --- The time of expiry -----------------------------------------------------------------------------------------------


def expiry(client, park, **values):
    park.refresh_from_db()
    data = {"mode": "at", "expires_at": "", "seen": park.updated_at.isoformat()} | values
    answer = client.post(f"/admin/parks/park/{park.pk}/expiry/", data)
    park.refresh_from_db()
    return answer


def test_expiry_is_meant_in_the_zone_s_own_time(client, publisher):
    park = make.make_park()
    answer = expiry(client, park, expires_at="2099-01-01T00:00")

    assert (answer.status_code, park.expires_at) == (302, dt.datetime(2098, 12, 31, 16, tzinfo=dt.UTC))
    shown = client.get(f"/admin/parks/park/{park.pk}/expiry/").content.decode()
    assert ('value="2099-01-01T00:00"' in shown, "北京时间，Asia/Shanghai" in shown) == (True, True)
    entry = AuditEntry.objects.get(verb="定下线时间")
    assert entry.changes == [["下线时间", "不下线", "2099-01-01 00:00 北京时间"]]


def test_page_that_is_off_is_public_again_without_its_expiry(client, publisher):
    park = make.make_park(expires_at=timezone.now() - HOUR)
    expiry(client, park, mode="never", expires_at="2099-01-01T00:00")

    assert (park.expires_at, park.is_live) == (None, True)


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "values",
    [
        {},
        {"expires_at": "2001-01-01T00:00"},
        {"expires_at": "0001-01-01T00:00"},
        {"expires_at": "9999-12-31T23:59"},
        {"expires_at": "nonsense"},
        {"mode": "nonsense", "expires_at": "2099-01-01T00:00"},
        {"seen": "", "expires_at": "2099-01-01T00:00"},
    ],
)
def test_expiry_that_makes_no_sense_is_refused(client, publisher, values):
    park = make.make_park()
    answer = expiry(client, park, **values)

    assert (answer.status_code, bool(answer.context["form"].errors), park.expires_at) == (400, True, None)


def test_expiry_of_what_is_not_public_is_refused(client, publisher):
    park = make.make_park(published=False)

    assert (expiry(client, park, expires_at="2099-01-01T00:00").status_code, park.expires_at) == (400, None)


@pytest.mark.parametrize("key", ["0", "abc", "9" * 30])
def test_expiry_of_nothing_leads_away(client, publisher, key):
    assert client.get(f"/admin/parks/park/{key}/expiry/").status_code == 302
