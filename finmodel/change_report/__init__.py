"""What changed between two models, by whom, and what it does to cost, margin, burn and runway."""

from finmodel.change_report.compare import diff
from finmodel.change_report.differences import Differences

__all__ = ["Differences", "diff"]
