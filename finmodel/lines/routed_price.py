"""Inference, first part: routing, and the tokens of a query (MODEL.md, section 2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.lines.arithmetic import flag, take
from finmodel.model.dimension import FEATURE, FEATURE_MODEL
from finmodel.model.item import RATIO, STOCK, Array, Declare, Section, Weighted, line

ROUTING = Section("Inference", "Routing in force")
TOKENS = Section("Inference", "Tokens of a query")

BY_QUERIES = Weighted("feature_queries")
_ROUTE = "{routing.feature[column]},{feature},{routing.model[column]},{model},{routing.from[column]},{routing_from}"


@line(
    "Split in force from",
    ROUTING,
    by=FEATURE,
    unit="month",
    kind=STOCK,
    excel='MAXIFS({routing.from[column]},{routing.feature[column]},{feature},{routing.from[column]},"<="&{month})',
)
def routing_from(routing__from: Array, split_row: Any, timeline: Any) -> Array:
    """First month of the feature's split in force; its rows sum to 1."""
    return take(timeline.ordinals(routing__from), split_row)


@line(
    "Share of queries",
    ROUTING,
    by=FEATURE_MODEL,
    unit="share",
    kind=STOCK,
    excel=f"SUMIFS({{routing.share[column]}},{_ROUTE})",
)
def routing_share(routing__share: Array, route_row: Any) -> Array:
    """Share of the feature's queries that the model answers; 0 when the split in force leaves it out."""
    return take(routing__share, route_row)


@line(
    "Routing rows in force",
    ROUTING,
    by=FEATURE_MODEL,
    unit="count",
    kind=STOCK,
    excel=f"COUNTIFS({_ROUTE})",
)
def routing_rows_in_force(route_row: Any) -> Array:
    """At most one; more would be a duplicate."""
    return np.where(route_row >= 0, 1.0, 0.0)


@line(
    "Shares of the feature's models",
    ROUTING,
    by=FEATURE,
    unit="share",
    kind=STOCK,
    excel="SUM({routing_share[feature,*]})",
)
def feature_routed_share(routing_share: Array, feature_models_of_feature: Array) -> Array:
    """1 when every query goes to some model."""
    return feature_models_of_feature @ routing_share


@line(
    "Used without exactly one price",
    ROUTING,
    by=FEATURE_MODEL,
    unit="flag",
    excel="({routing_share}>0)*({price_rows_in_force}<>1)",
)
def pair_unpriced(routing_share: Array, price_rows_in_force: Array) -> Array:
    """1 where a routed model has no list price in force, or two."""
    return flag((routing_share > 0) & (price_rows_in_force != 1))


@line(
    "Used after retirement",
    ROUTING,
    by=FEATURE_MODEL,
    unit="flag",
    excel="({routing_share}>0)*({models.retire_month}>0)*({month}>{models.retire_month})",
)
def retired_use(routing_share: Array, models__retire_month: Array, month_number: Array) -> Array:
    """1 where a routed model is past its retire_month."""
    return flag((routing_share > 0) & (month_number > models__retire_month))


@line(
    "Compression on",
    TOKENS,
    by=FEATURE,
    unit="flag",
    excel="({month}>={levers.compression_from})*1",
)
def compression_on(levers__compression_from: Array, month_number: Array) -> Array:
    """1 from the month compression starts."""
    return flag(month_number >= levers__compression_from)


@line(
    "Context factor",
    TOKENS,
    by=FEATURE,
    unit="factor",
    kind=STOCK,
    excel="(1+{features.context_growth_rate})^({month_number}-1)*(1-{levers.compression_rate}*{compression_on})",
)
def context_factor(
    features__context_growth_rate: Array,
    levers__compression_rate: Array,
    compression_on: Array,
    month_number: Array,
) -> Array:
    """Growth of the context since month 1, less compression."""
    growth = np.exp(np.log1p(features__context_growth_rate) * (month_number - 1))
    return growth * np.where(compression_on > 0, 1 - levers__compression_rate, 1.0)


def _tokens(label: str, side: str, at: str) -> Declare:
    factor = "{context_factor}" if side == "input" else "{output_tokens_multiplier}"
    excel = f"{{features.{side}_tokens_{at}}}*{factor}"
    return line(label, TOKENS, by=FEATURE, unit="tokens", kind=RATIO, total=BY_QUERIES, excel=excel)


@_tokens("Input tokens, mean", "input", "mean")
def input_tokens(features__input_tokens_mean: Array, context_factor: Array) -> Array:
    """Mean input tokens of a query, cached ones included."""
    return features__input_tokens_mean * context_factor


@_tokens("Output tokens, mean", "output", "mean")
def output_tokens(features__output_tokens_mean: Array, output_tokens_multiplier: Array, month_number: Array) -> Array:
    """Mean output tokens of a query, reasoning tokens included."""
    return features__output_tokens_mean * output_tokens_multiplier * np.ones_like(month_number)


@_tokens("Input tokens, p50", "input", "p50")
def input_tokens_p50(features__input_tokens_p50: Array, context_factor: Array) -> Array:
    """Median input tokens: for pricing talk, never for spend."""
    return features__input_tokens_p50 * context_factor


@_tokens("Output tokens, p50", "output", "p50")
def output_tokens_p50(
    features__output_tokens_p50: Array, output_tokens_multiplier: Array, month_number: Array
) -> Array:
    """Median output tokens: for pricing talk, never for spend."""
    return features__output_tokens_p50 * output_tokens_multiplier * np.ones_like(month_number)


@_tokens("Input tokens, p95", "input", "p95")
def input_tokens_p95(features__input_tokens_p95: Array, context_factor: Array) -> Array:
    """95th percentile of input tokens: tail risk."""
    return features__input_tokens_p95 * context_factor


@_tokens("Output tokens, p95", "output", "p95")
def output_tokens_p95(
    features__output_tokens_p95: Array, output_tokens_multiplier: Array, month_number: Array
) -> Array:
    """95th percentile of output tokens: tail risk."""
    return features__output_tokens_p95 * output_tokens_multiplier * np.ones_like(month_number)


@line(
    "p95 tokens above the context window",
    TOKENS,
    by=FEATURE_MODEL,
    unit="flag",
    excel="({routing_share}>0)*({models.context_window}>0)"
    "*({input_tokens_p95}+{output_tokens_p95}>{models.context_window})",
)
def context_exceeded(
    routing_share: Array, models__context_window: Array, input_tokens_p95: Array, output_tokens_p95: Array
) -> Array:
    """1 where the tail of a routed feature does not fit the model; a check, not a cap."""
    spill = input_tokens_p95 + output_tokens_p95 > models__context_window
    return flag((routing_share > 0) & (models__context_window > 0) & spill)
