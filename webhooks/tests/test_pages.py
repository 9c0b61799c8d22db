"""The staff's pages: what may be entered, what is done by a button, who sees a secret, and what is on record."""

import datetime as dt
import socket
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from publishing.models import AuditEntry
from tests import factories as make
from tests.admin_pages import page
from webhooks.choices import State
from webhooks.models import Delivery, Endpoint, Message

from .receiver import is_signed, status

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

ADD = "/admin/webhooks/endpoint/add/"
INTERNAL = "这个网址在内部网络里，不能推送。要推送到内部系统，请管理员在设置里放行那个网段。"


@pytest.fixture
def boss(client):
    user = make.make_staff("administrator")
    client.force_login(user)
    return user


def form(**values):
    return {"name": "市平台", "url": "https://127.0.0.1/", "events": ["item.published"], "is_active": "on"} | values


def do(client, row, verb):
    """Press the button; returns what the page then says."""
    address = reverse(f"admin:webhooks_{row._meta.model_name}_{verb}", args=[row.pk])
    return [str(each) for each in client.post(address, follow=True).context["messages"]]


def on_record():
    return list(AuditEntry.objects.exclude(verb="登录").order_by("pk").values_list("verb", "title"))


def test_endpoint_is_added_with_a_secret_of_its_own_and_on_record(client, boss, receiver):
    client.post(ADD, form(url=receiver.url, content_types=["parks.park"]))
    client.post(ADD, form(url=receiver.url, name="省平台"))
    first, second = Endpoint.objects.order_by("pk")

    assert (first.events, first.content_types, second.content_types) == (["item.published"], ["parks.park"], [])
    assert (first.secret[:6], first.secret != second.secret) == ("whsec_", True)
    entry = AuditEntry.objects.get(title="市平台")
    assert ["网址", "", receiver.url] in entry.changes
    assert ["哪些内容", "", "园区"] in entry.changes


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({}, "url", INTERNAL),
        ({"url": "http://example.org/"}, "url", "网址要以 https:// 开头。"),
        ({"events": []}, "events", "该字段是必填项。"),
        ({"content_types": ["auth.user"]}, "content_types", "选择一个有效的选项。 auth.user 不在可用的选项中。"),
    ],
)
def test_form_says_what_is_wrong(client, boss, values, field, words):
    errors = client.post(ADD, form(**values)).context["adminform"].form.errors

    assert (errors[field], Endpoint.objects.count()) == ([words], 0)


def test_form_says_that_a_name_is_unknown(client, boss, monkeypatch):
    monkeypatch.setattr("webhooks.hosts.socket.getaddrinfo", mock.Mock(side_effect=socket.gaierror))
    errors = client.post(ADD, form(url="https://hook.example/")).context["adminform"].form.errors

    assert errors == {"url": ["找不到这个主机名。"]}


def test_test_is_sent_at_once_and_its_outcome_shown(client, boss, receiver):
    endpoint = make.make_endpoint(url=receiver.url, is_active=False)
    said = do(client, endpoint, "test")
    receiver.answer = status(500)
    said += do(client, endpoint, "test")
    [(sent, body), _] = receiver.got

    assert [text.split("，")[0] for text in said] == ["测试已送达：对方答复 204", "测试没有送达：对方答复 500。"]
    assert is_signed(sent, body, endpoint.secret)
    assert b'"type":"endpoint.test"' in body
    # Nobody waits for a second try, and the endpoint's health is not judged by it.
    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == ["delivered", "given_up"]
    assert Endpoint.objects.get().failing_since is None
    assert on_record() == [("测试推送", endpoint.name)] * 2


def test_secret_is_on_no_page_but_its_own(client, boss):
    endpoint = make.make_endpoint()
    Endpoint.objects.filter(pk=endpoint.pk).update(previous_secret="whsec_b2xk", previous_until=timezone.now())
    delivery = make.make_delivery(endpoint)
    pages = [client.get(page(Endpoint, "changelist")), client.get(page(Endpoint, "change", endpoint.pk))]
    pages += [client.get(page(Delivery, "change", delivery.pk)), client.get(page(Endpoint, "delete", endpoint.pk))]
    shown = client.post(reverse("admin:webhooks_endpoint_secret", args=[endpoint.pk]))

    assert [endpoint.secret in each.content.decode() for each in pages] == [False] * 4
    assert (endpoint.secret in shown.content.decode(), "no-store" in shown.headers["Cache-Control"]) == (True, True)
    assert "whsec_b2xk" not in shown.content.decode()  # it is over
    assert on_record() == [("查看推送密钥", endpoint.name)]


