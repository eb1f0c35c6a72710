"""The monthly run."""

from finmodel.monthly.refreshed import Refreshed
from finmodel.monthly.run import refresh

__all__ = ["Refreshed", "refresh"]
