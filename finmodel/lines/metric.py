"""Metrics: the line items that a benchmark judges, where their months stand, and when no meaning is a bad sign."""

from __future__ import annotations

from collections.abc import Mapping

from finmodel.inputs.schema import METRICS
from finmodel.model.item import LineItem

# judged by the benchmark of another metric, unless it has its own
BENCHMARK_OF = {"plan_gross_margin": "gross_margin", "plan_inference_share_of_revenue": "inference_share_of_revenue"}
# a flag of the month that makes n.m. a FLAG: a gross margin of 0 or less, an ARR that does not grow
BAD_SIGN = {
    "burn_multiple": "arr_is_shrinking",
    "ltv_to_cac": "plan_margin_is_negative",
    "cac_payback_months": "plan_margin_is_negative",
}


def path_of(metric: str, items: Mapping[str, LineItem]) -> LineItem | None:
    """The line item that holds a figure month by month; None for one that has no months."""
    item = items.get(f"{metric}_by_month", items[metric])
    return item if item.monthly else None


def benchmark_of(metric: str, given: Mapping[str, int]) -> int | None:
    """The position of the benchmark that judges a metric; `given` holds positions by metric."""
    return given.get(metric, given.get(BENCHMARK_OF.get(metric, "")))


__all__ = ["BAD_SIGN", "BENCHMARK_OF", "METRICS", "benchmark_of", "path_of"]
