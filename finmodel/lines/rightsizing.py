"""Right-sizing: what a feature would cost on every model of prices.csv (MODEL.md, section 2, Decisions)."""

from __future__ import annotations

from typing import Any

import numpy as np

from finmodel.lines.arithmetic import at_month, flag, instead, over_members, ratio
from finmodel.lines.diligence import in_diligence_month
from finmodel.lines.inference import attempt_cost as priced
from finmodel.lines.lever_answers import benchmark_of
from finmodel.lines.lever_attempts import TIER_PRICES, full_input_usd_per_mtok
from finmodel.lines.lever_quality import FLAG
from finmodel.model.dimension import FEATURE, OPTION
from finmodel.model.item import CONSTANT, STOCK, Array, Declare, Section, line
from finmodel.model.like import like

OPTIONS = Section("Inference", "Right-sizing: an attempt on every model, by month")
SIZES = Section("Inference", "Right-sizing in the diligence month")

SMALL, OVERSIZED, UNAVAILABLE = "-", "oversized", "not available"
IN_USE = f"{OVERSIZED}, in use: {FLAG}"


option_input_usd_per_mtok = like(
    full_input_usd_per_mtok,
    "option_input_usd_per_mtok",
    "Input price with its cache, no batch, on",
    on=OPTIONS,
    by=OPTION,
    instead={"long_contexts_of_feature_model": "long_options_of_option"}
    | {f"full_{price}": f"option_{price}" for price in TIER_PRICES},
    doc="As for a model in use: the same shares read from the cache and written to it.",
)


@line(
    "Attempt, all levers, on",
    OPTIONS,
    by=OPTION,
    unit="USD each",
    kind=STOCK,
    excel="({input_tokens}*{option_input_usd_per_mtok}"
    "+{output_tokens}*{option_tier_output_usd_per_mtok|output_usd_per_mtok})/10^6"
    "*(1-{levers.batch_share}*{option_tier_batch_discount|batch_discount})",
)
def option_attempt_cost(
    input_tokens: Array,
    output_tokens: Array,
    option_input_usd_per_mtok: Array,
    output_usd_per_mtok: Array,
    levers__batch_share: Array,
    batch_discount: Array,
    option_tier_output_usd_per_mtok: Array,
    option_tier_batch_discount: Array,
    long_options_of_option: Array,
) -> Array:
    """What a billed attempt of the feature would cost on the model, with the same tokens and levers."""
    output = instead(output_usd_per_mtok, option_tier_output_usd_per_mtok, long_options_of_option)
    discount = instead(batch_discount, option_tier_batch_discount, long_options_of_option)
    paid = 1 - levers__batch_share * discount
    return priced(input_tokens, output_tokens, option_input_usd_per_mtok * paid, output * paid)


@line(
    "Available for",
    OPTIONS,
    by=OPTION,
    unit="flag",
    kind=STOCK,
    excel="({price_rows_in_force}=1)*(1-({models.retire_month}>0)*({month}>{models.retire_month}))"
    "*(1-({models.context_window}>0)*({input_tokens_p95}+{output_tokens_p95}>{models.context_window}))",
)
def option_available(
    price_rows_in_force: Array,
    models__retire_month: Array,
    models__context_window: Array,
    input_tokens_p95: Array,
    output_tokens_p95: Array,
    month_number: Array,
) -> Array:
    """1 where the model has a price, is served and takes the feature's p95 tokens."""
    roomy = (models__context_window == 0) | (input_tokens_p95 + output_tokens_p95 <= models__context_window)
    return flag((price_rows_in_force == 1) & (month_number <= models__retire_month) & roomy)


def _option(label: str, excel: str, unit: str, words: tuple[str, ...] = ()) -> Declare:
    return line(label, SIZES, by=OPTION, unit=unit, kind=CONSTANT, excel=excel, words=words)


def _feature(label: str, excel: str, unit: str) -> Declare:
    return line(label, SIZES, by=FEATURE, unit=unit, kind=CONSTANT, excel=excel)


@_option("Attempt on", in_diligence_month("option_attempt_cost"), "USD each")
def rightsizing_cost(option_attempt_cost: Array, diligence_month: Array) -> Array:
    """Cost of a billed attempt in the diligence month."""
    return at_month(option_attempt_cost, diligence_month)


@_option(
    "Share routed to",
    "SUMPRODUCT(({routing_share[@feature]}={feature})*({routing_share[@model]}={model})"
    "*({month[all]}={diligence_month})*{routing_share[block]})",
    "share",
)
def rightsizing_share(routing_share: Array, feature_models_of_option: Array, diligence_month: Array) -> Array:
    """Share of the feature's queries that go to the model, 0 where routing does not name it."""
    return at_month(feature_models_of_option @ routing_share, diligence_month)


