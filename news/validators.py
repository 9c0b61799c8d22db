"""Rules on an article's address, as pure functions."""

RESERVED_SLUGS = frozenset({"feed"})
"""Addresses of their own below /news/, which an article's page would hide behind."""


def is_reserved_slug(slug: str) -> bool:
    """Whether an article may not be called so in its address."""
    return slug.lower() in RESERVED_SLUGS