def test_deleted_endpoint_leaves_no_secret_on_record(client, boss):
    endpoint = make.make_endpoint()
    client.post(page(Endpoint, "delete", endpoint.pk), {"post": "yes"})
    entry = AuditEntry.objects.get(title=endpoint.name)

    assert (entry.verb, Endpoint.objects.count()) == ("删除", 0)
    assert [what for what, _, _ in entry.changes] == ["名称", "网址", "启用"]


def test_old_secret_signs_for_a_day_beside_the_new_one(client, boss, receiver):
    endpoint = make.make_endpoint(url=receiver.url)
    old = endpoint.secret
    do(client, endpoint, "rotate")
    do(client, endpoint, "test")
    endpoint.refresh_from_db()
    [(sent, body)] = receiver.got
    assert [is_signed(sent, body, key) for key in (old, endpoint.secret)] == [True, True]

    Endpoint.objects.update(previous_until=timezone.now())
    do(client, endpoint, "test")
    [_, (sent, body)] = receiver.got
    assert [is_signed(sent, body, key) for key in (old, endpoint.secret)] == [False, True]


def test_paused_endpoint_goes_on_when_told_to(client, boss):
    endpoint = make.make_endpoint(paused_at=timezone.now(), pause_reason="对方答复 410，不再接收。")
    delivery = make.make_delivery(endpoint, next_at=timezone.now() + dt.timedelta(days=1))
    assert "对方答复 410，不再接收。" in client.get(page(Endpoint, "change", endpoint.pk)).content.decode()
    said = do(client, endpoint, "unpause") + do(client, endpoint, "unpause")
    endpoint.refresh_from_db()

    assert said == ["已恢复推送，1 条等待发送。", "这个地址没有暂停。"]
    assert (endpoint.paused_at, list(Delivery.objects.due())) == (None, [delivery])


def test_delivery_is_sent_again_under_its_name(client, boss):
    delivery = make.make_delivery(state=State.GIVEN_UP, tries=10, next_at=None, error="对方答复 500。")
    said = do(client, delivery, "resend") + do(client, delivery, "resend")

    assert said == ["已排队重新推送，一般一分钟内发出。", "这一条还在等待发送。"]
    assert (list(Delivery.objects.due()), Message.objects.count()) == ([delivery], 1)
    assert [verb for verb, _ in on_record()] == ["重新推送"]


@pytest.mark.parametrize(
    ("due", "tried", "is_told"),
    [(16, None, True), (16, 16, True), (14, None, False), (16, 5, False)],  # minutes ago
)
def test_stopped_timer_is_told_where_its_work_is(client, boss, due, tried, is_told):
    now = timezone.now()
    moments = [now - dt.timedelta(minutes=minutes) if minutes else None for minutes in (due, tried)]
    late = make.make_delivery(next_at=moments[0])
    make.make_delivery(late.endpoint, state=State.DELIVERED, next_at=None, last_at=moments[1])
    pages = [page(Endpoint, "changelist"), page(Endpoint, "change", late.endpoint_id)]
    pages += [page(Delivery, "changelist"), page(Delivery, "change", late.pk), reverse("admin:index")]

    words = "超过一刻钟没有运行</b>：有 1 条到了时间还没有发出"
    assert [words in client.get(each).content.decode() for each in pages] == [is_told] * 5


def test_what_waits_for_a_receiver_that_is_paused_is_not_late(boss, client):
    endpoint = make.make_endpoint(paused_at=timezone.now())
    make.make_delivery(endpoint, next_at=timezone.now() - dt.timedelta(days=1))

    assert "没有运行</b>：有" not in client.get(page(Endpoint, "changelist")).content.decode()


@pytest.mark.parametrize(("domain", "is_told"), [("", True), ("www.zone.example", False)])
def test_endpoints_say_that_addresses_would_not_be_whole(client, boss, settings, domain, is_told):
    settings.SITE_OWNER = settings.SITE_OWNER | {"domain": domain}
    pages = [ADD, page(Endpoint, "changelist"), page(Endpoint, "change", make.make_endpoint().pk)]

    words = "域名（SITE_DOMAIN）还没有填写"
    assert [words in client.get(each).content.decode() for each in pages] == [is_told] * 3


def test_log_shows_what_was_sent_and_answered(client):
    client.force_login(make.make_staff("auditor"))
    delivery = make.make_delivery(state=State.GIVEN_UP, status_code=500, error="对方答复 500。", answer="<b>oops</b>")
    text = client.get(page(Delivery, "change", delivery.pk)).content.decode()

    assert "&lt;b&gt;oops&lt;/b&gt;" in text
    assert "&quot;type&quot;: &quot;item.published&quot;" in text
    assert "重新推送" not in text
