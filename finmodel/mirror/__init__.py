"""Runs the mirrors: NumPy alone, no formula text, no layout, no cached value."""

from finmodel.mirror.calculate import calculate
from finmodel.mirror.results import Results
from finmodel.mirror.scenarios import calculate_all

__all__ = ["Results", "calculate", "calculate_all"]
