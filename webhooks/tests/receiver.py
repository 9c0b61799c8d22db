"""A receiver as somebody might run it: a real server of HTTP on this machine, in a thread, that does as it is told."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


class Receiver:
    """``answer`` is called with the handler and writes the answer; ``got`` are the requests, as (headers, body)."""

    def __init__(self, context=None):
        self.got, self.answer, self.released = [], status(204), threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.server.handle_error = lambda *args: None  # who called has hung up
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}/hook?who=zone"

    def _handler(receiver):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((dict(self.headers.items()) | {"path": self.path}, body))
                receiver.answer(self)

            def do_GET(self):
                receiver.got.append((dict(self.headers.items()) | {"path": self.path}, b"GET"))
                self.send_error(500)

            def log_message(self, *args):
                pass

        return Handler


@contextmanager
def running(context=None):
    receiver = Receiver(context)
    # How often the server looks whether it is to stop.
    thread = threading.Thread(target=receiver.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.released.set()
        receiver.server.shutdown()
        receiver.server.server_close()
        thread.join()


def status(code, body=b"", **headers):
    """An answer with this code."""

    def answer(handler):
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def is_signed(headers, body, secret):
    """Whether one of the signatures is that of the secret, as the specification's own library sees it."""
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True
