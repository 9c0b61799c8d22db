"""What the staff's page on English shows: of each type, how many public rows would show Chinese on the English site."""

from django.contrib.admin import site
from django.urls import reverse

from core.english import has_english, lacking_english, untranslated

SHOWN = 5
"""Rows of each type that are named; the rest is behind a link to the list."""


def english_gaps(user) -> list[dict]:
    """One entry for each type that this person may see, in the order of the menu; three queries each."""
    return [
        _gap(model)
        for model in site._registry
        if has_english(model) and user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
    ]


def _gap(model):
    options = model._meta
    public = getattr(model._default_manager, "live", model._default_manager.all)()
    lacking = public.filter(lacking_english(model)).order_by("pk")
    name = f"admin:{options.app_label}_{options.model_name}"
    return {
        "type": options.verbose_name,
        "total": public.count(),
        "lacking": lacking.count(),
        "url": f"{reverse(f'{name}_changelist')}?english=lacking",
        "rows": [
            {"row": row, "url": reverse(f"{name}_change", args=[row.pk]), "fields": untranslated(row)}
            for row in lacking[:SHOWN]
        ],
    }
