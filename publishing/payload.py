"""What a draft stores: the data of an admin form with its child rows, as plain JSON; and how two of them are merged.

A payload is ``{"fields": {name: [value, …]}, "rows": {prefix: [{name: [value, …]}, …]}}``: the names of the form's
controls without the row's number, and the values as a browser sends them. ``[]`` is a control that sends nothing (an
empty tick box, no choice of several); a name that is missing was not on the form. An existing child row has its key
under ``id``; ``DELETE`` marks one that is to go; new rows have no key. Pure functions: no database, no forms.
"""

import hashlib
import json
from dataclasses import dataclass, field

ID = "id"
DELETE = "DELETE"
_MANAGEMENT = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
_LONGEST_NUMBER = 9  # digits of a row's number; Python refuses to read a number of many thousands


def from_post(post) -> dict:
    """The payload in what a browser sent (a ``QueryDict``), whatever of it is sense.

    Names with a leading underscore (buttons, tokens) and the token against forgery are the page's, not the form's.
    """
    fields, rows = {}, {}
    prefixes = {name.removesuffix("-TOTAL_FORMS") for name in post if name.endswith("-TOTAL_FORMS")}
    by_length = sorted(prefixes, key=len, reverse=True)  # of "roles" and "roles-2" the longer one is meant
    for name, sent in post.lists():
        # Nobody types a NUL, and PostgreSQL refuses to store one.
        values = [value.replace("\r\n", "\n").replace("\0", "") for value in sent]
        prefix, number, inner = _split(name.replace("\0", ""), by_length)
        if prefix:
            if number is not None:
                rows.setdefault(prefix, {}).setdefault(number, {})[inner] = values
        elif not inner.startswith("_") and inner != "csrfmiddlewaretoken":
            fields[inner] = values
    by_prefix = {prefix: [rows.get(prefix, {})[n] for n in sorted(rows.get(prefix, {}))] for prefix in sorted(prefixes)}
    return {"fields": fields, "rows": by_prefix}


def _split(name, prefixes):
    """Prefix, row number and inner name of a child row's control; number None for the formset's own controls."""
    head, _, inner = name.rpartition("-")
    if inner in _MANAGEMENT and head in prefixes:
        return head, None, inner
    for prefix in prefixes:
        rest = name.removeprefix(f"{prefix}-")
        if rest != name:
            number, _, inner = rest.partition("-")
            if number.isdecimal() and len(number) <= _LONGEST_NUMBER and inner:
                return prefix, int(number), inner
            if number == "__prefix__":
                return prefix, None, inner
    return "", None, name


def digest(payload) -> str:
    """SHA-256 of the payload, in hexadecimal; equal payloads have equal digests."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def key_of(row) -> str:
    """The key of an existing child row, empty for a new one."""
    return (row.get(ID) or [""])[0]


def onto(below, above) -> dict:
    """``above`` with all that it does not know of from ``below``: what was not on a person's form stays as it was."""
    rows = dict(below["rows"])
    for prefix, lines in above["rows"].items():
        standing = {key_of(row): row for row in below["rows"].get(prefix, []) if key_of(row)}
        known = {key_of(row) for row in lines}
        rows[prefix] = [standing.get(key_of(row), {}) | row for row in lines]
        rows[prefix] += [row for key, row in standing.items() if key not in known]
    return {"fields": below["fields"] | above["fields"], "rows": rows}


def within(names, payload) -> dict:
    """Of the payload what a form with these controls has: ``names`` of its fields under "", of its rows by prefix."""
    keep = {DELETE, ID}
    rows = {
        prefix: [{name: values for name, values in row.items() if name in names[prefix] | keep} for row in lines]
        for prefix, lines in payload["rows"].items()
        if prefix in names
    }
    return {"fields": {name: values for name, values in payload["fields"].items() if name in names[""]}, "rows": rows}


@dataclass(frozen=True)
class Clash:
    """A place that both sides changed differently, and what each side says there: the fields, or the child row.

    None is a row that is gone, or marked to go; a ``base`` of None may also be one that nobody knows any more.
    """

    place: str
    """Where: "name", or "prefix-key-name", or "prefix-key" for a whole row. The key of a new row is "new0", "new1"."""
    base: dict | None
    theirs: dict | None
    mine: dict | None


@dataclass
class Merged:
    """Both sides' changes in one payload. Where they clash, ``payload`` has mine."""

    payload: dict
    clashes: list[Clash] = field(default_factory=list)
    taken: int = 0
    """How many of the other side's values came in."""


def merge(base, theirs, mine, choices=None) -> Merged:
    """Merge what ``theirs`` and ``mine`` each made of ``base``.

    Without a base (None), all that differs is a clash. ``choices`` maps places to "theirs" or "mine" and settles
    clashes. A row that one side changed and the other removed is a clash of the whole row. New rows have no key: they
    are told apart by what they say, and those that both sides added alike are one.
    """
    merging = _Merging(base is not None, choices or {})
    base = base or {"fields": {}, "rows": {}}
    fields = merging.values(base["fields"], theirs["fields"], mine["fields"], "")
    rows = {}
    for prefix in {**mine["rows"], **theirs["rows"]}:
        sides = _by_their_keys(*(side["rows"].get(prefix, []) for side in (base, theirs, mine)))
        rows[prefix] = merging.keyed_rows(prefix, *sides) + merging.new_rows(prefix, *sides)
    return Merged({"fields": fields, "rows": rows}, merging.clashes, merging.taken)


