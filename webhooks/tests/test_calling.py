"""One call: to a checked address only, within its time, with a bounded answer, whatever the other side does."""

import socket
import ssl
import subprocess
import time

import pytest

from webhooks import hosts
from webhooks.calling import LONGEST_ANSWER, call
from webhooks.hosts import Refused, addresses_of, may_connect, target_of
from webhooks.signing import headers, new_secret

from .receiver import is_signed, running, status

SIGNS = "网址里只能有英文字母、数字和符号，不能有空格；中文域名请写成 xn-- 开头的形式。"
INTERNAL = "这个网址在内部网络里，不能推送。要推送到内部系统，请管理员在设置里放行那个网段。"


def send(receiver):
    return call(receiver.url, b"{}", {"X-Own": "1"})


# --- Answers ----------------------------------------------------------------------------------------------------------


def test_call_posts_the_body_for_the_host_of_the_address(receiver):
    receiver.answer = status(200, b"thanks\0")
    answer = send(receiver)
    [(sent, body)] = receiver.got

    assert (answer.status, answer.text, answer.error, answer.is_success) == (200, "thanks", "", True)
    assert (sent["path"], sent["Host"], sent["X-Own"], body) == (
        "/hook?who=zone",
        f"127.0.0.1:{receiver.port}",
        "1",
        b"{}",
    )


def test_environment_names_no_proxy(receiver, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert send(receiver).is_success


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirect_is_not_followed(receiver, code):
    receiver.answer = status(code, Location=receiver.url)
    answer = send(receiver)

    assert (answer.is_success, len(receiver.got)) == (False, 1)
    assert answer.error == f"对方答复 {code}，要转到别的网址；推送不跟着转，请填最终的网址。"


def test_big_answer_is_read_no_further_than_its_start(receiver):
    receiver.answer = status(200, "好".encode() * 2_000_000)
    answer = send(receiver)

    assert (answer.is_success, answer.text) == (True, "好" * LONGEST_ANSWER)


def test_server_that_says_nothing_is_left_in_time(receiver, settings):
    settings.WEBHOOK_TIMEOUT = 0.2
    receiver.answer = lambda handler: receiver.released.wait(5)
    answer = send(receiver)

    assert (answer.status, answer.error) == (None, "对方 0.2 秒内没有答复。")


def test_server_that_drips_is_left_in_time(receiver, settings):
    """Each byte comes well within the timeout of the socket."""
    settings.WEBHOOK_TIMEOUT = 0.3

    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not receiver.released.wait(0.05):
            handler.wfile.write(b"x")

    receiver.answer = drip
    answer = send(receiver)

    assert (answer.error, answer.milliseconds < 3000) == ("对方 0.3 秒内没有答复。", True)


def test_nonsense_is_no_answer(receiver):
    receiver.answer = lambda handler: handler.wfile.write(b"what?\r\n\r\n")

    assert send(receiver).error == "对方的答复读不懂。"


def test_nobody_there_is_told(receiver):
    receiver.server.shutdown()
    receiver.server.server_close()

    assert send(receiver).error == "对方拒绝连接。"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for "localhost" that nobody else vouches for."""
    place = tmp_path_factory.mktemp("certificate")
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    keys = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    files = ["-keyout", place / "key.pem", "-out", place / "certificate.pem"]
    subprocess.run(["openssl", "req", "-x509", *keys, *names, *files], check=True, capture_output=True)
    return place


@pytest.mark.parametrize(
    ("host", "is_trusted", "error"),
    [
        ("localhost", True, ""),
        ("127.0.0.1", True, "对方的证书不可信，或者不是这个域名的。"),
        ("localhost", False, "对方的证书不可信，或者不是这个域名的。"),
    ],
)
def test_certificate_has_to_be_that_of_the_name(settings, monkeypatch, certificate, host, is_trusted, error):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "certificate.pem", certificate / "key.pem")
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "certificate.pem"))
    with running(context) as receiver:
        settings.WEBHOOK_ALLOWED_NETWORKS, settings.WEBHOOK_PORTS = ["127.0.0.1", "::1"], [str(receiver.port)]
        answer = call(f"https://{host}:{receiver.port}/", b"{}", {})

    assert (answer.error, answer.is_success, len(receiver.got)) == (error, not error, int(not error))


# --- Addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
        ("::ffff:93.184.216.34", False),
        ("::ffff:127.0.0.1", False),
        ("::7f00:1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b:1::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:7f00:1::", False),
        ("nonsense", False),
    ],
)
def test_only_public_addresses_are_connected_to(address, expected):
    assert may_connect(address) == expected


def test_settings_allow_a_network_and_no_other(settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = ["10.20.0.0/16", "nonsense", "fd00::/8"]

    found = [may_connect(each) for each in ("10.20.1.1", "10.21.1.1", "fd00::1", "127.0.0.1")]
    assert found == [True, False, True, False]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.org/", "网址要以 https:// 开头。"),
        ("ftp://example.org/", "网址要以 https:// 开头。"),
        ("file:///etc/passwd", "网址要以 https:// 开头。"),
        ("https:///path", "网址要以 https:// 开头。"),
        ("example.org", "网址要以 https:// 开头。"),
        ("https://user:pass@example.org/", "网址里不能写用户名和密码。"),
        ("https://@example.org/", "网址里不能写用户名和密码。"),
        ("https://example.org/#part", "网址里不能有 # 和它后面的部分。"),
        ("https://example.org:22/", "不能推送到端口 22，只能是 443、8443。"),
        ("https://example.org:0/", "不能推送到端口 0，只能是 443、8443。"),
        ("https://example.org:99999/", "这不是一个网址。"),
        ("https://[::1/", "这不是一个网址。"),
        ("https://example.org/a b", SIGNS),
        (
            "https://example.org/\r\nX: 1",
            SIGNS,
        ),
        ("https://例子.cn/", SIGNS),
    ],
)
def test_address_of_another_kind_is_refused(url, words):
    with pytest.raises(Refused) as refused:
        target_of(url)

    assert str(refused.value) == words


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
def test_own_machine_is_refused_however_it_is_written(host):
    with pytest.raises(Refused) as refused:
        addresses_of(target_of(f"https://{host}/"))

    assert str(refused.value) == INTERNAL


def answers(monkeypatch, *lists):
    """The names' server gives one of these lists after the other; returns what was asked for."""
    left, asked = list(lists), []

    def getaddrinfo(host, port, *args, **kwargs):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in left.pop(0)]

    monkeypatch.setattr(hosts.socket, "getaddrinfo", getaddrinfo)
    return asked


