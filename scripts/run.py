"""`make run`: from a fresh clone, or any later state, to the site being served.

What can be wrong is asked before what takes long, and said in one line. What happens inside the site (tables, content,
staff, static files) is the management command `prepare_site`; this script makes that possible and then becomes the
server. All state lies in `var/`.
"""

import errno
import os
import secrets
import socket
import subprocess
from pathlib import Path

from environment import PYTHON, ROOT, Refusal, check_writable, install, private_writer, run_main, say

EVERY_INTERFACE = {"0.0.0.0", "::"}
TRUE = {"1", "true", "yes", "on"}


def main():
    host, port = requested_address()
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
    check_state(var)
    listener = reserve(host, port)
    install("requirements.txt")
    environment = site_environment(host, var)
    if subprocess.run([PYTHON, "manage.py", "prepare_site"], cwd=ROOT, env=environment, check=False).returncode != 0:
        raise Refusal("网站未能启动，原因见上。  (The site could not be prepared, see above.)")
    listener.listen()  # from here on browsers are answered, if only when the server is up
    announce(host, port)
    serve(listener, environment)


def check_state(var):
    """Raise `Refusal` unless all state can be written, also what an earlier start left, perhaps another user's."""
    check_writable(var)
    for path in var.iterdir():
        if not os.access(path, os.W_OK):
            raise Refusal(f"无法写入 {path}，它可能属于其他用户。  ({path} is not writable.)")


def requested_address():
    """HOST and PORT from the environment, as a host without brackets and a number."""
    host = (os.environ.get("HOST") or "127.0.0.1").strip().removeprefix("[").removesuffix("]")
    port = (os.environ.get("PORT") or "8000").strip()
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise Refusal(f"端口 PORT={port} 无效，应为 1 至 65535 的整数。  (PORT must be a number from 1 to 65535.)")
    return host, int(port)


def reserve(host, port):
    """The socket that the server will listen on, bound: nobody can take the address while we install."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise Refusal(f"地址 HOST={host} 无效或无法解析。  (HOST is not a known address.)") from error
    listener = socket.socket(family, kind)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # or a port left a minute ago still counts as taken
    try:
        listener.bind(address)
    except OSError as error:
        reason = {
            errno.EADDRINUSE: f"端口 {port} 已被占用，请换一个：make run PORT={port % 65535 + 1}"
            f"  (Port {port} of {host} is taken.)",
            errno.EADDRNOTAVAIL: f"HOST={host} 不是本机的地址。  (HOST is not an address of this machine.)",
            errno.EACCES: f"没有权限使用端口 {port}，请用 1024 以上的端口。  (Port {port} needs more rights.)",
        }.get(error.errno, f"无法使用 {host}:{port}：{error.strerror}")
        raise Refusal(reason) from error
    return listener


def site_environment(host, var):
    """What the site's processes get to see; whatever the user has set stays as it is."""
    environment = os.environ | {"VAR_DIR": str(var)}
    environment.setdefault("DEMO", "1")
    environment.setdefault("SECRET_KEY", secret_key(var / "secret_key"))
    if environment["DEMO"].lower() in TRUE:
        # Who listens on every interface is reached under names that only the network knows.
        hosts = ["*"] if host in EVERY_INTERFACE else ["127.0.0.1", "localhost", "[::1]", bracketed(host)]
        environment.setdefault("ALLOWED_HOSTS", ",".join(hosts))
    return environment


def secret_key(path):
    """The key kept in this file; made once, so that nobody is logged out by a restart."""
    if not path.is_file():
        with open(path, "w", encoding="ascii", opener=private_writer) as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii")


def announce(host, port):
    site = f"http://{bracketed('127.0.0.1' if host in EVERY_INTERFACE else host)}:{port}"
    say()
    say(f"  网站  site    {site}/")
    say(f"  后台  admin   {site}/admin/")
    say(f"  接口  API     {site}/api/docs/")
    say()
    if host in EVERY_INTERFACE:
        say("注意：同一网络中的其他人也能打开本站并使用演示账号。  (Others in this network can reach the demo.)")
    say("按 Ctrl-C 停止。  (Ctrl-C stops the server.)")


def serve(listener, environment):
    """Become the server, which takes over the socket: signals reach it, and its end is ours."""
    listener.set_inheritable(True)
    os.chdir(ROOT)
    # fmt: off
    os.execve(PYTHON, [
        PYTHON, "-m", "gunicorn", "zhuzhou_cms.wsgi:application",
        "--bind", f"fd://{listener.fileno()}",
        "--workers", "2", "--worker-class", "gthread", "--threads", "4",
        "--log-level", "warning",
        "--no-control-socket",  # it would lie in the user's home
    ], environment)
    # fmt: on


def bracketed(host):
    """The host as it stands in an address: `[::1]`, `localhost`."""
    return f"[{host}]" if ":" in host else host


if __name__ == "__main__":
    run_main(main)
