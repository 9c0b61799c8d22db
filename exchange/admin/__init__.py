"""The staff's pages of import and export: ``batches`` for what came in, ``handing`` for what is handed out."""

from .batches import BatchAdmin

__all__ = ["BatchAdmin"]
