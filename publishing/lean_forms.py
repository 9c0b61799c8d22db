"""Forms for a series of items: Django's own, with the same rules, without what thousands of them do over and over.

That are fields copied for each row, a query for each reference of each row, texts that were read before. What of the
rules is asked more seldom is in ``lean_rules``.
"""

from copy import deepcopy
from functools import cache, partial

from django.core.exceptions import ValidationError
from django.db.models import AutoField
from django.db.models import FileField as FileColumn
from django.forms import FileField, ModelChoiceField, ModelMultipleChoiceField, Widget
from django.forms.models import InlineForeignKeyField, apply_limit_choices_to_to_formfield
from django.forms.widgets import ChoiceWidget

from .lean_rules import asking_seldom, clean_fields, constraints_of
from .series import ROWS, known_in, once

_PLAIN = (str, bool, type(None))


def lean_form(form_class, added=None):
    """The form class without what it does over and over.

    All forms use the same fields, which Django would copy for each; nobody looks at these forms. A row that was found
    once is found again without a query; one that is missing is asked for each time. A constraint of the table that
    held for some values holds for them again. ``added`` are the fields that the formset of a new item adds to all rows.
    """
    fields = _Fields((name, deepcopy(field)) for name, field in form_class.base_fields.items())
    for field in fields.values():
        if isinstance(field, ModelChoiceField):
            apply_limit_choices_to_to_formfield(field)
            field.limit_choices_to = None  # else each form would narrow the same rows once more
        if _finds_any_row(field):
            field.to_python = _once(field)
        field.label = field.label and str(field.label)
        field.__class__ = _shared(type(field))

    post_clean = form_class._post_clean
    references = [name for name, field in fields.items() if _finds_any_row(field)]
    written = cache(lambda names: _written(form_class, names))

    def _post_clean(self):
        instance = self.instance
        lean = {
            "clean_fields": partial(clean_fields, self, references),
            "get_constraints": partial(constraints_of, instance),
        }
        instance.__dict__.update(lean)  # before the methods of the same names
        try:
            if instance.pk is None:
                _post_clean_new(self, written(tuple(self.fields)))
            else:
                post_clean(self)
        finally:
            for name in lean:
                del instance.__dict__[name]

    exclusions = form_class._get_validation_exclusions

    def _get_validation_exclusions(self):
        """Asked for several times while the form is cleaned: the same, as long as no further mistake is found."""
        if self.__dict__.get("_excluded", ((None,),))[0] != tuple(self._errors):
            self._excluded = tuple(self._errors), exclusions(self)
        return set(self._excluded[1])

    # The class was made for this series alone.
    form_class.base_fields, form_class._post_clean = fields, _post_clean
    form_class._get_validation_exclusions = _get_validation_exclusions
    form_class.validate_unique = asking_seldom(form_class)
    if not any(isinstance(field, FileField) or field.disabled for field in fields.values()):
        _remember_values(form_class, fields.values(), {} if added is None else added)
    return form_class


def _remember_values(form_class, fields, added):
    """Have the forms of new rows remember what a field made of a text: thousands of rows say the same in most cells.

    What a form was sent is read once; which of its controls say something, as far as somebody asks.
    """
    cleaned, changed = {}, {}
    shared = set(fields)
    # Rows that are referred to are remembered by ``_once``, until one of them is written.
    plain = {field for field in shared if not isinstance(field, ModelChoiceField)}
    single = {field for field in shared if _sends_one(field.widget)}
    clean_fields, changed_data = form_class._clean_fields, form_class.changed_data.func
    own = {name.removeprefix("clean_") for name in dir(form_class) if name.startswith("clean_")}

    def _sent(form):
        """Name, field and value of each control."""
        if "_read" not in form.__dict__:
            data, files, prefix = form.data, form.files, f"{form.prefix}-" if form.prefix else ""
            shared.update(each for name, each in added.items() if not isinstance(each, InlineForeignKeyField))
            form._read = read = []
            for name, field in form.fields.items():
                if field in single:
                    values = dict.get(data, prefix + name)
                    value = values[-1] if values else None
                else:
                    value = field.widget.value_from_datadict(data, files, prefix + name)
                read.append((name, field, value))
        return form._read

    def _clean_fields(self):
        if self.instance.pk is not None:
            clean_fields(self)
            return
        for name, field, value in _sent(self):
            try:
                self.cleaned_data[name] = _known(cleaned, plain, field, value, field.clean)
                if name in own:
                    self.cleaned_data[name] = getattr(self, f"clean_{name}")()
            except ValidationError as error:
                self.add_error(name, error)

    def _names(form):
        for name, field, value in _sent(form):
            if _known(changed, shared, field, value, partial(_has_changed, form, name, field)):
                yield name

    def _changed_data(self):
        if self.instance.pk is not None or self.initial:
            if "_changed" not in self.__dict__:
                self._changed = changed_data(self)
            return self._changed
        return _Names(_names, self)

    form_class._clean_fields = _clean_fields
    form_class.changed_data = property(_changed_data)  # kept on the form, it would be a cycle


