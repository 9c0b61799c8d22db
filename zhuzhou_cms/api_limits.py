"""How often one address may ask the API (``settings.API_RATE``). Pages are not counted."""

import ipaddress

from django.conf import settings
from rest_framework.throttling import SimpleRateThrottle


class AddressThrottle(SimpleRateThrottle):
    """Counts requests by the visitor's address, in the site's cache; an IPv6 network of one home or office is one."""

    scope = "api"

    def get_rate(self):
        return settings.API_RATE or None

    def get_cache_key(self, request, view):
        from publishing.middleware import client_address  # which itself needs REST framework to be loaded

        address = client_address(request)
        if address and ":" in address:
            address = ipaddress.ip_network(f"{address}/64", strict=False).network_address
        return self.cache_format % {"scope": self.scope, "ident": address}

    def wait(self):
        # None where the rate was lowered while somebody was being counted.
        return super().wait() or self.duration
