"""The datasets as flat tables: which there are, their columns and what these mean, all out of the API's description.

An object within a row becomes columns (``light`` → ``light_code``), its ``value`` takes the bare name; a list of names
becomes two columns of slugs and of names; any other list is a table of its own, which names its parent in its first
columns. What only repeats another column in words (``text``) and addresses of other rows are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from drf_spectacular.generators import SchemaGenerator

from core.english import is_chinese, is_english

from .datasets import DATASETS, Dataset

SEPARATOR = "; "
"""Between several slugs or names in one cell."""
NAMED = {"Reference", "Term"}
"""Objects that name other rows."""
LEFT_OUT = {"PartialDate": {"text", "start", "end"}, "Image": {"renditions"}}
KINDS = {
    "string": _("文字"),
    "uri": _("网址"),
    "integer": _("整数"),
    "number": _("数"),
    "boolean": _("true 或 false"),
    "date": _("日期"),
    "datetime": _("日期时间"),
}
KEYS = {"milestones": ("milestone", ("phase_number", "kind", "title"))}
"""Of rows that have rows of their own: what one is called, and the fields that tell it from its siblings."""
NUMBERS = {("Quantity", "value"), ("Area", "mu")}
"""Numbers that the API gives as text without saying so."""


@dataclass(frozen=True)
class Column:
    """One column. ``path`` leads to its value in the API's row; ``kind`` is a type of Frictionless table schemas."""

    name: str
    path: tuple[str, ...]
    kind: str
    title: str
    description: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    is_list: bool = False

    @property
    def is_text(self) -> bool:
        """Whether a cell may say anything at all."""
        return self.kind in ("string", "uri")

    @property
    def kind_in_words(self) -> str:
        return str(KINDS[self.kind])

    def value_in(self, row):
        """The cell's value: text, a whole number, a truth, or None where nothing is stated."""
        *way, last = self.path
        for name in way:
            row = row[name]
            if row is None:
                return None
        if self.is_list:
            return SEPARATOR.join(each[last] for each in row) or None
        return row[last]


@dataclass(frozen=True)
class Table:
    """``inherited`` are the columns that name the parent; its values come from the parent's row."""

    name: str
    title: str
    columns: tuple[Column, ...]
    member: str = ""
    """Where its rows stand in their parent's row of the API; for a table without parent, in the JSON file."""
    inherited: tuple[Column, ...] = ()
    handed_on: tuple[Column, ...] = ()
    """The columns that its own parts name it by."""
    children: tuple["Table", ...] = field(default=())

    @property
    def all_columns(self) -> tuple[Column, ...]:
        return self.inherited + self.columns

    def with_parts(self) -> Iterator["Table"]:
        yield self
        for child in self.children:
            yield from child.with_parts()

    def lines(self, row, parent=()) -> Iterator[tuple["Table", list]]:
        """The row of the API as lines of this table and of those of its parts."""
        yield self, [*parent, *(column.value_in(row) for column in self.columns)]
        names = [*parent, *(column.value_in(row) for column in self.handed_on)]
        for child in self.children:
            for each in row[child.member]:
                yield from child.lines(each, names)


def tables_of(dataset: Dataset) -> tuple[Table, ...]:
    """The dataset's tables that stand alone, in the reader's language: that of its items, then its listings."""
    return _tables(dataset.key, "en" if is_english() else settings.LANGUAGE_CODE)


def all_tables(dataset: Dataset) -> list[Table]:
    """Those and the tables of their parts."""
    return [each for table in tables_of(dataset) for each in table.with_parts()]


@cache
def _tables(key, language):
    dataset = DATASETS[key]
    with override(language):
        reader = _Reader(_components(language))
        serializer = dataset.viewset.serializer_class
        items = reader.table(dataset.key, dataset.title, _name(serializer), one=(dataset.singular, ("slug",)))
        rest = [
            reader.table(f"{dataset.key}-{listing.name}", listing.title, _name(listing.serializer_class), listing.name)
            for listing in dataset.listings
        ]
        return items, *rest


@cache
def _components(language):
    assert get_language() == language  # labels are put into words while the description is made
    return SchemaGenerator().get_schema(request=None, public=True)["components"]["schemas"]


