"""Base classes of the staff's pages: references as autocompletes, units beside numbers, lists that stay bounded.

Knows no content: citations are in ``library.admin``, publishing is in ``publishing.admin``.
"""

import unicodedata

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, SEARCH_VAR, ChangeList
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import FieldDoesNotExist
from django.db import DataError, ProgrammingError, models
from django.forms.utils import ErrorDict
from django.http import HttpResponseRedirect
from django.utils.functional import cached_property

from .english import has_english, lacking_english, pairs
from .quantities import plain, qualifier_word
from .widgets import NumberWithUnit, Reference, References, is_key

EMPTY = "—"
LONGEST_SEARCH = 200  # characters; each word is a condition of the query, and databases take no thousands of them


def quantity_column(field, *, unit="", with_qualifier=True):
    """A read-only column that shows a number field as a reader writes it: "约26.8亿元", "24个月".

    ``with_qualifier`` puts the word of ``<field>_qualifier`` in front; without it, that column stands beside.
    """
    in_words = getattr(field.formfield(), "in_words", lambda value: f"{plain(value)}{unit}")

    @admin.display(description=field.verbose_name, ordering=field.name)
    def column(row):
        value = getattr(row, field.name)
        if value is None:
            return EMPTY
        qualifier = getattr(row, f"{field.name}_qualifier", "") if with_qualifier else ""
        return qualifier_word(qualifier) + in_words(value)

    column.__name__ = field.name
    return column