class _Merging:
    def __init__(self, has_base, choices):
        self.has_base, self.choices = has_base, choices
        self.clashes, self.taken = [], 0

    def decide(self, place, base, theirs, mine):
        """Whether theirs is to be used at a place where both differ."""
        if place not in self.choices:
            self.clashes.append(Clash(place, base, theirs, mine))
        return self.choices.get(place) == "theirs"

    def values(self, base, theirs, mine, where):
        """The fields of a form or of a row. A name that one side lacks was not on its form."""
        values = {}
        for name in {**mine, **theirs}:
            old, there, here = (side.get(name) for side in (base or {}, theirs, mine))
            knows = self.has_base and base is not None
            if there == here or there is None or (knows and there == old):
                values[name] = here if here is not None else there
            elif here is None or (knows and here == old):
                values[name] = there
                self.taken += 1
            else:
                values[name] = there if self.decide(f"{where}{name}", base, theirs, mine) else here
        return values

    def row(self, place, base, theirs, mine):
        """One row; None is a row that is gone or is to go."""
        if theirs == mine or (self.has_base and theirs == base):
            return mine
        if self.has_base and mine == base:
            self.taken += 1
            return theirs
        if theirs is None or mine is None:
            return theirs if self.decide(place, base, theirs, mine) else mine
        return self.values(base, theirs, mine, f"{place}-")

    def keyed_rows(self, prefix, base, theirs, mine):
        known, there, here = ({key_of(row): row for row in side if key_of(row)} for side in (base, theirs, mine))
        rows = []
        for key, row in here.items():
            if self.has_base and key not in known and key not in there:
                rows.append(row)  # neither draft knows it: the form showed it because it is public since
                continue
            merged = self.row(f"{prefix}-{key}", *(_standing(side.get(key)) for side in (known, there, here)))
            if key in there:
                rows.append(row | {DELETE: ["on"]} if merged is None else merged)
            elif merged is not None:
                # What is gone there can't be changed any more: it comes back as a new row.
                rows.append(_without_key(merged))
        added = [row for key, row in there.items() if key not in here]
        self.taken += len(added)
        return rows + added

    def new_rows(self, prefix, base, theirs, mine):
        old, there, here = ([row for row in side if not key_of(row)] for side in (base, theirs, mine))
        there_of, brought = _paired(old, there)
        here_of, own = _paired(old, here)
        merged = {}
        for number, row in enumerate(old):
            sides = (row, _at(there, there_of[number]), _at(here, here_of[number]))
            merged[number] = self.row(f"{prefix}-new{number}", *map(_standing, sides))
        number_of = {position: number for number, position in here_of.items()}
        # In the order in which the person had them, then what the other side kept or added.
        rows = [merged.pop(number_of[n]) if n in number_of else row for n, row in enumerate(here)]
        rows += merged.values()
        for row in (here[n] for n in own):
            twin = next((n for n in brought if there[n] == row), None)
            if twin is not None:
                brought.remove(twin)
        self.taken += len(brought)
        return [row for row in rows if row is not None] + [there[n] for n in brought]


def _standing(row):
    """The row without its mark, or None when it is marked to go."""
    if row is None or row.get(DELETE):
        return None
    return {name: values for name, values in row.items() if name != DELETE}


def _at(rows, position):
    return None if position is None else rows[position]


def _by_their_keys(base, theirs, mine):
    """New rows of the base that theirs has under a key, because they were published since, get that key everywhere."""
    known = {key_of(row) for row in base}
    published = [row for row in theirs if key_of(row) not in known]
    old, here = ([row for row in side if not key_of(row)] for side in (base, mine))
    if not (published and old):
        return base, theirs, mine
    row_of = _paired(old, [_without_key(row) for row in published])[0]
    here_of = _paired(old, here)[0]
    base, mine = list(base), list(mine)
    for number, row in enumerate(old):
        found, own = _at(published, row_of[number]), _at(here, here_of[number])
        filled = sum(any(values) for values in row.values())
        if row in theirs or found is None or 2 * _likeness(row, found) <= filled:
            continue
        base[_place_of(row, base)] = row | {ID: found[ID]}
        if own is None or own in theirs:
            continue
        if found in mine:
            mine.remove(found)  # the form showed it beside the row that it was made of
        if key_of(found) not in map(key_of, mine):
            mine[_place_of(own, mine)] = own | {ID: found[ID]}
    return base, theirs, mine


def _place_of(row, rows):
    """Where this very row stands; another may say the same."""
    return next(n for n, each in enumerate(rows) if each is row)


def _without_key(row):
    return {name: values for name, values in row.items() if name != ID}


def _paired(old, new):
    """Which row of ``new`` became of each row of ``old``, by position, and the positions of the rows that were added.

    First those that are the same, then whichever says most of the same.
    """
    became, left = dict.fromkeys(range(len(old))), list(range(len(new)))
    for number, row in enumerate(old):
        same = next((n for n in left if new[n] == row), None)
        if same is not None:
            became[number] = same
            left.remove(same)
    changed = [number for number, position in became.items() if position is None]
    alike = sorted((-_likeness(old[number], new[n]), number, n) for number in changed for n in left)
    for _, number, n in alike:
        if became[number] is None and n in left:
            became[number] = n
            left.remove(n)
    return became, left


def _likeness(row, other):
    return sum(any(values) and other.get(name) == values for name, values in row.items())
