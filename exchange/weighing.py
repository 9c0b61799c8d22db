"""One item put beside what the rows of a file say of it: cell by cell, then by the rules of its form."""

from django.core.exceptions import ValidationError

from publishing.actions.moving import permission_to
from publishing.binding import PageForm, wrong_rows
from publishing.findings import WARNING, noticed
from publishing.models import Draft
from publishing.payload import DELETE, ID

from .choices import Verdict
from .columns import Column
from .lines import Line, Planned
from .reading import Unreadable
from .tables import Table

_WHOLE = "整行"
_MOST_NOTES = 20  # of an item; its draft has them all


class Weighing:
    """``draft`` is what somebody has begun of the item, ``instance`` the item itself or None for a new one."""

    def __init__(self, kind, draft, item, instance):
        self.kind, self.draft, self.item = kind, draft, item
        self.model = kind.model
        is_new = instance is None
        self.page = self.kind.page if is_new else PageForm.of(self.model, self.kind.user, instance)
        self.base = self.kind.blank if is_new else self.page.payload()
        self.payload = self.page.payload()
        self.is_new = is_new
        self.lines, self.line_of = [], {}
        self.main = Line(item.row, item.title) if item.row else None

    def planned(self, checks) -> Planned:
        if self.main:
            self._weigh_main()
        for table in self.kind.children:
            if rows := self.item.children.get(table.prefix):
                self._weigh_children(table, rows)
        moves = [line for line in self.lines if line.verdict != Verdict.SAME]
        if moves:
            self._refuse_what_may_not_be(moves[0])
        payload = self.kind.admin.as_meant(self.page, self.payload) if moves else None
        if moves and checks:
            self._ask_form(payload, moves[0])
            self._notice(payload, moves[0])
        is_wrong = any(line.problems for line in self.lines)
        return Planned(self.item.pk, self.base, None if is_wrong else payload, self.lines)

    def _refuse_what_may_not_be(self, line):
        verb = "add" if self.is_new else "change"
        if not self.kind.user.has_perm(permission_to(verb, self.model)):
            line.wrong(_WHOLE, f"您没有{'新增' if self.is_new else '修改'}“{self.kind.table.title}”的权限。")
        if draft := self.draft:
            who = draft.author.get_full_name() or draft.author.get_username()
            line.wrong(
                _WHOLE, f"“{self.item.title}”有一份没有办完的草稿（{who}，{draft.state_in_words}）。请先办完或放弃它。"
            )

    # --- Cells --------------------------------------------------------------------------------------------------------

    def _weigh_main(self):
        line, table = self.main, self.kind.table
        self.lines.append(line)
        for problem in self.item.problems:
            line.wrong(_WHOLE, problem)
        old = None if self.is_new else self.base["fields"]
        self._cells(line, table, self.payload["fields"], old, self._kept)
        if self.is_new:
            line.verdict = line.verdict if line.problems else Verdict.NEW

    def _kept(self, name):
        """What the item's form only shows: its value as sent."""
        column = self.kind.table.columns[name]
        return column.posted(self.page.instance._meta.get_field(name).value_from_object(self.page.instance))

    def _cells(self, line, table, sent, old, kept):
        """Put the row's cells into ``sent``, and into the line what each changes."""
        row = line.row
        for name, text in list(row.cells.items()):
            column = table.columns.get(name)
            if column is None:
                continue
            if isinstance(text, Unreadable):
                line.wrong(column.label, f"“{text}”：{text.why}")
                continue
            try:
                self._put(line, table, column, text, sent, old, kept)
            except ValidationError as error:
                line.wrong(column.label, " ".join(error.messages))

    def _put(self, line, table, column, text, sent, old, kept):
        if column.qualifier:
            code, text = column.split_qualifier(text)
            if code:
                self._qualify(line, table, column, code, sent, old)
        new = column.read(text, line.row.units.get(column.name, ""))
        if old is not None and column.name not in old:
            if not column.is_same(kept(column.name), new):
                raise ValidationError("已有的内容，这一项不能由导入修改，请在它的页面上办。")
            return
        self._note(line, column, new, sent, old)

    def _qualify(self, line, table, column, code, sent, old):
        other = table.columns[column.qualifier]
        if (said := line.row.cells.get(other.name)) and other.read(said) != [code]:
            raise ValidationError(f"这里写了“{dict(other.choices)[code]}”，“{other.label}”那一列写的是“{said}”。")
        self._note(line, other, [code], sent, old)

    @staticmethod
    def _note(line, column: Column, new, sent, old):
        before = old.get(column.name, []) if old is not None else []
        if old is not None and column.is_same(before, new):
            return
        if old is not None or any(new):
            label, was = column.label, column.words(before) if old is not None else ""
            if [label, was, column.words(new)] not in line.cells:
                line.cells.append([label, was, column.words(new)])
        sent[column.name] = new
        if old is not None and line.verdict == Verdict.SAME:
            line.verdict = Verdict.CHANGED

    # --- Child rows ---------------------------------------------------------------------------------------------------

    def _weigh_children(self, table: Table, rows):
        formset = next(each for each in self.page.formsets if each.prefix == table.prefix)
        standing = {} if self.is_new else self._standing(table, formset)
        lines = self.payload["rows"][table.prefix]
        seen = {}
        for row in rows:
            line = Line(row, self.item.title)
            self.lines.append(line)
            key = self._child_key(table, row)
            if key is not None and key in seen:
                line.wrong(_WHOLE, f"和第 {seen[key]} 行是同一条。一条只能有一行。")
                continue
            seen[key] = row.number
            place, form = standing.get(key, (None, None))
            if mark := row.cells.get(DELETE):
                self._remove(line, lines, place, mark)
            elif place is None:
                sent = dict(table.blank)
                self._cells(line, table, sent, None, None)
                if sent == table.blank and not line.problems:  # its form would take it for an empty line
                    line.wrong(_WHOLE, "除了属于哪一条，这一行什么也没有写。")
                line.verdict = line.verdict if line.problems else Verdict.NEW
                lines.append(sent)
                self.line_of[id(sent)] = line
            else:
                self._change(line, table, formset, lines[place], form)
                self.line_of[id(lines[place])] = line

    def _change(self, line, table, formset, sent, form):
        """A row that stands already. Append-only ones send nothing but their key: they are only compared."""
        old = {name: column.posted(form.initial.get(name)) for name, column in table.columns.items()}
        target = sent if formset.may_change else {}
        self._cells(line, table, target, old, None)
        if line.verdict == Verdict.CHANGED and not formset.may_change:
            line.wrong(_WHOLE, f"“{table.title}”只增不改：这一条已经登记过，和文件里的不一样。")

    @staticmethod
    def _remove(line, lines, place, mark):
        if mark not in ("是", "删除"):
            line.wrong("删除", f"“{mark}”看不出要不要删除。要删除写 是，不删除留空。")
            return
        if place is None:
            line.wrong("删除", "没有这一条，不用删除。")
            return
        lines[place] = lines[place] | {DELETE: ["on"]}
        line.cells.append(["删除", "", "是"])
        line.verdict = Verdict.CHANGED

    def _standing(self, table, formset):
        """Number and form of each stored row, by its key."""
        found = {}
        for number, form in enumerate(formset.initial_forms):
            columns = [table.columns[name] for name in table.key if name in table.columns]
            found[tuple(tuple(c.posted(form.initial.get(c.name))) for c in columns)] = number, form
        return found

    @staticmethod
    def _child_key(table, row):
        """What tells the row from its siblings, None where that can't be read: its cells say what is wrong then."""
        values = []
        for name in table.key:
            column = table.columns.get(name)
            if column is None:
                continue
            text = row.cells.get(name, "")
            try:
                sent = column.read(text, row.units.get(name, "")) if text else table.blank.get(name, [])
            except ValidationError:
                return None
            if isinstance(text, Unreadable) or (column.field.required and not any(sent)):
                return None
            values.append(tuple(sent))
        return tuple(values)

    # --- The form's own rules -----------------------------------------------------------------------------------------

    def _ask_form(self, payload, fallback):
        filled = self.page.fill(payload)
        if filled.is_valid():
            return
        where = self.main or fallback
        for name, texts in filled.form.errors.items():
            label = self._label(self.kind.table, name)
            for text in texts:
                where.wrong_too(label, text)
        tables = {table.prefix: table for table in self.kind.children}
        for formset in filled.formsets:
            table = tables.get(formset.prefix)
            title = table.title if table else str(formset.model._meta.verbose_name)
            for text in formset.non_form_errors():
                where.wrong(title, text)
            for number in wrong_rows(formset):
                form = formset.forms[number]
                line = self._line_of(payload, formset, number)
                for name, texts in form.errors.items():
                    label = self._label(table, name) if table else name
                    label = label if line else f"{title} {form.instance}｜{label}"
                    for text in texts:
                        (line or where).wrong_too(label, text)

    def _notice(self, payload, fallback):
        """What reviewers will be told of the draft: words to watch, figures that can't be, dead links."""
        draft = Draft(payload=payload, base={} if self.is_new else self.base, object_id=self.item.pk)
        found = [finding for finding in noticed(self.page, draft) if finding.level == WARNING]
        (self.main or fallback).notes += [[finding.where, finding.text] for finding in found[:_MOST_NOTES]]

    def _line_of(self, payload, formset, number):
        """The line of the file that the row of the filled form came from."""
        rows = payload["rows"][formset.prefix]
        if number < formset.initial_form_count():
            key = str(formset.forms[number].instance.pk)
            row = next((row for row in rows if (row.get(ID) or [""])[0] == key), None)
        else:
            fresh = [row for row in rows if not (row.get(ID) or [""])[0] and not row.get(DELETE)]
            place = number - formset.initial_form_count()
            row = fresh[place] if place < len(fresh) else None
        return self.line_of.get(id(row))

    @staticmethod
    def _label(table, name):
        column = table.columns.get(name)
        return column.label if column else _WHOLE if name == "__all__" else name