def _name(serializer_class):
    return serializer_class.__name__.removesuffix("Serializer")


def _said(text) -> str:
    """In English where the catalogue has it: the API's own labels are Chinese."""
    text = str(text)
    return gettext(text) if text and is_english() and is_chinese(text) else text


def _named(name) -> str:
    """What the API's description leaves out where its title would say no more than this."""
    return name.replace("_", " ").capitalize()


class _Reader:
    def __init__(self, components):
        self.components = components

    def table(self, name, title, component, member="", inherited=(), one=None, parent=""):
        columns, parts = [], []
        for field_name, schema in self.components[component]["properties"].items():
            if field_name == parent:  # is named by the first columns already
                continue
            target, is_list, shape = self._resolved(schema)
            if is_list and target and target not in NAMED:
                parts.append((field_name, _said(schema.get("title") or _named(field_name)), target))
            else:
                columns += self._columns(component, field_name, schema, target, is_list, shape)
        singular, keys = one or KEYS[member] if parts else ("", ())
        handed_on = tuple(each for each in columns if each.name in keys)
        named = [Column(f"{singular}_{c.name}", c.path, c.kind, c.title, c.description, c.codes) for c in handed_on]
        below = (*inherited, *named)
        children = tuple(
            self.table(f"{name}-{part.replace('_', '-')}", words, target, part, below, parent=singular)
            for part, words, target in parts
        )
        return Table(name, str(title), tuple(columns), member or name, tuple(inherited), handed_on, children)

    def _columns(self, owner, name, schema, target, is_list, shape):
        title, description = _said(schema.get("title") or _named(name)), _said(schema.get("description", ""))
        if not target:
            kind = "number" if (owner, name) in NUMBERS else _kind(shape)
            return [Column(name, (name,), kind, title, description)]
        component = self.components[target]
        if "enum" in component:
            return [Column(name, (name,), "string", title, "", _codes(component))]
        if is_list:
            return [
                Column(f"{name}_slugs", (name, "slug"), "string", title + _brackets("网址名"), description, (), True),
                Column(f"{name}_names", (name, "name"), "string", title + _brackets("名称"), description, (), True),
            ]
        if "has_more" in component["properties"]:
            return []
        return list(self._nested(name, title, description, target, component))

    def _nested(self, name, title, description, target, component):
        properties = component["properties"]
        left_out = LEFT_OUT.get(target, set()) | {"text"} | ({"url", "page"} if "slug" in properties else set())
        for part, schema in properties.items():
            if part in left_out:
                continue
            for column in self._columns(target, part, schema, *self._resolved(schema)):
                is_value = part == "value"
                own = column.description if not is_value else " ".join(filter(None, [description, column.description]))
                yield Column(
                    name if is_value else f"{name}_{column.name}",
                    (name, *column.path),
                    column.kind,
                    title if is_value else title + _brackets(column.title, is_said=True),
                    own,
                    column.codes,
                )

    def _resolved(self, schema):
        """The component that a schema names ("" for none), whether as a list, and the schema of the plain value."""
        variants = schema.get("oneOf") or schema.get("allOf")
        if variants:
            named = [each for each in variants if each.get("type") != "null" and not _is_null(each)]
            return self._resolved(named[0])
        if "$ref" in schema:
            return schema["$ref"].rpartition("/")[2], False, schema
        if schema.get("type") == "array":
            target, _is_list, shape = self._resolved(schema["items"])
            return target, True, shape
        return "", False, schema


def _brackets(word, *, is_said=False):
    return gettext("（") + (word if is_said else _said(word)) + gettext("）")


def _is_null(schema):
    return schema.get("$ref", "").endswith("/NullEnum") or schema.get("enum") == [None]


def _kind(schema):
    kind = schema.get("type", "string")
    if isinstance(kind, list):
        kind = next(each for each in kind if each != "null")
    return {"decimal": "number", "date": "date", "date-time": "datetime", "uri": "uri"}.get(schema.get("format"), kind)


def _codes(component):
    lines = [line.removeprefix("* ").partition(" - ") for line in component.get("description", "").splitlines() if line]
    return tuple((code.strip("`"), _said(label)) for code, _dash, label in lines)
