"""Metrics: the line items that a benchmark judges, where their months stand, and when no meaning is a bad sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finmodel.errors import Problem, nearest
from finmodel.inputs.tables import Inputs
from finmodel.model.item import CHECK, LineItem

# judged by the benchmark of another metric, unless it has its own
BENCHMARK_OF = {"plan_gross_margin": "gross_margin", "plan_inference_share_of_revenue": "inference_share_of_revenue"}
# a flag of the month that makes n.m. a FLAG: a gross margin of 0 or less, an ARR that does not grow
BAD_SIGN = {
    "burn_multiple": "arr_is_shrinking",
    "ltv_to_cac": "plan_margin_is_negative",
    "cac_payback_months": "plan_margin_is_negative",
}
_NO_SIZE = ("month", "date", "text", "flag")


def path_of(metric: str, items: Mapping[str, LineItem]) -> LineItem:
    """The line item that holds a figure month by month, or the figure itself where it has no months."""
    return items.get(f"{metric}_by_month", items[metric])


def benchmarks(given: Sequence[str]) -> dict[str, int]:
    """The position of the benchmark that judges each metric; `given` are the metrics of benchmarks.csv, in order."""
    own = {metric: i for i, metric in enumerate(given)}
    borrowed = {metric: own[other] for metric, other in BENCHMARK_OF.items() if metric not in own and other in own}
    return own | borrowed


def judged_items(items: Mapping[str, LineItem]) -> dict[str, LineItem]:
    """The line items with a size that a threshold can judge."""
    return {item.id: item for item in items.values() if item.kind is not CHECK and item.unit not in _NO_SIZE}


def unknown_metrics(inputs: Inputs, items: Mapping[str, LineItem]) -> list[Problem]:
    """Find benchmarks of what is no line item, or has no size that could be judged."""
    known = judged_items(items)
    places = inputs.places.get("benchmarks", ())
    return [
        Problem(f"{places[i] if i < len(places) else 'benchmarks.csv'} metric", f"{metric!r} is no figure of the model",
                nearest(metric, known))
        for i, metric in enumerate(inputs.column("benchmarks", "metric"))
        if metric not in known
    ]  # fmt: skip
