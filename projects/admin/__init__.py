"""Staff pages of the project record.

``pages`` are the pages, ``inlines`` what belongs to a project, ``steps`` the actions of one step, ``history`` the
records to be looked at, ``worklists`` what waits for somebody.
"""

from . import history, pages
from .worklists import counted

__all__ = ["counted", "history", "pages"]