@_option("A choice for", f"{in_diligence_month('option_available')}*({{rightsizing_cost}}>0)", "flag")
def rightsizing_available(option_available: Array, rightsizing_cost: Array, diligence_month: Array) -> Array:
    """1 where the model is available and has a cost."""
    return np.asarray(at_month(option_available, diligence_month) * (rightsizing_cost > 0))


@_feature("Cheapest attempt", "MINIFS({rightsizing_cost[feature,*]},{rightsizing_available[feature,*]},1)", "USD each")
def cheapest_attempt_cost(rightsizing_cost: Array, rightsizing_available: Array, options_of_feature: Array) -> Array:
    """On the cheapest model available, 0 where none is."""
    costs = np.where(rightsizing_available > 0, rightsizing_cost, np.inf)[..., None, :, :]
    lowest = np.where(options_of_feature[..., None] > 0, costs, np.inf).min(axis=-2)
    return np.where(np.isfinite(lowest), lowest, 0.0)


@_option(
    "Cost over the cheapest", 'IF({cheapest_attempt_cost}>0,{rightsizing_cost}/{cheapest_attempt_cost},"n.m.")', "ratio"
)
def rightsizing_ratio(rightsizing_cost: Array, cheapest_attempt_cost: Array) -> Array:
    """Cost of an attempt over that on the cheapest model available."""
    return ratio(rightsizing_cost, cheapest_attempt_cost)


@line(
    "Oversized from this ratio on",
    SIZES,
    unit="ratio",
    kind=CONSTANT,
    excel='SUMIFS({benchmarks.high[column]},{benchmarks.metric[column]},"oversize_ratio")',
)
def oversize_bound(benchmarks__high: Array, benchmarks__metric: Any) -> Array:
    """The upper bound of oversize_ratio; 0 flags nothing."""
    return benchmark_of("oversize_ratio", benchmarks__metric, benchmarks__high)


@_option(
    "Oversized for",
    "({oversize_bound}>0)*({rightsizing_cost}>={oversize_bound}*{cheapest_attempt_cost}*(1-10^-9))",
    "flag",
)
def is_oversized(rightsizing_cost: Array, cheapest_attempt_cost: Array, oversize_bound: Array) -> Array:
    """1 where an attempt costs the bound of oversize_ratio, times the cheapest, or more."""
    return flag((oversize_bound > 0) & (rightsizing_cost >= oversize_bound * cheapest_attempt_cost * (1 - 1e-9)))


@_option(
    "Size of",
    f'IF({{rightsizing_available}}=0,"{UNAVAILABLE}",CHOOSE(1+{{is_oversized}}*(1+({{rightsizing_share}}>0)),'
    f'"{SMALL}","{OVERSIZED}","{IN_USE}"))',
    "text",
    (SMALL, OVERSIZED, IN_USE, UNAVAILABLE),
)
def rightsizing_verdict(is_oversized: Array, rightsizing_available: Array, rightsizing_share: Array) -> Array:
    """Oversized, and a FLAG where queries go to the model; a model that is no choice has no size."""
    used = rightsizing_share > 0
    return np.select([rightsizing_available == 0, is_oversized == 0, used], [3.0, 0.0, 2.0], 1.0)


@_feature(
    "Attempt on the dearest model in use",
    'MAXIFS({rightsizing_cost[feature,*]},{rightsizing_share[feature,*]},">0")',
    "USD each",
)
def dearest_used_cost(rightsizing_cost: Array, rightsizing_share: Array, options_of_feature: Array) -> Array:
    """Of the models that the feature routes to in the diligence month."""
    used = np.where(rightsizing_share > 0, rightsizing_cost, 0.0)[..., None, :, :]
    return np.asarray((used * options_of_feature[..., None]).max(axis=-2))


@_feature(
    "Dearest model in use over the cheapest",
    'IF({cheapest_attempt_cost}>0,{dearest_used_cost}/{cheapest_attempt_cost},"n.m.")',
    "ratio",
)
def oversize_ratio(dearest_used_cost: Array, cheapest_attempt_cost: Array) -> Array:
    """How many times the cheapest model the feature pays for its dearest queries."""
    return ratio(dearest_used_cost, cheapest_attempt_cost)


@_feature(
    "Share of queries on oversized models",
    f'SUMIFS({{rightsizing_share[feature,*]}},{{rightsizing_verdict[feature,*]}},"{IN_USE}")',
    "share",
)
def oversized_share(rightsizing_share: Array, rightsizing_verdict: Array, options_of_feature: Array) -> Array:
    """Queries that go to a model at the bound of oversize_ratio or above."""
    return np.asarray(options_of_feature @ (rightsizing_share * (rightsizing_verdict == 2)))


@line(
    "Features with queries on oversized models",
    SIZES,
    unit="count",
    kind=CONSTANT,
    excel="SUMPRODUCT(({oversized_share[*]}>0)*1)",
)
def oversized_features(oversized_share: Array) -> Array:
    """How many features use a model at the bound of oversize_ratio or above."""
    return over_members(flag(oversized_share > 0))
