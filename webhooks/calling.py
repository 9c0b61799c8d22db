"""One call: a POST to an address that was checked, within a bounded time, reading a bounded answer. Nothing is stored.

Python's own client of HTTP knows no proxy of the environment and follows no redirect. It connects to the IP address
that ``hosts`` gave, so that a name which answers otherwise the second time leads nowhere else; the certificate and
``Host`` are those of the name.
"""

import contextlib
import http.client
import re
import socket
import ssl
import threading
import time
from dataclasses import dataclass

from django.conf import settings

from .hosts import Refused, addresses_of, target_of

LONGEST_ANSWER = 500  # characters kept of it
_MOST_ADDRESSES = 4
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Answer:
    """What came of a call. ``status`` is None where nobody answered; ``error`` says in words why it did not succeed."""

    status: int | None = None
    text: str = ""
    error: str = ""
    milliseconds: int = 0

    @property
    def is_success(self):
        return self.status is not None and 200 <= self.status < 300


def call(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send ``body`` there. Raises nothing that others could cause: whatever went wrong stands in the answer."""
    started = time.monotonic()
    status, text, error = None, "", ""
    try:
        target = target_of(url)
        status, text = _post(target, addresses_of(target), body, headers)
        error = _why_not(status)
    except Refused as refused:
        error = str(refused)
    except Exception as problem:  # whatever a stranger's server may make Python's client say
        error = _words(problem)
    return Answer(status, text, error, int((time.monotonic() - started) * 1000))


def _post(target, addresses, body, headers):
    connection = _Connection(target, addresses)
    try:
        connection.request("POST", target.path, body, headers | {"Connection": "close"})
        response = connection.getresponse()
        if connection.is_late:  # Python takes what was cut off among the headers for their end
            raise TimeoutError
        return response.status, _start_of(response)
    except Exception as problem:
        if connection.is_late:
            raise TimeoutError from problem
        raise
    finally:
        connection.watch.cancel()
        connection.close()


def _start_of(response):
    """The beginning of the answer; one that breaks off has been given all the same."""
    try:
        read = response.read(LONGEST_ANSWER * 4)
    except (OSError, ValueError, http.client.HTTPException):
        return ""
    return _CONTROLS.sub("", read.decode("utf-8", "replace"))[:LONGEST_ANSWER]


class _Connection(http.client.HTTPConnection):
    """A connection to one of these IP addresses, for the name of the target, which is cut off when its time is up."""

    def __init__(self, target, addresses):
        super().__init__(target.host, target.port, timeout=settings.WEBHOOK_TIMEOUT)
        self.default_port = 443 if target.is_secure else 80  # which ``Host`` leaves out
        self.addresses, self.is_secure, self.is_late = addresses[:_MOST_ADDRESSES], target.is_secure, False
        self.until = time.monotonic() + self.timeout
        self.watch = threading.Timer(self.timeout, self._cut_off)
        self.watch.daemon = True

    def connect(self):
        plain = self._connected()
        self.sock = plain
        if self.is_secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.watch.start()
        if self.is_secure:
            self.sock.do_handshake()

    def _connected(self):
        problem = OSError()
        for address in self.addresses:
            left = self.until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            try:
                return socket.create_connection((address, self.port), left)
            except OSError as error:
                problem = error
        raise problem

    def _cut_off(self):
        """A timeout of the socket counts anew with each byte; who sends one a second would hold us for ever."""
        self.is_late = True
        with contextlib.suppress(OSError, AttributeError):
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _why_not(status):
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"对方答复 {status}，要转到别的网址；推送不跟着转，请填最终的网址。"
    return f"对方答复 {status}" + ("，不再接收。" if status == 410 else "。")


def _words(problem):
    if isinstance(problem, TimeoutError):
        return f"对方 {settings.WEBHOOK_TIMEOUT:g} 秒内没有答复。"
    if isinstance(problem, ssl.SSLCertVerificationError):
        return "对方的证书不可信，或者不是这个域名的。"
    if isinstance(problem, ssl.SSLError):
        return "加密连接没有建成。"
    if isinstance(problem, ConnectionRefusedError):
        return "对方拒绝连接。"
    if isinstance(problem, http.client.HTTPException | UnicodeError | ValueError):
        return "对方的答复读不懂。"
    return "连不上对方，或者连接中断。"
