"""Rows that cells refer to, by their natural key or by a name that only one row has. One query for each model."""

import re
import unicodedata
from difflib import get_close_matches

from django.core.exceptions import FieldDoesNotExist

from .reading.sheets import UNSEEN

NAMES = ("name", "title", "short_name", "full_name")
SEPARATOR = re.compile(r"[、;；\n]")
_SHOWN = 3


def folded(text: str) -> str:
    """The text as it is compared: full-width letters narrow, capitals small, no spaces nor signs without a width."""
    return re.sub(rf"[\s{UNSEEN}]+", "", unicodedata.normalize("NFKC", text)).casefold()


def natural_text(values) -> str:
    """A natural key as one cell."""
    return "/".join("" if value is None else str(value) for value in values)


class UnknownReference(LookupError):
    """No row, or more than one, is called so; the message says which are near."""


class References:
    """What rows are called, for all models that cells refer to; read once for each model."""

    def __init__(self):
        self._of = {}

    def key_of(self, model, text) -> int:
        """The primary key of the row that the text names. Raises UnknownReference."""
        return self._names(model).find(text)

    def text_of(self, model, key) -> str:
        """What to write for a row so that ``key_of`` finds it again: its name where that is enough, or its key."""
        return self._names(model).shown.get(str(key), "")

    def _names(self, model):
        if model not in self._of:
            self._of[model] = _Names(model)
        return self._of[model]


def name_fields(model):
    """The fields by which people call a row of the model."""
    found = []
    for name in NAMES:
        try:
            found.append(model._meta.get_field(name).name)
        except FieldDoesNotExist:
            continue
    return found


class _Names:
    def __init__(self, model):
        self.label = str(model._meta.verbose_name)
        lookups, names = getattr(model, "natural_key_fields", ()), name_fields(model)
        self.by_key, self.by_name, self.shown = {}, {}, {}
        first = {}
        for pk, *values in model._default_manager.order_by("pk").values_list("pk", *lookups, *names):
            key = natural_text(values[: len(lookups)]) or str(pk)
            self.by_key[key] = pk
            called = [value for value in values[len(lookups) :] if value]
            first[pk] = key, called[0] if called else ""
            for name in called:
                self.by_name.setdefault(folded(name), set()).add(pk)
        for pk, (key, name) in first.items():
            is_enough = name and self.by_name[folded(name)] == {pk} and not SEPARATOR.search(name)
            self.shown[str(pk)] = name if is_enough and name == name.strip() and name not in self.by_key else key

    def find(self, text):
        if text in self.by_key:
            return self.by_key[text]
        found = self.by_name.get(folded(text), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise UnknownReference(f"有 {len(found)} 条{self.label}叫“{text}”。请写网址名。")
        near = get_close_matches(folded(text), self.by_name, n=_SHOWN, cutoff=0.6)
        words = [self.shown[str(min(self.by_name[name]))] for name in near]
        hint = f"最接近的是“{'”“'.join(dict.fromkeys(words))}”。" if words else "请先登记，或改成已有的。"
        raise UnknownReference(f"没有叫“{text}”的{self.label}。{hint}")
