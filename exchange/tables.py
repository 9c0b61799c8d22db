"""A content type as tables: one for the items, one for each kind of their child rows; columns come from its form."""

import re
from collections import Counter
from functools import cached_property

from django.apps import apps
from django.contrib import admin
from django.db import models

from publishing.admin import DraftedAdmin
from publishing.binding import PageForm, admin_of
from publishing.controls import control_names, row_names, values_of
from publishing.payload import DELETE, ID

from .columns import Column
from .references import References, folded

DELETE_LABEL = "删除"
_UNIT = re.compile(r"(.+?)[（(]([^（）()]+)[)）]")


def exchanged_models():
    """The content types that can be imported and exported, in the order of their layers: all that have drafts."""
    order = {label: number for number, label in enumerate(config.label for config in apps.get_app_configs())}
    drafted = [model for model, page in admin.site._registry.items() if isinstance(page, DraftedAdmin)]
    return sorted(drafted, key=lambda model: (order[model._meta.app_label], _depth(model), model._meta.model_name))


def _depth(model):
    """How many types of its own app come before it, each referring to the next."""
    related = {field.related_model for field in model._meta.get_fields() if field.concrete and field.is_relation}
    own = [other for other in related if other is not model and other._meta.app_label == model._meta.app_label]
    return 1 + max(map(_depth, own), default=0)


class Table:
    """``prefix`` is that of the child rows' formset, empty for the items themselves."""

    def __init__(self, model, fields, prefix="", parent=None, can_delete=False):
        self.model, self.prefix, self.parent, self.can_delete = model, prefix, parent, can_delete
        self.title = str(model._meta.verbose_name)
        self.columns = {column.name: column for column in fields}
        self.blank = {}
        natural = [lookup.split("__")[0] for lookup in getattr(model, "natural_key_fields", ())]
        self.key = [name for name in natural if name != (parent and parent.name)]
        """The controls that tell a row from its siblings."""

    @property
    def parent_label(self):
        return str(self.parent.verbose_name) if self.parent else ""

    @cached_property
    def headers(self) -> list[str]:
        """The Chinese headers, in order, as the export writes them."""
        own = [self.header_of(column) for column in self.columns.values()]
        return [self.parent_label, *own] if self.parent else own

    def header_of(self, column):
        shared = Counter([each.label for each in self.columns.values()] + [self.parent_label])
        return column.label if shared[column.label] == 1 else f"{column.label}（{column.name}）"

    def names(self, text):
        """Whether a sheet of this name is this table."""
        meta = self.model._meta
        names = (self.title, meta.model_name, meta.label_lower, self.prefix)
        return folded(text) in {folded(name) for name in names if name}

    def column_of(self, header) -> tuple[str, str]:
        """Name and unit of the column that a header means: Chinese, English, with a unit or without; ("", "") for none.

        "parent" is the name of the item that a child row belongs to, ``DELETE`` the mark of one that is to go.
        """
        word = folded(header).rstrip("*＊:：")
        if self.parent and word in {folded(self.parent_label), folded(self.parent.name)}:
            return "parent", ""
        if self.can_delete and word == DELETE_LABEL:
            return DELETE, ""
        for column in self.columns.values():
            if word in {folded(self.header_of(column)), folded(column.name)}:
                return column.name, ""
        if match := _UNIT.fullmatch(word):
            for column in self.columns.values():
                if match[1] in {folded(column.label), folded(column.name)} and column.takes_unit(match[2]):
                    return column.name, match[2]
        return "", ""


class Kind:
    """One content type for one person: what of it they may write is a column."""

    def __init__(self, model, user, references=None, *, reads_only=False):
        self.model, self.user = model, user
        self.admin = admin_of(model)
        self.references = references or References()
        self.page = PageForm.of(model, user)
        self.blank = self.page.payload()
        # Who may only look has no form to type into; to be read, every column is there.
        own = self.page.names if reads_only else PageForm(self.admin, user).names
        self.table = Table(model, self._columns(self.page.form, own.get("", set())))
        self.children = [self._child(formset, own) for formset in self.page.formsets if formset.prefix in own]

    @property
    def tables(self):
        return [self.table, *self.children]

    def _child(self, formset, own):
        names = own[formset.prefix]
        table = Table(
            formset.model,
            self._columns(formset.empty_form, names),
            formset.prefix,
            formset.model._meta.get_field(formset.fk.name),
            formset.can_delete,
        )
        empty = formset.empty_form
        table.blank = values_of(empty, [name for name in row_names(formset, empty) if name != ID])
        return table

    def _columns(self, form, names):
        found = []
        for bound in form:
            controls = control_names(bound)
            if controls != [bound.name] or bound.name not in names or bound.name == ID or bound.is_hidden:
                continue  # what is typed in several controls at once has no cell
            if bound.field.widget.needs_multipart_form:
                continue  # a file is no text
            found.append(Column(bound.name, str(bound.field.label or bound.name), bound.field, self.references))
        shown = {column.name for column in found}
        for column in found:
            candidates = [f"{column.name}_qualifier"] + (["qualifier"] if column.name in ("value",) else [])
            column.qualifier = next((name for name in candidates if name in shown), "")
        return found

    def table_named(self, text) -> Table | None:
        return next((table for table in self.tables if table.names(text)), None)


def key_field(model, name):
    """The model's column for a part of its natural key."""
    field = model._meta.get_field(name)
    return field.attname if isinstance(field, models.ForeignKey) else field.name
