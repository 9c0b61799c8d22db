"""Conditional requests: who has an answer already is told that it still holds (304), and is not sent it again.

The mark of an answer is made from the answer. There is no cheaper one that is right: an answer names other rows, which
change, go and come by themselves, and says how late things are as of today. A mark kept beside the rows would sooner or
later let somebody go on showing what was withdrawn. What is saved is the way, not the work.
"""

import hashlib
import logging
import time
from email.utils import formatdate

from django.core.cache import cache
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_http_date_safe
from redis.exceptions import RedisError

from .errors import problem

log = logging.getLogger(__name__)
KEPT = 7 * 24 * 60 * 60
"""Seconds for which it is remembered since when an answer has been the same."""


class ConditionalAnswers:
    """A view whose answers carry an ETag and Last-Modified, and whose unchanged answers are 304."""

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200:
            response.add_post_render_callback(lambda rendered: _unless_known(request, rendered))
        return response


def _unless_known(request, response):
    """The answer in place of the one just rendered; None to leave that as it is."""
    # Not a cryptographic matter: nobody gains by an answer that looks like another.
    etag = f'"{hashlib.blake2s(response.content, digest_size=16).hexdigest()}"'
    since = _same_since(request, response, etag)
    response["ETag"] = etag
    patch_vary_headers(response, ["Accept-Encoding"])  # compression says so too late for a 304
    if since:
        response["Last-Modified"] = formatdate(since, usegmt=True)
    # A day counts only if it is the very one that we gave: any other says nothing about what its bearer has.
    asked = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    answer = get_conditional_response(request, etag, since if asked == since else None, response)
    if answer is response:
        return None
    return problem(412, "内容已经不是 If-Match 所说的那一版。") if answer.status_code == 412 else answer


def _same_since(request, response, etag):
    """The second in which this answer was first given at its address, or None where that says too little."""
    address = f"{request.build_absolute_uri()} {response['Content-Type']}"
    key = f"api-same-since:{hashlib.blake2s(address.encode(), digest_size=16).hexdigest()}"
    now = int(time.time())
    try:
        known, known_since, known_at = cache.get(key, (None, None, None))
        if known == etag and known_since:
            return known_since
        since = None if known_at == now else now  # two answers in one second would carry the same one
        cache.set(key, (etag, since, now), KEPT)
    except RedisError:
        log.exception("The cache does not answer: no Last-Modified")
        return None
    return since
