"""By what the list of drafts is narrowed down. What waits for whom is decided in ``querysets``."""

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType

from core.widgets import is_key

from ..choices import State, Waits

ALL = "all"
_BY_STEP = (Waits.FIRST, Waits.SECOND, Waits.FINAL)


class MineFilter(admin.SimpleListFilter):
    """What waits for the person who looks."""

    title = "和我有关"
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        return [("me", "等我办")]

    def queryset(self, request, queryset):
        return queryset.waiting_for(request.user) if self.value() == "me" else queryset


class WrittenFilter(admin.SimpleListFilter):
    """What the person who looks has written."""

    title = "谁写的"
    parameter_name = "author"

    def lookups(self, request, model_admin):
        return [("me", "我写的")]

    def queryset(self, request, queryset):
        return queryset.written_by(request.user) if self.value() == "me" else queryset


class StateFilter(admin.SimpleListFilter):
    """Where drafts stand; without a choice, those that are not finished."""

    title = "进度"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        steps = [(step.value, step.label) for step in _BY_STEP]
        states = [(state.value, state.label) for state in State]
        after = states.index((State.IN_REVIEW.value, State.IN_REVIEW.label)) + 1
        return [*states[:after], *steps, *states[after:], (ALL, "全部")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": "没有办完的"}, *others]

    def queryset(self, request, queryset):
        value = self.value()
        if value in State.values:
            return queryset.filter(state=value)
        if value in _BY_STEP:
            return queryset.filter(waits_for=value)
        return queryset if value == ALL else queryset.open()


class TypeFilter(admin.SimpleListFilter):
    """The types that the person may look at."""

    title = "类型"
    parameter_name = "type"

    def lookups(self, request, model_admin):
        types = ContentType.objects.get_for_models(*model_admin.drafted_models(request))
        return [(str(each.pk), str(model._meta.verbose_name)) for model, each in types.items()]

    def queryset(self, request, queryset):
        value = self.value()
        return queryset.filter(content_type=int(value)) if value and is_key(value) else queryset