class _Fields:
    """What forms and inlines do alike with fields. ``units`` gives the unit of each plain number of the model."""

    units: dict[str, str] = {}
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_autocomplete_fields(self, request):
        """Every reference: no select ever grows with the content."""
        options = self.model._meta
        return [field.name for field in [*options.fields, *options.many_to_many] if field.is_relation]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("widget", Reference(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", References(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in self.units:
            kwargs["widget"] = NumberWithUnit(self.units[db_field.name])
        if callable(db_field.default):
            # A second, hidden control with the default would be one more thing to store and to send.
            kwargs["show_hidden_initial"] = False
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if formfield and isinstance(formfield.widget, RelatedFieldWidgetWrapper):
            self._leave_icons(formfield.widget, db_field.remote_field.model)
        return formfield

    def _leave_icons(self, widget, model):
        """Of the icons beside a reference, those that lead somewhere: what is there already is changed on its page."""
        widget.can_change_related = widget.can_delete_related = False
        if widget.can_add_related:
            widget.can_add_related = getattr(self.admin_site.get_model_admin(model), "adds_in_popup", True)

    @cached_property
    def read_only_columns(self):
        """What stands in place of a field for who may only look: numbers in words instead of bare decimals."""
        return {
            field.name: quantity_column(field, unit=self.units.get(field.name, ""), with_qualifier=False)
            for field in self.model._meta.fields
            if isinstance(field, models.DecimalField) or field.name in self.units
        }

    def get_readonly_fields(self, request, obj=None):
        names = super().get_readonly_fields(request, obj)
        return names if self._is_editable(request, obj) else [*names, *self.read_only_columns.values()]

    def get_fieldsets(self, request, obj=None):
        """The fieldsets as declared, each text with its English beside it."""
        columns = {} if self._is_editable(request, obj) else self.read_only_columns
        english = {field.name: column.name for field, column in pairs(self.model)}
        return [
            (title, options | {"fields": [_line(each, english, columns) for each in options["fields"]]})
            for title, options in super().get_fieldsets(request, obj)
        ]


def _line(names, english, columns):
    """One line of a form; a field alone on its line stays alone unless it has an English column."""
    names = names if isinstance(names, list | tuple) else [names]
    line = [part for name in names for part in (columns.get(name, name), english.get(name)) if part]
    return line[0] if len(line) == 1 else line


class BoundedChangeList(ChangeList):
    """Treats values that only the database refuses (a number of thirty digits, a NUL, a range of three) as a filter
    that is wrong."""

    refusals = (DataError, ProgrammingError, OverflowError, ValueError)

    def get_queryset(self, request, **kwargs):
        try:
            return super().get_queryset(request, **kwargs)
        except OverflowError as error:
            raise IncorrectLookupParameters(error) from error

    def get_results(self, request):
        try:
            super().get_results(request)
        except self.refusals as error:
            if not self.get_filters_params():
                raise  # nothing was filtered: the fault is ours
            raise IncorrectLookupParameters(error) from error


class EnglishFilter(admin.SimpleListFilter):
    """Rows that an English page would have to show in Chinese, wholly or in part."""

    title = "英文"
    parameter_name = "english"

    def lookups(self, request, model_admin):
        return [("lacking", "有内容缺英文"), ("complete", "英文齐全")]

    def queryset(self, request, queryset):
        if self.value() not in ("lacking", "complete"):
            return queryset
        lacking = lacking_english(queryset.model)
        return queryset.filter(lacking if self.value() == "lacking" else ~lacking)


class ContentAdmin(_Fields, admin.ModelAdmin):
    """A page per type of content."""

    list_per_page = 50
    show_full_result_count = False  # counting everything is what makes a list slower every year
    save_on_top = True

    class Media:
        css = {"all": ["css/staff-forms.css"]}

    def _is_editable(self, request, obj):
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def get_changelist(self, request, **kwargs):
        return BoundedChangeList

    def get_list_filter(self, request):
        filters = super().get_list_filter(request)
        return [*filters, EnglishFilter] if has_english(self.model) else filters

    def changelist_view(self, request, extra_context=None):
        if ERROR_FLAG in request.GET:
            messages.warning(request, "筛选条件无法识别，已忽略。")
        if len(request.GET.get(SEARCH_VAR, "")) > LONGEST_SEARCH:
            messages.warning(request, f"查询词太长，只按前 {LONGEST_SEARCH} 个字查找。")
        return super().changelist_view(request, extra_context)

    def response_action(self, request, queryset):
        if not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            messages.error(request, "所选的条目无法识别，没有做任何改动。")
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset)

    def get_search_results(self, request, queryset, search_term):
        # PostgreSQL refuses a NUL. The list's own search form does too, a reference's does not.
        term = search_term.replace("\0", "")[:LONGEST_SEARCH]
        found, has_doubles = super().get_search_results(request, queryset, term)
        narrow = unicodedata.normalize("NFKC", term)
        if narrow == term:
            return found, has_doubles
        # As typed as well: the stored text may have full-width letters, or brackets, itself.
        as_narrow, _ = super().get_search_results(request, queryset, narrow)
        keys = [rows.order_by().values("pk") for rows in (found, as_narrow)]
        return queryset.filter(models.Q(pk__in=keys[0]) | models.Q(pk__in=keys[1])), False


class ReadOnlyAdmin(ContentAdmin):
    """Records that are looked at and never touched here."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ChildForm(forms.ModelForm):
    """A row of an inline: what its query has brought along is not asked for again.

    References hand their rows to their widgets. A row in which nothing was changed is taken as it is stored, without
    checking it anew: else a form with 200 rows would send thousands of queries to publish a change of one.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            return  # a new row has brought nothing along
        for name, formfield in self.fields.items():
            select = getattr(formfield.widget, "widget", None)
            if isinstance(select, Reference) and self._meta.model._meta.get_field(name).is_cached(self.instance):
                select.loaded = getattr(self.instance, name)

    def full_clean(self):
        if not (self.is_bound and self.instance.pk) or self.has_changed():
            return super().full_clean()
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {name: self._stored(name, field) for name, field in self.fields.items()}
        return None

    def _stored(self, name, field):
        """What cleaning the untouched control would give."""
        if name == self._meta.model._meta.pk.name:
            return self.instance
        try:
            self._meta.model._meta.get_field(name)
        except FieldDoesNotExist:
            return field.clean(self.get_initial_for_field(field, name))
        return getattr(self.instance, name)


class _Child(_Fields):
    """Rows that belong to the page's object. They name their references in one query, whatever their number."""

    extra = 0
    form = ChildForm

    def _is_editable(self, request, obj):
        return self.has_add_permission(request, obj) or self.has_change_permission(request, obj)

    def get_queryset(self, request):
        references = [field.name for field in self.model._meta.fields if field.is_relation]
        return super().get_queryset(request).select_related(*references)

    def _leave_icons(self, widget, model):
        """Only "add" earns its place in a row."""
        super()._leave_icons(widget, model)
        widget.can_view_related = False


class ChildTable(_Child, admin.TabularInline):
    """Children with few columns, one line each."""


class ChildBlocks(_Child, admin.StackedInline):
    """Children with many columns, a block of lines each."""

    classes = ["child-blocks"]
