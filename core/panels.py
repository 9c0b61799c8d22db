"""What an app adds to the page of a model that lies below it and does not know it.

A park's page lists projects, yet ``parks`` must not import ``projects``. So ``projects/panels.py`` says::

    @panel("parks.Park")
    def projects_of(park): return {"projects": excerpt(...)}

and the page's view asks ``context_for(park)``. Each function answers bounded lists of public rows.
"""

from collections import defaultdict
from collections.abc import Callable

_panels: dict[str, list[Callable]] = defaultdict(list)


def panel(model_label: str):
    """Register a function from a row to template variables, for pages of the model "app_label.Model"."""

    def decorate(function):
        _panels[model_label.lower()].append(function)
        return function

    return decorate


def context_for(row) -> dict:
    """The template variables that all apps add to the page of ``row``. Raises ValueError when two share a name."""
    context = {}
    for function in _panels[row._meta.label_lower]:
        added = function(row)
        if clash := context.keys() & added.keys():
            raise ValueError(f"{function.__module__}.{function.__name__} gives {sorted(clash)} again")
        context |= added
    return context
