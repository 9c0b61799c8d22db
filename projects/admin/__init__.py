"""Staff pages of the project record: ``inlines`` is what belongs to a project, ``pages`` are the pages."""

from . import pages

__all__ = ["pages"]
