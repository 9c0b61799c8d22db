"""To which addresses the site may send: public ones alone, unless ``WEBHOOK_ALLOWED_NETWORKS`` names others.

A host is looked up once; what was checked here is what ``calling`` connects to.
"""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

_PLAIN = re.compile(r"[\x21-\x7e]+")
# Prefixes in which an IPv4 address is wrapped up: 6to4, Teredo, NAT64, what was mapped or made compatible.
_WRAPPED = [
    ipaddress.ip_network(name)
    for name in ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48", "::ffff:0:0/96", "::/96")
]
_GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")


class Refused(Exception):
    """The site does not send there. The words are for staff."""


@dataclass(frozen=True)
class Target:
    """The parts of an address. ``path`` has its query."""

    is_secure: bool
    host: str
    port: int
    path: str


def target_of(url: str) -> Target:
    """The parts of the address ``url``. Raises Refused for what nothing is sent to, whoever may be there."""
    if not _PLAIN.fullmatch(url):
        raise Refused("网址里只能有英文字母、数字和符号，不能有空格；中文域名请写成 xn-- 开头的形式。")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Refused("这不是一个网址。") from error
    if parts.scheme not in ({"https", "http"} if settings.WEBHOOK_ALLOW_HTTP else {"https"}) or not host:
        raise Refused("网址要以 https:// 开头。")
    if parts.username is not None or parts.password is not None:
        raise Refused("网址里不能写用户名和密码。")
    if parts.fragment:
        raise Refused("网址里不能有 # 和它后面的部分。")
    is_secure = parts.scheme == "https"
    port = port if port is not None else 443 if is_secure else 80
    if str(port) not in settings.WEBHOOK_PORTS:
        raise Refused(f"不能推送到端口 {port}，只能是 {'、'.join(settings.WEBHOOK_PORTS)}。")
    return Target(is_secure, host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def addresses_of(target: Target) -> list[str]:
    """The IP addresses of the host, each of which may be connected to. Raises Refused if any may not, or there is none.

    One that may not spoils them all: who answers with both wants to find out which is taken.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused("找不到这个主机名。") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses or not all(may_connect(address) for address in addresses):
        raise Refused("这个网址在内部网络里，不能推送。要推送到内部系统，请管理员在设置里放行那个网段。")
    return addresses


def may_connect(address: str) -> bool:
    """Whether the IP address is public, or in a network that the settings allow."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(known in network for network in allowed_networks()) or is_public(known)


def is_public(known) -> bool:
    """Whether the address is one of the internet's, of a single host, and no other address wrapped up in it."""
    if known.version == 6 and (known not in _GLOBAL_IPV6 or any(known in each for each in _WRAPPED)):
        return False
    return known.is_global and not known.is_multicast and not known.is_reserved


def allowed_networks() -> list:
    """The networks that ``WEBHOOK_ALLOWED_NETWORKS`` names; what can't be read allows nothing (``checks`` names it)."""
    return [network for name in settings.WEBHOOK_ALLOWED_NETWORKS if (network := network_of(name))]


def network_of(name: str):
    """The network that is written like this ("10.20.0.0/16", or one address), or None."""
    try:
        return ipaddress.ip_network(name.strip())
    except ValueError:
        return None