def test_name_with_one_internal_address_among_public_ones_is_refused(monkeypatch):
    answers(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(Refused):
        addresses_of(target_of("https://hook.example/"))


def test_name_is_looked_up_once_and_the_checked_address_connected_to(receiver, monkeypatch):
    """A name that answers otherwise the second time leads nowhere else."""
    real = socket.getaddrinfo
    asked = []

    def getaddrinfo(host, port, *args, **kwargs):
        asked.append(host)
        return real("127.0.0.1" if asked.count(host) == 1 else "127.0.0.2", port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    answer = call(f"http://hook.example:{receiver.port}/", b"{}", {})
    [(sent, _)] = receiver.got

    assert (answer.is_success, sent["Host"]) == (True, f"hook.example:{receiver.port}")
    assert asked == ["hook.example", "127.0.0.1"]  # the second is the number itself, as the socket reads it


def test_name_that_became_internal_since_it_was_saved_is_not_called(receiver, monkeypatch, settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = []

    assert (send(receiver).error, receiver.got) == (INTERNAL, [])


# --- Signatures -------------------------------------------------------------------------------------------------------


def test_signature_is_that_of_the_specification():
    """The example that the specification's own libraries are tested with."""
    found = headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )

    assert found["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_secret_signs():
    old, new = new_secret(), new_secret()
    found = headers("msg_1", int(time.time()), b"{}", [new, old])

    assert [is_signed(found, b"{}", each) for each in (new, old, new_secret())] == [True, True, False]
    assert len(found["webhook-signature"].split()) == 2
