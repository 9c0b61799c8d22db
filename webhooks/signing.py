"""Signatures after the Standard Webhooks specification (standardwebhooks.com, symmetric ``v1``). Pure functions.

A secret is ``whsec_`` and 32 random bytes in base64. What is signed is ``<id>.<timestamp>.<body>``.
"""

import base64
import hashlib
import hmac
import secrets

PREFIX = "whsec_"


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(name: str, moment: int, body: bytes, keys: list[str]) -> dict[str, str]:
    """The three headers of a message. ``moment`` is the time of this try in seconds; each key gives one signature."""
    said = f"{name}.{moment}.".encode() + body
    return {
        "webhook-id": name,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(_signature(key, said) for key in keys),
    }


def _signature(key, said):
    raw = base64.b64decode(key.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.digest(raw, said, hashlib.sha256)).decode()