class _Names:
    """Names that are worked out while somebody reads them: most ask only whether there are any."""

    def __init__(self, work_out, form):
        self._work_out, self._form = work_out, form

    def __iter__(self):
        return self._work_out(self._form)

    def __bool__(self):
        return any(True for _ in self)


def _sends_one(widget):
    """Whether the widget reads nothing but the last value of its own name."""
    read = type(getattr(widget, "widget", widget)).value_from_datadict  # a reference stands in the admin's frame
    several = getattr(widget, "allow_multiple_selected", False)
    return read is Widget.value_from_datadict or (read is ChoiceWidget.value_from_datadict and not several)


def _has_changed(form, name, field, value):
    return field.has_changed(form.get_initial_for_field(field, name), value)


def _known(memory, shared, field, value, make):
    """What ``make`` gives for the value, remembered for the fields that all forms share. Errors are not."""
    if field not in shared or not isinstance(value, _PLAIN):
        return make(value)
    return known_in(memory, (field, value), partial(make, value))


class _Fields(dict):
    def __deepcopy__(self, memo):
        return dict(self)


def _finds_any_row(field):
    is_one = isinstance(field, ModelChoiceField) and not isinstance(field, ModelMultipleChoiceField)
    return is_one and not field.queryset.query.where


def _written(form_class, controls):
    """The model's columns that a form of the class with these controls writes, those for files last."""
    options = form_class._meta
    found = [
        column
        for column in options.model._meta.fields
        if column.name in controls and column.editable and not isinstance(column, AutoField)
        if (options.fields is None or column.name in options.fields) and column.name not in (options.exclude or ())
    ]
    return sorted(found, key=lambda column: isinstance(column, FileColumn))


def _post_clean_new(form, written):
    """``BaseModelForm._post_clean`` of a new row, which knows beforehand what is to be written."""
    exclude, data, instance = form._get_validation_exclusions(), form.cleaned_data, form.instance
    exclude.update(name for name, field in form.fields.items() if isinstance(field, InlineForeignKeyField))
    try:
        for column in written:
            name = column.name
            if name in data and not (column.has_default() and _is_left_out(form, name)):
                column.save_form_data(instance, data[name])
    except ValidationError as error:
        form._update_errors(error)
    try:
        instance.full_clean(exclude=exclude, validate_unique=False)
    except ValidationError as error:
        form._update_errors(error)
    if form._validate_unique:
        form.validate_unique()


def _is_left_out(form, name):
    """Whether nothing was sent for the control, so that the column keeps its default."""
    field = form.fields[name]
    is_empty = form.cleaned_data[name] in field.empty_values
    return is_empty and field.widget.value_omitted_from_data(form.data, form.files, form.add_prefix(name))


@cache
def _shared(field_class):
    return type(field_class.__name__, (field_class,), {"__deepcopy__": lambda self, memo: self})


def _once(field):
    ask, name = type(field).to_python, field.to_field_name

    def to_python(value):
        if not isinstance(value, str) or not value:
            return ask(field, value)
        found = once((ROWS, field.queryset.model), dict)
        if (name, value) not in found:
            found[name, value] = ask(field, value)
        return found[name, value]

    return to_python
