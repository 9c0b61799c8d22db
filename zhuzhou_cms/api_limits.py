"""How often one address may ask the API (``settings.API_RATE``). Pages are not counted."""

import ipaddress
import logging

from django.conf import settings
from redis.exceptions import RedisError
from rest_framework.throttling import SimpleRateThrottle

log = logging.getLogger(__name__)


class AddressThrottle(SimpleRateThrottle):
    """Counts requests by the visitor's address, in the site's cache; an IPv6 network of one home or office is one."""

    scope = "api"

    def get_rate(self):
        return settings.API_RATE or None

    def allow_request(self, request, view):
        try:
            return super().allow_request(request, view)
        except RedisError:
            log.exception("The cache does not answer: requests to the API are not counted")
            return True

    def get_cache_key(self, request, view):
        from publishing.middleware import client_address  # which itself needs REST framework to be loaded

        address = client_address(request)
        if address and ":" in address:
            address = ipaddress.ip_network(f"{address}/64", strict=False).network_address
        return self.cache_format % {"scope": self.scope, "ident": address}

    def wait(self):
        # None where the rate was lowered while somebody was being counted.
        return super().wait() or self.duration


def rate_in_words() -> str:
    """How often one may ask, as the page about the API says it."""
    throttle = AddressThrottle()
    if throttle.rate is None:
        return "没有限额"
    each = {1: "每秒", 60: "每分钟", 3600: "每小时", 86400: "每天"}[throttle.duration]
    return f"一个网络地址{each}最多 {throttle.num_requests} 次"
