"""The monthly run."""

from finmodel.refresh.refreshed import Refreshed
from finmodel.refresh.run import refresh

__all__ = ["Refreshed", "refresh"]
