"""Which item a row of a file means: by its natural key, else by a name that only one item has."""

from collections import ChainMap, defaultdict

from django.core.exceptions import ValidationError

from .lines import Item
from .proposing import proposed_slug
from .references import folded, name_fields, natural_text
from .tables import key_field

_TOTALS = {"合计", "总计", "小计", "共计"}


class Finder:
    """Puts the rows of one file to items, stored ones and new ones."""

    def __init__(self, kind):
        self.kind, self.table = kind, kind.table
        self.items, self.by_key, self.by_name = [], {}, defaultdict(list)
        self.why_not = ""
        names = [name for name in name_fields(kind.model) if name in ("name", "title")]
        self.name = names[0] if names else ""
        fields = [key_field(kind.model, name) for name in self.table.key]
        self.stored, self.key_of, self.called = {}, {}, defaultdict(list)
        rows = kind.model._default_manager.order_by("pk").values_list("pk", *(names[:1] or ["pk"]), *fields)
        for pk, name, *values in rows.iterator():
            key = tuple("" if value is None else str(value) for value in values)
            self.stored[key], self.key_of[pk] = pk, key
            if names:
                self.called[folded(name)].append(key)

    def add(self, row):
        """The item of a row of the main table; a second row of the same item is said to be one."""
        key, title = self._key_of(row)
        problems = []
        if key in self.by_key:
            first = self.by_key[key].row
            problems.append(f"和第 {first.number} 行是同一条（{title}）。一条只能有一行。")
        if folded(title) in _TOTALS:
            problems.append("这一行像是合计，不是一条内容。请删去。")
        pk = self.stored.get(key)
        if pk is None and not problems and self.table.key == ["slug"] and self.name in row.cells:
            problems += self._namesakes(title)
        item = Item(pk, title, row, problems=problems)
        self.items.append(item)
        self.by_key.setdefault(key, item)
        self.by_name[folded(title)].append(self.by_key[key])

    def _namesakes(self, title):
        """What to say when a new item is called like another: most often it is that one, under a wrong address name."""
        if near := self.called.get(folded(title)):
            yield (
                f"已经有同名的“{title}”（网址名 {natural_text(near[0])}）。是同一个，就把网址名改成它；"
                f"确实是另一个，请把名称写得能分清。"
            )
        elif self.by_name.get(folded(title)):
            yield f"和第 {self.by_name[folded(title)][0].row.number} 行同名。请把名称写得能分清。"

    def item_called(self, text):
        """The item that a child row names; one that the file has no row for is added. None with ``why_not``."""
        if found := self.by_key.get((text,)):
            return found
        alike = {id(item): item for item in self.by_name.get(folded(text), [])}
        if len(alike) > 1:
            self.why_not = f"文件里有 {len(alike)} 条叫“{text}”，看不出是哪一条。请写网址名，或先把名称写得能分清。"
            return None
        if alike:
            return next(iter(alike.values()))
        try:
            pk = self.kind.references.key_of(self.kind.model, text)
        except LookupError as error:
            self.why_not = str(error)
            return None
        key = self.key_of[pk]
        item = self.by_key.get(key)
        if item is None:
            item = Item(pk, text)
            self.items.append(item)
            self.by_key[key] = item
        return item

    def _key_of(self, row):
        """The row's natural key as sent, and what to call it. A slug that is missing follows from the name."""
        title = row.cells.get(self.name, "")
        if self.table.key == ["slug"]:
            slug = self._sent(row, "slug")
            if not slug and title:
                near = self.called.get(folded(title), [])
                slug = near[0][0] if len(near) == 1 else proposed_slug(title, ChainMap(self.stored, self.by_key))
                row.cells["slug"] = slug
            return (slug,), title or slug
        values = [self._sent(row, name) for name in self.table.key]
        return tuple(values), title or natural_text(values)

    def _sent(self, row, name):
        """The cell as sent; what can't be read is told from all that is stored."""
        column, text = self.table.columns.get(name), row.cells.get(name, "")
        try:
            return next(iter(column.read(text)), "") if column and text else ""
        except ValidationError:
            return text
