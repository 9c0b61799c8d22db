"""An address name for what came without one: the pinyin of its name."""

import re

from pypinyin import lazy_pinyin

_LONGEST = 60


def proposed_slug(name: str, taken) -> str:
    """An address name that is not among the keys ``taken`` (tuples of one text), e.g. "yun-long-shu-ju-hu"."""
    parts = [part for each in lazy_pinyin(name) for part in re.findall(r"[a-z0-9]+", each.lower())]
    slug = "-".join(parts)[:_LONGEST].strip("-") or "item"
    number, found = 1, slug
    while (found,) in taken:
        number += 1
        found = f"{slug}-{number}"
    return found
