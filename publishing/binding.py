"""A content type's admin form with its child rows, without a page around it: read, filled in, checked and saved.

This is how a draft is shown again, compared, previewed and published: through the forms, rules and hooks of the stock
admin (``docs/adr/0012-a-draft-is-a-saved-form.md``). Whether somebody may do so is for the caller to ask.
"""

from functools import cached_property

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.utils import ErrorDict

from .controls import completed, names_of, row_names, values_of
from .difference import difference
from .lean_pages import in_series
from .payload import ID, from_post, key_of
from .series import forget, once
from .stand_ins import Sent, stand_in, with_all_rights

# Management counts above the number of rows that Django would add to a form by itself.
_NO_LIMIT = 1000


def admin_of(model):
    """The admin of a content type. Raises KeyError when it has none."""
    return admin.site._registry[model]


class PageForm:
    """The form of one item, or of a new one (``instance`` None), with the rights of ``user``."""

    def __init__(self, model_admin, user, instance=None):
        self.model_admin, self.user, self.instance = model_admin, user, instance
        self.form, self.formsets = self.build(stand_in(user), instance)

    @classmethod
    def of(cls, model, user, instance=None):
        """The whole form, whatever ``user`` may see of it."""
        if instance is not None:
            return cls(admin_of(model), with_all_rights(user), instance)
        return once((cls, model, user.pk), lambda: cls(admin_of(model), with_all_rights(user)))

    def build(self, request, instance):
        """The form and its formsets, as ``ModelAdmin._changeform_view`` builds them."""
        change = instance is not None
        model_admin = in_series(self.model_admin)
        fieldsets = model_admin.get_fieldsets(request, instance)
        form_class = model_admin.get_form(request, instance, change=change, fields=flatten_fieldsets(fieldsets))
        data = (request.POST, {}) if request.method == "POST" else ()
        form = form_class(*data, instance=instance)
        formsets, inlines = model_admin._create_formsets(request, form.instance, change=change)
        for formset, inline in zip(formsets, inlines, strict=True):
            formset.inline, formset.may_change = inline, inline.has_change_permission(request, instance)
        return form, formsets

    form_name = ""

    @property
    def model(self):
        return self.model_admin.model

    def title_of(self, payload) -> str:
        """What to call the item with this payload: its present name, or its name as typed, or what was typed first."""
        if self.instance is not None:
            return str(self.instance)
        fields, blank = payload["fields"], self.payload()["fields"]
        names = [name for name in ("name", "title") if name in fields]
        typed = (
            fields[name][0].strip() for name in [*names, *fields] if fields[name] and fields[name] != blank.get(name)
        )
        return next(filter(None, typed), "") or f"未命名的{self.model._meta.verbose_name}"

    # --- What the form says -------------------------------------------------------------------------------------------

    def payload(self) -> dict:
        """The item as its form shows it: what a browser would send if nothing were typed."""
        fields, rows = self._shown
        return {"fields": dict(fields), "rows": {prefix: list(map(dict, lines)) for prefix, lines in rows.items()}}

    @cached_property
    def _shown(self):
        rows = {
            formset.prefix: [values_of(form, row_names(formset, form)) for form in formset.forms]
            for formset in self.formsets
        }
        return values_of(self.form), rows

    def read(self, post) -> dict:
        """The payload in what a browser sent.

        A row that was added and left as it came says nothing; tomorrow its preset date would.
        """
        payload = self.complete(from_post(post))
        for formset in self.formsets:
            if rows := payload["rows"].get(formset.prefix):
                blank = values_of(formset.empty_form, row_names(formset, formset.empty_form))
                said = [row for row in rows if key_of(row) or row != blank | {ID: row.get(ID)}]
                payload["rows"][formset.prefix] = said
        return self.model_admin.as_meant(self, payload)

    def complete(self, sent) -> dict:
        """What ``payload.from_post`` found, with ``[]`` for the controls that send nothing when they are empty.

        What is no control of this form is left out: nobody writes what they may not see.
        """
        fields = completed(sent["fields"], self.form, names_of(self.form))
        rows = {}
        for formset in self.formsets:
            if formset.prefix not in sent["rows"]:
                continue
            of_key = {str(form.instance.pk): form for form in formset.initial_forms}
            new = formset.empty_form
            rows[formset.prefix] = [
                self._completed_row(formset, row, of_key.get(key_of(row), new)) for row in sent["rows"][formset.prefix]
            ]
        return {"fields": fields, "rows": rows}

    @staticmethod
    def _completed_row(formset, row, form):
        names = row_names(formset, form)
        return completed(row, form, [*names, DELETION_FIELD_NAME] if DELETION_FIELD_NAME in row else names)

    @cached_property
    def names(self) -> dict[str, set[str]]:
        """The controls that this person can fill in: those of the item under "", of new child rows by prefix."""
        tables = {formset.prefix: set(row_names(formset, formset.empty_form)) for formset in self.formsets}
        return {"": set(names_of(self.form)), **tables}

    # --- The form filled in -------------------------------------------------------------------------------------------

    def as_post(self, payload, to_show=False):
        """What a browser would send for the payload now, and the words for what of it no longer has a place.

        Existing rows come in the order of the database, which the admin's templates rely on. A row that is gone from
        there becomes a new one, a row that the payload does not know stays as it is. On a page that is only shown
        (``to_show``) a row that is gone keeps its key, so that the saved form still tells it from a new one.
        """
        post, unfit = Sent(mutable=True), []
        my_fields, my_rows = self._shown
        _fill(post, "", my_fields | payload["fields"], self.names[""], unfit)
        for formset in self.formsets:
            rows = payload["rows"].get(formset.prefix, [])
            by_key = {key_of(row): row for row in rows if key_of(row)}
            standing = {key_of(row): row for row in my_rows[formset.prefix]}
            fresh = [row for row in rows if key_of(row) not in standing and not row.get(DELETION_FIELD_NAME)]
            lines = [row | by_key.get(key, {}) for key, row in standing.items()]
            lines += fresh if to_show else [_without(row, ID) for row in fresh]
            names = self.names[formset.prefix] | {ID, DELETION_FIELD_NAME}
            for number, row in enumerate(lines):
                _fill(post, f"{formset.prefix}-{number}-", _without(row, formset.fk.name), names, unfit)
                if self.instance is not None:
                    post[f"{formset.prefix}-{number}-{formset.fk.name}"] = str(self.instance.pk)
            for name, value in {
                "TOTAL_FORMS": len(lines),
                "INITIAL_FORMS": len(standing),
                "MIN_NUM_FORMS": 0,
                "MAX_NUM_FORMS": _NO_LIMIT,
            }.items():
                post[f"{formset.prefix}-{name}"] = str(value)
        known = {formset.prefix for formset in self.formsets}
        unfit += [prefix for prefix, rows in payload["rows"].items() if prefix not in known and rows]
        return post, unfit

    def back_to(self, payload):
        """A payload with which the item becomes again what it was: rows that came since go, append-only ones stay."""
        known = {prefix: {key_of(row) for row in rows} for prefix, rows in payload["rows"].items()}
        go, gone = {formset.prefix for formset in self.formsets if formset.can_delete}, {DELETION_FIELD_NAME: ["on"]}
        rows = {
            prefix: payload["rows"].get(prefix, [])
            + [row | gone for row in standing if prefix in go and key_of(row) not in known.get(prefix, set())]
            for prefix, standing in self.payload()["rows"].items()
        }
        return {"fields": payload["fields"], "rows": rows}

    def difference_of(self, draft):
        """What publishing the draft would change now."""
        return difference(self, self.payload(), draft.payload)

    def fill(self, payload) -> "FilledForm":
        """The form filled in with the payload, ready to be checked and saved, on the item as it is stored now."""
        post, unfit = self.as_post(payload)
        return FilledForm(self, post, unfit)


