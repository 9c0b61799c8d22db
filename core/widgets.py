"""Widgets of the staff's forms."""

import re
from decimal import Decimal

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

from .quantities import plain


class NumberWithUnit(forms.NumberInput):
    """A number with its unit to the right of it."""

    template_name = "admin/widgets/number_with_unit.html"

    def __init__(self, unit="", attrs=None):
        self.unit = unit
        super().__init__({"class": "number-input", **(attrs or {})})

    def format_value(self, value):
        return plain(value) if isinstance(value, Decimal) else super().format_value(value)

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, attrs) | {"unit": self.unit}

    def value_from_datadict(self, data, files, name):
        """What was typed; of a "signalling" NaN, at which Django's comparisons stumble, the usual one."""
        value = super().value_from_datadict(data, files, name)
        return re.sub("snan", "NaN", value, flags=re.IGNORECASE) if isinstance(value, str) else value


def is_key(text: str) -> bool:
    """Whether the text may be a row's number. What is not makes Django's lookups fail instead of finding nothing."""
    return text.isdecimal() and len(text) <= 18


class Reference(AutocompleteSelect):
    """An autocomplete that does not ask the database for the name of the row in ``loaded``.

    Django's own asks once for each reference of each row of an inline.
    """

    loaded = None

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return value if not value or is_key(value) else "0"

    def optgroups(self, name, value, attr=None):
        if self.loaded is None or value != [str(self.loaded.pk)]:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        label = self.choices.field.label_from_instance(self.loaded)
        return [(None, [*options, self.create_option(name, self.loaded.pk, label, True, len(options))], 0)]


class References(AutocompleteSelectMultiple):
    """An autocomplete of several rows."""

    def value_from_datadict(self, data, files, name):
        return [value if is_key(value) else "0" for value in super().value_from_datadict(data, files, name)]
