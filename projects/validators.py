"""Rules on a project's address and on what spans its rows, as pure functions."""

RESERVED_SLUGS = frozenset({"board", "lights", "feed"})
"""Pages of their own below /projects/, which a project's page would hide behind."""


def is_reserved_slug(slug: str) -> bool:
    """Whether a project may not be called so in its address."""
    return slug.lower() in RESERVED_SLUGS


def unknown_phase_numbers(phase_numbers, used_numbers) -> list[int]:
    """The phase numbers that children use but no phase has, in order; 0 stands for the whole project."""
    return sorted(set(used_numbers) - set(phase_numbers) - {0})