class FilledForm:
    """A form with a payload in it. ``save`` writes what the admin's own save would write."""

    def __init__(self, page, post, unfit):
        self.page, self.unfit = page, unfit
        self.request = stand_in(page.user, post)
        self.model_admin = page.model_admin
        self.change = page.instance is not None
        # A fresh instance: checking a form writes into it. The admin's own way locks what must not move meanwhile.
        instance = self.model_admin.get_object(self.request, str(page.instance.pk)) if self.change else None
        self.form, self.formsets = page.build(self.request, instance)

    def is_valid(self) -> bool:
        valid = self.form.is_valid()
        if valid:
            self.instance = self.model_admin.save_form(self.request, self.form, self.change)
        valid_rows = [formset.is_valid() for formset in self.formsets]  # each, so that all mistakes are told at once
        return valid and all(valid_rows)

    def mistakes(self) -> list[tuple[str, str]]:
        """All that is wrong with the payload: where, and what, in the words of the form."""
        found = [(_label(self.form, name), text) for name, texts in self.form.errors.items() for text in texts]
        for formset in self.formsets:
            table = str(formset.model._meta.verbose_name)
            found += [(table, text) for text in formset.non_form_errors()]
            for number in wrong_rows(formset):
                form = formset.forms[number]
                row = f"{table} {form.instance if form.instance.pk else number + 1}"
                named = form.errors.items()
                found += [(f"{row}｜{_label(form, name)}", text) for name, texts in named for text in texts]
        return found

    def save(self):
        """Write the item and its child rows, and return it. Call it after ``is_valid`` and inside a transaction."""
        self.model_admin.save_model(self.request, self.instance, self.form, self.change)
        self.model_admin.save_related(self.request, self.form, self.formsets, self.change)
        forget(type(self.instance))
        return self.instance

    def new_rows(self):
        """The filled-in child rows of an item that was just saved, not saved themselves, by their formsets.

        Call it once, after ``is_valid`` of a new item; ``save`` is not to be called any more.
        """
        for formset in self.formsets:
            self.model_admin.sign_rows(self.request, formset)
            yield from ((formset, row) for row in formset.save(commit=False))
        # What Django leaves for a later saving refers back to the form: thousands of these would wait for the garbage.
        for form in [self.form, *self.formsets, *(row for formset in self.formsets for row in formset.forms)]:
            form.__dict__.pop("save_m2m", None)

    @property
    def said(self) -> list[str]:
        """What the admin's hooks had to tell the person while saving."""
        return self.request._messages.said


def wrong_rows(formset) -> list[int]:
    """The numbers of the rows with mistakes. ``formset.errors`` has none of the rows that are to go, and counts on."""
    wrong = [(number, form) for number, form in enumerate(formset.forms) if form.errors]
    return [number for number, form in wrong if not (formset.can_delete and formset._should_delete_form(form))]


def without_errors(formset):
    """Show bound child rows as they were typed, without judging what is not finished."""
    for row in formset.forms:
        row._errors = ErrorDict()
    formset._errors = [row._errors for row in formset.forms]
    formset._non_form_errors = formset.error_class()


def _without(row, name):
    return {each: values for each, values in row.items() if each != name}


def _fill(post, prefix, values, names, unfit):
    for name, value in values.items():
        if name in names:
            post.setlist(prefix + name, value)
        elif any(value):
            unfit.append(f"{prefix}{name}：{'、'.join(value)}")


def _label(form, name):
    return str(form.fields[name].label or name) if name in form.fields else "整体"
